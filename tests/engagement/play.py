"""A meeting to play in tests: visitors, tabs that count, and what a room reports."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from engagement.capture import Receipt
from engagement.consents import Answer, Means
from engagement.content import SlideInfo, VersionInfo
from engagement.kinds import ConsentKind
from engagement.rows import server_event_id
from engagement.store import EngagementStore
from engagement.tables import event
from tests.engagement.cast import ALICE, BOB, CAROL, MEETING, ORG, START, TAB, event_id

SHA = "ab" * 32
VERSION = VersionInfo(id="v1", deck="deck-1", title="Cardiol", sha256=SHA, state="approved")
SLIDES = (
    SlideInfo(number=0, key="welcome", title="Welcome"),
    SlideInfo(number=1, key="efficacy", title="It works", topic="efficacy", key_message="Works"),
    SlideInfo(
        number=2,
        key="safety",
        title="It is safe",
        topic="tolerability",
        key_message="Is safe",
        mandatory=True,
        steps=3,
    ),
)


@dataclass(frozen=True)
class Person:
    """Somebody in a room."""

    participant: str
    role: str = "attendee"
    hcp: str | None = None
    name: str = "Somebody"
    org: str = ORG
    meeting: str = MEETING


ALICE_HOST = Person(ALICE, "host", name="Alice")
BOB_HCP = Person(BOB, hcp="hcp-bob", name="Dr Bob")
CAROL_HCP = Person(CAROL, hcp="hcp-carol", name="Dr Carol")


@dataclass(frozen=True)
class Device:
    """What a browser says of itself."""

    kind: str = "desktop"
    browser: str = "Firefox"
    os: str = "Linux"


@dataclass(frozen=True)
class Happened:
    """One event as a browser reports it."""

    id: str
    seq: int
    kind: str
    at: int
    version: str | None = None
    slide: int | None = None
    step: int | None = None
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Batch:
    """What a tab sends."""

    session: str
    sent_at: int
    through: int
    events: tuple[Happened, ...]


@dataclass(frozen=True)
class Fact:
    """What a room reports."""

    id: str
    org: str
    meeting: str
    participant: str
    seq: int
    kind: str
    at: int
    version: str | None = None
    slide: int | None = None
    slide_key: str | None = None
    step: int | None = None
    values: Mapping[str, object] = field(default_factory=dict)
    belated: bool = False


@dataclass
class Tab:
    """A browser's tab: counts what happens, and sends it when told."""

    person: Person = BOB_HCP
    session: str = TAB
    behind: int = 0
    """By how much the browser's clock is behind the server's."""
    made: int = 0
    outbox: list[Happened] = field(default_factory=list)

    def happened(
        self,
        kind: str,
        at: int,
        slide: int | None = None,
        *,
        step: int | None = None,
        values: Mapping[str, Any] | None = None,
    ) -> Happened:
        """Something happens in the tab at ``at`` milliseconds after the start."""
        self.made += 1
        moment = START + at - self.behind
        event = Happened(
            id=event_id(moment),
            seq=self.made,
            kind=kind,
            at=moment,
            version=None if slide is None else VERSION.id,
            slide=slide,
            step=step,
            values=values or {},
        )
        self.outbox.append(event)
        return event

    def looked(self, slide: int, at: int, visible: int, total: int | None = None) -> None:
        """Somebody looks at a slide, from ``at`` on."""
        total = visible if total is None else total
        self.happened("slide.entered", at, slide)
        values = {"visible_ms": visible, "total_ms": total}
        self.happened("slide.left", at + total, slide, values=values)

    def batch(self, now: int) -> Batch:
        """All that waits, as it is sent ``now`` milliseconds after the start."""
        sent, self.outbox = tuple(self.outbox), []
        return Batch(self.session, START + now - self.behind, self.made, sent)

    async def send(self, books: EngagementStore, now: int) -> Receipt:
        """Send all that waits."""
        return await books.capture.store(self.person, self.batch(now), START + now)


@dataclass
class Room:
    """A room that reports."""

    books: EngagementStore
    seq: int = 0
    belated: bool = False
    """Whether it tells what has been for some time, as after a crash."""

    async def says(
        self,
        kind: str,
        at: int,
        /,
        participant: str = ALICE,
        slide: int | None = None,
        **values: object,
    ) -> None:
        """Something happens in the room at ``at`` milliseconds after the start."""
        self.seq += 1
        fact = Fact(
            id=server_event_id(MEETING, self.seq),
            org=ORG,
            meeting=MEETING,
            participant=participant,
            seq=self.seq,
            kind=kind,
            at=START + at,
            version=None if slide is None else VERSION.id,
            slide=slide,
            slide_key=None if slide is None else SLIDES[slide].key,
            step=None if slide is None else 0,
            values=values,
            belated=self.belated,
        )
        await self.books.capture.journal([fact])

    async def shows(self, slide: int, at: int) -> None:
        """Alice puts a slide on stage."""
        await self.says("slide.shown", at, slide=slide, deck="deck-1", sha256=SHA)


def answer(kind: ConsentKind, given: bool = True) -> Answer:
    return Answer(kind, given, "2", "en", f"May we keep {kind}?")


async def agrees(
    books: EngagementStore, person: Person, *kinds: ConsentKind, now: int = START
) -> None:
    """Somebody answers the three questions; yes to ``kinds``."""
    asked = [kind for kind in ConsentKind if kind is not ConsentKind.REGISTRATION]
    answers = [answer(kind, kind in kinds) for kind in asked]
    await books.consents.record(
        person.org,
        person.meeting,
        person.participant,
        person.hcp,
        answers,
        Means.LANDING_PAGE,
        now,
    )


async def comes(
    books: EngagementStore, person: Person, at: int, connection: str | None = None
) -> None:
    """Somebody's connection opens."""
    connection = connection or f"{person.participant}-1"
    await books.attendance.opened(person, connection, Device(), START + at)


async def goes(books: EngagementStore, connection: str, at: int, reason: str = "left") -> None:
    """A connection closes."""
    await books.attendance.closed(MEETING, connection, START + at, reason)


async def curtain_up(books: EngagementStore) -> Room:
    """The deck is known, Alice hosts, Bob is there with consent to capture."""
    await books.content.register(ORG, VERSION, SLIDES, START)
    await agrees(books, BOB_HCP, ConsentKind.CAPTURE)
    await comes(books, ALICE_HOST, 0)
    await comes(books, BOB_HCP, 1_000)
    return Room(books)


async def kinds_of(books: EngagementStore, participant: str) -> list[str]:
    """What the store has of somebody, in the order in which it came."""
    c = event.c
    async with books.engine.connect() as connection:
        statement = select(c.kind).where(c.participant == participant).order_by(c.position)
        return list(await connection.scalars(statement))
