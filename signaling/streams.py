"""Between media and rooms: streams that start and end, and people who may no longer be seen.

Rule 1: a stream is in the room while it flows; who is not in the room has none.
Rule 2: whoever is held, removed, or gone stops sending and receiving at once; whoever gives way on
stage stops sending.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

from rooms import Event, LiveRoom, Role, Room, RoomError, Stream
from rooms import events as e
from rooms.errors import ScreenTaken, StageFull
from rooms.people import Kind
from rooms.roles import CREW
from signaling.seams import Media, MediaStream

logger = logging.getLogger(__name__)

CHECK = "check"
"""The kind of a stream that only tests the way; nobody is told of it."""


class Streams:
    """Tells rooms of streams, and media of decisions."""

    def __init__(
        self,
        media: Media,
        find: Callable[[str], LiveRoom | None],
        tell_speaker: Callable[[Room], None],
    ) -> None:
        self._media = media
        self._find = find
        self._tell_speaker = tell_speaker
        self._rooms: dict[str, str] = {}
        """Stream → room."""
        self.told_view: Callable[[str, str, str, str], None] | None = None
        """Told what a participant gets of a stream: room, participant, stream, level."""
        media.set_listener(self)

    def __len__(self) -> int:
        return len(self._rooms)

    # -- from media ------------------------------------------------------------------------

    def stream_started(self, stream: MediaStream) -> None:
        """Media flows: the room may know."""
        if stream.kind not in ("camera", "screen"):
            return
        live = self._find(stream.room)
        kind: Kind = "camera" if stream.kind == "camera" else "screen"
        made = Stream(stream.id, stream.participant, kind, stream.audio, stream.video)
        try:
            if live is None:
                raise KeyError(stream.room)
            live.do(lambda now: live.room.stage.publish(made, now))
        except (StageFull, ScreenTaken) as error:
            # Their claim ran out, or a host began to share, before the first packet came.
            logger.info("x stream of %s: %s", stream.room, error)
            self._media.end_stream(stream.id)
            return
        except (RoomError, KeyError) as error:
            # Put out, or the meeting ended, between the offer and the first packet.
            logger.info("x stream of %s: %s", stream.room, error)
            self._media.end_participant(stream.room, stream.participant)
            return
        self._rooms[stream.id] = stream.room

    def stream_ended(self, stream: str, reason: str) -> None:
        """Media stopped: closed, silent, replaced."""
        live = self._find(self._rooms.pop(stream, ""))
        if live is not None:
            live.do(lambda now: live.room.stage.unpublish(stream, now))

    def view_changed(self, room: str, participant: str, stream: str, level: str) -> None:
        """A viewer gets more or less of a stream: high, middle, low, audio, none."""
        if self.told_view is not None:
            self.told_view(room, participant, stream, level)

    def speaker_changed(self, room: str, participant: str | None) -> None:
        """Somebody else speaks, or nobody."""
        live = self._find(room)
        if live is not None and live.room.stage.hear(participant):
            self._tell_speaker(live.room)

    # -- from rooms ------------------------------------------------------------------------

    async def hear(self, room: Room, event: Event) -> None:
        """Let media follow what was decided."""
        if isinstance(event, e.ParticipantMuted | e.ParticipantUnmuted):
            muted = isinstance(event, e.ParticipantMuted)
            self._media.set_muted(room.id, event.participant.id, muted)
        elif isinstance(event, e.ParticipantHeld | e.ParticipantLeft | e.ParticipantRemoved):
            self._media.end_participant(room.id, event.participant.id)
            # Media forgets the mute with the person; the room does not while they are held.
            self._media.set_muted(room.id, event.participant.id, event.participant.muted)
        elif isinstance(event, e.ParticipantStaged) and event.participant.backstage:
            self._end_views(room, event.streams)
        elif isinstance(event, e.ParticipantDemoted):
            # Of the crew no more: what they watched behind the stage ends.
            self._end_views(room, [stream for stream in room.streams if stream.backstage])
        elif isinstance(event, e.StreamEnded):
            # By the room's own decision: what media has ended, it has told us before.
            if self._rooms.pop(event.stream.id, None) is not None:
                self._media.end_stream(event.stream.id)
        elif isinstance(event, e.RoomEnded):
            self._media.end_room(room.id)

    def _end_views(self, room: Room, streams: Sequence[Stream]) -> None:
        """Nobody but the crew goes on watching these."""
        crew = {p.id for p in room.view("", Role.HOST).participants if p.role in CREW}
        for stream in streams:
            self._media.end_views(stream.id, crew)
