"""The timeline: an append-only, ordered log of what happens in each room.

Rule 1: ``append`` never waits and never fails. What is queued is committed within ``GATHER_MS``,
many rooms in one transaction.

Rule 2: a room's events are stored in order, so that what a crash takes is the end of the log and
never leaves a hole.

Rule 3: when the disk refuses, everything is kept and tried again; the meeting goes on.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Table, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from recordings.tables import server_life, timeline, timeline_room
from rooms import Event
from rooms.events import KINDS, RoomEnded, dump

logger = logging.getLogger(__name__)

GATHER_MS = 25
"""How long the writer waits for company: half of what a crash may cost."""
RETRY_MS = 1_000
"""How long it waits after the disk refused."""
ROWS_A_COMMIT = 2_000

Row = Mapping[str, Any]


class UnknownKind(Exception):
    """The log holds an event that this version of the server does not know."""


@dataclass(frozen=True, slots=True)
class OpenRoom:
    """A room that has a timeline, and no end or a late one."""

    org: str
    room: str
    opened_at: int


@dataclass(slots=True)
class _Queue:
    """What waits to be written."""

    rooms: list[Row]
    events: list[Row]
    ended: list[tuple[str, int]]
    alive_at: int | None = None

    def __len__(self) -> int:
        return len(self.rooms) + len(self.events) + len(self.ended) + (self.alive_at is not None)


class Timeline:
    """The timelines of all rooms."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._queue = _Queue([], [], [])
        self._written = asyncio.Condition()
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._queued = self._stored = 0
        self._closing = False

    @property
    def waiting(self) -> int:
        """How many entries are not on the disk yet."""
        return self._queued - self._stored

    # -- writing ---------------------------------------------------------------------------

    def start(self) -> None:
        """Begin to write."""
        self._closing = False
        self._task = asyncio.create_task(self._run(), name="timeline")

    async def close(self) -> None:
        """Write what is queued, once more, and stop.  Closing twice is harmless."""
        if self._task is not None:
            task, self._task = self._task, None
            self._closing = True
            self._wake.set()
            await task

    def open(self, org: str, room: str, at: int) -> None:
        """Note that a room has come to be; its timeline begins."""
        self._queue.rooms.append({"room": room, "org": org, "opened_at": at, "ended_at": None})
        self._count()

    def append(self, room: str, event: Event) -> None:
        """Note what has happened in a room."""
        row = {"room": room, "seq": event.seq, "at": event.at, "kind": event.kind}
        self._queue.events.append(row | {"event": msgspec.json.encode(dump(event)).decode()})
        self._count()
        if isinstance(event, RoomEnded):
            self._queue.ended.append((room, event.at))
            self._count()

    def alive(self, at: int) -> None:
        """Note that the server lives; only the latest moment is kept."""
        if self._queue.alive_at is None:
            self._count()
        self._queue.alive_at = at

    async def flush(self) -> None:
        """Return once everything that is queued now is committed."""
        target = self._queued
        async with self._written:
            await self._written.wait_for(lambda: self._stored >= target or self._task is None)

    def _count(self) -> None:
        self._queued += 1
        self._wake.set()

    async def _run(self) -> None:
        while not (self._closing and not len(self._queue)):
            await self._wake.wait()
            self._wake.clear()
            if not self._closing:
                await asyncio.sleep(GATHER_MS / 1000)
            if not await self._write_queue() and self._closing:
                logger.error("timeline: %d entries are lost", self.waiting)
                return

    async def _write_queue(self) -> bool:
        """Commit what is queued; whether that succeeded."""
        taken, self._queue = self._queue, _Queue([], [], [])
        try:
            async with self._engine.begin() as connection:
                await _write(connection, taken)
        except (SQLAlchemyError, OSError) as error:
            logger.error("timeline: %d entries wait, the disk refuses: %s", len(taken), error)
            self._put_back(taken)
            await asyncio.sleep(0 if self._closing else RETRY_MS / 1000)
            return False
        async with self._written:
            self._stored += len(taken)
            self._written.notify_all()
        return True

    def _put_back(self, taken: _Queue) -> None:
        news, self._queue = self._queue, taken
        if news.alive_at is not None:
            # Two heartbeats became one; whoever waits for the older one waits no longer.
            self._stored += taken.alive_at is not None
            taken.alive_at = news.alive_at
        taken.rooms += news.rooms
        taken.events += news.events
        taken.ended += news.ended
        self._wake.set()

    # -- reading ---------------------------------------------------------------------------

    async def read(self, room: str) -> list[Event]:
        """All events of a room, in order. Raises UnknownKind."""
        columns = (timeline.c.kind, timeline.c.event)
        query = select(*columns).where(timeline.c.room == room).order_by(timeline.c.seq)
        async with self._engine.connect() as connection:
            rows = (await connection.execute(query)).all()
        return [_parse(row.kind, row.event) for row in rows]

    async def open_rooms(self) -> list[OpenRoom]:
        """The rooms that have no end: those that live, and those that a crash cut off."""
        return await self._rooms(timeline_room.c.ended_at.is_(None))

    async def ended_rooms(self, since: int) -> list[OpenRoom]:
        """The rooms that ended at that moment (UTC ms) or later."""
        return await self._rooms(timeline_room.c.ended_at >= since)

    async def _rooms(self, wanted: ColumnElement[bool]) -> list[OpenRoom]:
        table = timeline_room
        query = select(table.c.org, table.c.room, table.c.opened_at).where(wanted)
        async with self._engine.connect() as connection:
            rows = (await connection.execute(query.order_by(table.c.opened_at))).all()
        return [OpenRoom(row.org, row.room, row.opened_at) for row in rows]

    async def last_alive(self) -> int | None:
        """The last moment at which a server was alive; None before the first."""
        async with self._engine.connect() as connection:
            found: int | None = await connection.scalar(select(server_life.c.alive_at))
        return found


def _parse(kind: str, event: str) -> Event:
    known = KINDS.get(kind)
    if known is None:
        raise UnknownKind(f"the timeline has an event of the unknown kind {kind!r}")
    return msgspec.json.decode(event, type=known)


async def _write(connection: AsyncConnection, queue: _Queue) -> None:
    await _insert(connection, timeline_room, queue.rooms)
    for start in range(0, len(queue.events), ROWS_A_COMMIT):
        await _insert(connection, timeline, queue.events[start : start + ROWS_A_COMMIT])
    for room, at in queue.ended:
        ended = update(timeline_room).where(timeline_room.c.room == room).values(ended_at=at)
        await connection.execute(ended)
    if queue.alive_at is not None:
        await _insert(connection, server_life, [{"id": 1, "alive_at": 0}])
        await connection.execute(update(server_life).values(alive_at=queue.alive_at))


async def _insert(connection: AsyncConnection, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows; those that are there already (a commit whose answer was lost) stay."""
    if not rows:
        return
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    await connection.execute(dialect.insert(table).on_conflict_do_nothing(), list(rows))
