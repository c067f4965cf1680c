"""Deciding who is in: admit, refuse, lock, remove, hold; and who may decide."""

from collections.abc import Callable

import pytest

from rooms import Identity, Plan, Room, State
from rooms.errors import NotAllowed, NotFound, NotInRoom, RoomIsOver
from rooms.ledger import Events
from rooms.people import Stream
from tests.support.stage import (
    ALICE,
    BOB,
    CAROL,
    MONA,
    NOW,
    PAUL,
    PLAN,
    SHOW,
    check,
    kinds,
    new_room,
    refused,
)

LATER = NOW + 100
CAMERA = Stream("s1", "bob", "camera", True, True)


def test_admit(room: Room) -> None:
    """Whoever waits is let in."""
    events = check(room, lambda: room.door.admit("alice", "carol", LATER))
    assert kinds(events) == ["participant_joined"]
    assert room.state_of("carol") is State.PRESENT


def test_admit_by_a_moderator(room: Room) -> None:
    """Moderators tend the lobby too."""
    room.door.join(MONA, "m1", None, NOW + 9)
    assert kinds(room.door.admit("mona", "carol", LATER)) == ["participant_joined"]


def test_admit_twice(room: Room) -> None:
    """The second of two clicks does nothing."""
    room.door.admit("alice", "carol", LATER)
    assert room.door.admit("alice", "carol", LATER + 1) == ()


def test_admit_after_refusal(room: Room) -> None:
    """A host may change her mind."""
    room.door.refuse("alice", "carol", "wrong hour", LATER)
    events = check(room, lambda: room.door.admit("alice", "carol", LATER + 1))
    assert kinds(events) == ["participant_joined"]


def test_admit_after_refusal_when_the_page_is_closed(room: Room) -> None:
    """Admitted while away: they walk in when they come again."""
    room.door.refuse("alice", "carol", "wrong hour", LATER)
    room.door.lose("carol", "c1", LATER + 1)
    assert room.door.admit("alice", "carol", LATER + 2) == ()
    assert kinds(room.door.join(CAROL, "c2", None, LATER + 3)) == ["participant_joined"]


def test_admit_somebody_unknown(room: Room) -> None:
    """Nobody of that name came."""
    refused(NotFound, room, lambda: room.door.admit("alice", "nobody", LATER))


def test_admit_somebody_who_left(room: Room) -> None:
    """Who has gone cannot be let in."""
    room.door.leave("carol", "c1", LATER)
    refused(NotAllowed, room, lambda: room.door.admit("alice", "carol", LATER + 1))


def test_admit_all(room: Room) -> None:
    """Everybody who waits is let in, in the order in which they came."""
    room.door.join(PAUL, "p1", None, NOW + 9)
    events = check(room, lambda: room.door.admit_all("alice", LATER))
    assert kinds(events) == ["participant_joined"]
    assert room.door.admit_all("alice", LATER + 1) == ()


def test_refuse(room: Room) -> None:
    """Whoever waits can be turned away, with a reason; only hosts hear of it."""
    events = check(room, lambda: room.door.refuse("alice", "carol", "wrong hour", LATER))
    assert kinds(events) == ["participant_refused"]
    person = room.person("carol")
    assert person is not None and person.reason == "wrong hour"


def test_refuse_twice(room: Room) -> None:
    """Refusing again does nothing."""
    room.door.refuse("alice", "carol", "wrong hour", LATER)
    assert room.door.refuse("alice", "carol", "really", LATER + 1) == ()


def test_a_refused_person_stays_refused(room: Room) -> None:
    """A page that asks again by itself does not knock again."""
    room.door.refuse("alice", "carol", "wrong hour", LATER)
    assert room.door.join(CAROL, "c2", None, LATER + 1) == ()
    assert room.state_of("carol") is State.REFUSED


def test_refuse_somebody_present(room: Room) -> None:
    """Who is in is removed, not refused."""
    refused(NotAllowed, room, lambda: room.door.refuse("alice", "bob", "no", LATER))


