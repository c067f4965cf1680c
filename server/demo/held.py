"""The demo's webinar of yesterday, written through the doors that a real one uses.

Registrations, connections, consents, what the room tells and what browsers report: the report page
counts this audience as it would count any other.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import NAMESPACE_OID, UUID, uuid5

from decks.model import Version
from engagement.consents import Means
from engagement.rows import server_event_id
from rooms import Role
from scheduling.webinars import Registrant, Webinar
from server.demo.crowd import Member
from server.pages.agreements import answers
from server.pages.guests import named
from server.services import Services
from signaling.seams import Batch, Claim, ClientEvent, Fact

MINUTE = 60_000
HOUR = 60 * MINUTE
POLL: dict[str, object] = {
    "poll": "demo-poll",
    "kind": "single",
    "question": "When do you start treatment?",
    "options": ["Weeks after discharge", "Before discharge", "When symptoms come back"],
    "correct": [1],
}


@dataclass(slots=True)
class Held:
    """The show while it is being told."""

    parts: Services
    webinar: Webinar
    version: Version
    started: int
    minutes: int
    seats: list[tuple[Member, Registrant]] = field(default_factory=list)
    seq: int = 0

    @property
    def over(self) -> int:
        return self.started + self.minutes * MINUTE

    def claim(self, id: str, name: str, role: Role = Role.ATTENDEE, hcp: str = "") -> Claim:
        """Who somebody was in the room."""
        meeting = self.webinar.meeting
        return Claim(meeting.org, meeting.id, id, name, role, hcp or None, self.over + HOUR)

    def fact(
        self, kind: str, minute: float, who: str, slide: int | None = None, /, **more: object
    ) -> Fact:
        """Something that the room told."""
        self.seq += 1
        meeting = self.webinar.meeting
        return Fact(
            id=server_event_id(meeting.id, self.seq),
            org=meeting.org,
            meeting=meeting.id,
            participant=who,
            seq=self.seq,
            kind=kind,
            at=self.started + round(minute * MINUTE),
            version=None if slide is None else self.version.id,
            slide=slide,
            values=more,
        )


async def tell(held: Held) -> None:
    """Write down the whole show."""
    host = held.webinar.meeting.host
    attendance, capture = held.parts.attendance, held.parts.capture
    leads = held.claim(host.id, host.name, Role.HOST)
    await attendance.opened(leads, "demo-host", None, held.started - 10 * MINUTE)
    for member, who in held.seats:
        if member.comes is not None:
            await _come(held, member, who)
    await capture.journal([*_course(held), *_acts(held)])
    for member, who in held.seats:
        if member.comes is not None:
            claim = held.claim(who.id, who.name, hcp=who.hcp)
            await capture.store(claim, _looks(held, member, who), held.over)
    meeting = held.webinar.meeting
    await attendance.close_meeting(meeting.org, meeting.id, held.over)


async def _come(held: Held, member: Member, who: Registrant) -> None:
    meeting, parts = held.webinar.meeting, held.parts
    given = frozenset({"capture", "attention"} if member.capture else ())
    comes = held.started + round((member.comes or 0) * MINUTE)
    texts = answers(
        given, lambda text, **names: parts.words.t("en", text, **names), "en", **named(meeting)
    )
    await parts.consents.record(
        meeting.org, meeting.id, who.id, who.hcp or None, texts, Means.LANDING_PAGE, comes
    )
    claim = held.claim(who.id, who.name, hcp=who.hcp)
    await parts.attendance.opened(claim, f"demo-{who.id}", None, comes)
    if member.goes is not None:
        goes = held.started + round(member.goes * MINUTE)
        await parts.attendance.closed(meeting.id, f"demo-{who.id}", goes, "left")


def _turn(held: Held) -> float:
    """How many minutes each slide was on stage; the last ten were for questions."""
    return (held.minutes - 10) / len(held.version.slides)


def _course(held: Held) -> Iterator[Fact]:
    """What the host did."""
    host = held.webinar.meeting.host.id
    yield held.fact("meeting.started", 0, host)
    at = 0.0
    for number, item in enumerate(held.webinar.plan.agenda):
        told: dict[str, object] = {"item": number, "title": item.title, "minutes": item.minutes}
        yield held.fact("agenda.started", at, host, None, **told, started=True)
        at += item.minutes
    for number in range(len(held.version.slides)):
        shown = {"deck": held.version.deck, "sha256": held.version.sha256}
        yield held.fact("slide.shown", number * _turn(held), host, number, **shown)
    for state, minute in (("open", 14), ("closed", 18)):
        yield held.fact("poll.moved", minute, host, None, **POLL, state=state)
    for number, (_, who) in enumerate(_asking(held)):
        about = f"q-{who.id}"
        yield held.fact(
            "question.answered", 38 + 2 * number, host, None, question=about, how="live"
        )
    yield held.fact("meeting.ended", held.minutes, host, reason="host")


def _asking(held: Held) -> list[tuple[Member, Registrant]]:
    """Who asked; the last question was left open."""
    return [(member, who) for member, who in held.seats if member.asks][:-1]


def _acts(held: Held) -> Iterator[Fact]:
    """What the audience did that the room heard of."""
    for number, (member, who) in enumerate(held.seats):
        if member.answer is not None:
            yield held.fact(
                "poll.answered", 14.5 + number / 10, who.id, None, poll=POLL["poll"],
                choices=[member.answer],
            )  # fmt: skip
        if member.asks:
            about = {"question": f"q-{who.id}", "text": member.asks}
            yield held.fact("question.asked", 22 + number / 2, who.id, None, **about)
        for clap in range(member.claps):
            yield held.fact("reaction.sent", 34 + clap / 20, who.id, None, reaction="clap")


def _looks(held: Held, member: Member, who: Registrant) -> Batch:
    """What the browser of one of them reported."""
    told: list[tuple[float, str, int | None, dict[str, object]]] = []
    comes, goes = member.comes or 0, held.minutes if member.goes is None else member.goes
    for number in range(len(held.version.slides)):
        start, end = max(comes, number * _turn(held)), min(goes, (number + 1) * _turn(held))
        if start < end:
            ms = round((end - start) * MINUTE)
            told.append((start, "slide.entered", number, {}))
            told.append((end - 0.001, "slide.left", number, {"visible_ms": ms, "total_ms": ms}))
    if member.away is not None:
        told += [
            (member.away[0], "attention.hidden", None, {}),
            (member.away[1], "attention.shown", None, {}),
        ]
    events = tuple(
        _event(held, f"{who.id}-{seq}", seq, each)
        for seq, each in enumerate(sorted(told, key=_when), 1)
    )
    return Batch(str(uuid5(NAMESPACE_OID, f"tab-{who.id}")), held.over, len(events), events)


def _when(told: tuple[float, str, int | None, dict[str, object]]) -> float:
    return told[0]


def _event(
    held: Held, name: str, seq: int, told: tuple[float, str, int | None, dict[str, object]]
) -> ClientEvent:
    minute, kind, slide, values = told
    at = held.started + round(minute * MINUTE)
    return ClientEvent(
        id=_uuid7(name, at),
        seq=seq,
        kind=kind,
        at=at,
        version=None if slide is None else held.version.id,
        slide=slide,
        values=values,
    )


def _uuid7(name: str, at: int) -> str:
    """A UUIDv7 of that time (RFC 9562) whose random part is made of the name."""
    bits = uuid5(NAMESPACE_OID, name).int
    high, low = (bits >> 64) & 0xFFF, bits & ((1 << 62) - 1)
    return str(UUID(int=(at << 80) | (7 << 76) | (high << 64) | (2 << 62) | low))
