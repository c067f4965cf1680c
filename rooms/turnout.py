"""The turnout of a webinar: how many of the audience are here, minute by minute, and react.

Rule 1: it is a fold over the room's events, a few steps for each, however many people there are.
Rule 2: the curve counts from the minute in which the doors opened; a minute's figure is the most
who were here at one time in it. Whoever reconnects is here, whoever waits at the door is not.
Rule 3: the crew is no audience, whoever came on stage from it neither.
"""

from __future__ import annotations

from collections import Counter

from rooms.event import Event
from rooms.events import ParticipantEvent, Reacted, RoomEnded, RoomOpened
from rooms.people import Participant
from rooms.roles import INSIDE, Role, State

MINUTE_MS = 60_000
MOST_MINUTES = 1_440
"""A day: a room that is left open does not grow for ever."""


class Turnout:
    """Who of the audience is where, as numbers."""

    def __init__(self) -> None:
        self._places: dict[str, State] = {}
        """Attendee → where they are; of those who are here or at the door."""
        self.here = 0
        self.lobby = 0
        self.most = 0
        """The most who were here at one time since the doors opened."""
        self.began: int | None = None
        """When the doors opened, in ms."""
        self.ended = False
        self.curve: list[int] = []
        """Minute after minute since the doors opened."""
        self.reactions: Counter[str] = Counter()
        """How often each was sent."""
        self.applause: list[int] = []
        """Reactions minute after minute, as far as there were any."""

    def note(self, event: Event) -> None:
        """Take the next event of the room."""
        self.advance(event.at)
        if isinstance(event, ParticipantEvent):
            self._move(event.participant)
        elif isinstance(event, Reacted):
            self._react(event)
        elif isinstance(event, RoomOpened):
            self.began = event.at
            self.curve.append(0)
        elif isinstance(event, RoomEnded):
            self.ended = True
        self._rise()

    def advance(self, now: int) -> bool:
        """Let time pass; whether that began another minute of the curve."""
        minute = self._minute(now)
        if minute is None or minute < len(self.curve):
            return False
        self.curve.extend([self.here] * (minute + 1 - len(self.curve)))
        return True

    def is_here(self, participant: str) -> bool:
        """Whether this attendee is in the room."""
        return self._places.get(participant) in INSIDE

    def _minute(self, now: int) -> int | None:
        if self.began is None or self.ended:
            return None
        return min(max(0, now - self.began) // MINUTE_MS, MOST_MINUTES - 1)

    def _move(self, person: Participant) -> None:
        state = person.state if person.role is Role.ATTENDEE else State.LEFT
        self._count(self._places.pop(person.id, State.LEFT), -1)
        if state in INSIDE or state is State.LOBBY:
            self._places[person.id] = state
            self._count(state, 1)

    def _count(self, state: State, change: int) -> None:
        if state in INSIDE:
            self.here += change
        elif state is State.LOBBY:
            self.lobby += change

    def _rise(self) -> None:
        if self.curve and not self.ended:
            self.curve[-1] = max(self.curve[-1], self.here)
            self.most = max(self.most, self.here)

    def _react(self, event: Reacted) -> None:
        self.reactions[event.reaction] += 1
        minute = self._minute(event.at)
        if minute is not None:
            self.applause.extend([0] * (minute + 1 - len(self.applause)))
            self.applause[minute] += 1
