"""A webinar that was held before many, written into a whole server's stores as its parts do.

Everybody signs up through the registrations; connections, consents, the room's facts and the tabs'
events go through the engagement store's own doors. ``crowd`` says how each of them behaved.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

from decks.model import Version
from engagement.consents import Answer, Means
from engagement.kinds import ConsentKind
from engagement.rows import server_event_id
from engagement.store import EngagementStore
from rooms import Role
from scheduling.plans import Host
from scheduling.webinars import Registration, WebinarPlan
from scheduling.webinars.plans import AgendaItem, Attend, Registrant, Webinar
from signaling.seams import Batch, Claim, ClientEvent, Fact
from tests.engagement.cast import event_id
from tests.support.site import Site, Visitor

MINUTE = 60_000
DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class Guest:
    """How somebody of the audience behaves; minutes are of the show."""

    name: str
    country: str = "DE"
    specialty: str = "Cardiology"
    comes: float | None = 0
    """None: does not come."""
    goes: float | None = None
    """None: stays to the end."""
    consents: tuple[ConsentKind, ...] = (ConsentKind.CAPTURE, ConsentKind.ATTENTION)
    sees: frozenset[int] = frozenset({0, 1, 2})
    """The slides that were in sight while they were on stage."""
    away: tuple[float, float] | None = None
    answers: tuple[int, ...] | None = None
    """To the quiz."""
    asks: str = ""
    anonymous: bool = False
    claps: int = 0
    excused: bool = False


@dataclass(slots=True)
class Show:
    """The webinar, its people, and the room's pen."""

    site: Site
    host: Visitor
    webinar: Webinar
    version: Version
    started: int
    minutes: int
    people: dict[str, Registrant]
    seq: int = 0

    @property
    def address(self) -> str:
        return f"/webinars/{self.webinar.id}/report"

    def claim(self, participant: str, role: Role = Role.ATTENDEE, name: str = "") -> Claim:
        return Claim(
            org=self.webinar.meeting.org,
            meeting=self.webinar.id,
            participant=participant,
            role=role,
            name=name,
            hcp=None,
            expires=self.started + DAY_MS,
        )

    @property
    def host_claim(self) -> Claim:
        host = self.webinar.meeting.host
        return self.claim(host.id, Role.HOST, host.name)

    def fact(
        self, kind: str, minute: float, who: str = "", slide: int | None = None, /, **values: object
    ) -> Fact:
        """Something that the room reports."""
        self.seq += 1
        return Fact(
            id=server_event_id(self.webinar.id, self.seq),
            org=self.webinar.meeting.org,
            meeting=self.webinar.id,
            participant=who or self.webinar.meeting.host.id,
            seq=self.seq,
            kind=kind,
            at=self.started + round(minute * MINUTE),
            version=None if slide is None else self.version.id,
            slide=slide,
            values=values,
        )


async def planned(
    site: Site,
    host: Visitor,
    version: Version,
    *,
    title: str = "Tolerability in the long run",
    series: str = "",
    minutes: int = 30,
    ahead: int = 2,
) -> Show:
    """A public webinar that is planned some minutes ahead, and begins a minute late.

    So whoever signs up now is no walk-in, and what happens is told before it does.
    """
    assert host.staff is not None
    parts, me = site.services, host.staff
    wall = datetime.fromtimestamp(parts.clock() / 1000 + ahead * 60, UTC).strftime("%Y-%m-%dT%H:%M")
    plan = WebinarPlan(
        title,
        wall,
        "UTC",
        minutes,
        capacity=5_000,
        series=series,
        agenda=(AgendaItem(5, "Welcome", me.name), AgendaItem(minutes - 5, "The data", "Eva Lang")),
        decks=(version.id,),
    )
    made = await parts.webinars.create(me.org, plan, Host(me.id, me.name, me.email, "Pharma One"))
    made = await parts.webinars.publish(me.org, made.id)
    return Show(site, host, made, version, made.meeting.starts + MINUTE, minutes, {})


async def sign_up(show: Show, guests: Sequence[Guest]) -> None:
    """Everybody gets a seat."""
    registrations = show.site.services.registrations
    for place, guest in enumerate(guests):
        form = Registration(
            guest.name,
            f"guest{place}@clinic.example.org",
            country=guest.country,
            specialty=guest.specialty,
        )
        signed = await registrations.register(show.webinar, form)
        if guest.excused:
            decisions = registrations.decisions
            await decisions.attend(show.webinar, signed.registrant.id, Attend.ON_DEMAND)
        show.people[guest.name] = signed.registrant


