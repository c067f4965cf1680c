"""The one writer of events: many callers, one thread, one transaction for all who wait.

Rules:

1. ``store`` returns after COMMIT. Whoever was given an answer finds the rows after any crash; who
   was given an error, or nothing, sends them again, and they are stored once.
2. While one group is being committed the next one gathers: no timer, no wait for company. A lone
   caller pays one commit, a hundred callers share one.
3. One caller's broken rows never fail another's: a group that cannot be stored is taken apart.
4. The queue is bounded. Over the bound ``store`` raises at once, and the rows stay with the
   sender, who can keep them for a day; we could not.
"""

import asyncio
import logging
import sqlite3
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import Self

from sqlalchemy.ext.asyncio import AsyncEngine

from engagement.errors import EngagementError, Invalid, Overloaded, Unavailable
from engagement.ledger import Batch, Ledger, SqliteLedger
from engagement.rows import EventRow, SessionMark, Stored

logger = logging.getLogger(__name__)

MOST_ROWS_WAITING = 50_000
"""About 50 MB and, on a slow disk, some seconds of writing."""
ROWS_A_GROUP = 1_024
"""Larger groups save no more syncs, and make the first caller wait for the last."""

UNSTORABLE = (
    *(sqlite3.IntegrityError, sqlite3.DataError, sqlite3.InterfaceError, sqlite3.ProgrammingError),
    *(OverflowError, UnicodeError, TypeError),
)
"""Errors that come from a row; all others come from the store."""


@dataclass(frozen=True, slots=True)
class _Call:
    batch: Batch
    answer: asyncio.Future[Stored]


@dataclass(slots=True)
class WriterCounts:
    """What the writer has done since it was made; for the metrics page."""

    commits: int = 0
    new: int = 0
    duplicate: int = 0
    failed: int = 0
    """Calls that got an error."""


class Writer:
    """Stores event rows durably and exactly once."""

    def __init__(
        self, store: AsyncEngine | Path, *, most_rows_waiting: int = MOST_ROWS_WAITING
    ) -> None:
        self._ledger: Ledger = SqliteLedger(_path_of(store))
        self._most_rows_waiting = most_rows_waiting
        self._queue: SimpleQueue[_Call | None] = SimpleQueue()
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._closed = False
        self.waiting = 0
        """Rows that were given to ``store`` and are not answered yet."""
        self.counts = WriterCounts()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def store(self, rows: Sequence[EventRow], mark: SessionMark | None = None) -> Stored:
        """Store the rows and the mark together; return once they are on the disk.

        Raise ``Overloaded`` or ``Unavailable`` (both: nothing was stored, try later) or
        ``Invalid`` (these rows can never be stored). A caller that is cancelled does not know.
        """
        if self._closed:
            raise Unavailable("The writer is closed.")
        if self.waiting + len(rows) > self._most_rows_waiting:
            raise Overloaded("Too many events are waiting to be written.")
        if not rows and mark is None:
            return Stored(0, 0)
        self._start()
        answer: asyncio.Future[Stored] = asyncio.get_running_loop().create_future()
        self.waiting += len(rows)
        self._queue.put(_Call(Batch(tuple(rows), mark), answer))
        return await answer

    async def close(self) -> None:
        """Write what is waiting, then stop. Closing twice is harmless."""
        self._closed = True
        thread, self._thread = self._thread, None
        if thread is not None:
            self._queue.put(None)
            await asyncio.to_thread(thread.join)
        self._ledger.close()

    def _start(self) -> None:
        if self._thread is None:
            self._loop = asyncio.get_running_loop()
            # Daemon: a program that forgot close() must still be able to end.
            self._thread = threading.Thread(target=self._run, name="engagement-writer", daemon=True)
            self._thread.start()

    def _resolve(self, answers: Sequence[tuple[_Call, Stored | EngagementError]]) -> None:
        for call, answer in answers:
            self.waiting -= len(call.batch.rows)
            if call.answer.done():  # its caller was cancelled
                continue
            if isinstance(answer, Stored):
                call.answer.set_result(answer)
            else:
                call.answer.set_exception(answer)

    # What follows runs in the thread.

    def _run(self) -> None:
        while group := self._next_group():
            self._write(group)

    def _next_group(self) -> list[_Call]:
        """Wait for a call and take what else is there; empty when it is time to stop."""
        group: list[_Call] = []
        rows = 0
        call = self._queue.get()
        while call is not None:
            group.append(call)
            rows += len(call.batch.rows)
            if rows >= ROWS_A_GROUP:
                return group
            try:
                call = self._queue.get_nowait()
            except Empty:
                return group
        if group:
            self._queue.put(None)  # stop at the next turn
        return group

    def _write(self, group: Sequence[_Call]) -> None:
        try:
            counts = self._ledger.commit([call.batch for call in group])
        except UNSTORABLE as error:
            self._take_apart(group, error)
        except Exception as error:
            logger.error("x %d calls not stored: %s", len(group), error)
            sentence = f"The engagement store failed: {error}."
            self._fail(group, lambda: Unavailable(sentence))
        else:
            self._succeed(group, counts)

    def _take_apart(self, group: Sequence[_Call], error: Exception) -> None:
        """Store the calls one by one, so that only the guilty one fails."""
        if len(group) > 1:
            for call in group:
                self._write([call])
        else:
            name = type(error).__name__
            logger.error("x a call refused by the store: %s", name)
            self._fail(group, lambda: Invalid("events", f"cannot be stored ({name})"))

    def _succeed(self, group: Sequence[_Call], counts: Sequence[int]) -> None:
        stored = [
            Stored(new, len(call.batch.rows) - new) for call, new in zip(group, counts, strict=True)
        ]
        self.counts.commits += 1
        self.counts.new += sum(answer.new for answer in stored)
        self.counts.duplicate += sum(answer.duplicate for answer in stored)
        self._answer(group, stored)

    def _fail(self, group: Sequence[_Call], error: Callable[[], EngagementError]) -> None:
        self.counts.failed += len(group)
        # One error for each: a traceback that two callers share tells lies to both.
        self._answer(group, [error() for _ in group])

    def _answer(self, group: Sequence[_Call], answers: Sequence[Stored | EngagementError]) -> None:
        assert self._loop is not None
        try:
            self._loop.call_soon_threadsafe(self._resolve, list(zip(group, answers, strict=True)))
        except RuntimeError:
            logger.warning("x %d answers: the event loop has ended", len(group))


def _path_of(store: AsyncEngine | Path) -> Path:
    if isinstance(store, Path):
        return store
    database = store.url.database
    if store.dialect.name != "sqlite" or database in (None, "", ":memory:"):
        raise Unavailable("The writer needs a SQLite file.")
    return Path(str(database))
