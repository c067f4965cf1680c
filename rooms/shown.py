"""Events of the show: its phases and breaks, its slides and streams."""

from __future__ import annotations

from dataclasses import dataclass

from rooms.deck import Position
from rooms.event import Event
from rooms.people import Pause, Rating, Stream


@dataclass(frozen=True, slots=True)
class CountdownStarted(Event):
    """The crew goes live soon."""

    kind = "countdown_started"

    live_at: int
    """When: UTC milliseconds."""


@dataclass(frozen=True, slots=True)
class CountdownStopped(Event):
    """The crew does not go live yet after all."""

    kind = "countdown_stopped"


@dataclass(frozen=True, slots=True)
class AgendaStarted(Event):
    """A part of the agenda begins, or does not after all; told to the crew alone."""

    kind = "agenda_started"

    item: int
    """Its number in the agenda, from 0."""
    started: int | None
    """When, in ms; None takes it back."""


@dataclass(frozen=True, slots=True)
class RoomOpened(Event):
    """The host came for the first time, or the crew went live: the meeting runs."""

    kind = "room_opened"


@dataclass(frozen=True, slots=True)
class RoomLocked(Event):
    """The host let nobody else in, or opened the door again."""

    kind = "room_locked"

    locked: bool


@dataclass(frozen=True, slots=True)
class RoomEnded(Event):
    """The meeting is over; all streams have ended with it."""

    kind = "room_ended"

    reason: str
    """``host`` (ended it), ``host-absent`` (stayed away too long) or ``cancelled``."""


@dataclass(frozen=True, slots=True)
class ShowPaused(Event):
    """The audience of a webinar has a break; whoever was on stage goes backstage."""

    kind = "show_paused"

    pause: Pause
    people: tuple[str, ...]
    """Who went backstage with it, and comes back with its end."""


@dataclass(frozen=True, slots=True)
class ShowResumed(Event):
    """The break is over."""

    kind = "show_resumed"


@dataclass(frozen=True, slots=True)
class SlideShown(Event):
    """The stage moved to a place in a deck."""

    kind = "slide_shown"

    position: Position
    """The whole position."""
    sha256: str
    """Proof of what was shown: the checksum of the approved version."""


@dataclass(frozen=True, slots=True)
class SpeakerPinned(Event):
    """A host made somebody the main face for everybody, or nobody any more."""

    kind = "speaker_pinned"

    pinned: str | None
    """The participant's id. It ends with their stay, too, without an event of its own."""


@dataclass(frozen=True, slots=True)
class SlideRated(Event):
    """The host noted how a slide was received."""

    kind = "slide_rated"
    hosts_only = True

    version: str
    slide: int
    reaction: Rating | None
    """None takes the note back."""


@dataclass(frozen=True, slots=True)
class StreamStarted(Event):
    """Somebody began to publish."""

    kind = "stream_started"

    stream: Stream


@dataclass(frozen=True, slots=True)
class StreamChanged(Event):
    """Sound or picture of a stream was switched."""

    kind = "stream_changed"

    stream: Stream


@dataclass(frozen=True, slots=True)
class StreamEnded(Event):
    """A stream is gone."""

    kind = "stream_ended"

    stream: Stream