async def hold(show: Show, guests: Sequence[Guest], *, end: bool = True) -> Show:
    """The show as it went. ``end`` False: it has been running for some minutes, and still runs."""
    if not end:
        show.started = show.site.services.clock() - 12 * MINUTE
    org, id = show.webinar.meeting.org, show.webinar.id
    await sign_up(show, guests)
    await show.site.services.meetings.start(org, id)
    async with EngagementStore(show.site.store) as store:
        await store.attendance.opened(show.host_claim, "host", None, show.started - 10 * MINUTE)
        here = [guest for guest in guests if guest.comes is not None]
        for guest in here:
            await _come(store, show, guest)
        await store.capture.journal(_course(show, end=end))
        await store.capture.journal([fact for guest in here for fact in _acts(show, guest)])
        for guest in here:
            await store.capture.store(
                show.claim(show.people[guest.name].id), _looks(show, guest), _end(show)
            )
    if end:
        await show.site.services.meetings.end(org, id)
        await show.site.services.reports.close(org, id, _end(show))
    return show


def _end(show: Show) -> int:
    return show.started + show.minutes * MINUTE


async def _come(store: EngagementStore, show: Show, guest: Guest) -> None:
    who = show.people[guest.name]
    claim = show.claim(who.id, name=who.name)
    answers = [
        Answer(kind, kind in guest.consents, "1", "en", f"May we keep {kind}?")
        for kind in (ConsentKind.CAPTURE, ConsentKind.ATTENTION)
    ]
    means, org, id = Means.LANDING_PAGE, claim.org, claim.meeting
    await store.consents.record(org, id, who.id, None, answers, means, show.started)
    comes = show.started + round((guest.comes or 0) * MINUTE)
    await store.attendance.opened(claim, who.id, None, comes)
    if guest.goes is not None:
        goes = show.started + round(guest.goes * MINUTE)
        await store.attendance.closed(id, who.id, goes, "left")


def _turn(show: Show) -> float:
    """How many minutes each slide is on stage."""
    return show.minutes / len(show.version.slides)


def _course(show: Show, *, end: bool) -> list[Fact]:
    """What the host does: slides, a quiz, ticks on the run sheet, answers."""
    shown: dict[str, object] = {"deck": show.version.deck, "sha256": show.version.sha256}
    facts = [show.fact("meeting.started", 0)]
    agenda: list[tuple[float, str, int]] = [(0, "Welcome", 5), (6, "The data", show.minutes - 5)]
    for item, (at, title, minutes) in enumerate(agenda):
        told: dict[str, object] = {"item": item, "title": title, "minutes": minutes}
        facts.append(show.fact("agenda.started", at, "", None, **told, started=True))
    for number in range(len(show.version.slides)):
        facts.append(show.fact("slide.shown", number * _turn(show), "", number, **shown))
    poll: dict[str, object] = {"poll": "p1", "kind": "single", "question": "Which dose?"}
    poll |= {"options": ["5 mg", "10 mg", "20 mg"], "correct": [1]}
    for state, at in (("open", 8), ("closed", 12)):
        facts.append(show.fact("poll.moved", at, "", None, **poll, state=state))
    if end:
        facts.append(show.fact("meeting.ended", show.minutes, reason="host"))
    return facts


def _acts(show: Show, guest: Guest) -> list[Fact]:
    """What one of the audience does that the room hears of."""
    who, facts = show.people[guest.name].id, list[Fact]()
    if guest.answers is not None:
        facts.append(show.fact("poll.answered", 9, who, poll="p1", choices=list(guest.answers)))
    if guest.asks:
        asked: dict[str, object] = {"question": f"q-{who}", "text": guest.asks}
        if guest.anonymous:
            facts.append(show.fact("question.asked", 10, "", None, **asked, anonymous=True))
        else:
            facts.append(show.fact("question.asked", 10, who, None, **asked))
    facts += [
        show.fact("reaction.sent", 11 + n / 100, who, reaction="clap") for n in range(guest.claps)
    ]
    return facts


def _looks(show: Show, guest: Guest) -> Batch:
    """What one tab reports."""
    told: list[tuple[str, float, int | None, dict[str, object]]] = []
    begin, over = guest.comes or 0, guest.goes if guest.goes is not None else show.minutes
    for number in range(len(show.version.slides)):
        start, end = max(begin, number * _turn(show)), min(over, (number + 1) * _turn(show))
        if number in guest.sees and start < end:
            ms = round((end - start) * MINUTE) - 100
            told.append(("slide.entered", start, number, {}))
            told.append(("slide.left", end, number, {"visible_ms": ms, "total_ms": ms}))
    if guest.away is not None:
        told.append(("attention.hidden", guest.away[0], None, {}))
        told.append(("attention.shown", guest.away[1], None, {}))
    events = tuple(
        ClientEvent(
            id=event_id(show.started + round(minute * MINUTE)),
            seq=seq,
            kind=kind,
            at=show.started + round(minute * MINUTE),
            version=None if slide is None else show.version.id,
            slide=slide,
            values=values,
        )
        for seq, (kind, minute, slide, values) in enumerate(
            sorted(told, key=lambda event: event[1]), 1
        )
    )
    return Batch(str(uuid4()), _end(show), len(events), events)
