"""All that a newcomer must know.

Rule 1: participants are in order of ``since``, then ``id``. The hosts' audience keeps everybody
who ever knocked; attendees keep those who are present, reconnecting or held.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rooms.deck import Deck, Position
from rooms.people import (
    Announcement,
    ChatMode,
    Message,
    Participant,
    Pause,
    Presence,
    Question,
    Rating,
    Stream,
)
from rooms.polls import Poll
from rooms.programme import Agenda
from rooms.roles import Phase, Role

ANNOUNCEMENTS_KEPT = 20
CHAT_KEPT = 200
"""How many lines of chat a newcomer is given."""


class Gap(Exception):
    """Events are missing between the snapshot and this one: ask for a snapshot."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A room as one participant may know it."""

    seq: int
    """The number of the last event that is contained."""
    at: int
    """When that event happened."""
    room: str
    title: str
    phase: Phase
    locked: bool
    started: int | None
    """When the host came, or the crew went live."""
    live_at: int | None
    """When the crew goes live, while it counts down."""
    pause: Pause | None
    """The break that the audience has, and when it is meant to end."""
    host_gone: int | None
    """Since when a live meeting has been without a connected host; None for attendees."""
    planned_minutes: int
    me: str
    """Who this snapshot is for."""
    role: Role
    participants: tuple[Participant, ...]
    decks: tuple[Deck, ...]
    agenda: Agenda
    """Empty for attendees."""
    position: Position | None
    """What is on stage; None until the first slide."""
    pinned: str | None
    """Whom a host made the main face for everybody."""
    speaking: str | None
    """Who speaks now. Volatile: what changes it is no event, but its end with a stay."""
    streams: tuple[Stream, ...]
    chat_mode: ChatMode
    """Who reads what attendees write."""
    chat_slow: int
    """How many seconds an attendee waits between two lines."""
    chat: tuple[Message, ...]
    """The last ``CHAT_KEPT`` lines."""
    announcements: tuple[Announcement, ...]
    """What the hosts told everybody, the last 20."""
    questions: tuple[Question, ...]
    """For attendees their ``votes`` are volatile: what changes them is told besides events."""
    my_votes: tuple[str, ...]
    """The questions that I voted for, sorted; of those put to another the vote is my own still."""
    polls: tuple[Poll, ...]
    my_answers: Mapping[str, tuple[int, ...]]
    """What I have chosen, by poll."""
    ratings: Mapping[str, Rating]
    """``version:slide`` → how it was received; empty for attendees."""
    presence: Mapping[str, Presence]
    """Participant → what they look at now; empty for attendees."""


def order(participant: Participant) -> tuple[int, str]:
    """The key by which participants are listed."""
    return participant.since, participant.id


def rating_key(version: str, slide: int) -> str:
    """The name of a slide in ``Snapshot.ratings``."""
    return f"{version}:{slide}"