def test_lock(room: Room) -> None:
    """The door can be locked and opened; doing it twice does nothing."""
    assert kinds(check(room, lambda: room.door.lock("alice", True, LATER))) == ["room_locked"]
    assert room.door.lock("alice", True, LATER + 1) == ()
    assert kinds(check(room, lambda: room.door.lock("alice", False, LATER + 2))) == ["room_locked"]


def test_remove(room: Room) -> None:
    """Somebody is put out, and their streams with them; without a ban they may knock again."""
    room.stage.publish(CAMERA, LATER)
    events = check(room, lambda: room.door.remove("alice", "bob", False, LATER + 1), "alice")
    assert kinds(events) == ["participant_removed", "stream_ended"]
    assert kinds(room.door.join(BOB, "b2", None, LATER + 2)) == ["participant_knocked"]


@pytest.mark.parametrize("plan", [PLAN, SHOW])
@pytest.mark.parametrize("who", [BOB, MONA])
def test_knocking_and_going_opens_no_door(plan: Plan, who: Identity) -> None:
    """Put out, they knock as often as they come, whoever they are, until a host lets them in."""
    room = new_room(plan)
    room.door.join(ALICE, "a1", "desktop", NOW)
    if plan.webinar:
        room.show.go_live("alice", 0, NOW + 1)
    room.door.join(who, "1", None, NOW + 2)
    room.door.remove("alice", who.id, False, LATER)
    for visit in ("2", "3"):
        assert kinds(room.door.join(who, visit, None, LATER + 1)) == ["participant_knocked"]
        room.door.lose(who.id, visit, LATER + 2)
        assert room.state_of(who.id) is State.LEFT
    room.door.join(who, "4", None, LATER + 3)
    room.door.admit("alice", who.id, LATER + 4)
    room.door.leave(who.id, "4", LATER + 5)
    assert kinds(room.door.join(who, "5", None, LATER + 6)) == ["participant_joined"]


def test_remove_is_seen_by_attendees(room: Room) -> None:
    """The others see them go, and not whether it was for good."""
    room.door.join(PAUL, "p1", None, NOW + 9)
    check(room, lambda: room.door.remove("alice", "bob", True, LATER), "alice", "paul")


def test_remove_from_the_lobby(room: Room) -> None:
    """Attendees hear nothing of it."""
    events = check(room, lambda: room.door.remove("alice", "carol", True, LATER))
    assert kinds(events) == ["participant_removed"]


def test_remove_then_ban(room: Room) -> None:
    """A ban can follow a removal; a second removal does nothing."""
    room.door.remove("alice", "bob", False, LATER)
    assert room.door.remove("alice", "bob", False, LATER + 1) == ()
    assert kinds(room.door.remove("alice", "bob", True, LATER + 2)) == ["participant_removed"]
    assert room.door.remove("alice", "bob", True, LATER + 3) == ()


def test_a_removed_presenter_knocks(room: Room) -> None:
    """Being put out costs the right to walk in."""
    room.door.join(PAUL, "p1", None, NOW + 9)
    room.door.remove("alice", "paul", False, LATER)
    assert kinds(room.door.join(PAUL, "p2", None, LATER + 1)) == ["participant_knocked"]


def test_expel(room: Room) -> None:
    """An invitation that is taken back ends the stay; with a new one they knock."""
    room.stage.publish(CAMERA, LATER)
    events = check(room, lambda: room.door.expel("bob", LATER + 1), "alice")
    assert kinds(events) == ["participant_removed", "stream_ended"]
    assert events[0].by is None
    assert kinds(room.door.join(BOB, "b2", None, LATER + 2)) == ["participant_knocked"]


def test_expel_twice_or_a_stranger(room: Room) -> None:
    """There is nobody to put out; nor after the end."""
    room.door.expel("bob", LATER)
    assert room.door.expel("bob", LATER) == room.door.expel("nobody", LATER) == ()
    room.end("alice", LATER)
    assert room.door.expel("carol", LATER) == ()


