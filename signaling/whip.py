"""WHIP and WHEP: streams enter by one POST and leave by one POST.

Rule 1: the bearer's token, or the page's cookie, says who; the room says whether they may. The
lobby, the held and the removed get nothing, not even the names of streams.
Rule 2: a media session belongs to who made it; for everybody else it does not exist.
Rule 3: we find the browser, it need not find us: trickled candidates are accepted and ignored.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from aiohttp import web

from rooms import LiveRoom, Phase, Role, State
from rooms.errors import NotInRoom, RoomIsOver
from rooms.people import Kind
from signaling.errors import Refused
from signaling.http import bearer, problem, read_body
from signaling.hub import Hub
from signaling.programs import Programs, lives
from signaling.seams import Claim, Doorkeeper, Media, MediaAnswer, MediaSession
from signaling.streams import CHECK

SDP = "application/sdp"
TRICKLE = "application/trickle-ice-sdpfrag"
CHECK_SECONDS = 20
"""How long a media path that is only tested is kept."""
IN_ROOM = (State.PRESENT, State.RECONNECTING)

OPEN_TO_ALL = {
    # A bearer token is no cookie: another origin's page can only use one that it was given.
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Location, ETag, Link, Lectern-Stream",
}
PREFLIGHT = OPEN_TO_ALL | {
    "Access-Control-Allow-Methods": "POST, PATCH, DELETE, OPTIONS",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, If-Match",
    "Access-Control-Max-Age": "86400",
}

Handler = Callable[[web.Request], Awaitable[web.Response]]
Pace = Callable[[Claim, str], Awaitable[None]]


class Whip:
    """The routes of media sessions."""

    def __init__(
        self,
        doorkeeper: Doorkeeper,
        hub: Hub,
        media: Media,
        programs: Programs,
        pace: Pace,
        ice_servers: tuple[str, ...] = (),
    ) -> None:
        self._doorkeeper = doorkeeper
        self._hub = hub
        self._media = media
        self._programs = programs
        self._pace = pace
        self._links = [f'<{url}>; rel="ice-server"' for url in ice_servers]
        self._checks: dict[str, asyncio.TimerHandle] = {}

    def attach(self, app: web.Application) -> None:
        """Register the routes."""
        offers = ("/whip/{room}", self.publish), ("/whep/{room}", self.play_host)
        for path, handler in (*offers, ("/whep/{room}/{stream}", self.play)):
            app.router.add_post(path, _answering(handler))
            app.router.add_options(path, _allow)
        session = "/media/sessions/{session}"
        app.router.add_delete(session, _answering(self.end))
        app.router.add_patch(session, _answering(self.trickle))
        app.router.add_options(session, _allow)

    @property
    def checks(self) -> int:
        """How many paths are being tested."""
        return len(self._checks)

    def close(self) -> None:
        """Forget the timers; media ends its sessions itself."""
        for timer in self._checks.values():
            timer.cancel()
        self._checks.clear()

    # -- publishing ------------------------------------------------------------------------

    async def publish(self, request: web.Request) -> web.Response:
        """Answer the offer of somebody who publishes."""
        kind = request.query.get("stream", "camera")
        if kind not in ("camera", "screen", CHECK):
            raise Refused("bad-message", "There is no such kind of stream.")
        claim = await self._claim(request, request.match_info["room"])
        await self._pace(claim, "publish")
        await self._programs.open(claim)
        offer = await _offer(request)
        if kind == CHECK:
            return self._check(claim, offer)
        return self._publish(claim, "screen" if kind == "screen" else "camera", offer)

    def _publish(self, claim: Claim, kind: Kind, offer: str) -> web.Response:
        # Asked after everything that waits: what was allowed then may not be allowed now.
        live = self._room(claim)
        connection = self._programs.enter(claim, live)
        try:
            answer = self._answer(live, claim.participant, kind, offer)
        except Exception:
            if connection is not None:
                self._programs.leave(claim, connection)
            raise
        if connection is not None:
            self._programs.keep(claim, connection, answer.session)
        return self._created(answer)

    def _answer(self, live: LiveRoom, who: str, kind: Kind, offer: str) -> MediaAnswer:
        stage = live.room.stage
        live.do(lambda now: stage.claim(who, kind, now))
        try:
            return self._media.publish(live.room.id, who, kind, offer)
        except Exception:
            stage.unclaim(who)
            raise

    def _check(self, claim: Claim, offer: str) -> web.Response:
        """Try the way for somebody who may not be in the room yet; nobody is told."""
        answer = self._media.publish(claim.meeting, claim.participant, CHECK, offer)
        loop = asyncio.get_running_loop()
        end = loop.call_later(CHECK_SECONDS, self._end_check, answer.session)
        self._checks[answer.session] = end
        return self._created(answer)

    def _end_check(self, session: str) -> None:
        timer = self._checks.pop(session, None)
        if timer is not None:
            timer.cancel()
            self._end_quietly(session)

    def sweep(self) -> None:
        """Forget the timers of checks that have ended by themselves."""
        for session, timer in tuple(self._checks.items()):
            if not lives(self._media, session):
                timer.cancel()
                del self._checks[session]

    def _end_quietly(self, session: str) -> None:
        # It may have ended by itself before its time was over.
        if lives(self._media, session):
            self._media.end(session)

    # -- playing ---------------------------------------------------------------------------

    async def play(self, request: web.Request) -> web.Response:
        """Answer the offer of somebody who watches a stream."""
        claim = await self._viewer(request)
        offer = await _offer(request)
        return self._play(claim, request.match_info["stream"], offer)

    async def play_host(self, request: web.Request) -> web.Response:
        """The same for the first host's camera, which is what a plain player expects."""
        claim = await self._viewer(request)
        offer = await _offer(request)
        room = self._must_see(claim).room
        for stream in room.streams:
            publisher = room.person(stream.participant)
            if stream.kind == "camera" and publisher and publisher.public.role is Role.HOST:
                return self._play(claim, stream.id, offer)
        raise Refused("no-such-stream", "The host publishes no camera.")

    async def _viewer(self, request: web.Request) -> Claim:
        claim = await self._claim(request, request.match_info["room"])
        await self._programs.open(claim)
        self._must_see(claim)
        await self._pace(claim, "play")
        return claim

    def _play(self, claim: Claim, stream: str, offer: str) -> web.Response:
        self._must_see(claim)
        if self._media.stream(stream).room != claim.meeting:
            raise Refused("no-such-stream", "There is no such stream in this meeting.")
        return self._created(self._media.play(stream, claim.participant, offer))

    def _must_see(self, claim: Claim) -> LiveRoom:
        """The room, if this person may see what is in it. Raises RoomIsOver, NotInRoom."""
        live = self._room(claim)
        inside = live.room.state_of(claim.participant) in IN_ROOM
        if not inside and not self._programs.may_play(claim, live):
            raise NotInRoom("only somebody who is in the room can do this")
        return live

    # -- sessions --------------------------------------------------------------------------

    async def end(self, request: web.Request) -> web.Response:
        """End a media session."""
        session = await self._mine(request)
        timer = self._checks.pop(session.id, None)
        if timer is not None:
            timer.cancel()
        self._media.end(session.id)
        return web.Response(status=200, headers=OPEN_TO_ALL)

    async def trickle(self, request: web.Request) -> web.Response:
        """Accept candidates that we do not need. Raises Refused: condition-needed and so on."""
        session = await self._mine(request)
        if request.content_type != TRICKLE:
            raise Refused("unsupported-type", f"The body must be {TRICKLE}.")
        await read_body(request)
        wanted = request.headers.get("If-Match")
        if wanted is None:
            raise Refused("condition-needed", "If-Match must name the session's ETag.")
        if wanted.strip() not in ("*", session.etag):
            raise Refused("changed-meanwhile", "The session has another ETag.")
        return web.Response(status=204, headers=OPEN_TO_ALL | {"ETag": session.etag})

    async def _mine(self, request: web.Request) -> MediaSession:
        session = self._media.session(request.match_info["session"])
        claim = await self._claim(request, session.room)
        if session.participant != claim.participant:
            raise Refused("no-such-session", "This media session does not exist or has ended.")
        return session

    # -- who, and where --------------------------------------------------------------------

    async def _claim(self, request: web.Request, room: str) -> Claim:
        """Who asks, for this room. Raises Refused: unauthorised, not-found …"""
        token = bearer(request)
        if token is None:
            return await self._doorkeeper.recognise(request, room)
        claim = await self._doorkeeper.identify(token)
        if claim.meeting != room:
            raise Refused("not-found", "There is no such meeting.")
        return claim

    def _room(self, claim: Claim) -> LiveRoom:
        live = self._hub.find(claim.meeting)
        if live is None:
            raise NotInRoom("only somebody who is in the room can do this")
        if live.room.phase is Phase.ENDED:
            raise RoomIsOver("this meeting has ended")
        return live

    def _created(self, answer: MediaAnswer) -> web.Response:
        headers = OPEN_TO_ALL | {
            "Location": f"/media/sessions/{answer.session}",
            "ETag": answer.etag,
            "Lectern-Stream": answer.stream,
            "Cache-Control": "no-store",
        }
        response = web.Response(status=201, text=answer.sdp, content_type=SDP, headers=headers)
        for link in self._links:
            response.headers.add("Link", link)
        return response


async def _offer(request: web.Request) -> str:
    if request.content_type != SDP:
        raise Refused("unsupported-type", f"The body must be {SDP}.")
    try:
        return (await read_body(request)).decode()
    except UnicodeDecodeError:
        raise Refused("offer-malformed", "The offer is not SDP.") from None


async def _allow(_request: web.Request) -> web.Response:
    return web.Response(status=204, headers=PREFLIGHT | {"Accept-Post": SDP})


def _answering(handler: Handler) -> Handler:
    """The handler, with every error as a problem."""

    async def answering(request: web.Request) -> web.Response:
        try:
            return await handler(request)
        except web.HTTPException:
            raise
        except Exception as error:
            return problem(error, OPEN_TO_ALL)

    return answering
