"""Streams: who may publish what, and what becomes of a stream."""

import pytest

from rooms import Room, Stream
from rooms.errors import NotAllowed, NotInRoom, RoomIsOver, ScreenTaken
from rooms.people import Kind
from tests.support.stage import NOW, PAUL, check, kinds, refused

LATER = NOW + 100


def stream(id: str = "s1", participant: str = "bob", kind: Kind = "camera") -> Stream:
    return Stream(id, participant, kind, True, True)


def test_publish(room: Room) -> None:
    """Everybody learns of a stream, once."""
    events = check(room, lambda: room.stage.publish(stream(), LATER))
    assert kinds(events) == ["stream_started"]
    assert room.stage.publish(stream(), LATER + 1) == ()


def test_publish_anew(room: Room) -> None:
    """A new camera replaces the person's old one, and nobody else's."""
    room.stage.publish(stream(), LATER)
    room.stage.publish(stream("s2", "alice"), LATER)
    room.stage.publish(stream("s3", "alice", "screen"), LATER)
    events = check(room, lambda: room.stage.publish(stream("s4", "alice"), LATER + 1))
    assert kinds(events) == ["stream_ended", "stream_started"]
    assert [s.id for s in room.streams] == ["s1", "s3", "s4"]


def test_publish_while_reconnecting(room: Room) -> None:
    """Media may be back before the socket is."""
    room.door.lose("bob", "b1", LATER)
    assert kinds(room.stage.publish(stream(), LATER + 1)) == ["stream_started"]


def test_publish_a_screen(room: Room) -> None:
    """Hosts and presenters share a screen; attendees do not."""
    room.door.join(PAUL, "p1", None, NOW)
    check(room, lambda: room.stage.publish(stream("s2", "paul", "screen"), LATER))
    refused(NotAllowed, room, lambda: room.stage.publish(stream(kind="screen"), LATER))


def test_one_screen_at_a_time(room: Room) -> None:
    """A new share takes the place of the old one; a host's share takes anybody's."""
    room.door.join(PAUL, "p1", None, NOW)
    room.stage.publish(stream("s1", "paul", "screen"), LATER)
    events = check(room, lambda: room.stage.publish(stream("s2", "alice", "screen"), LATER))
    assert kinds(events) == ["stream_ended", "stream_started"]
    assert [s.participant for s in room.streams] == ["alice"]


def test_a_hosts_screen_is_not_taken_over(room: Room) -> None:
    """Nobody else puts theirs over it: they read whose it is."""
    room.door.join(PAUL, "p1", None, NOW)
    room.stage.publish(stream("s1", "alice", "screen"), LATER)
    for publish in (
        lambda: room.stage.claim("paul", "screen", LATER),
        lambda: room.stage.publish(stream("s2", "paul", "screen"), LATER),
    ):
        refused(ScreenTaken, room, publish)
    with pytest.raises(ScreenTaken, match="Alice is sharing"):
        room.stage.claim("paul", "screen", LATER)


@pytest.mark.parametrize("who", ["carol", "nobody"])
def test_publish_from_outside(room: Room, who: str) -> None:
    """Nobody in the lobby is seen or heard."""
    refused(NotInRoom, room, lambda: room.stage.publish(stream(participant=who), LATER))


def test_publish_while_held(room: Room) -> None:
    """Nor who is put aside."""
    room.door.hold("alice", "bob", True, LATER)
    refused(NotInRoom, room, lambda: room.stage.publish(stream(), LATER))


def test_publish_after_the_end(room: Room) -> None:
    """Nor anybody once it is over."""
    room.end("alice", LATER)
    refused(RoomIsOver, room, lambda: room.stage.publish(stream(), LATER))


def test_unpublish(room: Room) -> None:
    """A stream that ends is gone for everybody; one that is not there changes nothing."""
    room.stage.publish(stream(), LATER)
    assert kinds(check(room, lambda: room.stage.unpublish("s1", LATER + 1))) == ["stream_ended"]
    assert room.stage.unpublish("s1", LATER + 2) == ()
