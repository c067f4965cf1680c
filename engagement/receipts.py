"""The HCP's receipt: what was captured of one person in one meeting, in plain counts."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from engagement.attendance import Attendance
from engagement.consents import ConsentEntry, Consents, ConsentState
from engagement.errors import NotFound
from engagement.interactions import Interactions
from engagement.kinds import KINDS, ConsentKind
from engagement.tables import event


@dataclass(frozen=True, slots=True)
class Receipt:
    """What we hold of one HCP from one meeting."""

    meeting: str
    participant: str
    consents: ConsentState
    answers: tuple[ConsentEntry, ...]
    """Every consent and withdrawal with its text, oldest first."""
    connected_ms: int
    device: str | None
    counts: Mapping[str, int]
    """Events stored, by kind; kinds without any are left out."""
    first_at: int | None
    last_at: int | None

    @property
    def events(self) -> int:
        return sum(self.counts.values())

    @property
    def slides(self) -> int:
        """How often a slide on the screen was noted."""
        return self.counts.get("slide.entered", 0)

    @property
    def clicks(self) -> int:
        return self.counts.get("pointer.clicked", 0)

    @property
    def questions(self) -> int:
        return self.counts.get("question.asked", 0)

    @property
    def messages(self) -> int:
        return self.counts.get("chat.posted", 0)

    @property
    def reactions(self) -> int:
        return self.counts.get("reaction.sent", 0) + self.counts.get("hand.raised", 0)

    @property
    def attention(self) -> int:
        """How often the tab's being in front, or idle, was noted."""
        return sum(
            count
            for kind, count in self.counts.items()
            if KINDS[kind].consent is ConsentKind.ATTENTION
        )


class Receipts:
    """Reads receipts; withdrawing is ``Consents.withdraw``."""

    def __init__(
        self,
        engine: AsyncEngine,
        interactions: Interactions,
        attendance: Attendance,
        consents: Consents,
    ) -> None:
        self._engine = engine
        self._interactions = interactions
        self._attendance = attendance
        self._consents = consents

    async def of(self, org: str, meeting: str, participant: str, now: int) -> Receipt:
        """The receipt of one HCP; raise ``NotFound`` when we have never heard of them there."""
        found = await self._interactions.find(org, meeting, participant)
        answers = await self._consents.entries(org, meeting, participant)
        if found is None and not answers:
            raise NotFound("participant")
        presence = await self._attendance.presence(org, meeting, now)
        async with self._engine.connect() as connection:
            counts = await _counts(connection, org, meeting, participant)
            first, last = await _bounds(connection, org, meeting, participant)
        fresh = await self._interactions.get(org, found.id) if found else None
        return Receipt(
            meeting=meeting,
            participant=participant,
            consents=await self._consents.current(org, meeting, participant),
            answers=tuple(answers),
            connected_ms=presence.connected_ms(participant),
            device=fresh.device if fresh else None,
            counts=counts,
            first_at=first,
            last_at=last,
        )


async def _counts(
    connection: AsyncConnection, org: str, meeting: str, participant: str
) -> dict[str, int]:
    c = event.c
    rows = await connection.execute(
        select(c.kind, func.count())
        .where(c.org == org, c.meeting == meeting, c.participant == participant)
        .group_by(c.kind)
        .order_by(c.kind)
    )
    return {row[0]: row[1] for row in rows}


async def _bounds(
    connection: AsyncConnection, org: str, meeting: str, participant: str
) -> tuple[int | None, int | None]:
    c = event.c
    row = (
        await connection.execute(
            select(func.min(c.at), func.max(c.at)).where(
                c.org == org, c.meeting == meeting, c.participant == participant
            )
        )
    ).one()
    return row[0], row[1]
