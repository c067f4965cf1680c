"""Runs of events that an audience may not see, told as one each, once a second.

Rule 1: a run is told before the next event that its audience sees, or when its time has come.
Rule 2: telling a run twice, or one that a newcomer's snapshot contains, does no harm.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace

from rooms import Audience, Room
from rooms.events import Hidden

PAUSE_SECONDS = 1.0
"""A run only keeps the count, and what follows it brings it along. A thousand people who answer a
poll are a thousand events that none of the others sees: five runs a second to each of them took
more of the server than the answers did."""

Tell = Callable[[Room, Audience, Hidden], None]


class Unseen:
    """What was not told yet, by room and audience."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._runs: dict[tuple[str, Audience], Hidden] = {}
        self._timers: dict[str, asyncio.TimerHandle] = {}

    def add(self, room: Room, audience: Audience, event: Hidden) -> None:
        """Tell of this later, with those before and after it."""
        run = self._runs.get((room.id, audience))
        self._runs[room.id, audience] = replace(event, first=run.first) if run else event
        if room.id not in self._timers:
            loop = asyncio.get_running_loop()
            self._timers[room.id] = loop.call_later(PAUSE_SECONDS, self._tell_all, room)

    def first(self, room: Room, audience: Audience) -> int | None:
        """The number with which the run begins that is to be told."""
        run = self._runs.get((room.id, audience))
        return None if run is None else run.first

    def take(self, room: Room, audience: Audience) -> Hidden | None:
        """The run that is to be told now."""
        return self._runs.pop((room.id, audience), None)

    def close(self) -> None:
        """Forget what was not told. Twice is harmless."""
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()
        self._runs.clear()

    def _tell_all(self, room: Room) -> None:
        self._timers.pop(room.id, None)
        for audience in Audience:
            run = self.take(room, audience)
            if run is not None:
                self._tell(room, audience, run)
