"""A door for foreign peers: the smallest WHIP and WHEP server around a MediaServer.

No tokens, no rooms to be opened: `POST /whip/{room}` publishes as "presenter", `POST /whep/{room}`
plays the room's first stream. It exists to prove that peers which nobody here wrote can talk to
media, and to put load on it; the real routes are in signaling.

    python -m tests.support.media_whip [port]       prints HTTP port and process id
"""

import asyncio
import itertools
import os
import sys
import time
from collections.abc import Callable

from aiohttp import web

from media.batch import Address
from media.errors import MediaError
from media.resources import Answer
from media.server import MediaServer


def now_ms() -> int:
    return time.time_ns() // 1_000_000


class WhipDoor:
    """HTTP routes that lead to a media server."""

    def __init__(self, media: MediaServer, *, crowd: bool = False) -> None:
        """`crowd`: each viewer is somebody else; else all are "viewer", behind one downlink."""
        self._numbers = itertools.count() if crowd else None
        self.ways: dict[str, Address] = {}
        """Where "publish" and "play" are told to send to, if not straight to the server."""
        self._media = media

    def app(self) -> web.Application:
        app = web.Application()
        app.add_routes(
            [
                web.post("/whip/{room}", self.publish),
                web.post("/whep/{room}", self.play),
                web.delete("/media/sessions/{session}", self.end),
                web.patch("/media/sessions/{session}", self.patch),
            ]
        )
        return app

    async def publish(self, request: web.Request) -> web.Response:
        kind = request.query.get("stream", "camera")
        offer = await request.text()
        return self._answer(
            lambda: self._media.publish(request.match_info["room"], "presenter", kind, offer),
            "publish",
        )

    async def play(self, request: web.Request) -> web.Response:
        streams = self._media.streams(request.match_info["room"])
        if not streams:
            return web.Response(status=404, text="nobody publishes here")
        offer = await request.text()
        return self._answer(lambda: self._media.play(streams[0].id, self._viewer(), offer), "play")

    def _viewer(self) -> str:
        return "viewer" if self._numbers is None else f"viewer {next(self._numbers)}"

    async def patch(self, request: web.Request) -> web.Response:
        restarted = self._media.patch(request.match_info["session"], await request.text())
        if restarted is None:
            return web.Response(status=204)
        return web.Response(text=restarted.sdp, headers={"ETag": restarted.etag})

    async def end(self, request: web.Request) -> web.Response:
        try:
            self._media.end(request.match_info["session"])
        except MediaError as error:
            return web.Response(status=404, text=error.sentence)
        return web.Response()

    def _answer(self, make: Callable[[], Answer], action: str) -> web.Response:
        try:
            answer = make()
        except MediaError as error:
            return web.Response(status=400, text=f"{error.code}: {error.sentence}")
        return web.Response(
            status=201,
            text=self._lead(answer.sdp, action),
            content_type="application/sdp",
            headers={"Location": f"/media/sessions/{answer.session}", "ETag": answer.etag},
        )

    def _lead(self, answer: str, action: str) -> str:
        """The answer, with the way of that action as its only candidates."""
        way = self.ways.get(action)
        if way is None:
            return answer
        straight = f" 127.0.0.1 {self._media.port} typ host"
        return answer.replace(straight, f" {way[0]} {way[1]} typ host")


async def main(port: int) -> None:
    """Serve until killed."""
    media = MediaServer("127.0.0.1", 0, clock=now_ms)
    await media.start()
    runner = web.AppRunner(WhipDoor(media, crowd=True).app(), access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", port)
    await site.start()
    print(runner.addresses[0][1], os.getpid(), flush=True)
    try:
        await asyncio.Event().wait()
    finally:
        await runner.cleanup()
        await media.close()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 0))
