"""Polling: what the hosts do with polls, and how everybody answers them."""

from __future__ import annotations

from dataclasses import replace

from rooms import events as e
from rooms.ledger import Events, Ledger
from rooms.polls import Answer, Poll, PollState
from rooms.roles import Audience
from rooms.sight import shown_poll


class Polling:
    """Polls and quizzes of a room. Every method raises RoomIsOver, NotInRoom and NotAllowed."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def shown(self, poll: str) -> Poll | None:
        """A poll as the audience sees it, while its results are shown."""
        known = next((each for each in self._ledger.polls.all if each.id == poll), None)
        return shown_poll(known, Audience.ATTENDEES) if known is not None and known.shown else None

    def save(self, by: str, poll: Poll, now: int) -> Events:
        """Prepare a poll, or change one that nobody has seen. Raises TooMany."""
        self._ledger.must(by, "poll_save")
        saved = self._ledger.polls.save(replace(poll, at=now))
        return () if saved is None else (e.PollSaved(*self._ledger.stamp(now, by), saved),)

    def remove(self, by: str, poll: str, now: int) -> Events:
        """Throw a draft away. Raises NotFound."""
        self._ledger.must(by, "poll_remove")
        removed = self._ledger.polls.remove(poll)
        return (e.PollRemoved(*self._ledger.stamp(now, by), removed),)

    def move(self, by: str, poll: str, state: PollState, now: int) -> Events:
        """Open a poll, or close it. Raises NotFound."""
        self._ledger.must(by, "poll_move")
        moved = self._ledger.polls.move(poll, state)
        return () if moved is None else (e.PollMoved(*self._ledger.stamp(now, by), moved),)

    def show(self, by: str, poll: str, shown: bool, now: int) -> Events:
        """Let everybody see the results, or not any more. Raises NotFound."""
        self._ledger.must(by, "poll_show")
        moved = self._ledger.polls.show(poll, shown)
        return () if moved is None else (e.PollMoved(*self._ledger.stamp(now, by), moved),)

    def answer(self, by: str, poll: str, answer: Answer, now: int) -> Events:
        """Answer a poll; again while it is open replaces the answer. Raises NotFound."""
        self._ledger.must(by, "poll_answer")
        counted = self._ledger.polls.answer(poll, by, answer)
        if counted is None:
            return ()
        stamp = self._ledger.stamp(now, by)
        return (e.PollAnswered(*stamp, counted, answer.choices, answer.text),)
