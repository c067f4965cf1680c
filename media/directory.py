"""Which streams live, by id and by publisher; tells the listener when that changes."""

import logging
from collections.abc import Callable, Iterator

from media.errors import NoSuchStream
from media.resources import Level, MediaListener, StreamInfo
from media.stream import Stream

Key = tuple[str, str, str]
"""Room, participant, kind: of these there is one stream."""

logger = logging.getLogger(__name__)


class Directory:
    """The live streams."""

    def __init__(self) -> None:
        self.listener: MediaListener | None = None
        self._by_id: dict[str, Stream] = {}
        self._by_key: dict[Key, Stream] = {}

    def __iter__(self) -> Iterator[Stream]:
        return iter(self._by_id.values())

    def __len__(self) -> int:
        return len(self._by_id)

    def get(self, stream: str) -> Stream:
        """The stream with that id. Raises NoSuchStream."""
        found = self._by_id.get(stream)
        if found is None:
            raise NoSuchStream(stream)
        return found

    def find(self, stream: str) -> Stream | None:
        """The stream with that id, if it lives."""
        return self._by_id.get(stream)

    def of(self, key: Key) -> Stream | None:
        """What that participant publishes as that kind."""
        return self._by_key.get(key)

    def add(self, stream: Stream) -> None:
        """A stream has started."""
        info = stream.info
        self._by_id[info.id] = stream
        self._by_key[info.room, info.participant, info.kind] = stream
        logger.info("stream %s started in room %s (%s)", info.id, info.room, info.kind)
        self._tell(lambda listener: listener.stream_started(info))

    def remove(self, stream: Stream, reason: str) -> None:
        """A stream has ended. Removing twice is harmless."""
        info = stream.info
        if self._by_id.pop(info.id, None) is None:
            return
        del self._by_key[info.room, info.participant, info.kind]
        logger.info("stream %s ended: %s", info.id, reason)
        self._tell(lambda listener: listener.stream_ended(info.id, reason))

    def view_changed(self, stream: StreamInfo, participant: str, level: Level) -> None:
        """A participant gets more or less of a stream than before."""
        self._tell(
            lambda listener: listener.view_changed(stream.room, participant, stream.id, level)
        )

    def tell_speaker(self, room: str, participant: str | None) -> None:
        """Somebody else speaks in a room, or nobody."""
        self._tell(lambda listener: listener.speaker_changed(room, participant))

    def _tell(self, call: Callable[[MediaListener], None]) -> None:
        if self.listener is None:
            return
        try:
            call(self.listener)
        except Exception:
            logger.exception("the listener of media failed")
