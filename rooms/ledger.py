"""What is true in a room: the one record that its parts write into.

Rule: only ``Room`` and its parts (``Door``, ``Floor``, ``Stage``) touch a ledger, and ``stamp``
is called once everything is checked: a number that is taken belongs to an event.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from rooms.conversation import Conversation
from rooms.deck import Position
from rooms.errors import RoomIsOver
from rooms.events import Event, StreamEnded
from rooms.people import Presence, Rating, Stream
from rooms.plan import Plan
from rooms.roles import Phase
from rooms.roster import Person, Roster

Events = tuple[Event, ...]
"""What a method of a room returns: what happened, in order."""


@dataclass(slots=True)
class Ledger:
    """Everything a room remembers."""

    room: str
    plan: Plan
    at: int
    """When the last event happened."""
    seq: int = 0
    """The number of the last event."""
    phase: Phase = Phase.WAITING
    locked: bool = False
    started: int | None = None
    host_gone: int | None = None
    """Since when a live room has been without a connected host."""
    roster: Roster = field(default_factory=Roster)
    talk: Conversation = field(default_factory=Conversation)
    position: Position | None = None
    streams: dict[str, Stream] = field(default_factory=dict)
    ratings: dict[str, Rating] = field(default_factory=dict)
    presence: dict[str, Presence] = field(default_factory=dict)
    banned: set[str] = field(default_factory=set)

    def stamp(self, now: int, by: str | None) -> tuple[int, int, str | None]:
        """The head of the next event: its number, its time and its author."""
        self.seq += 1
        self.at = now
        return self.seq, now, by

    def must_live(self) -> None:
        """Raises RoomIsOver."""
        if self.phase is Phase.ENDED:
            raise RoomIsOver("this meeting has ended")

    def must(self, by: str, action: str) -> Person:
        """The person who acts. Raises RoomIsOver, NotInRoom, NotAllowed."""
        self.must_live()
        return self.roster.actor(action, by)

    def end_stream(self, stream: Stream, now: int) -> Event:
        """Forget a stream."""
        del self.streams[stream.id]
        return StreamEnded(*self.stamp(now, None), stream)

    def silence(self, participant: str, now: int) -> Events:
        """Forget all that somebody publishes, and what they look at."""
        self.presence.pop(participant, None)
        mine = [s for s in self.streams.values() if s.participant == participant]
        return tuple(self.end_stream(stream, now) for stream in mine)

    def note_host(self, now: int) -> None:
        """Start or stop the clock of the host's absence."""
        if self.phase is not Phase.LIVE or self.roster.host_is_here():
            self.host_gone = None
        elif self.host_gone is None:
            self.host_gone = now
