"""Tallies: what a thousand people do in a moment, told as counts a few times a second.

Rule 1: reactions in a webinar are counted, and told ten times a second at most; so are the votes
that attendees are not told one by one, and the answers to a poll whose results are shown.
Rule 2: a tally is volatile: whoever is behind misses it. Votes stand in snapshots besides.
Rule 3: the words of a free poll are told once a second at most: they are many, and people read.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from rooms import Room
from rooms.polls import Poll

PAUSE_SECONDS = 0.1
WORDS_PAUSE_SECONDS = 1.0

Tell = Callable[[Room, dict[str, object]], None]


@dataclass(slots=True)
class _Tally:
    reactions: Counter[str] = field(default_factory=Counter)
    votes: dict[str, int] = field(default_factory=dict)
    polls: set[str] = field(default_factory=set)


class Tallies:
    """What was not told yet, by room."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._tallies: dict[str, _Tally] = {}
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._words: dict[tuple[str, str], asyncio.TimerHandle] = {}

    def react(self, room: Room, reaction: str) -> None:
        """Somebody reacted."""
        self._of(room).reactions[reaction] += 1

    def vote(self, room: Room, question: str, votes: int) -> None:
        """A question has so many votes now."""
        self._of(room).votes[question] = votes

    def answer(self, room: Room, poll: Poll) -> None:
        """An open poll whose results all may see was answered."""
        if poll.kind != "text":
            self._of(room).polls.add(poll.id)
        elif (room.id, poll.id) not in self._words:
            loop = asyncio.get_running_loop()
            timer = loop.call_later(WORDS_PAUSE_SECONDS, self._tell_words, room, poll.id)
            self._words[room.id, poll.id] = timer

    def close(self) -> None:
        """Tell nothing any more. Twice is harmless."""
        for timer in (*self._timers.values(), *self._words.values()):
            timer.cancel()
        self._timers.clear()
        self._words.clear()
        self._tallies.clear()

    def _of(self, room: Room) -> _Tally:
        if room.id not in self._timers:
            loop = asyncio.get_running_loop()
            self._timers[room.id] = loop.call_later(PAUSE_SECONDS, self._tell_now, room)
        return self._tallies.setdefault(room.id, _Tally())

    def _tell_now(self, room: Room) -> None:
        del self._timers[room.id]
        tally = self._tallies.pop(room.id)
        # As they are now; nothing of a poll whose results the hosts have hidden meanwhile.
        shown = {poll: room.polling.shown(poll) for poll in sorted(tally.polls)}
        polls = {id: counts(poll) for id, poll in shown.items() if poll is not None}
        self._tell(room, {"reactions": dict(tally.reactions), "votes": tally.votes, "polls": polls})

    def _tell_words(self, room: Room, poll: str) -> None:
        """As they are now; nothing when the hosts have hidden them meanwhile."""
        del self._words[room.id, poll]
        shown = room.polling.shown(poll)
        if shown is not None:
            told = counts(shown) | {"texts": shown.texts}
            self._tell(room, {"reactions": {}, "votes": {}, "polls": {poll: told}})


def counts(poll: Poll) -> dict[str, object]:
    """How many answered a poll, and what."""
    return {"answered": poll.answered, "results": poll.results}
