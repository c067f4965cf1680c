"""Tallies: counts of a crowd, told a little later than they are made."""

import asyncio

import pytest

from rooms import Room
from rooms.polls import Answer, Poll
from signaling.tallies import Tallies
from tests.support.stage import NOW, staged_room

POLL = Poll("p1", "single", "Which?", ("a", "b"))


class Told:
    """What was told, and a moment at which it was."""

    def __init__(self) -> None:
        self.polls: list[object] = []
        self.news = asyncio.Event()

    def __call__(self, _room: Room, tally: dict[str, object]) -> None:
        self.polls.append(tally["polls"])
        self.news.set()


@pytest.fixture
def room() -> Room:
    """A poll is open, its results are shown, and Bob has answered."""
    room = staged_room()
    room.polling.save("alice", POLL, NOW)
    room.polling.move("alice", "p1", "open", NOW)
    room.polling.show("alice", "p1", True, NOW)
    room.polling.answer("bob", "p1", Answer((1,)), NOW)
    return room


async def test_counts(room: Room) -> None:
    """All are told how many answered what."""
    told = Told()
    tallies = Tallies(told)
    shown = room.polling.shown("p1")
    assert shown is not None
    tallies.answer(room, shown)
    await asyncio.wait_for(told.news.wait(), 5)
    assert told.polls == [{"p1": {"answered": 1, "results": (0, 1)}}]


async def test_what_is_hidden_meanwhile_is_not_told(room: Room) -> None:
    """Between the answer and the tally the hosts have hidden the results: then they are hidden."""
    told = Told()
    tallies = Tallies(told)
    shown = room.polling.shown("p1")
    assert shown is not None
    tallies.answer(room, shown)
    room.polling.show("alice", "p1", False, NOW)
    await asyncio.wait_for(told.news.wait(), 5)
    assert told.polls == [{}]
