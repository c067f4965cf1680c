"""The turnout of a webinar: who is here as numbers, folded from the room's events."""

import random
from collections.abc import Callable

import pytest

from rooms import Event, Identity, Role, Room, State
from rooms.ledger import Events
from rooms.roles import INSIDE
from rooms.turnout import MINUTE_MS, MOST_MINUTES, Turnout
from tests.support.stage import ALICE, BOB, CAROL, EVA, NOW, SHOW, new_room


class Evening:
    """A webinar and its turnout, which follows it."""

    def __init__(self) -> None:
        self.room = new_room(SHOW)
        self.turnout = Turnout()
        self.events: list[Event] = []
        self.now = NOW

    def do(self, action: Callable[[Room, int], Events]) -> None:
        self.take(action(self.room, self.now))

    def take(self, events: Events) -> None:
        for event in events:
            self.events.append(event)
            self.turnout.note(event)

    def come(self, who: Identity) -> None:
        self.do(lambda room, now: room.door.join(who, f"{who.id}1", None, now))

    def go_live(self) -> None:
        self.do(lambda room, now: room.show.go_live("alice", 0, now))


@pytest.fixture
def evening() -> Evening:
    """Alice hosts, Eva is on stage; Bob and Carol wait at the door."""
    evening = Evening()
    for who in (ALICE, EVA, BOB, CAROL):
        evening.come(who)
    return evening


def numbers(turnout: Turnout) -> tuple[int, int, int]:
    return turnout.here, turnout.lobby, turnout.most


def test_the_door_and_the_room(evening: Evening) -> None:
    """Who waits is in the lobby, then here; the crew is counted nowhere."""
    assert numbers(evening.turnout) == (0, 2, 0)
    assert evening.turnout.curve == []
    evening.go_live()
    assert numbers(evening.turnout) == (2, 0, 2)
    assert evening.turnout.began == NOW and evening.turnout.curve == [2]


def test_minute_by_minute(evening: Evening) -> None:
    """A minute has the most who were here at one time in it; who stays is in the next ones, too."""
    evening.go_live()
    evening.now += 2 * MINUTE_MS + 1
    evening.do(lambda room, now: room.door.leave("bob", "bob1", now))
    assert evening.turnout.curve == [2, 2, 2]
    evening.now += MINUTE_MS
    assert evening.turnout.advance(evening.now)
    assert evening.turnout.curve == [2, 2, 2, 1]
    assert not evening.turnout.advance(evening.now)
    evening.come(BOB)
    assert evening.turnout.curve[-1] == 2
    assert numbers(evening.turnout) == (2, 0, 2)


def test_whoever_reconnects_is_here(evening: Evening) -> None:
    """A cut is no leaving; a minute without a connection is."""
    evening.go_live()
    evening.do(lambda room, now: room.door.lose("bob", "bob1", now))
    assert evening.turnout.here == 2 and evening.turnout.is_here("bob")
    evening.now += MINUTE_MS
    evening.do(lambda room, now: room.tick(now))
    assert evening.turnout.here == 1 and not evening.turnout.is_here("bob")


def test_whoever_comes_on_stage_is_crew(evening: Evening) -> None:
    """Promoted they are counted no longer; back in the audience they are."""
    evening.go_live()
    evening.do(lambda room, now: room.show.invite("alice", "bob", True, now))
    evening.do(lambda room, now: room.show.answer_invitation("bob", True, now))
    assert evening.turnout.here == 1
    evening.do(lambda room, now: room.show.demote("alice", "bob", now))
    assert evening.turnout.here == 2


def test_reactions(evening: Evening) -> None:
    """Counted by name and by minute."""
    evening.go_live()
    evening.do(lambda room, now: room.floor.react("bob", "clap", now))
    evening.now += 2 * MINUTE_MS
    evening.do(lambda room, now: room.floor.react("bob", "heart", now))
    evening.do(lambda room, now: room.floor.react("carol", "heart", now))
    assert evening.turnout.reactions == {"clap": 1, "heart": 2}
    assert evening.turnout.applause == [1, 0, 2]


def test_after_the_end(evening: Evening) -> None:
    """The curve ends with the show."""
    evening.go_live()
    evening.do(lambda room, now: room.end("alice", now))
    assert not evening.turnout.advance(evening.now + 10 * MINUTE_MS)
    assert evening.turnout.curve == [2]


def test_a_day_at_most(evening: Evening) -> None:
    """A room that is left open does not grow for ever."""
    evening.go_live()
    evening.turnout.advance(NOW + 3 * MOST_MINUTES * MINUTE_MS)
    assert len(evening.turnout.curve) == MOST_MINUTES


def test_told_again_after_a_crash(evening: Evening) -> None:
    """The same events give the same figures."""
    evening.go_live()
    evening.now += 5 * MINUTE_MS
    evening.do(lambda room, now: room.door.leave("carol", "carol1", now))
    again = Turnout()
    for event in evening.events:
        again.note(event)
    assert (numbers(again), again.curve) == (numbers(evening.turnout), evening.turnout.curve)


def test_any_coming_and_going() -> None:
    """Whatever a crowd does, the counts are those of the room's own list."""
    evening, chance = Evening(), random.Random(7)
    evening.come(ALICE)
    crowd = [Identity(f"n{n}", "", Role.ATTENDEE) for n in range(20)]
    for step in range(600):
        evening.now += chance.randrange(5_000)
        who = chance.choice(crowd)
        if step == 100:
            evening.go_live()
        action = chance.choice([evening.room.door.leave, evening.room.door.lose])
        if chance.random() < 0.6:
            evening.come(who)
        else:
            evening.take(action(who.id, f"{who.id}1", evening.now))
        evening.do(lambda room, now: room.tick(now))
        states = [evening.room.state_of(each.id) for each in crowd]
        assert evening.turnout.here == sum(state in INSIDE for state in states)
        assert evening.turnout.lobby == states.count(State.LOBBY)
