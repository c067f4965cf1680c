"""Clients that nobody here wrote, against a whole server: ``python -m bench.interop``.

    python -m bench.interop [--only NAME …] [--json]

Each client publishes, and aiortc's peer connection must decode a picture and a sound; then aiortc
publishes, and each client must play. ``--json`` prints one JSON line last. What is not installed is
left out: Debian's chromium, firefox-esr, golang-go with golang-github-pion-webrtc.v3-dev, GStreamer
(python3-gi, gir1.2-gst-plugins-bad-1.0, gstreamer1.0-{nice,plugins-bad,plugins-good,plugins-ugly,
libav}). The exit status is 1 when a client failed.
"""

import argparse
import asyncio
import json
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path

import aiohttp

from bench.interop import reference
from bench.interop.clients import Client, installed
from bench.interop.endpoint import Case, Direction, Endpoint, Failed, Result
from tests.browser.running import Running

SECONDS = 30
"""How long a client may take to its first picture: browsers start cold on a slow machine."""


class Open(Running):
    """A server that is reached by every address of the machine, as in production."""

    @property
    def environment(self) -> dict[str, str]:
        return super().environment | {"LECTERN_HOST": "0.0.0.0"}


class Bench:
    """A server with one meeting that everybody is sent to."""

    def __init__(self, server: Running, meeting: str, host: str, guest: str) -> None:
        base = f"http://127.0.0.1:{server.port}"
        self.whip = Endpoint(f"{base}/whip/{meeting}", host)
        self.whep = Endpoint(f"{base}/whep/{meeting}", guest)

    @staticmethod
    async def make(server: Running) -> "Bench":
        """The demo meeting, its host's token and a guest's."""
        meeting = (await server.demo())["meeting_id"]
        words = ("token", "--meeting", meeting, "--role")
        host = (await server.command(*words, "host"))[-1]["token"]
        guest = (await server.command(*words, "attendee", "--guest", "Player"))[-1]["token"]
        return Bench(server, meeting, host, guest)

    async def quiet(self) -> None:
        """Wait until the last publisher is gone; its stream must not be taken for the next."""
        headers = {"Authorization": f"Bearer {self.whep.token}", "Content-Type": "application/sdp"}
        async with aiohttp.ClientSession(headers=headers) as http:
            for _ in range(450):
                async with http.post(self.whep.url, data="v=0") as reply:
                    if reply.status == 409:
                        return
                await asyncio.sleep(0.1)
        raise Failed("the last stream does not end")

    async def publish(self, client: Client, codec: str) -> tuple[int, str]:
        """Let a client publish, and look at it by the reference."""
        assert client.publish is not None
        began = time.monotonic()
        async with client.publish(self.whip, codec):
            seen = await reference.watch(self.whep, SECONDS)
            first_ms = round((time.monotonic() - began) * 1000)
        if seen.codec != codec:
            raise Failed(f"it published {seen.codec}")
        return first_ms, f"{seen.width}×{seen.height} decoded"

    async def play(self, client: Client, codec: str) -> tuple[int, str]:
        """Let the reference publish, and a client play."""
        assert client.play is not None
        async with reference.publishing(self.whip, codec), client.play(self.whep) as played:
            return played.first_ms, played.note

    async def attempt(self, client: Client, case: Case) -> Result:
        """One case, whatever comes of it."""
        act = self.publish if case.direction is Direction.PUBLISH else self.play
        try:
            await self.quiet()
            first_ms, note = await act(client, case.codec)
        except Failed as failed:
            return _result(client, case, False, None, str(failed))
        return _result(client, case, True, first_ms, note)


def _result(client: Client, case: Case, ok: bool, first_ms: int | None, note: str) -> Result:
    return Result(client.name, client.version, case.direction, case.codec, ok, first_ms, note)


def cases(client: Client) -> list[Case]:
    """All that a client can do."""
    publishes = [Case(client.name, Direction.PUBLISH, codec) for codec in client.publishes]
    return publishes + [Case(client.name, Direction.PLAY, codec) for codec in client.plays]


async def measure(only: list[str]) -> list[Result]:
    """Try everything, one after another."""
    results: list[Result] = []
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        clients = [each for each in installed(folder) if _wanted(each, only)]
        server = Open(folder / "data")
        await server.start()
        try:
            bench = await Bench.make(server)
            for client in clients:
                for case in cases(client):
                    results.append(await bench.attempt(client, case))
                    print(row(results[-1]), flush=True)
        finally:
            await server.stop()
    return results


def _wanted(client: Client, only: list[str]) -> bool:
    return not only or any(word.lower() in client.name.lower() for word in only)


HEAD = (
    "| client | version | direction | codec | result | first picture | seen |\n" + "|---" * 7 + "|"
)


def row(result: Result) -> str:
    """A line of the table in docs/clients.md."""
    verdict = "works" if result.ok else "**fails**"
    first = f"{result.first_ms} ms" if result.first_ms is not None else ""
    note = result.note.replace("|", "/")
    head = f"| {result.client} | {result.version} | {result.direction} | {result.codec}"
    return f"{head} | {verdict} | {first} | {note} |"


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(prog="python -m bench.interop")
    parser.add_argument("--only", nargs="*", default=[], help="part of a client's name")
    parser.add_argument("--json", action="store_true")
    wanted = parser.parse_args()
    print(HEAD)
    results = asyncio.run(measure(wanted.only))
    if wanted.json:
        print(json.dumps({"bench": "interop", "results": [asdict(each) for each in results]}))
    sys.exit(0 if results and all(each.ok for each in results) else 1)


if __name__ == "__main__":
    main()
