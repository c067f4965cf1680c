"""Publishers come and go: which stream each feeds, who replaces whom, who is muted.

Rule 1: a participant has one stream of a kind. Publishing again replaces it: the old session ends
when the new one has connected, so that viewers miss as little as can be. With the same codecs
the stream goes on under its id; with others it ends, and a new one starts.

Rule 2: a stream lives as long as it has a connected publisher. Its end ends all who view it.

Rule 3: a mute is a participant's, not a session's: it holds for what is published later, too.
"""

import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from media.acceptance import AUDIO_LEVEL, AnsweredMedia
from media.counters import Counters
from media.directory import Directory, Key
from media.offer import Codec
from media.publisher import Publisher
from media.resources import CAMERA, SessionState, StreamInfo
from media.session import Session
from media.sessions import Sessions
from media.speaker import Microphone, Speakers
from media.stream import Stream
from media.viewer import Viewer


class Publishers:
    """All publishers of a server."""

    def __init__(
        self,
        directory: Directory,
        sessions: Callable[[], Sessions],
        counters: Counters,
        clock: Callable[[], int],
        settled: Callable[[Stream, float], None],
    ) -> None:
        """`clock` gives UTC milliseconds; `settled` is handed to each stream."""
        self._directory = directory
        self._sessions = sessions
        self._counters = counters
        self._clock = clock
        self._settled = settled
        self._speakers = Speakers(directory.tell_speaker)
        self.muted: set[tuple[str, str]] = set()
        """Rooms and participants whose voice is not forwarded."""

    def __iter__(self) -> Iterator[tuple[Session, Publisher]]:
        for session in self._sessions():
            if isinstance(session.media, Publisher):
                yield session, session.media

    # Coming

    def stream_to_be(self, key: Key, codecs: Mapping[str, Codec]) -> str:
        """The id under which a publisher with these codecs will be seen."""
        current = self._directory.of(key)
        if current is not None and current.carries(codecs):
            return current.info.id
        return secrets.token_urlsafe(16)

    def end_unconnected(self, key: Key) -> None:
        """Whoever publishes again before the first try has connected means the second."""
        for session, publisher in self:
            if publisher.key == key and session.info.state is SessionState.NEW:
                self._sessions().end(session, "replaced")

    def make(
        self, session: Session, info: StreamInfo, accepted: tuple[AnsweredMedia, ...]
    ) -> Publisher:
        """The publisher behind a new session, who is to feed that stream."""
        return Publisher(
            info,
            accepted,
            session.send_rtcp,
            self._connected,
            self._ended,
            self._counters,
            self._microphone(info, accepted),
        )

    def _microphone(self, info: StreamInfo, accepted: tuple[AnsweredMedia, ...]) -> Microphone:
        """How a publisher is heard. The sound of a shared screen makes nobody a speaker."""
        levels = [m.extensions.get(AUDIO_LEVEL) for m in accepted if m.kind == "audio"]
        extension = levels[0] if levels and info.kind == CAMERA else None
        return Microphone(self._speakers, info.room, info.participant, extension)

    def _connected(self, publisher: Publisher) -> None:
        """Give a publisher the stream that it feeds."""
        publisher.mute(publisher.key[:2] in self.muted)
        current = self._directory.of(publisher.key)
        goes_on = current is not None and current.info.id == publisher.info.id
        if current is not None and goes_on:
            publisher.stream = current
            current.replace_upstream(publisher)
        for session, other in self:
            if other is not publisher and other.key == publisher.key:
                self._sessions().end(session, "replaced")
        if not goes_on:
            self._start_stream(publisher)

    def _start_stream(self, publisher: Publisher) -> None:
        info = replace(publisher.info, started=self._clock())
        port = self._sessions().port
        stream = Stream(info, publisher.codecs, publisher, port, self._counters, self._settled)
        # Before anybody hears of it: who hears may end it at once.
        publisher.stream = stream
        self._directory.add(stream)

    # Going

    def _ended(self, publisher: Publisher, reason: str) -> None:
        stream = publisher.stream
        if stream is None or stream.upstream is not publisher:
            return
        self._directory.remove(stream, reason)
        if stream.info.kind == CAMERA:
            self._speakers.gone(stream.info.room, stream.info.participant)
        for session in self._sessions():
            if isinstance(session.media, Viewer) and session.media.stream is stream:
                self._sessions().end(session, "stream-ended")

    # Voice

    def mute(self, room: str, participant: str, muted: bool) -> None:
        """Forward a participant's voice or not, in what it publishes now and later."""
        change = self.muted.add if muted else self.muted.discard
        change((room, participant))
        if muted:
            self._speakers.gone(room, participant)
        for _, publisher in self:
            if publisher.key[:2] == (room, participant):
                publisher.mute(muted)

    def forget(self, room: str, participant: str | None = None) -> None:
        """Forget a participant's mute, or those of a whole room."""
        self.muted = {
            (where, who)
            for where, who in self.muted
            if where != room or participant not in (None, who)
        }
