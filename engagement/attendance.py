"""Attendance: from when to when each connection of each participant was there.

Rules:

1. A participant has as many intervals as connections; who reports minutes takes their union.
2. Opening or closing the same connection twice is harmless, and a closed interval stays as it is.
3. After a crash the intervals that are still open end at the crash, not at the restart.
"""

import logging
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, case, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from engagement import intervals
from engagement.errors import Unavailable
from engagement.interactions import Channel, Interactions
from engagement.intervals import Interval
from engagement.seams import HOST_ROLE, DeviceReport, Visitor, is_engaged
from engagement.tables import attendance, interaction
from engagement.transactions import insert_new, writing

logger = logging.getLogger(__name__)

Late = Callable[[str, str, int], None]


@dataclass(frozen=True, slots=True)
class Presence:
    """When the people of a meeting were connected."""

    of: Mapping[str, tuple[Interval, ...]]
    """By participant, as unions."""
    host: str | None

    def connected_ms(self, participant: str) -> int:
        """How long the participant was connected, however many tabs they had."""
        return intervals.length(self.of.get(participant, ()))

    def engaged_ms(self, participant: str) -> int:
        """How long the participant and the host were connected together."""
        return intervals.length(intervals.overlap(self.of.get(participant, ()), self.hosted))

    @property
    def hosted(self) -> tuple[Interval, ...]:
        return self.of.get(self.host, ()) if self.host is not None else ()


class Attendance:
    """The intervals of all meetings. Its shape is what signalling asks for."""

    def __init__(self, engine: AsyncEngine, interactions: Interactions) -> None:
        self._engine = engine
        self._interactions = interactions
        self._late: Late | None = None

    def on_late(self, late: Late) -> None:
        """Have ``late`` called with organisation, meeting and time when an interval of a meeting
        that is over begins or ends only now."""
        self._late = late

    async def opened(
        self,
        visitor: Visitor,
        connection: str,
        device: DeviceReport | None,
        at: int,
        *,
        channel: Channel | None = None,
    ) -> None:
        """A connection of somebody who is in the room, from ``at`` on."""
        interaction_id = None
        if is_engaged(visitor):
            opened = await self._interactions.open(visitor, at, channel=channel)
            interaction_id = opened.id
            if device is not None:
                await self._interactions.set_device(visitor.org, opened.id, device)
        async with writing(self._engine, visitor.org) as transaction:
            row = _row(visitor, connection, interaction_id, at)
            await insert_new(transaction, attendance, row)
            if visitor.role == HOST_ROLE:
                await _tell_who_hosts(transaction, visitor)
        self._tell_late(visitor.org, visitor.meeting, at)

    async def closed(self, meeting: str, connection: str, at: int, reason: str) -> None:
        """That connection ended at ``at``. Both ids are the server's own."""
        this = (attendance.c.meeting == meeting, attendance.c.connection == connection)
        if await self._close(*this, at=at, reason=reason):
            async with self._engine.connect() as found:
                org = await found.scalar(select(attendance.c.org).where(*this))
            self._tell_late(org or "", meeting, at)

    async def close_meeting(self, org: str, meeting: str, at: int, reason: str = "ended") -> None:
        """Every connection of the meeting ended at ``at``."""
        this = (attendance.c.org == org, attendance.c.meeting == meeting)
        await self._close(*this, at=at, reason=reason)

    async def close_open(self, at: int) -> None:
        """After a crash: every interval of every meeting ended at ``at``."""
        closed = await self._close(at=at, reason="crash")
        logger.info("attendance: %d connections ended with the crash", closed)

    async def presence(self, org: str, meeting: str, now: int) -> Presence:
        """Who was connected when; whoever still is, until ``now``."""
        c = attendance.c
        statement = select(c.participant, c.role, c.from_at, c.to_at).where(
            c.org == org, c.meeting == meeting
        )
        async with self._engine.connect() as connection:
            rows = (await connection.execute(statement.order_by(c.from_at))).all()
        found: dict[str, list[Interval]] = {}
        for row in rows:
            end = now if row.to_at is None else row.to_at
            found.setdefault(row.participant, []).append((row.from_at, end))
        host = next((row.participant for row in rows if row.role == HOST_ROLE), None)
        return Presence({who: intervals.union(spans) for who, spans in found.items()}, host)

    def _tell_late(self, org: str, meeting: str, at: int) -> None:
        if self._late is not None and self._interactions.has_ended(org, meeting):
            self._late(org, meeting, at)

    async def _close(self, *which: ColumnElement[bool], at: int, reason: str) -> int:
        # Clocks of a restarted machine may be behind: an interval never ends before it starts.
        end = case((attendance.c.from_at > at, attendance.c.from_at), else_=at)
        statement = (
            update(attendance)
            .where(attendance.c.to_at.is_(None), *which)
            .values(to_at=end, reason=reason)
        )
        try:
            async with self._engine.begin() as connection:
                return (await connection.execute(statement)).rowcount
        except OperationalError as error:
            raise Unavailable(f"The engagement store failed: {error.orig}.") from error


def _row(visitor: Visitor, connection: str, interaction_id: str | None, at: int) -> dict[str, Any]:
    return {
        "org": visitor.org,
        "id": secrets.token_urlsafe(16),
        "meeting": visitor.meeting,
        "participant": visitor.participant,
        "role": visitor.role,
        "interaction": interaction_id,
        "connection": connection,
        "from_at": at,
    }


async def _tell_who_hosts(connection: AsyncConnection, host: Visitor) -> None:
    """HCPs who came before the host did not know whose guests they are."""
    await connection.execute(
        update(interaction)
        .where(
            interaction.c.org == host.org,
            interaction.c.meeting == host.meeting,
            interaction.c.rep.is_(None),
        )
        .values(rep=host.participant)
    )
