"""The people of a webinar's report, a row each. Pure.

Rule: of whoever did not agree to capture there is attendance alone; what they did is an empty cell,
not a nought.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from engagement.audience import AudienceMember, AudienceReport
from engagement.consents import ConsentEntry, ConsentState
from engagement.exports.sheets import (
    IDS,
    Cell,
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

PARTS = ("time", "slides", "polls", "questions", "acts", "links")
"""Of a score, as `ScorePart.key` says."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of the registration form's own."""

    key: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What else is known of somebody: from the registration and from the interaction."""

    identity: str = ""
    """signed_link, typed_name, reconciled or by_hand; empty: was never there."""
    device: str = ""
    consents: ConsentState | None = None
    """None: was never asked."""
    workplace: str = ""
    state: str = ""
    """Of the registration; empty: came without one."""
    source: str = ""
    certificate: str = ""
    """The number of a valid certificate."""
    answers: Mapping[str, str] = field(default_factory=dict)
    """To the form's own questions, by key."""


NOTHING = Known()

COLUMNS = (
    *IDS,
    Column("participant_id", Kind.TEXT, 26),
    *texts("name", "email", width=26),
    *texts("hcp_id", "identity", "country", "specialty", "segment", "workplace"),
    *moments("registered_at"),
    *texts("registration", "source", "attended"),
    *yes("walk_in"),
    *moments("first_join", "last_leave"),
    Column("live_minutes", Kind.NUMBER),
    Column("on_demand_minutes", Kind.NUMBER),
    Column("away_minutes", Kind.NUMBER),
    *wholes("live_ms", "on_demand_ms"),
    *texts("device"),
    *wholes("slides_seen", "questions", "votes", "poll_answers", "reactions", "hands"),
    *wholes("chat_messages", "links", "downloads"),
    *wholes("score", *(f"score_{part}" for part in PARTS)),
    *yes("consent_capture", "consent_attention", "consent_recording"),
    *texts("certificate"),
)


def attendance(report: AudienceReport, asked: Sequence[Asked], known: Mapping[str, Known]) -> Sheet:
    """Everybody who had a seat or came without one."""
    own = tuple(Column(f"answer: {each.label}", Kind.TEXT, 24) for each in asked)
    rows = tuple(
        _row(report, member, asked, known.get(member.participant, NOTHING))
        for member in report.members
    )
    return Sheet("attendance", COLUMNS + own, rows)


def _row(report: AudienceReport, one: AudienceMember, asked: Sequence[Asked], known: Known) -> Row:
    meeting = report.occasion.meeting
    return (
        *(row_id(meeting, "attendance", one.participant), meeting, one.participant),
        *(one.name, one.email, one.hcp, known.identity),
        *(one.country, one.specialty, one.segment, known.workplace),
        *(one.registered_at, known.state, known.source, one.attended.value, one.walk_in),
        *(one.first_join, one.last_leave),
        *(minutes(one.live_ms), minutes(one.on_demand_ms), minutes(one.away_ms)),
        *(one.live_ms, one.on_demand_ms, known.device),
        *_acts(one),
        *_score(one),
        *_consents(known.consents),
        known.certificate,
        *(known.answers.get(each.key, "").replace("\n", "; ") for each in asked),
    )


def _acts(one: AudienceMember) -> Row:
    acts: Row = (
        *(len(one.slides), one.questions, one.votes, one.answers, one.reactions, one.hands),
        *(one.chats, one.links, one.downloads),
    )
    return acts if one.captured else (None,) * len(acts)


def _score(one: AudienceMember) -> Row:
    if one.score is None:
        return (None,) * (1 + len(PARTS))
    points = {part.key: part.points for part in one.score.parts}
    return (one.score.total, *(points.get(part) for part in PARTS))


def _consents(state: ConsentState | None) -> Row:
    if state is None:
        return (None, None, None)
    return (state.capture, state.capture and state.attention, state.recording)


def scores(report: AudienceReport) -> Sheet:
    """The components of each score, a row each, with the words that explain them."""
    meeting = report.occasion.meeting
    columns = (
        *IDS,
        Column("participant_id", Kind.TEXT, 26),
        *texts("name", width=26),
        *texts("part"),
        Column("words", Kind.TEXT, 50),
        *wholes("amount", "points", "most"),
    )
    rows: list[tuple[Cell, ...]] = [
        (
            *(row_id(meeting, "scores", one.participant, part.key), meeting, one.participant),
            *(one.name, part.key, part.words, part.amount, part.points, part.most),
        )
        for one in report.members
        if one.score is not None
        for part in one.score.parts
    ]
    return Sheet("scores", columns, tuple(rows))


def consents(report: AudienceReport, entries: Sequence[ConsentEntry]) -> Sheet:
    """Every answer of the audience that the ledger holds, under the ledger's id, oldest first."""
    meeting, people = report.occasion.meeting, {one.participant for one in report.members}
    columns = (
        *IDS,
        Column("participant_id", Kind.TEXT, 26),
        *texts("consent_id", width=26),
        *texts("kind"),
        *yes("given"),
        *moments("at"),
        *texts("version", "language", "means"),
        *texts("text", width=60),
    )
    rows = tuple(
        (
            *(row_id(meeting, "consents", each.id), meeting, each.participant, each.id),
            *(each.kind.value, each.given, each.at, each.version, each.language),
            *(each.means.value, each.text),
        )
        for each in entries
        if each.participant in people
    )
    return Sheet("consents", columns, rows)
