"""What was shown and said in a webinar: polls, survey, questions, slides, minutes, links. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from engagement.audience import AudienceReport, Band, PollLine
from engagement.exports.sheets import (
    IDS,
    Column,
    Kind,
    Row,
    Sheet,
    minutes,
    moments,
    row_id,
    texts,
    wholes,
    yes,
)
from engagement.surveyresults import QuestionResult, Results


def summary(report: AudienceReport) -> Sheet:
    """The head of the report, a figure in each row."""
    meeting, totals, occasion = report.occasion.meeting, report.totals, report.occasion
    facts: list[tuple[str, str | None, int | float | None]] = [
        ("title", occasion.title, None),
        ("zone", occasion.zone, None),
        ("series", occasion.series, None),
        ("state", occasion.state, None),
        ("planned_start", _iso(occasion.planned_start), None),
        ("planned_end", _iso(occasion.planned_end), None),
        ("started", _iso(report.start), None),
        ("ended", _iso(report.end), None),
        ("as_of", _iso(report.as_of), None),
        ("live_rate", None, totals.rate),
        ("median_minutes", None, minutes(totals.median_ms)),
    ]
    facts += [(name, None, getattr(totals, name)) for name in FIGURES]
    facts += [(f"reaction: {each.reaction}", None, each.count) for each in report.reactions]
    columns = (
        *IDS,
        *texts("figure", width=24),
        *texts("text", width=40),
        Column("number", Kind.NUMBER),
    )
    rows = tuple((row_id(meeting, "summary", fact[0]), meeting, *fact) for fact in facts)
    return Sheet("summary", columns, rows)


FIGURES = (
    *("registered", "live", "on_demand", "came", "no_shows", "excused", "walk_ins", "peak"),
    *("mean_score", "scored", "questions", "votes", "answered", "polls", "poll_answers"),
    *("reactions", "chats", "hands"),
)


def polls(report: AudienceReport) -> Sheet:
    """Every option of every poll, and every free answer; a row each."""
    columns = (
        *IDS,
        *texts("poll_id", "kind"),
        *texts("question", width=40),
        *moments("opened_at"),
        *wholes("there", "answered", "option"),
        *texts("answer", width=40),
        *wholes("count"),
        *yes("correct"),
    )
    rows = [row for poll in report.polls for row in _poll(report.occasion.meeting, poll)]
    return Sheet("polls", columns, tuple(rows))


def _poll(meeting: str, poll: PollLine) -> list[Row]:
    head = (meeting, poll.poll, poll.kind, poll.question, poll.at, poll.there, poll.answered)
    options: list[Row] = [
        (
            row_id(meeting, "polls", poll.poll, place),
            *head,
            *(place, each.text, each.count, each.correct if poll.quiz else None),
        )
        for place, each in enumerate(poll.choices, 1)
    ]
    free: list[Row] = [
        (row_id(meeting, "polls", poll.poll, f"text-{turn}", text), *head, None, text, 1, None)
        for turn, text in _turns(poll.texts)
    ]
    return options + free


def _turns(words: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Each text, and the how many-th like it that is: an id is made of its words, not of its place,
    which moves when another one comes late or goes."""
    seen = Counter[str]()
    for text in words:
        seen[text] += 1
        yield seen[text], text


def survey(report: AudienceReport, results: Results | None) -> Sheet:
    """Every answer to every question of the survey, and every free answer; a row each.

    Nothing says whose an answer is. ``results`` is None where no survey was planned.
    """
    columns = (
        *IDS,
        *texts("question_id", "kind"),
        *texts("question", width=40),
        *wholes("answered"),
        Column("mean", Kind.NUMBER),
        *wholes("net_promoter_score"),
        *texts("answer", width=40),
        *wholes("count"),
    )
    asked = results.questions if results else ()
    rows = [row for each in asked for row in _survey(report.occasion.meeting, each)]
    return Sheet("survey", columns, tuple(rows))


def _survey(meeting: str, asked: QuestionResult) -> list[Row]:
    mean = None if asked.mean is None else round(asked.mean, 2)
    head = (meeting, asked.key, asked.kind, asked.label, asked.answered, mean, asked.nps)
    counted: list[Row] = [
        (row_id(meeting, "survey", asked.key, "answer", answer), *head, answer, count)
        for answer, count in asked.counts.items()
    ]
    free: list[Row] = [
        (row_id(meeting, "survey", asked.key, f"text-{turn}", text), *head, text, 1)
        for turn, text in _turns(asked.texts)
    ]
    return counted + free


def questions(report: AudienceReport) -> Sheet:
    """The audience's questions with their answers; who asked without a name is in no cell."""
    meeting = report.occasion.meeting
    columns = (
        *IDS,
        *texts("question_id", "participant_id"),
        *texts("name", width=24),
        *texts("question", width=60),
        *moments("asked_at"),
        *wholes("votes"),
        *texts("outcome"),
        *texts("answer", width=60),
        *texts("answered_by"),
        *moments("answered_at"),
        *texts("merged_into", width=40),
    )
    rows = tuple(
        (
            *(row_id(meeting, "questions", each.question), meeting, each.question),
            *(each.participant, each.name, each.text, each.at, each.votes, each.outcome),
            *(each.answer, each.answered_by, each.answered_at, each.merged),
        )
        for each in report.questions
    )
    return Sheet("questions", columns, rows)


def slides(report: AudienceReport) -> Sheet:
    """Each turn of a slide on stage, and how many had it in sight."""
    meeting = report.occasion.meeting
    columns = (
        *IDS,
        *texts("version_id", width=26),
        *wholes("slide"),
        *texts("slide_key"),
        *texts("title", width=40),
        *moments("from", "until"),
        Column("minutes", Kind.NUMBER),
        *wholes("there", "watched"),
        Column("share", Kind.SHARE),
    )
    rows = tuple(
        (
            *(row_id(meeting, "slides", each.version, each.slide, each.start), meeting),
            *(each.version, each.slide, each.key, each.title, each.start, each.end),
            *(minutes(each.end - each.start), *_sight(each)),
        )
        for each in report.bands
    )
    return Sheet("slides", columns, rows)


def _sight(band: Band) -> Row:
    """Who was there, who had it in sight, their share; empty for too few to hide among."""
    return (None, None, None) if band.share is None else (band.there, band.watched, band.share)


def curve(report: AudienceReport) -> Sheet:
    """How many were there, minute by minute."""
    meeting = report.occasion.meeting
    columns = (*IDS, *moments("minute"), *wholes("people"))
    rows = tuple(
        (row_id(meeting, "minutes", each.at), meeting, each.at, each.people)
        for each in report.curve
    )
    return Sheet("minutes", columns, rows)


def links(report: AudienceReport) -> Sheet:
    """What was offered, and how many opened it."""
    meeting = report.occasion.meeting
    columns = (*IDS, *texts("name", width=60), *wholes("people"), *yes("file"))
    turns = [turn for turn, _ in _turns(each.name for each in report.links)]
    rows = tuple(
        (row_id(meeting, "links", turn, each.name), meeting, each.name, each.people, each.file)
        for turn, each in zip(turns, report.links, strict=True)
    )
    return Sheet("links", columns, rows)


def _iso(at: int | None) -> str | None:
    return None if at is None else datetime.fromtimestamp(at / 1000, UTC).isoformat()
