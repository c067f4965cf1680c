"""Media servers to compare: each started on a core of its own, and how `rtcload` reaches it."""

import asyncio
import os
import signal
import socket
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.lectern import passes, serving
from bench.parts import Part

TOKENS = 50
"""Viewers take turns with so many tokens, each below the rate at which one guest may join."""

START_SECONDS = 20
TRIES = 5
PION, JANUS = 8098, 8188
"""Ports on which the tools have their HTTP doors."""


@dataclass(frozen=True, slots=True)
class Reachable:
    """A server that is up."""

    pid: int
    arguments: tuple[str, ...]
    """How `rtcload` is told to reach it."""


Contender = Callable[[Path, int], AbstractAsyncContextManager[Reachable]]
"""Takes the folder of tools and a core."""


@asynccontextmanager
async def lectern(tools: Path, core: int) -> AsyncIterator[Reachable]:
    """The whole server, `python -m server`: tokens, rooms, databases."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        known = await passes(folder, TOKENS)
        async with serving(folder, core) as server:
            tokens = "-publish-token", known.host, "-view-token", ",".join(known.guests)
            yield Reachable(server.pid, _whip(server.url, known.meeting) + tokens)


@asynccontextmanager
async def door(tools: Path, core: int) -> AsyncIterator[Reachable]:
    """Our media server alone, behind the smallest WHIP and WHEP doors."""
    part = await Part.start(core, "media_load", "serve")
    try:
        told = await part.hear()
        yield Reachable(int(told["pid"]), _whip(f"http://127.0.0.1:{told['http']}", "r"))
    finally:
        await part.stop()


@asynccontextmanager
async def pion(tools: Path, core: int) -> AsyncIterator[Reachable]:
    """The smallest forwarding server on Pion; one thread runs Go code, as one core allows."""
    process = await asyncio.create_subprocess_exec(
        tools / "pionsfu",
        env=os.environ | {"GOMAXPROCS": "1"},
        stdout=asyncio.subprocess.DEVNULL,
        preexec_fn=lambda: os.sched_setaffinity(0, {core}),
    )
    try:
        await _until_open(PION)
        yield Reachable(process.pid, _whip(f"http://127.0.0.1:{PION}", "r"))
    finally:
        process.kill()
        await process.wait()


@asynccontextmanager
async def janus(tools: Path, core: int) -> AsyncIterator[Reachable]:
    """Janus' videoroom, by the tools' start script, which prints its process id."""
    process, pid = await _start_janus(tools, core)
    try:
        await _until_open(JANUS)
        # Its door opens before its room is made.
        await asyncio.sleep(1)
        yield Reachable(pid, ("-kind", "janus"))
    finally:
        os.kill(pid, signal.SIGTERM)
        await process.wait()
        await _until_gone(pid)


async def _start_janus(tools: Path, core: int) -> tuple[asyncio.subprocess.Process, int]:
    """Its script and its process; again where the script stumbles over a pipe of its own."""
    for _ in range(TRIES):
        process = await asyncio.create_subprocess_exec(
            tools / "janus" / "start.sh",
            env=os.environ | {"PIN": str(core)},
            stdout=asyncio.subprocess.PIPE,
        )
        assert process.stdout is not None
        line = await process.stdout.readline()
        if line:
            return process, int(line)
        await process.wait()
    raise RuntimeError("Janus does not start")


CONTENDERS: dict[str, Contender] = {
    "lectern": lectern,
    "door": door,
    "pion": pion,
    "janus": janus,
}


def _whip(base: str, room: str) -> tuple[str, ...]:
    return "-kind", "whip", "-whip", f"{base}/whip/{room}", "-whep", f"{base}/whep/{room}"


async def _until_open(port: int) -> None:
    async with asyncio.timeout(START_SECONDS):
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
            except OSError:
                await asyncio.sleep(0.1)
            else:
                return


async def _until_gone(pid: int) -> None:
    """Wait for the end of a process that is not our child; make it end if it hesitates."""
    for _ in range(50):
        if not Path(f"/proc/{pid}").exists():
            return
        await asyncio.sleep(0.1)
    os.kill(pid, signal.SIGKILL)
