"""Going: by saying so, by closing a tab, by staying away; and what time brings about."""

from rooms import Phase, Room, State
from rooms.door import KEPT_MS
from rooms.people import Stream
from rooms.room import HOST_ABSENT_MS
from tests.support.stage import ALICE, BOB, NOW, PAUL, check, kinds, new_room

LATER = NOW + 1_000


def test_leave(room: Room) -> None:
    """Who says goodbye has left, streams and all."""
    room.door.join(PAUL, "p1", None, NOW)
    room.stage.publish(Stream("s1", "bob", "camera", True, True), NOW)
    events = check(room, lambda: room.door.leave("bob", "b1", LATER), "alice", "paul")
    assert kinds(events) == ["participant_left", "stream_ended"]
    assert room.state_of("bob") is State.LEFT


def test_leave_in_one_of_two_tabs(room: Room) -> None:
    """The other tab keeps the person in."""
    room.door.join(BOB, "b2", None, NOW)
    assert room.door.leave("bob", "b1", LATER) == ()
    assert kinds(room.door.leave("bob", "b2", LATER)) == ["participant_left"]


def test_leave_twice(room: Room) -> None:
    """A connection that is not known changes nothing."""
    room.door.leave("bob", "b1", LATER)
    assert room.door.leave("bob", "b1", LATER + 1) == ()
    assert room.door.leave("nobody", "x", LATER + 1) == ()


def test_leave_the_lobby(room: Room) -> None:
    """Only hosts hear of it."""
    events = check(room, lambda: room.door.leave("carol", "c1", LATER))
    assert kinds(events) == ["participant_left"]


def test_a_lost_connection_means_reconnecting(room: Room) -> None:
    """The last connection is gone: the person is kept, hand and stream too."""
    room.floor.raise_hand("bob", True, NOW)
    room.stage.publish(Stream("s1", "bob", "camera", True, True), NOW)
    events = check(room, lambda: room.door.lose("bob", "b1", LATER))
    assert kinds(events) == ["participant_reconnecting"]
    assert [s.id for s in room.streams] == ["s1"]


def test_returning_in_time(room: Room) -> None:
    """Same person, same place: nobody knocks, and `since` stays."""
    before = room.snapshot("bob").participants
    room.door.lose("bob", "b1", LATER)
    events = check(room, lambda: room.door.join(BOB, "b2", None, LATER + KEPT_MS - 1))
    assert kinds(events) == ["participant_returned"]
    assert room.snapshot("bob").participants == before
    assert room.tick(LATER + 2 * KEPT_MS) == ()


def test_staying_away(room: Room) -> None:
    """After KEPT_MS the person has left; not a millisecond before."""
    room.stage.publish(Stream("s1", "bob", "camera", True, True), NOW)
    room.door.lose("bob", "b1", LATER)
    assert room.next_timeout() == LATER + KEPT_MS
    assert room.tick(LATER + KEPT_MS - 1) == ()
    events = check(room, lambda: room.tick(LATER + KEPT_MS), "alice")
    assert kinds(events) == ["participant_left", "stream_ended"]
    assert room.next_timeout() is None


def test_staying_away_while_held(room: Room) -> None:
    """Who is held is kept as long, and still held after coming back."""
    room.door.hold("alice", "bob", True, NOW)
    room.door.lose("bob", "b1", LATER)
    assert kinds(room.tick(LATER + KEPT_MS)) == ["participant_left"]
    assert kinds(room.door.join(BOB, "b2", None, LATER + KEPT_MS + 1)) == ["participant_held"]


def test_closing_the_page_in_the_lobby(room: Room) -> None:
    """Nobody is kept in the lobby: a ghost there could be admitted."""
    events = check(room, lambda: room.door.lose("carol", "c1", LATER))
    assert kinds(events) == ["participant_left"]


def test_closing_the_page_after_being_refused(room: Room) -> None:
    """Nothing more happens to who was refused."""
    room.door.refuse("alice", "carol", "no", LATER)
    assert room.door.lose("carol", "c1", LATER + 1) == ()


def test_a_room_lives_without_its_host_for_a_while(room: Room) -> None:
    """Slides freeze; she finds everything where it was."""
    room.door.lose("alice", "a1", LATER)
    room.tick(LATER + KEPT_MS)
    room.door.join(ALICE, "a2", None, LATER + HOST_ABSENT_MS - 1)
    assert room.tick(LATER + 2 * HOST_ABSENT_MS) == ()
    assert room.phase is Phase.LIVE


def test_a_room_without_its_host_ends(room: Room) -> None:
    """After HOST_ABSENT_MS the meeting is over, counted from when she was lost."""
    room.door.lose("alice", "a1", LATER)
    assert kinds(room.tick(LATER + KEPT_MS)) == ["participant_left"]
    assert room.next_timeout() == LATER + HOST_ABSENT_MS
    events = check(room, lambda: room.tick(LATER + HOST_ABSENT_MS), "bob")
    assert kinds(events) == ["room_ended"]
    assert room.next_timeout() is None
    assert room.tick(LATER + 2 * HOST_ABSENT_MS) == ()


def test_a_host_who_leaves_is_absent_too(room: Room) -> None:
    """Leaving is not ending."""
    room.door.leave("alice", "a1", LATER)
    assert room.phase is Phase.LIVE
    assert room.next_timeout() == LATER + HOST_ABSENT_MS


def test_a_second_host_keeps_the_room(room: Room) -> None:
    """One host of two is enough."""
    amy = type(ALICE)("amy", "Amy", ALICE.role)
    room.door.join(amy, "y1", None, NOW)
    room.door.leave("alice", "a1", LATER)
    assert room.next_timeout() is None


def test_closing_a_page_after_the_end(room: Room) -> None:
    """Nothing happens in a room that is over."""
    room.end("alice", LATER)
    assert room.door.lose("bob", "b1", LATER + 1) == ()
    assert room.door.leave("alice", "a1", LATER + 1) == ()


def test_idle() -> None:
    """A room that has not begun and that nobody is connected to may be put away."""
    room = new_room()
    assert room.is_idle()
    room.door.join(BOB, "b1", None, NOW)
    assert not room.is_idle()
    room.door.lose("bob", "b1", NOW)
    assert room.is_idle()
    room.door.join(ALICE, "a1", None, NOW)
    room.door.lose("alice", "a1", NOW)
    assert not room.is_idle()
