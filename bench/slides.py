"""Slides in step: from the rep's click until each attendee's browser has applied it.

    python -m bench.slides [--attendees 10,100,500] [--clicks 100] [--every 0.1] [--json]

A real server runs in a process of its own, with its database, its content gate and its journal;
the attendees are real Socket.IO connections in two more processes; the rep clicks in this one.
Clicks carry the machine's monotonic clock, so that a delay is click → applied, everything in
between included. The aim is a p99 under 50 ms at 100 attendees. `--json` prints one line last.
"""

import argparse
import asyncio
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

import socketio

from bench.lectern import ROOT, passes, serving

AIM_MS = 50
PROCESSES = 2
FROM_ONE_ADDRESS = 150
"""The server takes 200 connections of one address; more attendees come from more of 127/8."""


class Crowd:
    """Attendees in a process of their own."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    @classmethod
    async def gather(cls, url: str, tokens: Sequence[str], address: str) -> "Crowd":
        """Start the process; it begins to join."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bench.slides_load"),
            cwd=ROOT,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            limit=1 << 26,
        )
        crowd = cls(process)
        await crowd._say(json.dumps({"url": url, "tokens": tokens, "address": address}))
        return crowd

    async def ready(self) -> None:
        """Wait until everybody is in."""
        if await self._hear() != "ready":
            raise RuntimeError("the attendees did not get in")

    async def report(self) -> list[list[float]]:
        """The delays of each click; the process ends."""
        await self._say("report")
        delays: list[list[float]] = json.loads(await self._hear())
        await self._process.wait()
        return delays

    async def _say(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(line.encode() + b"\n")
        await self._process.stdin.drain()

    async def _hear(self) -> str:
        assert self._process.stdout is not None
        async with asyncio.timeout(180):
            return (await self._process.stdout.readline()).decode().strip()


async def measure(attendees: int, clicks: int, every: float) -> dict[str, Any]:
    """One meeting with so many attendees, and so many clicks."""
    with tempfile.TemporaryDirectory() as name:
        known = await passes(Path(name), attendees)
        async with serving(Path(name)) as server:
            delays = await hold_meeting(server.url, known.host, known.guests, clicks, every)
    found = [delay for of_click in delays for delay in of_click]
    if len(found) != attendees * clicks:
        raise RuntimeError(f"{len(found)} of {attendees * clicks} slides arrived")
    percentiles = statistics.quantiles(found, n=100)
    return {
        "attendees": attendees,
        "p50_ms": round(percentiles[49], 1),
        "p99_ms": round(percentiles[98], 1),
        "max_ms": round(max(found), 1),
    }


async def hold_meeting(
    url: str, host: str, guests: Sequence[str], clicks: int, every: float
) -> list[list[float]]:
    """The host comes in, then the crowd; she clicks; what each attendee measured."""
    rep: Any = socketio.AsyncClient(reconnection=False)
    bearer = {"Authorization": f"Bearer {host}"}
    auth = {"token": host, "tab": str(uuid4())}
    await rep.connect(url, headers=bearer, auth=auth, transports=["websocket"])
    device = {"class": "desktop", "browser": "bench", "os": "bench"}
    joined = await rep.call("join", {"device": device})
    shares = [guests[start::PROCESSES] for start in range(PROCESSES)]
    crowds = [
        await Crowd.gather(url, part, f"127.0.0.{2 + number}")
        for number, part in enumerate(part for share in shares for part in split(share))
    ]
    for crowd in crowds:
        await crowd.ready()
    await click(rep, joined["snapshot"]["decks"][0], clicks, every)
    await asyncio.sleep(1)
    reports = [await crowd.report() for crowd in crowds]
    await rep.disconnect()
    return [delays for report in reports for delays in report]


def split(share: Sequence[str]) -> list[Sequence[str]]:
    """The share in parts that one address may bring."""
    return [share[at : at + FROM_ONE_ADDRESS] for at in range(0, len(share), FROM_ONE_ADDRESS)]


async def click(rep: Any, deck: dict[str, Any], clicks: int, every: float) -> None:
    """Click through the deck at an even pace."""
    begun = time.monotonic()
    for number in range(clicks):
        await asyncio.sleep(max(0, begun + number * every - time.monotonic()))
        state = {"click": number, "at": time.monotonic_ns()}
        slide = number % len(deck["slides"])
        show = {"version": deck["version"], "slide": slide, "state": state}
        answer = await rep.call("show", show, timeout=30)
        if answer:
            raise RuntimeError(f"the slide was refused: {answer}")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Slides in step: click → applied.")
    parser.add_argument("--attendees", default="10,100,500", help="how many, separated by commas")
    parser.add_argument("--clicks", type=int, default=100)
    parser.add_argument("--every", type=float, default=0.1, help="seconds between two clicks")
    parser.add_argument("--json", action="store_true", help="print one JSON line last")
    return parser.parse_args()


async def main() -> None:
    """Measure each size and print."""
    wanted = arguments()
    found = []
    for attendees in map(int, wanted.attendees.split(",")):
        row = await measure(attendees, wanted.clicks, wanted.every)
        found.append(row)
        print(
            f"{attendees:>4} attendees: p50 {row['p50_ms']:6.1f} ms   p99 {row['p99_ms']:6.1f} ms"
            f"   max {row['max_ms']:6.1f} ms",
            flush=True,
        )
    if wanted.json:
        line = {"bench": "slides", "aim_p99_ms_at_100": AIM_MS, "clicks": wanted.clicks}
        print(json.dumps(line | {"sizes": found}))


if __name__ == "__main__":
    asyncio.run(main())
