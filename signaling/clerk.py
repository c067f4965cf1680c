"""The clerk: one task that writes down, in order, what listeners must not wait for.

Rule 1: nothing is written before the timeline has it. The ids of facts are made of the room's
numbers, and a number that a crash took back is given out again.
Rule 2: when the store cannot take it now (``unavailable``), everything waits; when it does not
want it, that entry is dropped and the log says so.
Rule 3: a fact that had to wait is told as belated.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from time import monotonic

from recordings.timeline import Timeline
from signaling.errors import describe
from signaling.seams import Attendance, Capture, Claim, Device, Fact

logger = logging.getLogger(__name__)

RETRY_SECONDS = 1.0
MOST_WAITING = 100_000
"""Entries kept while the store cannot take them: hours of a busy server."""
BELATED_SECONDS = 5.0
"""A store that works has a fact sooner; what waited longer may be from before a consent."""
MOST_TOGETHER = 1_000
"""A large webinar tells more facts again than the store's writer takes at once: they would never
be written, and nothing after them."""
CLOSING_SECONDS = 5.0
WRITTEN_SECONDS = 5.0
"""How long the end of a meeting waits for what its room has said."""
LATER = frozenset({"unavailable", "too-many"})
"""Codes by which a store says that it cannot take an entry now."""

Entry = Callable[[], Awaitable[None]]


class Clerk:
    """Writes facts and attendance."""

    def __init__(self, capture: Capture, attendance: Attendance, timeline: Timeline) -> None:
        self._capture = capture
        self._attendance = attendance
        self._timeline = timeline
        self._group: list[tuple[float, Fact]] | None = None
        self._queue: asyncio.Queue[Entry | None] = asyncio.Queue()
        self._task: asyncio.Task[None] | None = None

    @property
    def waiting(self) -> int:
        """How many entries are not written yet."""
        return self._queue.qsize()

    def start(self) -> None:
        """Begin to write."""
        self._task = asyncio.create_task(self._run(), name="clerk")

    async def close(self) -> None:
        """Write what waits, as far as the store takes it soon, and stop. Twice is harmless."""
        if self._task is None:
            return
        task, self._task = self._task, None
        self._queue.put_nowait(None)
        done, _ = await asyncio.wait([task], timeout=CLOSING_SECONDS)
        if not done:
            logger.error("clerk: %d entries are not written", self.waiting)
            task.cancel()
            await asyncio.wait([task])

    async def written(self, within: float = WRITTEN_SECONDS) -> bool:
        """Wait until all that waits by now is written; False: it takes longer (seconds)."""
        if self._task is None:
            return False
        done = asyncio.Event()

        async def mark() -> None:
            done.set()

        self._put(mark)
        try:
            await asyncio.wait_for(done.wait(), within)
        except TimeoutError:
            return False
        return True

    def fact(self, fact: Fact) -> None:
        """Have a fact written; facts that follow each other are written together."""
        entry = monotonic(), fact
        if self._group is not None and len(self._group) < MOST_TOGETHER:
            self._group.append(entry)
            return
        group = [entry]
        self._put(lambda: self._write_facts(group))
        self._group = group

    def opened(self, claim: Claim, connection: str, device: Device | None, at: int) -> None:
        """Have the beginning of an interval written."""
        self._put(lambda: self._attendance.opened(claim, connection, device, at))

    def closed(self, meeting: str, connection: str, at: int, reason: str) -> None:
        """Have the end of an interval written."""
        self._put(lambda: self._attendance.closed(meeting, connection, at, reason))

    async def _write_facts(self, group: list[tuple[float, Fact]]) -> None:
        if self._group is group:
            self._group = None
        told_at_once = monotonic() - BELATED_SECONDS
        await self._capture.journal(
            [fact if at > told_at_once else replace(fact, belated=True) for at, fact in group]
        )

    def _put(self, entry: Entry) -> None:
        self._group = None
        if self._queue.qsize() >= MOST_WAITING:
            logger.error("clerk: an entry is lost, %d wait", self.waiting)
            return
        self._queue.put_nowait(entry)

    async def _run(self) -> None:
        while (entry := await self._queue.get()) is not None:
            await self._timeline.flush()
            while not await self._write(entry):
                await asyncio.sleep(RETRY_SECONDS)

    async def _write(self, entry: Entry) -> bool:
        """Write one entry; whether it is done with."""
        try:
            await entry()
        except Exception as error:
            code, sentence = describe(error)
            if code in LATER:
                logger.warning("clerk: %d entries wait: %s", self.waiting + 1, sentence)
                return False
            logger.error("clerk: an entry is lost: %s", sentence)
        return True
