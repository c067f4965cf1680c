"""The press: a process of its own that makes files, so that rooms never wait for one.

A workbook of a thousand people is a second of work that holds the interpreter lock: made in a
thread it had the loop wait for 140 ms now and then, and with it every slide of every room.

Rule 1: what goes in and out is plain values; the process knows no database and no secret.
Rule 2: it is started by the first file, makes one after the other, and ends with the server. When
it dies, the next file starts another one.
"""

import asyncio
import multiprocessing
import os
import signal
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from typing import ParamSpec

MOST_WAITING = 300
"""Who comes when so many wait is told to come again."""
NICER = 10
"""Rooms go first."""

P = ParamSpec("P")


class PressBusy(Exception):
    """Too many files are waited for."""


class Press:
    """Makes files in another process; ``close`` ends it."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None
        self._waiting = 0

    async def make(self, maker: Callable[P, bytes], *values: P.args, **named: P.kwargs) -> bytes:
        """What ``maker``, a function of a module, makes of the values; raises ``PressBusy``."""
        if self._waiting >= MOST_WAITING:
            raise PressBusy
        self._waiting += 1
        try:
            return await self._made(partial(maker, *values, **named))
        finally:
            self._waiting -= 1

    async def _made(self, work: Callable[[], bytes]) -> bytes:
        loop = asyncio.get_running_loop()
        pool = self._open()
        try:
            return await loop.run_in_executor(pool, work)
        except BrokenProcessPool:
            # Killed, for example for want of memory. Whoever waited with us finds the new one.
            if self._pool is pool:
                self._pool = None
            return await loop.run_in_executor(self._open(), work)

    def _open(self) -> ProcessPoolExecutor:
        if self._pool is None:
            # Not forked: the copy of a process with threads may wait for a lock for ever.
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(1, context, initializer=_begin)
        return self._pool

    async def close(self) -> None:
        """End the process; what it is at is finished, what waits is not. Again is harmless."""
        pool, self._pool = self._pool, None
        if pool is not None:
            await asyncio.to_thread(pool.shutdown, wait=True, cancel_futures=True)


def _begin() -> None:
    """In the new process: Ctrl-C is the server's business."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(NICER)
