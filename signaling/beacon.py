"""The beacon: engagement events by HTTP, when the page is about to go.

A browser's ``sendBeacon`` can set no header, so the token is in the body. What is delivered, and
what is answered, is the same as with ``engage``; late batches are welcome after the meeting too.
"""

from __future__ import annotations

import msgspec
from aiohttp import web

from signaling.desk import Desk, receipt
from signaling.errors import Refused
from signaling.http import problem, read_body
from signaling.messages import EngageBeacon, decode
from signaling.seams import Doorkeeper

PATH = "/api/v1/meetings/{meeting}/engage"


class Beacon:
    """The route of the beacon."""

    def __init__(self, doorkeeper: Doorkeeper, desk: Desk) -> None:
        self._doorkeeper = doorkeeper
        self._desk = desk

    def attach(self, app: web.Application) -> None:
        """Register the route."""
        app.router.add_post(PATH, self.take)

    async def take(self, request: web.Request) -> web.Response:
        """Store a batch; the answer comes after the commit."""
        try:
            reply = await self._take(request)
        except web.HTTPException:
            raise
        except Exception as error:
            return problem(error)
        return web.Response(
            body=msgspec.json.encode(reply),
            content_type="application/json",
            headers={"Cache-Control": "no-store"},
        )

    async def _take(self, request: web.Request) -> dict[str, object]:
        message = decode(EngageBeacon, await read_body(request))
        claim = await self._doorkeeper.identify(message.token)
        if claim.meeting != request.match_info["meeting"]:
            raise Refused("not-found", "There is no such meeting.")
        await self._desk.pace(claim, "engage")
        return receipt(await self._desk.keep(claim, message))
