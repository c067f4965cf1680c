"""The hub: the rooms that live in this process.

Rule 1: a room comes from its timeline if it has one, else from the plan. So a room that was put
away, or died with the server, comes back as it was.
Rule 2: what has ended stays ended.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from functools import partial

from recordings.timeline import OpenRoom, Timeline, UnknownKind
from rooms import Event, Listener, LiveRoom, Phase, Room
from rooms.errors import RoomIsOver
from rooms.events import RoomOpened
from rooms.snapshot import Gap
from signaling.errors import Refused
from signaling.seams import Rooms

logger = logging.getLogger(__name__)

IDLE_MS = 60_000
"""How long a room that nobody is connected to, and that has not begun, is kept in memory."""

MakeListeners = Callable[[str, Room, Sequence[Event]], Sequence[Listener]]
"""Organisation, room, what happened there before → who listens to that room, in order."""


class Keeper:
    """A listener that keeps the timeline of one room."""

    def __init__(self, timeline: Timeline, org: str) -> None:
        self._timeline = timeline
        self._org = org

    async def hear(self, room: Room, event: Event) -> None:
        """Append the event; from its opening on, a room is brought back after a crash."""
        if isinstance(event, RoomOpened):
            self._timeline.open(self._org, room.id, event.at)
        self._timeline.append(room.id, event)


class Hub:
    """Opens, finds and closes rooms."""

    def __init__(
        self,
        rooms: Rooms,
        timeline: Timeline,
        clock: Callable[[], int],
        listeners: MakeListeners,
    ) -> None:
        self._plans = rooms
        self._timeline = timeline
        self._clock = clock
        self._listeners = listeners
        self._rooms: dict[str, LiveRoom] = {}
        self._orgs: dict[str, str] = {}
        self._idle_since: dict[str, int] = {}
        self._opening = asyncio.Lock()

    def __len__(self) -> int:
        return len(self._rooms)

    def __iter__(self) -> Iterator[LiveRoom]:
        return iter(tuple(self._rooms.values()))

    def find(self, room: str) -> LiveRoom | None:
        """The room, if it lives."""
        return self._rooms.get(room)

    def org(self, room: str) -> str:
        """Whose room it is that lives."""
        return self._orgs[room]

    async def open(self, org: str, room: str) -> LiveRoom:
        """The room, brought to life. Raises Refused, RoomIsOver."""
        # One at a time: two who come first must find the same room.
        async with self._opening:
            live = self._rooms.get(room) or await self._bring_to_life(org, room, None)
        if self._orgs[room] != org:
            raise Refused("not-found", "There is no such meeting.")
        if live.room.phase is Phase.ENDED:
            raise RoomIsOver("this meeting has ended")
        return live

    async def _bring_to_life(self, org: str, id: str, died_at: int | None) -> LiveRoom:
        plan = await self._plans.open(org, id)
        events = await self._timeline.read(id)
        room = Room.restore(id, plan, events, self._clock())
        if room.phase is Phase.ENDED:
            raise RoomIsOver("this meeting has ended")
        listeners = [Keeper(self._timeline, org), *self._listeners(org, room, events)]
        live = LiveRoom(room, self._clock, listeners)
        self._rooms[id], self._orgs[id] = live, org
        live.start()
        live.do(partial(room.interrupt, died_at or room.at))
        return live

    async def recover(self, died_at: int) -> None:
        """Bring the rooms back that were open when the server died at ``died_at``."""
        for lost in await self._timeline.open_rooms():
            await self._recover(lost, died_at)

    async def _recover(self, lost: OpenRoom, died_at: int) -> None:
        try:
            async with self._opening:
                await self._bring_to_life(lost.org, lost.room, died_at)
        except (Refused, RoomIsOver) as error:
            logger.info("room %s: not brought back: %s", lost.room, error)
        except (Gap, UnknownKind) as error:
            logger.error("room %s: its timeline cannot be read: %s", lost.room, error)

    async def ended(self, since: int) -> AsyncIterator[tuple[str, Room, list[Event]]]:
        """The rooms that ended then (UTC ms) or later: organisation, room, and all its events."""
        for lost in await self._timeline.ended_rooms(since):
            try:
                plan = await self._plans.past(lost.org, lost.room)
                events = await self._timeline.read(lost.room)
                yield lost.org, Room.restore(lost.room, plan, events, self._clock()), events
            except Refused as error:
                logger.info("room %s: not told again: %s", lost.room, error)
            except (Gap, UnknownKind) as error:
                logger.error("room %s: its timeline cannot be read: %s", lost.room, error)

    async def sweep(self) -> None:
        """Put away what has ended, and what nobody is in before it began."""
        for live in self:
            if live.room.phase is Phase.ENDED or self._is_forgotten(live.room):
                await self._put_away(live)

    def _is_forgotten(self, room: Room) -> bool:
        if not room.is_idle():
            self._idle_since.pop(room.id, None)
            return False
        now = self._clock()
        return now - self._idle_since.setdefault(room.id, now) >= IDLE_MS

    async def _put_away(self, live: LiveRoom) -> None:
        id = live.room.id
        del self._rooms[id], self._orgs[id]
        self._idle_since.pop(id, None)
        await live.close()

    async def close(self) -> None:
        """Say that everybody is cut off, and put all rooms away; a restart brings them back."""
        now = self._clock()
        for live in self:
            live.do(partial(live.room.interrupt, now))
            await self._put_away(live)
