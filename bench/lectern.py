"""A real server for the benches: `python -m server`, in a process and a data folder of its own."""

import asyncio
import os
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import aiohttp

from scheduling.tokens import Claim
from server import commands
from server.cli import settings_from
from server.wiring.doorkeeper import GUEST

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Running:
    """A server that is ready."""

    url: str
    pid: int


@dataclass(frozen=True, slots=True)
class Passes:
    """Who may do what in the demo meeting: tokens as `lectern token` issues them."""

    meeting: str
    host: str
    guests: tuple[str, ...]


async def passes(folder: Path, guests: int) -> Passes:
    """Demo data in a fresh folder; a token of the host, and of so many guests."""
    settings = settings_from(data=folder)
    meeting = (await commands.demo(settings))["meeting_id"]
    host = (await commands.token(settings, meeting, "host", None, None, []))["token"]
    async with commands.parts_of(settings) as parts:
        known = parts.tokens.read(host)
        issued = tuple(parts.tokens.issue(guest(known, number)) for number in range(guests))
    return Passes(meeting, host, issued)


def guest(host: Claim, number: int) -> Claim:
    """The claim of an attendee whom nobody invited."""
    return replace(host, participant=f"{GUEST}{number}", role="attendee", name=f"Guest {number}")


@asynccontextmanager
async def serving(folder: Path, core: int | None = None) -> AsyncIterator[Running]:
    """A server on a data folder, pinned to a core if one is given; yields when it is ready."""
    port, media_port = free_port(socket.SOCK_STREAM), free_port(socket.SOCK_DGRAM)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "server", "serve", "--data", str(folder)),
        *("--port", str(port), "--media-port", str(media_port)),
        cwd=ROOT,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    if core is not None:
        os.sched_setaffinity(process.pid, {core})
    url = f"http://localhost:{port}"
    try:
        await _until_ready(url, process)
        yield Running(url, process.pid)
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def _until_ready(url: str, process: asyncio.subprocess.Process) -> None:
    async with aiohttp.ClientSession() as session, asyncio.timeout(START_SECONDS):
        while process.returncode is None:
            try:
                async with session.get(f"{url}/readyz") as answer:
                    if answer.status == 200:
                        return
            except aiohttp.ClientConnectionError:
                pass
            await asyncio.sleep(0.1)
    raise RuntimeError("the server does not start; try `lectern serve`")


def free_port(kind: socket.SocketKind) -> int:
    """A port that nobody has now."""
    with socket.socket(type=kind) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
