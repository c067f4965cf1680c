"""What pages show of streams, for media; and what media sends of them, for pages.

Rule 1: of several tabs of a person the largest picture counts: they may watch two of them.
Rule 2: a connection that is gone shows nothing, but while it is the person's last one what it said
stands: media often outlives the socket, and the page says all of it again when it is back.
Rule 3: a tab hears what is sent of a stream when that changes, and when it first says that it shows
it: what changed while its connection was cut would be wrong on the page for ever.
Rule 4: what a browser says of a stream of another room changes nothing there.
"""

from __future__ import annotations

from signaling.connections import Connection, Connections
from signaling.errors import Refused
from signaling.seams import Media

MOST_STREAMS = 64
"""Streams that one tab may show; a stage has six, and each presenter a camera and a screen."""


class Viewing:
    """Who shows how much of which stream."""

    def __init__(self, connections: Connections, media: Media) -> None:
        self._connections = connections
        self._media = media
        self._heights: dict[str, dict[str, int]] = {}
        """Connection → stream → pixels."""

    def show(self, connection: Connection, stream: str, height: int) -> None:
        """A tab shows a stream that high, in pixels; 0: not at all.

        Raises Refused (not-found, too-many).
        """
        living = {each.id for each in self._media.streams(connection.claim.meeting)}
        if stream not in living:
            raise Refused("not-found", "Nobody here publishes that stream.")
        shown = self._heights.setdefault(connection.id, {})
        for gone in shown.keys() - living:
            del shown[gone]
        if stream not in shown and len(shown) >= MOST_STREAMS:
            raise Refused("too-many", "These are more streams than a page can show.")
        is_new = stream not in shown
        shown[stream] = height
        self._tell_media(connection, stream)
        level = self._media.level(stream, connection.claim.participant) if is_new else None
        if level is not None:
            connection.send("viewing", {"stream": stream, "level": level})

    def lose(self, connection: Connection) -> None:
        """A connection is gone: the person's other tabs decide."""
        shown = self._heights.pop(connection.id, {})
        for stream in shown:
            self._tell_media(connection, stream)

    def _tell_media(self, connection: Connection, stream: str) -> None:
        claim = connection.claim
        tabs = self._connections.of(claim.meeting, claim.participant)
        told = [self._heights.get(tab.id, {}).get(stream) for tab in tabs]
        heights = [height for height in told if height is not None]
        if heights:
            self._media.view(stream, claim.participant, max(heights))

    def tell(self, room: str, participant: str, stream: str, level: str) -> None:
        """Say to a person's tabs what they are sent of a stream."""
        for connection in self._connections.of(room, participant):
            if connection.joined:
                connection.send("viewing", {"stream": stream, "level": level})
