"""Imports: uploads become versions, a few at a time, whoever watches.

Rule 1: a job is a row and a tray. Its task may die with the server; the next start goes on with
every tray that nobody holds, and gives a job up after ``ATTEMPTS`` (a file that kills the server
must not do so for ever).

Rule 2: when a job is over, its tray is gone: slides are on the shelf, or nothing is left on disk.
"""

import asyncio
import logging
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from decks import conversion
from decks import tray as trays
from decks.errors import DeckError, FileRefused, disk_trouble
from decks.intake import Intake, check_room
from decks.jobs import Held, Jobs, Order
from decks.limits import Limits
from decks.manifest import Progress
from decks.model import Job
from decks.tray import Tray

ATTEMPTS = 3

STEP_PERCENT = 2
"""Progress is written in steps: a long deck makes 50 small commits, not 500."""

logger = logging.getLogger(__name__)

Find = Callable[[str, str], Awaitable[Held | None]]
Shelve = Callable[[Order, Tray], Awaitable[Held]]


class Imports:
    """The import jobs of this server, and the tasks that work on them.

    ``find(org, sha256)`` looks for a version of the same bytes; ``shelve(order, tray)``
    makes one: both belong to the store.
    """

    def __init__(self, root: Path, jobs: Jobs, limits: Limits, find: Find, shelve: Shelve) -> None:
        self._root = root
        self._jobs = jobs
        self._limits = limits
        self._find = find
        self._shelve = shelve
        self._turns = asyncio.Semaphore(limits.conversions)
        self._tasks: dict[str, asyncio.Task[None]] = {}

    async def start(self) -> None:
        """Go on with what an earlier server left, and clear away what nobody will fetch."""
        open_jobs = await self._jobs.unfinished()
        for id, attempts in open_jobs:
            await self._resume(id, attempts)
        kept = {id for id, _ in open_jobs}
        for id in trays.ids(self._root):
            left = None if id in kept else Tray.claim(self._root, id)
            if left is not None:
                left.remove()

    async def close(self) -> None:
        """Stop every conversion; the next start goes on with them. Twice is harmless."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    @asynccontextmanager
    async def receive(self, expected: int | None = None) -> AsyncIterator[Intake]:
        """A place for one upload; what is not ordered when the block ends is removed."""
        check_room(self._root, expected or 0, self._limits)
        intake = Intake(self._new_tray(), self._limits)
        try:
            yield intake
        finally:
            intake.close()
            if intake.tray.id not in self._tasks:
                await asyncio.to_thread(intake.tray.remove)

    async def order(self, intake: Intake, order: Order) -> str:
        """Put a whole upload in line; the id of its job."""
        id = intake.tray.id
        await self._jobs.add(id, order)
        held = await self._find(order.org, order.sha256)
        if held is not None:
            await self._jobs.finish(id, held)
        else:
            self._begin(intake.tray)
        return id

    async def finished(self, org: str, id: str) -> Job:
        """The job when it is over; for commands and tests."""
        while not (job := await self._jobs.get(org, id)).over:
            task = self._tasks.get(id)
            await (asyncio.wait([task]) if task else asyncio.sleep(0.2))
        return job

    def _new_tray(self) -> Tray:
        try:
            return Tray.create(self._root, secrets.token_urlsafe(16))
        except OSError as error:
            raise disk_trouble(error) from error

    async def _resume(self, id: str, attempts: int) -> None:
        left = Tray.claim(self._root, id)
        if left is None:
            if not (self._root / id).exists():
                await self._jobs.fail(id, FileRefused("server-error"))
        elif attempts >= ATTEMPTS:
            left.remove()
            await self._jobs.fail(id, FileRefused("interrupted"))
        else:
            self._begin(left)

    def _begin(self, tray: Tray) -> None:
        task = asyncio.create_task(self._work(tray), name=f"import {tray.id}")
        self._tasks[tray.id] = task
        task.add_done_callback(lambda _: self._tasks.pop(tray.id, None))

    async def _work(self, tray: Tray) -> None:
        try:
            async with self._turns:
                await self._run(tray)
        except asyncio.CancelledError:
            tray.release()
            raise
        except Exception as error:
            logger.exception("import %s failed", tray.id)
            await self._give_up(tray, _trouble(error))

    async def _run(self, tray: Tray) -> None:
        await self._jobs.run(tray.id)
        order = await self._jobs.order(tray.id)
        try:
            held = await self._find(order.org, order.sha256) or await self._make(order, tray)
        except DeckError as error:
            logger.info("import %s refused: %s", tray.id, error.code)
            await self._give_up(tray, error)
        else:
            await asyncio.to_thread(tray.remove)
            await self._jobs.finish(tray.id, held)

    async def _make(self, order: Order, tray: Tray) -> Held:
        out = await asyncio.to_thread(tray.fresh_out)
        watch = self._watcher(tray.id)
        await conversion.convert(tray.source, out, self._limits, watch)
        return await self._shelve(order, tray)

    async def _give_up(self, tray: Tray, error: DeckError) -> None:
        # The disk first: whoever reads that the job has failed may count on nothing being left.
        await asyncio.to_thread(tray.remove)
        await self._jobs.fail(tray.id, error)

    def _watcher(self, id: str) -> conversion.Watcher:
        last = 0

        async def watch(progress: Progress) -> None:
            nonlocal last
            # 100 is for the version that exists; the last page is not that yet.
            percent = min(99, 100 * progress.page // progress.of)
            if percent >= last + STEP_PERCENT:
                last = percent
                await self._jobs.progress(id, percent)

        return watch


def _trouble(error: Exception) -> DeckError:
    """What people are told of an error that nobody expected."""
    known = disk_trouble(error) if isinstance(error, OSError) else error
    return known if isinstance(known, DeckError) else FileRefused("server-error")
