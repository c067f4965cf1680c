"""The media server: streams in, streams out, and who may still be heard.

Rule 1: `publish` and `play` answer an offer and create a session, or raise and change nothing.
Media flows when the peer has come by itself.

Rule 2: a participant has one stream of a kind. Publishing again replaces it: the old session ends
when the new one has connected, so that viewers miss as little as can be. With the same codecs
the stream goes on under its id; with others it ends, and a new one starts.

Rule 3: a stream lives as long as it has a connected publisher. Its end ends all who view it.

Rule 4: rooms and participants are opaque names; whether somebody may publish or view was decided
by the caller.
"""

import logging
import secrets
import time
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import replace

from media.addresses import parse_told
from media.answer import (
    AUDIO_LEVEL,
    AnsweredMedia,
    Transport,
    accept_publisher,
    accept_viewer,
    write_answer,
    write_fragment,
)
from media.candidates import Candidate
from media.counters import Counters
from media.directory import Directory, Key
from media.downlink import Downlinks
from media.fragment import parse_fragment, restarts
from media.ice import Credentials
from media.listening import Where, listen
from media.offer import Codec, Offer, parse_offer
from media.publisher import Publisher
from media.resources import (
    CAMERA,
    Answer,
    Level,
    MediaListener,
    Quality,
    Restarted,
    SessionInfo,
    SessionKind,
    SessionState,
    StreamInfo,
)
from media.session import Limits, Session
from media.sessions import Sessions
from media.speaker import Microphone, Speakers
from media.stream import Stream
from media.survey import (
    Person,
    SessionFigures,
    StreamFigures,
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
        self._candidates: tuple[Candidate, ...] = ()
        self._clock = clock
        self._limits = limits or Limits()
        self._counters = Counters()
        self._directory = Directory()
        self._muted: set[tuple[str, str]] = set()
        self._speakers = Speakers(self._directory.tell_speaker)
        self._downlinks = Downlinks()
        self._opened: Sessions | None = None
        self._pulse_at = 0.0

    # Life

    async def start(self) -> None:
        """Open the ports. Raises OSError when one cannot be had, or an address is not found."""
        self._opened, self._candidates = await listen(self._where, self._limits, self._counters)
        self._opened.each_tick = self._tick
        logger.info("media on UDP port %d, TCP port %s", self.port, self.tcp_port or "none")

    async def close(self) -> None:
        """End all sessions and close the port. Closing twice is harmless."""
        if self._opened is not None:
            await self._opened.close()
            # Only now: what ends on the way still asks for it.
            self._opened = None

    @property
    def _sessions(self) -> Sessions:
        if self._opened is None:
            raise RuntimeError("the media server has not been started")
        return self._opened

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
        return self._candidates

    def set_listener(self, listener: MediaListener) -> None:
        """Who hears of streams that start and end, from now on."""
        self._directory.listener = listener

    # Offers

    def publish(self, room: str, participant: str, kind: str, offer_sdp: str) -> Answer:
        """Answer a publisher's offer. Raises BadOffer or TooManySessions."""
        offer = parse_offer(offer_sdp)
        accepted = accept_publisher(offer, voice=kind != "screen")
        codecs = {media.kind: media.codec for media in accepted}
        key = (room, participant, kind)
        stream = self._stream_to_be(key, codecs)
        session = self._sessions.create(SessionKind.PUBLISH, room, participant, stream)
        self._end_unconnected_publishers(key)
        info = StreamInfo(stream, *key, "audio" in codecs, "video" in codecs, started=0)
        session.media = Publisher(
            info,
            accepted,
            session.send_rtcp,
            self._publisher_connected,
            self._publisher_ended,
            self._counters,
            self._microphone(info, accepted),
        )
        return self._answer(session, offer, accepted)

    def _microphone(self, info: StreamInfo, accepted: tuple[AnsweredMedia, ...]) -> Microphone:
        """How a publisher is heard. The sound of a shared screen makes nobody a speaker."""
        levels = [m.extensions.get(AUDIO_LEVEL) for m in accepted if m.kind == "audio"]
        extension = levels[0] if levels and info.kind == CAMERA else None
        return Microphone(self._speakers, info.room, info.participant, extension)

    def play(self, stream: str, participant: str, offer_sdp: str) -> Answer:
        """Answer a viewer's offer. Raises NoSuchStream, BadOffer or TooManySessions."""
        source = self._directory.get(stream)
        offer = parse_offer(offer_sdp)
        accepted = accept_viewer(offer, source.codecs, source.sources)
        room = source.info.room
        session = self._sessions.create(SessionKind.PLAY, room, participant, stream)
        session.media = Viewer(
            accepted,
            source,
            participant,
            lambda: session.ice.selected,
            self._downlinks,
            self._view_changed,
        )
        return self._answer(session, offer, accepted)

    def _stream_to_be(self, key: Key, codecs: Mapping[str, Codec]) -> str:
        """The id under which a publisher with these codecs will be seen."""
        current = self._directory.of(key)
        if current is not None and current.carries(codecs):
            return current.info.id
        return secrets.token_urlsafe(16)

    def _answer(
        self, session: Session, offer: Offer, accepted: tuple[AnsweredMedia, ...]
    ) -> Answer:
        tagged = offer.media[accepted[0].index]
        session.peer_ufrag, session.tag = offer.ufrag, (tagged.kind, tagged.mid)
        session.start(offer.fingerprints)
        info, text = session.info, write_answer(offer, accepted, self._transport(session))
        return Answer(info.id, info.stream, text, info.etag)

    def _transport(self, session: Session) -> Transport:
        return Transport(session.ice.credentials, self._sessions.fingerprint, self._candidates)

    def patch(self, session: str, fragment: str) -> Restarted | None:
        """Take a fragment: candidates (None; we need none), or a restart of ICE.

        Raises NoSuchSession, BadOffer. What raises has changed nothing: the session goes on.
        """
        found, said = self._sessions.find(session), parse_fragment(fragment)
        if not restarts(said, found.peer_ufrag):
            return None
        self._sessions.restart(found, said.ufrag or "")
        return Restarted(write_fragment(self._transport(found), found.tag), found.info.etag)

    # Ends

    def end(self, session: str) -> None:
        """End a session, as its peer wishes. Raises NoSuchSession."""
        self._sessions.end(self._sessions.find(session), "closed")

    def end_stream(self, stream: str) -> None:
        """End a stream, and what all others see of it. Ending one that has ended is harmless."""
        for session, publisher in self._publishers():
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
        self._muted.discard((room, participant))
        for stream in self._directory:
            if stream.info.room == room:
                stream.heights.pop(participant, None)
        for session in self._sessions:
            if (session.info.room, session.info.participant) == (room, participant):
                self._sessions.end(session, "removed")

    def end_room(self, room: str) -> None:
        """End all sessions of a room."""
        self._muted = {each for each in self._muted if each[0] != room}
        for session in self._sessions:
            if session.info.room == room:
                self._sessions.end(session, "room-ended")

    # Voice and picture

    def set_muted(self, room: str, participant: str, muted: bool) -> None:
        """Forward a participant's voice or not, in what it publishes now and later."""
        change = self._muted.add if muted else self._muted.discard
        change((room, participant))
        if muted:
            self._speakers.gone(room, participant)
        for _, publisher in self._publishers():
            if publisher.key[:2] == (room, participant):
                publisher.mute(muted)

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

    def stream(self, stream: str) -> StreamInfo:
        """A live stream. Raises NoSuchStream."""
        return self._directory.get(stream).info

    def streams(self, room: str) -> list[StreamInfo]:
        """The live streams of a room, oldest first."""
        return [stream.info for stream in self._directory if stream.info.room == room]

    def quality(self, participant: str) -> Quality | None:
        """How well a participant is connected; None when it has no connected session."""
        mine = (each for each in self._sessions if each.info.participant == participant)
        return next(iter(qualities(mine, time.monotonic()).values()), None)

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
        kinds = [session.info.kind for session in self._opened]
        return self._counters.as_dict() | {
            "send_buffer_bytes": self._opened.port.send_buffer,
            "tcp_connections": len(self._opened.port.tcp),
            "streams": len(self._directory),
            "publishers": kinds.count(SessionKind.PUBLISH),
            "viewers": kinds.count(SessionKind.PLAY),
            "addresses": self._opened.port.routes,
            "closing": self._opened.closing,
            "muted": len(self._muted),
            "downlinks": len(self._downlinks),
        }

    # Publishers come and go

    def _publishers(self) -> Iterator[tuple[Session, Publisher]]:
        for session in self._sessions:
            if isinstance(session.media, Publisher):
                yield session, session.media

    def _end_unconnected_publishers(self, key: Key) -> None:
        """Whoever publishes again before the first try has connected means the second."""
        for session, publisher in self._publishers():
            if publisher.key == key and session.info.state is SessionState.NEW:
                self._sessions.end(session, "replaced")

    def _publisher_connected(self, publisher: Publisher) -> None:
        """Give a publisher the stream that it feeds."""
        publisher.mute(publisher.key[:2] in self._muted)
        current = self._directory.of(publisher.key)
        goes_on = current is not None and current.info.id == publisher.info.id
        if current is not None and goes_on:
            publisher.stream = current
            current.replace_upstream(publisher)
        for session, other in self._publishers():
            if other is not publisher and other.key == publisher.key:
                self._sessions.end(session, "replaced")
        if not goes_on:
            self._start_stream(publisher)

    def _start_stream(self, publisher: Publisher) -> None:
        info = replace(publisher.info, started=self._clock())
        port = self._sessions.port
        stream = Stream(
            info, publisher.codecs, publisher, port, self._counters, self._stream_settled
        )
        # Before anybody hears of it: who hears may end it at once.
        publisher.stream = stream
        self._directory.add(stream)

    def _publisher_ended(self, publisher: Publisher, reason: str) -> None:
        stream = publisher.stream
        if stream is None or stream.upstream is not publisher:
            return
        self._directory.remove(stream, reason)
        if stream.info.kind == CAMERA:
            self._speakers.gone(stream.info.room, stream.info.participant)
        for session in self._sessions:
            if isinstance(session.media, Viewer) and session.media.stream is stream:
                self._sessions.end(session, "stream-ended")
