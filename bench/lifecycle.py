"""What a thousand joins and leaves cost in the end: objects, tasks, files, keys, memory.

    python -m bench.lifecycle [--joins 1000] [--viewers 9] [--json]

A server in a process of its own is counted before and after. People come in meetings: one
presents, the others watch, media passes; then everybody goes, each in another way: DELETE, put
out by the host, a closed page, a laptop that falls asleep, the end of the room. One of ten never
finishes its handshake. `--json` prints one JSON line last; the command fails when a count has not
come back to its start.
"""

import argparse
import asyncio
import json
import sys
from dataclasses import asdict, dataclass
from itertools import cycle
from pathlib import Path
from typing import Any

import aiohttp

from tests.support.media_offers import Habits, offer
from tests.support.media_peer import LightPeer
from tests.support.media_source import Camera

ROOT = Path(__file__).resolve().parent.parent
WARM_UP = 100
"""Joins before the first count: pools, caches and the allocator find their size."""

ENDINGS = ("delete", "kick", "close", "sleep", "end", "fail")


@dataclass(frozen=True, slots=True)
class Result:
    """Counts at the start and at the end."""

    joins: int
    seconds: float
    start: dict[str, int]
    end: dict[str, int]

    @property
    def changed(self) -> dict[str, int]:
        """What has not come back to its start, memory aside."""
        return {
            name: count - self.start[name]
            for name, count in self.end.items()
            if count != self.start[name] and name != "resident_kb"
        }


class Server:
    """The server's process."""

    def __init__(self, process: asyncio.subprocess.Process, http: int) -> None:
        self._process = process
        self.base = f"http://127.0.0.1:{http}"

    @staticmethod
    async def start() -> "Server":
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bench.lifecycle_load",
            cwd=ROOT,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        assert process.stdout is not None
        return Server(process, json.loads(await process.stdout.readline())["http"])

    async def ask(self, line: str) -> dict[str, Any]:
        """Say a line; the answer."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(f"{line}\n".encode())
        answer: dict[str, Any] = json.loads(
            await asyncio.wait_for(self._process.stdout.readline(), 60)
        )
        return answer

    async def stop(self) -> None:
        """Let it end."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        await self._process.wait()


class Meeting:
    """One meeting from the first to the last."""

    def __init__(self, server: Server, http: aiohttp.ClientSession) -> None:
        self._server = server
        self._http = http
        self._people: list[tuple[str, LightPeer, str]] = []

    async def hold(self, viewers: int, endings: "cycle[str]") -> int:
        """Everybody comes, something passes, everybody goes; returns how many came."""
        presenter = await self._join("whip", "presenter", "sendonly")
        for place in range(viewers):
            await self._join("whep", f"viewer{place}", "recvonly")
        Camera(presenter).send_frame(key=True)
        for _, peer, _ in self._people[1:]:
            await peer.get(4)
        came = len(self._people)
        for who, peer, session in reversed(self._people):
            await self._leave(next(endings), who, peer, session)
        await self._server.ask("end")
        return came

    async def _join(self, door: str, who: str, direction: str) -> LightPeer:
        peer = LightPeer()
        answer, session = await self._post(f"{door}/{who}", peer.offer(direction))
        await peer.connect(answer)
        self._people.append((who, peer, session))
        return peer

    async def _post(self, path: str, body: str) -> tuple[str, str]:
        async with self._http.post(f"{self._server.base}/{path}", data=body) as reply:
            reply.raise_for_status()
            return await reply.text(), reply.headers["Location"]

    async def _leave(self, ending: str, who: str, peer: LightPeer, session: str) -> None:
        if ending == "delete":
            async with self._http.delete(self._server.base + session) as reply:
                reply.raise_for_status()
        elif ending == "kick":
            await self._server.ask(f"kick {who}")
        elif ending == "fail":
            await self._fail(who)
        await peer.close(silently=ending == "sleep")

    async def _fail(self, who: str) -> None:
        """Come once more with a certificate that the offer does not name."""
        async with LightPeer() as peer:
            named = offer("sendonly", Habits(ufrag=peer.ufrag))
            answer, _ = await self._post(f"whip/failing-{who}", named)
            await peer.connect(answer)


async def run(joins: int, viewers: int) -> Result:
    """Warm up, count, let them come and go, count again."""
    server = await Server.start()
    endings: cycle[str] = cycle(ENDINGS)
    loop = asyncio.get_running_loop()
    try:
        async with aiohttp.ClientSession() as http:

            async def people(wanted: int) -> int:
                came = 0
                while came < wanted:
                    came += await Meeting(server, http).hold(viewers, endings)
                return came

            await people(WARM_UP)
            start, begun = await server.ask("census"), loop.time()
            came = await people(joins)
            seconds = loop.time() - begun
            return Result(came, round(seconds, 1), start, await server.ask("census"))
    finally:
        await server.stop()


def main() -> int:
    """Print the table; 1 when something has stayed."""
    parser = argparse.ArgumentParser(description="What joins and leaves cost in the end.")
    parser.add_argument("--joins", type=int, default=1000)
    parser.add_argument("--viewers", type=int, default=9, help="of one meeting")
    parser.add_argument("--json", action="store_true", help="print one JSON line last")
    options = parser.parse_args()
    result = asyncio.run(run(options.joins, options.viewers))
    print(f"{result.joins} joins and leaves in {result.seconds} s")
    for name, count in result.start.items():
        print(f"{name:20} {count:8} {result.end[name]:8}")
    if options.json:
        grown = result.end["resident_kb"] - result.start["resident_kb"]
        print(json.dumps({"bench": "lifecycle", "grown_kb": grown, **asdict(result)}))
    if result.changed:
        print(f"these have stayed: {result.changed}", file=sys.stderr)
    return 1 if result.changed else 0


if __name__ == "__main__":
    sys.exit(main())
