"""Names among our addresses, looked up again and again: a router's address changes, too.

Whoever comes afterwards is told the new address. Who is here stays: a media session goes by where
its peer's datagrams come from, not by what an answer once said.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence

from media.addresses import Told, is_name, resolve

INTERVAL = 60.0
"""Seconds between two looks: providers of changing addresses keep names for a minute."""

Tell = Callable[[Sequence[Told]], None]
Find = Callable[[Sequence[Told]], Awaitable[tuple[Told, ...]]]

logger = logging.getLogger(__name__)


class Lookups:
    """Looks names up for as long as it is open."""

    def __init__(
        self,
        told: Sequence[Told],
        tell: Tell,
        *,
        interval: float = INTERVAL,
        find: Find = resolve,
    ) -> None:
        """`tell` is called with all addresses when they are others than before."""
        self._told = told
        self._tell = tell
        self._interval = interval
        self._find = find
        self._found: tuple[Told, ...] | None = None
        self._failing = False
        self._task: asyncio.Task[None] | None = None

    def start(self, found: tuple[Told, ...]) -> None:
        """Begin, if there are names at all; `found` are the addresses of the first look."""
        self._found = found
        if any(is_name(each.host) for each in self._told):
            self._task = asyncio.create_task(self._run(), name="media addresses")

    async def close(self) -> None:
        """Stop. Closing twice is harmless."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.wait([task])

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(self._interval)
            await self._look()

    async def _look(self) -> None:
        try:
            found = await self._find(self._told)
        except OSError as error:
            # What was right a minute ago is a better answer than none.
            if not self._failing:
                logger.warning("%s; peers are told the address from before", error)
            self._failing = True
            return
        self._failing = False
        # A name's servers may give its addresses in another order each time.
        if set(found) != set(self._found or ()):
            self._found = found
            logger.info("media is now at %s", ", ".join(each.host for each in found))
            self._tell(found)
