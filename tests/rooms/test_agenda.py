"""The run sheet: hosts tick what begins, the crew sees it, the audience does not."""

from dataclasses import replace

import pytest

from rooms import Event, Room
from rooms.errors import NotAllowed, NotFound, RoomIsOver
from tests.support.stage import ALICE, BOB, EVA, MONA, NOW, SHOW, check, kinds, new_room, refused

SHORTER = replace(SHOW, agenda=SHOW.agenda[:2])


@pytest.fixture
def room() -> Room:
    """Live: Alice hosts, Mona moderates, Eva is a panelist, Bob watches."""
    room = new_room(SHOW)
    for who in (ALICE, MONA, EVA):
        room.door.join(who, f"{who.id}1", None, NOW)
    room.show.go_live("alice", 0, NOW)
    room.door.join(BOB, "b1", None, NOW)
    return room


def started(room: Room, me: str) -> list[int | None]:
    """What has begun, as somebody sees it."""
    return [item.started for item in room.snapshot(me).agenda]


def test_a_part_begins(room: Room) -> None:
    """The crew learns when; a follower sees the same as a newcomer, in every audience."""
    everybody = ("alice", "mona", "eva", "bob")
    events = check(room, lambda: room.run_sheet.start("mona", 1, True, NOW + 5), *everybody)
    assert kinds(events) == ["agenda_started"]
    assert started(room, "alice") == started(room, "eva") == [None, NOW + 5, None]


def test_taken_back(room: Room) -> None:
    """A wrong tick goes away again, and can be made anew at another time."""
    room.run_sheet.start("alice", 0, True, NOW + 1)
    check(room, lambda: room.run_sheet.start("alice", 0, False, NOW + 2), "alice", "eva", "bob")
    assert started(room, "alice") == [None, None, None]
    room.run_sheet.start("alice", 0, True, NOW + 3)
    assert started(room, "alice")[0] == NOW + 3


def test_twice_is_once(room: Room) -> None:
    """Two hosts who tick the same part are one start: the first."""
    room.run_sheet.start("alice", 0, True, NOW + 1)
    assert room.run_sheet.start("mona", 0, True, NOW + 9) == ()
    assert room.run_sheet.start("alice", 1, False, NOW + 9) == ()
    assert started(room, "alice") == [NOW + 1, None, None]


def test_the_audience_sees_no_run_sheet(room: Room) -> None:
    """Attendees have no agenda in their picture."""
    assert room.snapshot("bob").agenda == ()


def test_after_a_crash() -> None:
    """What had begun is known again; of a plan that became shorter meanwhile, what is left."""
    again, events = new_room(SHOW), list[Event]()
    events += again.door.join(ALICE, "a1", None, NOW)
    events += again.run_sheet.start("alice", 0, True, NOW + 6)
    events += again.run_sheet.start("alice", 2, True, NOW + 7)
    for plan, known in ((SHOW, [NOW + 6, None, NOW + 7]), (SHORTER, [NOW + 6, None])):
        back = Room.restore("heart", plan, events, NOW + 9)
        assert [item.started for item in back.view("alice", ALICE.role).agenda] == known


@pytest.mark.parametrize("who", ["eva", "bob"])
def test_others_tick_nothing(room: Room, who: str) -> None:
    """Only hosts and moderators lead through the show."""
    refused(NotAllowed, room, lambda: room.run_sheet.start(who, 0, True, NOW))


@pytest.mark.parametrize("item", [-1, 3])
def test_no_such_part(room: Room, item: int) -> None:
    """What is not on the agenda cannot begin."""
    refused(NotFound, room, lambda: room.run_sheet.start("alice", item, True, NOW))


def test_after_the_end(room: Room) -> None:
    """Nothing begins any more."""
    room.end("alice", NOW)
    with pytest.raises(RoomIsOver):
        room.run_sheet.start("alice", 0, True, NOW)
