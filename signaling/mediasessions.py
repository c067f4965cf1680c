"""Media sessions as HTTP resources: ended by DELETE, trickled to and restarted by PATCH.

Rule 1: a media session belongs to who made it; for everybody else it does not exist.
Rule 2: we find the browser, it need not find us: trickled candidates are accepted and ignored.
Rule 3: ICE is restarted as the standard has it (RFC 9725, 4.3.3): `If-Match: *` and a new name,
answered by 200 with ours. Media goes on over the old path until the new one is nominated.
Rule 4: what the server has ended a moment ago may still be ended by its owner: that is done, and no
page that tidies up after itself is told of an error.
"""

from __future__ import annotations

from aiohttp import web

from signaling.caller import caller, must_be_known, must_own
from signaling.checks import Checks
from signaling.errors import Refused
from signaling.seams import Doorkeeper, Media, MediaSession, Pace
from signaling.whiphttp import OPEN_TO_ALL, TRICKLE, add_resource, read_text, restarted


class MediaSessions:
    """`/media/sessions/{session}`."""

    def __init__(self, doorkeeper: Doorkeeper, media: Media, checks: Checks, pace: Pace) -> None:
        self._doorkeeper = doorkeeper
        self._media = media
        self._checks = checks
        self._pace = pace

    def attach(self, app: web.Application) -> None:
        """Register the routes."""
        add_resource(app, "/media/sessions/{session}", PATCH=self.patch, DELETE=self.end)

    async def end(self, request: web.Request) -> web.Response:
        """End a media session. An ETag is of no concern here (RFC 9725, 4.3.1)."""
        if await self._is_done(request):
            return web.Response(status=200, headers=OPEN_TO_ALL)
        session = await self._mine(request)
        self._checks.forget(session.id)
        self._media.end(session.id)
        return web.Response(status=200, headers=OPEN_TO_ALL)

    async def patch(self, request: web.Request) -> web.Response:
        """Take candidates that we do not need, or restart ICE.

        Raises Refused: unsupported-type, condition-needed, changed-meanwhile and so on.
        """
        session = await self._mine(request)
        fragment = await read_text(request, TRICKLE)
        _must_match(request, self._media.session(session.id))
        answer = self._media.patch(session.id, fragment)
        if answer is not None:
            return restarted(answer)
        return web.Response(status=204, headers=OPEN_TO_ALL)

    async def _is_done(self, request: web.Request) -> bool:
        """Whether this person's session has just been ended by us. Raises Refused."""
        await must_be_known(self._doorkeeper, request)
        gone = self._media.lately_ended(request.match_info["session"])
        if gone is None:
            return False
        must_own(await caller(self._doorkeeper, request, gone.room), gone)
        return True

    async def _mine(self, request: web.Request) -> MediaSession:
        await must_be_known(self._doorkeeper, request)
        session = self._media.session(request.match_info["session"])
        claim = await caller(self._doorkeeper, request, session.room)
        must_own(claim, session)
        await self._pace(claim, "media_session")
        return self._media.session(session.id)


def _must_match(request: web.Request, session: MediaSession) -> None:
    """Raise Refused unless If-Match names the present generation of ICE (RFC 9110, 13.1.1)."""
    wanted = request.headers.get("If-Match")
    if wanted is None:
        raise Refused("condition-needed", "If-Match must name the session's ETag.")
    tags = [tag.strip() for tag in wanted.split(",")]
    if "*" not in tags and session.etag not in tags:
        raise Refused("changed-meanwhile", "The session has another ETag.")
