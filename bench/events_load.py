"""People whose browsers deliver events to a server, for `bench.events`."""

import asyncio
import socket
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import aiohttp
import socketio

from server import commands
from server.cli import settings_from

ROOT = Path(__file__).resolve().parent.parent
BATCHES = 35
"""For each person: below the 40 that the server takes at once before it slows a person down."""
START_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Load:
    """Who delivers what to which server."""

    url: str | None
    """None: start one."""
    tokens: Sequence[str]
    people: int
    batch: int


async def socket_rate(load: Load) -> dict[str, Any]:
    """Events a second by Socket.IO, and how long a delivery waits for its acknowledgement."""
    if load.url is not None:
        return await deliver(load.url, load.tokens, load.batch)
    with tempfile.TemporaryDirectory() as name:
        tokens = await guests(Path(name), load.people)
        async with server(Path(name)) as url:
            return await deliver(url, tokens, load.batch)


async def guests(folder: Path, count: int) -> list[str]:
    """Demo data in a fresh folder, and tokens of so many HCPs who agree to be captured."""
    settings = settings_from(data=folder)
    meeting = (await commands.demo(settings))["meeting_id"]
    found = [
        await commands.token(settings, meeting, "attendee", None, f"Guest {number}", ["slides"])
        for number in range(count)
    ]
    return [guest["token"] for guest in found]


async def deliver(url: str, tokens: Sequence[str], size: int) -> dict[str, Any]:
    """Let everybody deliver ``BATCHES`` batches, one after the other, all at the same time."""
    people = [await connect(url, token) for token in tokens]
    waits: list[float] = []
    begun = time.perf_counter()
    stored = await asyncio.gather(*(person.deliver(size, waits) for person in people))
    seconds = time.perf_counter() - begun
    for person in people:
        await person.client.disconnect()
    percentiles = statistics.quantiles(waits, n=100)
    return {
        "socket_per_second": round(sum(stored) / seconds),
        "people": len(tokens),
        "ack_p50_ms": round(percentiles[49], 1),
        "ack_p99_ms": round(percentiles[98], 1),
    }


@dataclass(frozen=True, slots=True)
class Person:
    """One connected HCP with one tab."""

    client: Any
    version: str
    """Of the deck that they click on."""

    async def deliver(self, size: int, waits: list[float]) -> int:
        """Deliver batches, each after the last is acknowledged; return how many are stored."""
        session = str(uuid4())
        for turn in range(BATCHES):
            seqs = range(turn * size + 1, (turn + 1) * size + 1)
            batch = {
                "session": session,
                "sent_at": now(),
                "through": seqs[-1],
                "events": [click(seq, self.version) for seq in seqs],
            }
            sent = time.perf_counter()
            answer: Any = await self.client.call("engage", batch, timeout=30)
            waits.append((time.perf_counter() - sent) * 1_000)
            if answer.get("stored") != size:
                raise RuntimeError(f"not all events are stored (consent to slides?): {answer}")
        return BATCHES * size


async def connect(url: str, token: str) -> Person:
    client = socketio.AsyncClient(reconnection=False)
    headers = {"Authorization": f"Bearer {token}"}
    auth = {"token": token, "tab": str(uuid4())}
    await client.connect(url, headers=headers, auth=auth, transports=["websocket"])
    device = {"class": "desktop", "browser": "bench", "os": "bench"}
    joined: Any = await client.call("join", {"device": device})
    decks = (joined.get("snapshot") or {}).get("decks") or [{"version": "unknown"}]
    return Person(client, decks[0]["version"])


def click(seq: int, version: str) -> dict[str, Any]:
    return {
        "id": uuid7(),
        "seq": seq,
        "kind": "pointer.clicked",
        "at": now(),
        "version": version,
        "slide": seq % 3,
        "values": {"x": 0.25, "y": 0.75},
    }


def now() -> int:
    return time.time_ns() // 1_000_000


def uuid7() -> str:
    """An id as browsers make them."""
    return str(UUID(int=(now() << 80) | (7 << 76) | (2 << 62) | (uuid4().int & (2**62 - 1))))


@asynccontextmanager
async def server(folder: Path) -> AsyncIterator[str]:
    """A server on a data folder; yields its URL."""
    port, media_port = free_port(socket.SOCK_STREAM), free_port(socket.SOCK_DGRAM)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "server", "serve", "--data", str(folder)),
        *("--port", str(port), "--media-port", str(media_port)),
        cwd=ROOT,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    url = f"http://localhost:{port}"
    try:
        await until_ready(url, process)
        yield url
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def until_ready(url: str, process: asyncio.subprocess.Process) -> None:
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
    with socket.socket(type=kind) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
