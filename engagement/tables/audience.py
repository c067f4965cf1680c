"""Who was the audience of a webinar, and how engaged they were: derived, rewritten as a whole."""

from sqlalchemy import Index, Table

from engagement.tables.columns import flag, ident, key, line, metadata, ms, number

audience = Table(
    "audience",
    metadata,
    key("org", "the organisation that owns the row"),
    key("meeting", "id of the webinar"),
    key("participant", "id of the registration, or of who came without one"),
    ident("hcp", "`hcp.id`; NULL: not in the directory", optional=True),
    ms("registered_at", "when they signed up; NULL: came without signing up", optional=True),
    ident("attended", "live, on_demand, both, no_show or excused (wants the recording)"),
    flag("walk_in", "signed up after the show had begun, or not at all"),
    ms("first_at", "first moment connected; NULL: never", optional=True),
    ms("last_at", "last moment connected", optional=True),
    ms("live_ms", "length of the union of the live connections, never their sum"),
    ms("on_demand_ms", "the same of the recording"),
    ms("away_ms", "the part of `live_ms` out of sight; NULL: no consent to say so", optional=True),
    flag("captured", "agreed to capture; else all counts of acts are 0 and there is no score"),
    ident("country", "ISO 3166-1 alpha-2, as told or as the directory knows", optional=True),
    line("specialty", "the same of the medical specialty", optional=True),
    line("segment", "segment given by marketing", optional=True),
    number("slides", "slides that count as seen"),
    number("questions", "questions asked under one's name"),
    number("votes", "other people's questions that they want answered"),
    number("answers", "polls answered"),
    number("reactions", "reactions sent"),
    number("hands", "how often the hand went up"),
    number("chats", "chat messages"),
    number("links", "different links and files opened"),
    number("downloads", "the files among them"),
    number("score", "engagement score, 0 to 100; NULL: none", optional=True),
    Index(None, "org", "hcp"),
    info={
        "doc": "One person with a seat in a webinar, or who came: written when it ends, and again "
        "when late events arrive."
    },
)

score_part = Table(
    "score_part",
    metadata,
    key("org", "the organisation that owns the row"),
    key("meeting", "id of the webinar"),
    key("participant", "whose score"),
    key("part", "time, slides, polls, questions, acts or links"),
    number("amount", "what was counted: minutes, slides, polls, questions, acts or links"),
    number("points", "what it gave; all parts of a person are `audience.score` together"),
    number("most", "what it could have given; of all parts together 100"),
    line("words", "the same in words"),
    info={"doc": "A component of an engagement score, as the weights were when it was written."},
)
