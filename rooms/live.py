"""A room at work: one task, one owner.

Rule: whoever changes the room does it through ``do``; what happened goes to the outbox, and the
one task hands it to the listeners, in order. The room knows no listener.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import Protocol

from rooms.events import Event
from rooms.ledger import Events
from rooms.room import Room

logger = logging.getLogger(__name__)


class Listener(Protocol):
    """Whoever wants to know what happens in a room."""

    async def hear(self, room: Room, event: Event) -> None:
        """Take one event. Events come one after the other, in order; so do not wait for long.

        ``room`` is the room as it is now, which may be ahead of the event.
        """
        ...


class LiveRoom:
    """A room with its clock, its outbox and its listeners."""

    def __init__(
        self, room: Room, clock: Callable[[], int], listeners: Sequence[Listener] = ()
    ) -> None:
        self.room = room
        self._clock = clock
        self._listeners = tuple(listeners)
        self._outbox: asyncio.Queue[Events | None] = asyncio.Queue()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to deliver."""
        self._task = asyncio.create_task(self._run(), name=f"room {self.room.id}")

    async def close(self) -> None:
        """Deliver what is queued, then stop.  Closing twice is harmless."""
        if self._task is not None:
            task, self._task = self._task, None
            self._outbox.put_nowait(None)
            await task

    def do(self, action: Callable[[int], Events]) -> Events:
        """Carry out one action at the present time; what it raises, this raises."""
        events = action(self._clock())
        self._outbox.put_nowait(events)
        return events

    async def _run(self) -> None:
        while True:
            try:
                async with asyncio.timeout(self._patience()):
                    events = await self._outbox.get()
            except TimeoutError:
                self.do(self.room.tick)
                continue
            if events is None:
                return
            for event in events:
                await self._deliver(event)

    def _patience(self) -> float | None:
        """Seconds until the room has something to do by itself."""
        due = self.room.next_timeout()
        return None if due is None else max(0, due - self._clock()) / 1000

    async def _deliver(self, event: Event) -> None:
        for listener in self._listeners:
            # One listener's failure is not the others' business.
            try:
                await listener.hear(self.room, event)
            except Exception:
                logger.exception("room %s: %s missed %s", self.room.id, listener, event.kind)
