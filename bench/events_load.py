"""People whose browsers deliver events to a server, for `bench.events`."""

import asyncio
import statistics
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import socketio

from bench.lectern import serving
from server import commands
from server.cli import settings_from

BATCHES = 35
"""For each person: below the 40 that the server takes at once before it slows a person down."""


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
        async with serving(Path(name)) as server:
            return await deliver(server.url, tokens, load.batch)


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
