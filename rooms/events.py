"""What happens in a room: one frozen dataclass for each event, in the past tense.

Rule 1: events of a room are numbered from 1 without a hole; a person who may not see one is
told its number only (``Hidden``).

Rule 2: an event carries the whole new value, never a difference: a participant, a stream, a
position as it is *after* the change. So a repeated event does no harm.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

from rooms.deck import Position
from rooms.event import Event, Hidden
from rooms.people import Participant, Pause, Rating, Stream
from rooms.roles import State
from rooms.said import (
    Announced,
    AnnouncementRemoved,
    ChatModeSet,
    ChatPosted,
    MessageRemoved,
    PollAnswered,
    PollEvent,
    PollMoved,
    PollRemoved,
    PollSaved,
    QuestionAnswered,
    QuestionAsked,
    QuestionChanged,
    QuestionVoted,
    Reacted,
)

__all__ = [
    "AgendaStarted",
    "Announced",
    "AnnouncementRemoved",
    "ChatModeSet",
    "ChatPosted",
    "CountdownStarted",
    "CountdownStopped",
    "EVENTS",
    "Event",
    "HandLowered",
    "HandRaised",
    "Hidden",
    "KINDS",
    "MessageRemoved",
    "ParticipantAppointed",
    "ParticipantDemoted",
    "ParticipantEvent",
    "ParticipantHeld",
    "ParticipantInvited",
    "ParticipantJoined",
    "ParticipantKnocked",
    "ParticipantLeft",
    "ParticipantMuted",
    "ParticipantPromoted",
    "ParticipantReconnecting",
    "ParticipantRefused",
    "ParticipantRemoved",
    "ParticipantResumed",
    "ParticipantReturned",
    "ParticipantStaged",
    "ParticipantUnmuted",
    "PollAnswered",
    "PollEvent",
    "PollMoved",
    "PollRemoved",
    "PollSaved",
    "QuestionAnswered",
    "QuestionAsked",
    "QuestionChanged",
    "QuestionVoted",
    "Reacted",
    "RoomEnded",
    "RoomLocked",
    "RoomOpened",
    "ShowPaused",
    "ShowResumed",
    "SlideRated",
    "SlideShown",
    "SpeakerPinned",
    "StreamChanged",
    "StreamEnded",
    "StreamStarted",
    "dump",
]


@dataclass(frozen=True, slots=True)
class ParticipantEvent(Event):
    """Base of the events about one person."""

    participant: Participant
    """The person as they are now."""


@dataclass(frozen=True, slots=True)
class ParticipantKnocked(ParticipantEvent):
    """Somebody came to the lobby."""

    kind = "participant_knocked"
    hosts_only = True


@dataclass(frozen=True, slots=True)
class ParticipantJoined(ParticipantEvent):
    """Somebody came in, by themselves or admitted."""

    kind = "participant_joined"


@dataclass(frozen=True, slots=True)
class ParticipantLeft(ParticipantEvent):
    """Somebody went."""

    kind = "participant_left"

    reason: str
    """``left`` (said so), ``lost`` (stayed away), ``closed`` (closed the page in the lobby)."""
    was: State
    """Where they were before; nobody but the hosts hears of those who leave the lobby."""


@dataclass(frozen=True, slots=True)
class ParticipantReconnecting(ParticipantEvent):
    """Somebody's last connection went; they are kept for a while."""

    kind = "participant_reconnecting"


@dataclass(frozen=True, slots=True)
class ParticipantReturned(ParticipantEvent):
    """Somebody has a connection again."""

    kind = "participant_returned"


@dataclass(frozen=True, slots=True)
class ParticipantRefused(ParticipantEvent):
    """Somebody was not let in."""

    kind = "participant_refused"
    hosts_only = True

    reason: str
    """What the person is told."""


@dataclass(frozen=True, slots=True)
class ParticipantRemoved(ParticipantEvent):
    """Somebody was put out."""

    kind = "participant_removed"

    was: State
    """Where they were before."""
    banned: bool
    """Whether they may not come back; attendees always read false."""


@dataclass(frozen=True, slots=True)
class ParticipantHeld(ParticipantEvent):
    """Somebody was put aside: they see and hear nothing."""

    kind = "participant_held"


@dataclass(frozen=True, slots=True)
class ParticipantResumed(ParticipantEvent):
    """Somebody who was put aside is back in."""

    kind = "participant_resumed"


@dataclass(frozen=True, slots=True)
class ParticipantMuted(ParticipantEvent):
    """A host silenced somebody."""

    kind = "participant_muted"


@dataclass(frozen=True, slots=True)
class ParticipantUnmuted(ParticipantEvent):
    """Somebody whom a host had silenced switched their sound on again."""

    kind = "participant_unmuted"


@dataclass(frozen=True, slots=True)
class HandRaised(ParticipantEvent):
    """A hand went up."""

    kind = "hand_raised"


@dataclass(frozen=True, slots=True)
class HandLowered(ParticipantEvent):
    """A hand went down."""

    kind = "hand_lowered"


@dataclass(frozen=True, slots=True)
class ParticipantStaged(ParticipantEvent):
    """A member of the crew went on stage or backstage."""

    kind = "participant_staged"

    streams: tuple[Stream, ...]
    """All that they publish, as it is now."""


@dataclass(frozen=True, slots=True)
class ParticipantInvited(ParticipantEvent):
    """The hosts ask an attendee to come on stage, or do no longer; see ``invited``."""

    kind = "participant_invited"


@dataclass(frozen=True, slots=True)
class ParticipantPromoted(ParticipantEvent):
    """An attendee came on stage: they are a panelist now."""

    kind = "participant_promoted"


@dataclass(frozen=True, slots=True)
class ParticipantDemoted(ParticipantEvent):
    """Somebody who had come on stage is an attendee again."""

    kind = "participant_demoted"


@dataclass(frozen=True, slots=True)
class ParticipantAppointed(ParticipantEvent):
    """The organiser made a member of the crew something else."""

    kind = "participant_appointed"


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


EVENTS: tuple[type[Event], ...] = (
    Hidden,
    ParticipantKnocked,
    ParticipantJoined,
    ParticipantLeft,
    ParticipantReconnecting,
    ParticipantReturned,
    ParticipantRefused,
    ParticipantRemoved,
    ParticipantHeld,
    ParticipantResumed,
    ParticipantMuted,
    ParticipantUnmuted,
    HandRaised,
    HandLowered,
    ParticipantStaged,
    ParticipantInvited,
    ParticipantPromoted,
    ParticipantDemoted,
    ParticipantAppointed,
    CountdownStarted,
    CountdownStopped,
    AgendaStarted,
    RoomOpened,
    RoomLocked,
    ShowPaused,
    ShowResumed,
    RoomEnded,
    SlideShown,
    SpeakerPinned,
    ChatPosted,
    QuestionAsked,
    QuestionAnswered,
    QuestionChanged,
    QuestionVoted,
    MessageRemoved,
    ChatModeSet,
    Announced,
    AnnouncementRemoved,
    PollSaved,
    PollRemoved,
    PollMoved,
    PollAnswered,
    Reacted,
    SlideRated,
    StreamStarted,
    StreamChanged,
    StreamEnded,
)
"""Every event there is."""

KINDS: dict[str, type[Event]] = {event.kind: event for event in EVENTS}
"""An event's class by its name on the wire."""


def dump(event: Event) -> dict[str, object]:
    """The event as it goes over the wire and into the timeline; values stay dataclasses."""
    return {"kind": event.kind, **{f.name: getattr(event, f.name) for f in fields(event)}}
