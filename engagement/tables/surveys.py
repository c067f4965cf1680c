"""Answers to surveys of people who agreed to no capture: counts, and that somebody has answered."""

from sqlalchemy import Column, String, Table, Text

from engagement.tables.columns import key, metadata, number

survey_tally = Table(
    "survey_tally",
    metadata,
    key("org", "the organisation that owns the row"),
    key("meeting", "id of the webinar"),
    key("question", "key of the question in the survey"),
    Column("answer", String(200), primary_key=True, doc="a number, or the words that were chosen"),
    number("count", "how many people without a name gave this answer"),
    info={
        "doc": "Answers to a survey without a name, added up when there are five to a question; "
        "those with one are events."
    },
)

survey_waiting = Table(
    "survey_waiting",
    metadata,
    key("org", "the organisation that owns the row"),
    key("meeting", "id of the webinar"),
    Column(
        "sealed",
        Text,
        nullable=False,
        doc="how often which answer was given, encrypted with the server's key",
    ),
    info={"doc": "Answers to a survey without a name that are too few to be added up."},
)

survey_voice = Table(
    "survey_voice",
    metadata,
    key("org", "the organisation that owns the row"),
    key("meeting", "id of the webinar"),
    key("voice", "keyed hash of who has answered; nothing leads from it to an answer"),
    info={"doc": "That somebody without a name has answered a survey: once is enough."},
)
