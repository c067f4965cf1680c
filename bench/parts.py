"""A part of a bench: a process of its own, pinned to a core.

A part runs a module of this folder. It tells lines of JSON on standard output; a line on standard
input asks it for its numbers, the end of the input ends it.
"""

import asyncio
import json
import os
import sys
from collections.abc import Awaitable, Callable
from typing import Any

from bench.lectern import ROOT

PATIENCE = 120
"""Seconds in which a part must answer: hundreds of handshakes take their time."""


class Part:
    """The bench's end of a part."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    @staticmethod
    async def start(core: int, module: str, *arguments: str) -> "Part":
        """Run a module of this folder on that core."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", f"bench.{module}", *arguments),
            cwd=ROOT,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            limit=1 << 26,
        )
        os.sched_setaffinity(process.pid, {core})
        return Part(process)

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    async def hear(self) -> dict[str, Any]:
        """The next line that it tells."""
        assert self._process.stdout is not None
        line = await asyncio.wait_for(self._process.stdout.readline(), PATIENCE)
        if not line:
            raise RuntimeError("a part of the bench has died; see its traceback above")
        told: dict[str, Any] = json.loads(line)
        return told

    async def ask(self) -> dict[str, Any]:
        """Its numbers now."""
        assert self._process.stdin is not None
        self._process.stdin.write(b"\n")
        return await self.hear()

    async def stop(self) -> None:
        """Let it end by itself; make it, if it does not."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            await asyncio.wait_for(self._process.wait(), 15)
        except TimeoutError:
            self._process.kill()
            await self._process.wait()


def tell(**numbers: Any) -> None:
    """In a part: one line to the bench."""
    print(json.dumps(numbers), flush=True)


async def questions() -> Callable[[], Awaitable[bytes]]:
    """In a part: a function that waits for the next question; empty when there are no more."""
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    return reader.readline
