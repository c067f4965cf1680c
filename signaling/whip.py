"""WHIP and WHEP: streams enter by one POST and leave by one POST.

Rule 1: the bearer's token, or the page's cookie, says who; the room says whether they may. The
lobby, the held and the removed get nothing, not even the names of streams.
Rule 2: what a room allows is asked after everything that waits: what was allowed then may not be
allowed now.
"""

from __future__ import annotations

from aiohttp import web

from rooms import LiveRoom, Phase, Role, State, Stream
from rooms.errors import NotInRoom, RoomIsOver
from rooms.people import Kind
from signaling.caller import caller
from signaling.checks import Checks
from signaling.errors import Refused
from signaling.http import bearer
from signaling.hub import Hub
from signaling.icelinks import links
from signaling.mediasessions import MediaSessions
from signaling.programs import Programs
from signaling.seams import Claim, Doorkeeper, IceServers, Media, MediaAnswer, Pace
from signaling.streams import CHECK
from signaling.whiphttp import SDP, add_resource, allowed, created, read_text

IN_ROOM = (State.PRESENT, State.RECONNECTING)
MOST_SESSIONS = 128
"""Media sessions of one person in a room: ten tabs, each with a stage of six and their hosts."""
SPEAKERS = (Role.HOST, Role.PRESENTER, Role.PANELIST)
"""Whose camera a plain player is given: the first host's, else the next's."""


class Whip:
    """The routes of WHIP and WHEP."""

    def __init__(
        self,
        doorkeeper: Doorkeeper,
        hub: Hub,
        media: Media,
        programs: Programs,
        pace: Pace,
        ice_servers: IceServers,
    ) -> None:
        self._doorkeeper = doorkeeper
        self._hub = hub
        self._media = media
        self._programs = programs
        self._pace = pace
        self._ice_servers = ice_servers
        self._checks = Checks(media)
        self._sessions = MediaSessions(doorkeeper, media, self._checks, pace)

    def attach(self, app: web.Application) -> None:
        """Register the routes."""
        options = self.options
        add_resource(app, "/whip/{room}", options, POST=self.publish)
        add_resource(app, "/whep/{room}", options, POST=self.play_host)
        add_resource(app, "/whep/{room}/{stream}", options, POST=self.play)
        self._sessions.attach(app)

    @property
    def checks(self) -> int:
        """How many paths are being tested."""
        return len(self._checks)

    def sweep(self) -> None:
        """Forget the timers of checks that have ended by themselves."""
        self._checks.sweep()

    def close(self) -> None:
        """Forget the timers; media ends its sessions itself."""
        self._checks.close()

    # -- publishing ------------------------------------------------------------------------

    async def publish(self, request: web.Request) -> web.Response:
        """Answer the offer of somebody who publishes."""
        claim = await self._claim(request)
        kind = request.query.get("stream", "camera")
        if kind not in ("camera", "screen", CHECK):
            raise Refused("bad-message", "There is no such kind of stream.")
        await self._pace(claim, "publish")
        offer = await read_text(request, SDP)
        await self._programs.open(claim)
        if kind == CHECK:
            return self._created(claim, self._checks.start(claim, offer))
        return self._publish(claim, "screen" if kind == "screen" else "camera", offer)

    def _publish(self, claim: Claim, kind: Kind, offer: str) -> web.Response:
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
        return self._created(claim, answer)

    def _answer(self, live: LiveRoom, who: str, kind: Kind, offer: str) -> MediaAnswer:
        stage = live.room.stage
        live.do(lambda now: stage.claim(who, kind, now))
        try:
            return self._media.publish(live.room.id, who, kind, offer)
        except Exception:
            stage.unclaim(who, kind)
            raise

    # -- playing ---------------------------------------------------------------------------

    async def play(self, request: web.Request) -> web.Response:
        """Answer the offer of somebody who watches a stream."""
        claim = await self._viewer(request)
        offer = await read_text(request, SDP)
        return self._play(claim, request.match_info["stream"], offer)

    async def play_host(self, request: web.Request) -> web.Response:
        """The same for the first host's camera, which is what a plain player expects."""
        claim = await self._viewer(request)
        offer = await read_text(request, SDP)
        cameras = self._cameras(self._must_see(claim))
        if not cameras:
            raise Refused("not-live", "Nobody who speaks publishes a camera yet.")
        return self._play(claim, cameras[0].id, offer)

    def _cameras(self, live: LiveRoom) -> list[Stream]:
        """The cameras of those who speak, hosts first."""
        found: list[tuple[int, Stream]] = []
        for stream in live.room.streams:
            person = live.room.person(stream.participant)
            if stream.kind == "camera" and person and person.public.role in SPEAKERS:
                found.append((SPEAKERS.index(person.public.role), stream))
        return [stream for _, stream in sorted(found, key=lambda each: each[0])]

    async def _viewer(self, request: web.Request) -> Claim:
        claim = await self._claim(request)
        await self._programs.open(claim)
        self._must_see(claim)
        await self._pace(claim, "play")
        return claim

    def _play(self, claim: Claim, stream: str, offer: str) -> web.Response:
        room = self._must_see(claim).room
        self._must_have_room(claim)
        wanted = self._media.stream(stream)
        hidden = wanted.room != claim.meeting or wanted.kind == CHECK
        if hidden or not room.may_view(claim.participant, stream):
            raise Refused("no-such-stream", "There is no such stream in this meeting.")
        return self._created(claim, self._media.play(stream, claim.participant, offer))

    def _must_have_room(self, claim: Claim) -> None:
        """Raise Refused (too-many) when one person would fill the server for everybody.

        The administrator's own programs may: a load generator is one person to us.
        """
        mine = self._media.count_of(claim.meeting, claim.participant)
        if mine >= MOST_SESSIONS and not claim.admitted:
            raise Refused("too-many", "These are more media sessions than anybody needs.")

    def _must_see(self, claim: Claim) -> LiveRoom:
        """The room, if this person may see what is in it. Raises RoomIsOver, NotInRoom."""
        live = self._room(claim)
        inside = live.room.state_of(claim.participant) in IN_ROOM
        if not inside and not self._programs.may_play(claim, live):
            raise NotInRoom("only somebody who is in the room can do this")
        return live

    # -- who, and where --------------------------------------------------------------------

    async def _claim(self, request: web.Request) -> Claim:
        return await caller(self._doorkeeper, request, request.match_info["room"])

    def _room(self, claim: Claim) -> LiveRoom:
        self._programs.must_hold(claim)
        live = self._hub.find(claim.meeting)
        if live is None:
            raise NotInRoom("only somebody who is in the room can do this")
        if live.room.phase is Phase.ENDED:
            raise RoomIsOver("this meeting has ended")
        return live

    async def options(self, request: web.Request) -> web.Response:
        """What other origins may do; who shows a token learns of the relays before offering.

        RFC 9725, 4.6, has that for programs that cannot take relays after their offer.
        """
        if bearer(request) is None:
            return allowed()
        return allowed(self._links(await self._claim(request)))

    def _links(self, claim: Claim) -> list[str]:
        return links(self._ice_servers.servers(claim.participant))

    def _created(self, claim: Claim, answer: MediaAnswer) -> web.Response:
        return created(answer, self._links(claim))
