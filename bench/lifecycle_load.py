"""The server of the lifecycle bench: a media server whose insides can be counted.

`python -m bench.lifecycle_load` prints its HTTP port, then answers lines of standard input with
lines of JSON: `census` counts, `kick NAME` puts somebody out, `end` ends the room.
"""

import asyncio
import gc
import json

from aiohttp import web

from bench.parts import questions, tell
from media.errors import MediaError
from media.resources import Answer
from media.server import MediaServer
from media.session import Limits
from tests.support.media_census import census, resident_kb
from tests.support.media_whip import now_ms

ROOM = "bench"
LIMITS = Limits(connect=3.0, silence=1.0)
"""Short, so that those who leave without a word are gone when the bench counts."""


class Door:
    """The smallest WHIP and WHEP routes that say who comes."""

    def __init__(self, media: MediaServer) -> None:
        self._media = media

    def app(self) -> web.Application:
        """The routes."""
        app = web.Application()
        app.router.add_post("/whip/{who}", self._publish)
        app.router.add_post("/whep/{who}", self._play)
        app.router.add_delete("/sessions/{session}", self._end)
        return app

    async def _publish(self, request: web.Request) -> web.Response:
        who = request.match_info["who"]
        return _created(self._media.publish(ROOM, who, "camera", await request.text()))

    async def _play(self, request: web.Request) -> web.Response:
        stream = self._media.streams(ROOM)[0].id
        return _created(self._media.play(stream, request.match_info["who"], await request.text()))

    async def _end(self, request: web.Request) -> web.Response:
        try:
            self._media.end(request.match_info["session"])
        except MediaError:
            raise web.HTTPNotFound from None
        return web.Response()


def _created(answer: Answer) -> web.Response:
    headers = {"Location": f"/sessions/{answer.session}"}
    return web.Response(status=201, text=answer.sdp, headers=headers)


async def quiet(media: MediaServer) -> None:
    """Wait until everybody who has gone is forgotten."""
    while any(media.stats()[name] for name in ("publishers", "viewers", "closing")):
        await asyncio.sleep(0.02)
    await asyncio.sleep(0.05)


async def serve() -> None:
    """Serve until standard input ends. Nothing is left to the garbage collector."""
    ask = await questions()
    media = MediaServer("127.0.0.1", 0, clock=now_ms, limits=LIMITS)
    await media.start()
    runner = web.AppRunner(Door(media).app(), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    tell(http=runner.addresses[0][1])
    while line := (await ask()).decode().split():
        if line[0] == "kick":
            media.end_participant(ROOM, line[1])
        elif line[0] == "end":
            media.end_room(ROOM)
        else:
            await quiet(media)
            # What aiohttp leaves to the collector is not ours to count.
            gc.collect()
            print(json.dumps(census(media) | {"resident_kb": resident_kb()}), flush=True)
            continue
        tell(done=True)
    await runner.cleanup()
    await media.close()


if __name__ == "__main__":
    asyncio.run(serve())
