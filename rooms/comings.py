"""Events about one participant: at the door, inside, heard, on stage, with another role."""

from __future__ import annotations

from dataclasses import dataclass

from rooms.event import Event
from rooms.people import Participant, Stream
from rooms.roles import State


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
