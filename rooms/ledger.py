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
from rooms.people import Announcement, Pause, Presence, Rating, Stream
from rooms.plan import Plan
from rooms.polls import Polls
from rooms.programme import Agenda
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
    live_at: int | None = None
    """When the crew goes live, while it counts down."""
    host_gone: int | None = None
    """Since when a live room has been without a connected host."""
    host_awaited: int | None = None
    """The same, but after a crash of the server: since it is back."""
    roster: Roster = field(default_factory=Roster)
    talk: Conversation = field(default_factory=Conversation)
    polls: Polls = field(default_factory=Polls)
    announcements: tuple[Announcement, ...] = ()
    agenda: Agenda = ()
    """The plan's, with what has begun."""
    pause: Pause | None = None
    sent_back: set[str] = field(default_factory=set)
    """Who went backstage because of the pause, and comes back on stage with its end."""
    position: Position | None = None
    pinned: str | None = None
    """Whom a host made the main face for everybody."""
    speaking: str | None = None
    """Who speaks now, as media hears it. Volatile: no event tells of it."""
    streams: dict[str, Stream] = field(default_factory=dict)
    quiet: dict[str, int] = field(default_factory=dict)
    """Stream → since when neither its sound nor its picture is on."""
    kept: dict[str, int] = field(default_factory=dict)
    """Places on stage that no stream fills now: participant → until when they are theirs."""
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

    def put_stream(self, stream: Stream, now: int) -> None:
        """Note a stream as it is."""
        self.streams[stream.id] = stream
        if stream.audio or stream.video:
            self.quiet.pop(stream.id, None)
        else:
            self.quiet.setdefault(stream.id, now)

    def end_stream(self, stream: Stream, now: int) -> Event:
        """Forget a stream."""
        del self.streams[stream.id]
        self.quiet.pop(stream.id, None)
        return StreamEnded(*self.stamp(now, None), stream)

    def silence(self, participant: str, now: int) -> Events:
        """Forget all that somebody publishes, what they look at, and that they are looked at."""
        self.presence.pop(participant, None)
        self.kept.pop(participant, None)
        self.pinned = None if self.pinned == participant else self.pinned
        self.speaking = None if self.speaking == participant else self.speaking
        mine = [s for s in self.streams.values() if s.participant == participant]
        return tuple(self.end_stream(stream, now) for stream in mine)

    def note_host(self, now: int) -> None:
        """Start or stop the clock of the host's absence."""
        if self.phase is not Phase.LIVE or self.roster.host_is_here():
            self.host_gone = self.host_awaited = None
        elif self.host_gone is None:
            self.host_gone = self.host_awaited = now
