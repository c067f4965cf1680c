"""The media server: streams in, streams out, and who may still be heard.

Rule 1: `publish` and `play` answer an offer and create a session, or raise and change nothing.
Media flows when the peer has come by itself.

Rule 2: rooms and participants are opaque names; whether somebody may publish or view was decided
by the caller.
"""

import logging
import time
from collections.abc import Callable, Mapping, Sequence, Set

from media.addresses import Told, parse_told
from media.candidates import Candidate
from media.counters import Counters
from media.directory import Directory
from media.downlink import Downlinks
from media.ice import Credentials
from media.listening import Where, listen
from media.lookups import Lookups
from media.negotiation import Negotiation
from media.publishers import Publishers
from media.resources import (
    Answer,
    Level,
    MediaListener,
    Quality,
    Restarted,
    SessionInfo,
    StreamInfo,
)
from media.session import Limits
from media.sessions import Sessions
from media.stream import Stream
from media.survey import (
    Person,
    SessionFigures,
    StreamFigures,
    gauges,
    qualities,
    session_figures,
    stream_figures,
)
from media.tcpport import TcpLimits
from media.viewer import Viewer

PULSE = 0.02
"""Seconds between two looks at the downlinks that are limited, while media flows."""

logger = logging.getLogger(__name__)


class MediaServer:
    """One UDP port, a TCP port beside it, and all streams and media sessions behind them."""

    def __init__(
        self,
        host: str,
        port: int,
        addresses: Sequence[str] = (),
        *,
        clock: Callable[[], int],
        limits: Limits | None = None,
        tcp_port: int | None = 0,
        tcp_limits: TcpLimits | None = None,
    ) -> None:
        """Make a server for that UDP port; 0 takes a free one.

        `addresses` are told to peers, in the forms of `media.addresses.parse_told`; without any
        they are found. `tcp_port` 0 takes the UDP port's number, None opens no TCP port. `clock`
        gives UTC milliseconds, for what is told to people. Raises ValueError for an address in
        another form.
        """
        told = tuple(parse_told(each) for each in addresses)
        self._where = Where(host, port, tcp_port, told, tcp_limits or TcpLimits())
        self._limits = limits or Limits()
        self._counters = Counters()
        self._directory = Directory()
        self._downlinks = Downlinks()
        self._opened: Sessions | None = None
        self._lookups: Lookups | None = None
        self._publishers = Publishers(
            self._directory, self._live, self._counters, clock, self._stream_settled
        )
        self._negotiation = Negotiation(
            self._live, self._directory, self._publishers, self._downlinks, self._view_changed
        )
        self._pulse_at = 0.0

    # Life

    async def start(self) -> None:
        """Open the ports. Raises OSError when one cannot be had, or an address is not found."""
        opened = await listen(self._where, self._limits, self._counters)
        self._opened = opened.sessions
        self._opened.each_tick = self._tick

        def tell(addresses: Sequence[Told]) -> None:
            self._negotiation.candidates = opened.candidates(addresses)

        tell(opened.addresses)
        self._lookups = Lookups(self._where.told, tell)
        self._lookups.start(opened.addresses)
        logger.info("media on UDP port %d, TCP port %s", self.port, self.tcp_port or "none")

    async def close(self) -> None:
        """End all sessions and close the port. Closing twice is harmless."""
        if self._lookups is not None:
            await self._lookups.close()
        if self._opened is not None:
            await self._opened.close()
            # Only now: what ends on the way still asks for it.
            self._opened = None

    @property
    def _sessions(self) -> Sessions:
        if self._opened is None:
            raise RuntimeError("the media server has not been started")
        return self._opened

    def _live(self) -> Sessions:
        return self._sessions

    @property
    def port(self) -> int:
        """The UDP port's number."""
        return self._sessions.port.number

    @property
    def tcp_port(self) -> int | None:
        """The TCP port's number, if there is one."""
        return self._sessions.port.tcp.number or None

    @property
    def probe(self) -> Credentials:
        """With which one may ask whether the ports can be reached (see `media.probe`)."""
        return self._sessions.probe.credentials

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """What peers are told about where we are."""
        return self._negotiation.candidates

    def set_listener(self, listener: MediaListener) -> None:
        """Who hears of streams that start and end, from now on."""
        self._directory.listener = listener

    # Offers

    def publish(self, room: str, participant: str, kind: str, offer_sdp: str) -> Answer:
        """Answer a publisher's offer. Raises BadOffer or TooManySessions."""
        return self._negotiation.publish(room, participant, kind, offer_sdp)

    def play(self, stream: str, participant: str, offer_sdp: str) -> Answer:
        """Answer a viewer's offer. Raises NoSuchStream, BadOffer or TooManySessions."""
        return self._negotiation.play(stream, participant, offer_sdp)

    def patch(self, session: str, fragment: str) -> Restarted | None:
        """Take a fragment: see `media.negotiation.Negotiation.patch`."""
        return self._negotiation.patch(session, fragment)

    # Ends

    def end(self, session: str) -> None:
        """End a session, as its peer wishes. Raises NoSuchSession."""
        self._sessions.end(self._sessions.find(session), "closed")
        self._sessions.forget(session)

    def end_stream(self, stream: str) -> None:
        """End a stream, and what all others see of it. Ending one that has ended is harmless."""
        for session, publisher in self._publishers:
            if publisher.info.id == stream:
                self._sessions.end(session, "removed")

    def end_views(self, stream: str, but: Set[str]) -> None:
        """End what participants see of a stream, but for these: it is for their eyes only now."""
        for session in self._sessions:
            viewer = session.media
            if isinstance(viewer, Viewer) and viewer.stream.info.id == stream:
                if viewer.participant not in but:
                    self._sessions.end(session, "removed")

    def end_participant(self, room: str, participant: str) -> None:
        """End all that a participant publishes and views in a room, and forget the mute."""
        self._publishers.forget(room, participant)
        for stream in self._directory:
            if stream.info.room == room:
                stream.heights.pop(participant, None)
        for session in self._sessions:
            if (session.info.room, session.info.participant) == (room, participant):
                self._sessions.end(session, "removed")

    def end_room(self, room: str) -> None:
        """End all sessions of a room."""
        self._publishers.forget(room)
        for session in self._sessions:
            if session.info.room == room:
                self._sessions.end(session, "room-ended")

    # Voice and picture

    def set_muted(self, room: str, participant: str, muted: bool) -> None:
        """Forward a participant's voice or not, in what it publishes now and later."""
        self._publishers.mute(room, participant, muted)

    def muted(self) -> Set[tuple[str, str]]:
        """The rooms and participants whose voice is not forwarded."""
        return frozenset(self._publishers.muted)

    def view(self, stream: str, participant: str, height: int) -> None:
        """Say how high that participant's page shows a stream's picture, in px; 0: not at all.

        A picture that is not seen is not sent; sound is. It counts for viewings to come, too.
        Unknown streams are ignored.
        """
        source = self._directory.find(stream)
        if source is None or height < 0:
            return
        source.heights[participant] = height
        now = time.monotonic()
        self._downlinks.change((source.info.room, participant), now)
        source.settle(now)

    def level(self, stream: str, participant: str) -> Level | None:
        """How much of a stream a participant is sent now; None while it views none of it."""
        source = self._directory.find(stream)
        if source is None:
            return None
        return self._downlinks.level((source.info.room, participant), stream)

    def _view_changed(self, viewer: Viewer, level: Level) -> None:
        self._directory.view_changed(viewer.stream.info, viewer.participant, level)

    def _tick(self, now: float) -> None:
        """Look at what comes in, and at the downlinks that are not at rest."""
        for stream in self._directory:
            stream.measure(now)
        self._downlinks.tick(now)

    def _stream_settled(self, stream: Stream, now: float) -> None:
        """Packets have come and gone: the pulse of those who wait for something."""
        if stream.has_changed():
            self._choices_changed(stream, now)
        if now >= self._pulse_at:
            self._pulse_at = now + PULSE
            self._downlinks.tick(now)

    def _choices_changed(self, stream: Stream, now: float) -> None:
        for session in self._sessions:
            viewer = session.media
            if isinstance(viewer, Viewer) and viewer.stream is stream:
                self._downlinks.change((stream.info.room, viewer.participant), now)

    # What others ask

    def session(self, session: str) -> SessionInfo:
        """A live session. Raises NoSuchSession."""
        return self._sessions.find(session).info

    def count_of(self, room: str, participant: str) -> int:
        """How many media sessions a participant has in a room."""
        return self._sessions.count_of(room, participant)

    def lately_ended(self, session: str) -> SessionInfo | None:
        """A session that we have ended within the last minute; None for every other one."""
        return self._sessions.lately_ended(session)

    def stream(self, stream: str) -> StreamInfo:
        """A live stream. Raises NoSuchStream."""
        return self._directory.get(stream).info

    def streams(self, room: str) -> list[StreamInfo]:
        """The live streams of a room, oldest first."""
        return [stream.info for stream in self._directory if stream.info.room == room]

    def qualities(self) -> Mapping[Person, Quality]:
        """How well everybody is connected who is, by room and participant."""
        return qualities(self._sessions, time.monotonic())

    def session_figures(self) -> Sequence[SessionFigures]:
        """What is measured of each connected session."""
        return session_figures(self._sessions, time.monotonic()) if self._opened else ()

    def stream_figures(self) -> Sequence[StreamFigures]:
        """What is measured of each stream."""
        return stream_figures(self._directory, self._sessions) if self._opened else ()

    def stats(self) -> dict[str, float]:
        """Counters and gauges by name."""
        if self._opened is None:
            return self._counters.as_dict()
        here = {
            "streams": len(self._directory),
            "muted": len(self._publishers.muted),
            "downlinks": len(self._downlinks),
        }
        return self._counters.as_dict() | gauges(self._opened) | here
