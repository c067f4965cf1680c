"""Another role in the middle of the show: what a moderator may who is none any more."""

import pytest

from rooms import Role, Room, Stream
from rooms.errors import NotAllowed
from rooms.events import RoomEnded
from tests.rooms.test_talk import WATCHED, room
from tests.support.stage import ALICE, NOW, PAUL, check, kinds

__all__ = ["room"]
OTHERS = tuple(who for who in WATCHED if who != "mona")


def test_a_moderator_is_demoted(room: Room) -> None:
    """From that moment each message is refused, and she sees what a panelist sees."""
    room.floor.raise_hand("bob", True, NOW)
    events = check(room, lambda: room.show.appoint("mona", Role.PANELIST, NOW), *OTHERS)
    assert kinds(events) == ["participant_appointed"]
    assert room.snapshot("mona").role is Role.PANELIST
    with pytest.raises(NotAllowed):
        room.talk.chat_mode("mona", "off", NOW)
    with pytest.raises(NotAllowed):
        room.floor.lower_hand("mona", "bob", NOW)


def test_a_screen_ends_with_the_right_to_share_it(room: Room) -> None:
    """A presenter who becomes a panelist keeps the camera alone."""
    room.door.join(PAUL, "p", None, NOW)
    room.stage.publish(Stream("s1", "paul", "camera", True, True), NOW)
    room.stage.publish(Stream("s2", "paul", "screen", False, True), NOW)
    check(room, lambda: room.show.appoint("paul", Role.PANELIST, NOW), *OTHERS)
    assert [stream.id for stream in room.streams] == ["s1"]


def test_nothing_to_appoint(room: Room) -> None:
    """The same role, an attendee, somebody whom the room never met: nothing happens."""
    assert room.show.appoint("mona", Role.MODERATOR, NOW) == ()
    assert room.show.appoint("bob", Role.MODERATOR, NOW) == ()
    assert room.show.appoint("dan", Role.MODERATOR, NOW) == ()


def test_a_host_who_is_none_any_more(room: Room) -> None:
    """Without another host the meeting waits for one, and the crew is told since when."""
    check(room, lambda: room.show.appoint("alice", Role.PRESENTER, NOW + 9), "mona", "eva", "bob")
    assert [room.snapshot(who).host_gone for who in ("mona", "eva", "bob")] == [
        NOW + 9,
        NOW + 9,
        None,
    ]


def test_a_host_gone_for_five_minutes(room: Room) -> None:
    """The crew sees since when she is gone; after five minutes it is over, and said why."""
    check(room, lambda: room.door.lose("alice", "alice", NOW + 1_000), "mona", "eva", "bob")
    assert room.snapshot("eva").host_gone == NOW + 1_000
    room.tick(NOW + 70_000)
    check(room, lambda: room.door.join(ALICE, "a2", None, NOW + 100_000), "mona", "eva", "bob")
    assert room.snapshot("eva").host_gone is None
    room.door.lose("alice", "a2", NOW + 200_000)
    room.tick(NOW + 299_999)
    ended = [e.reason for e in room.tick(NOW + 500_000) if isinstance(e, RoomEnded)]
    assert ended == ["host-absent"]


def test_who_is_private_is_not_named(room: Room) -> None:
    """Where no names are shown, nobody is told that an attendee speaks, nor to look at one."""
    assert not room.stage.hear("bob")
    assert room.snapshot("carol").speaking is None
    with pytest.raises(NotAllowed):
        room.stage.pin("alice", "bob", NOW)
