"""Late events: a meeting whose browsers still deliver after its end is settled once more.

A webinar's thousand tabs say goodbye within a second or two, so it waits until it has been quiet
for ``QUIET_SECONDS`` and settles the meeting once.
"""

import asyncio
import logging
from itertools import count

from engagement.reports import Reports

logger = logging.getLogger(__name__)

QUIET_SECONDS = 3.0
MeetingId = tuple[str, str]
"""Organisation and meeting."""


class Settler:
    """Settles meetings again, each some time after its last late event."""

    def __init__(self, reports: Reports, *, quiet_seconds: float = QUIET_SECONDS) -> None:
        self._reports = reports
        self._quiet_seconds = quiet_seconds
        self._late: dict[MeetingId, tuple[int, int]] = {}
        """The number of the last note, and when the late event was, in milliseconds."""
        self._notes = count()
        self._noted = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def note(self, org: str, meeting: str, now: int) -> None:
        """Events of a closed meeting have been stored."""
        self._late[org, meeting] = next(self._notes), now
        self._noted.set()
        if self._task is None:
            self._task = asyncio.create_task(self._run(), name="settler")

    async def close(self) -> None:
        """Settle what is noted, at once, and stop. Closing twice is harmless."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.wait([task])
        await self._settle()

    async def _run(self) -> None:
        while self._late:
            self._noted.clear()
            try:
                async with asyncio.timeout(self._quiet_seconds):
                    await self._noted.wait()
            except TimeoutError:
                await self._settle()
        self._task = None

    async def _settle(self) -> None:
        for (org, meeting), note in list(self._late.items()):
            try:
                await self._reports.settle(org, meeting, note[1])
            except Exception:
                # The events are safe; the next late one, or the call report, settles again.
                logger.exception("x meeting %s is not settled", meeting)
            if self._late.get((org, meeting)) == note:  # nothing has come meanwhile
                del self._late[org, meeting]