def test_hold_and_resume(room: Room) -> None:
    """Somebody is put aside, hand down and streams ended, and taken back in."""
    room.stage.publish(CAMERA, LATER)
    room.floor.raise_hand("bob", True, LATER)
    events = check(room, lambda: room.door.hold("alice", "bob", True, LATER + 1), "alice")
    assert kinds(events) == ["participant_held", "stream_ended"]
    with pytest.raises(NotInRoom):
        room.snapshot("bob")
    events = check(room, lambda: room.door.hold("alice", "bob", False, LATER + 2), "alice")
    assert kinds(events) == ["participant_resumed"]
    assert room.state_of("bob") is State.PRESENT


def test_hold_twice(room: Room) -> None:
    """Holding the held, or resuming who is in, does nothing."""
    assert room.door.hold("alice", "bob", False, LATER) == ()
    room.door.hold("alice", "bob", True, LATER)
    assert room.door.hold("alice", "bob", True, LATER + 1) == ()


def test_a_hold_outlasts_leaving(room: Room) -> None:
    """Going and coming back does not undo it."""
    room.door.hold("alice", "bob", True, LATER)
    room.door.leave("bob", "b1", LATER + 1)
    events = check(room, lambda: room.door.join(BOB, "b2", None, LATER + 2), "alice")
    assert kinds(events) == ["participant_held"]


def test_a_hold_outlasts_a_cut(room: Room) -> None:
    """Who reconnects while held is held; who is resumed while cut is reconnecting."""
    room.door.hold("alice", "bob", True, LATER)
    assert room.door.lose("bob", "b1", LATER + 1) == ()
    room.door.hold("alice", "bob", False, LATER + 2)
    assert room.state_of("bob") is State.RECONNECTING
    room.door.join(BOB, "b2", None, LATER + 3)
    assert room.state_of("bob") is State.PRESENT


def test_hold_somebody_in_the_lobby(room: Room) -> None:
    """There is nothing to put aside."""
    refused(NotAllowed, room, lambda: room.door.hold("alice", "carol", True, LATER))


def test_the_host_cannot_be_put_out(room: Room) -> None:
    """Neither by herself nor by another host."""
    refused(NotAllowed, room, lambda: room.door.remove("alice", "alice", False, LATER))
    refused(NotAllowed, room, lambda: room.door.hold("alice", "alice", True, LATER))


DECISIONS: list[Callable[[Room, str], Events]] = [
    lambda room, by: room.door.admit(by, "carol", LATER),
    lambda room, by: room.door.admit_all(by, LATER),
    lambda room, by: room.door.refuse(by, "carol", "no", LATER),
    lambda room, by: room.door.lock(by, True, LATER),
    lambda room, by: room.door.remove(by, "bob", False, LATER),
    lambda room, by: room.door.hold(by, "bob", True, LATER),
    lambda room, by: room.end(by, LATER),
]


@pytest.mark.parametrize("decide", DECISIONS)
def test_decisions_belong_to_hosts(room: Room, decide: Callable[[Room, str], Events]) -> None:
    """An attendee is refused, so is who waits, so is a stranger; and nobody after the end."""
    refused(NotAllowed, room, lambda: decide(room, "bob"))
    refused(NotInRoom, room, lambda: decide(room, "carol"))
    refused(NotInRoom, room, lambda: decide(room, "nobody"))
    room.end("alice", LATER)
    refused(RoomIsOver, room, lambda: decide(room, "alice"))


def test_a_host_without_a_connection_decides_nothing(room: Room) -> None:
    """Commands need somebody who is there."""
    room.door.lose("alice", "a1", LATER)
    with pytest.raises(NotInRoom):
        room.door.admit("alice", "carol", LATER + 1)
    room.door.join(ALICE, "a2", None, LATER + 2)
    assert kinds(room.door.admit("alice", "carol", LATER + 3)) == ["participant_joined"]
