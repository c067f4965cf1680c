"""The end of a meeting."""

from rooms import Phase, Room
from rooms.errors import RoomIsOver
from rooms.people import Stream
from tests.support.stage import FIRST, NOW, check, kinds, refused

LATER = NOW + 100


def test_end(room: Room) -> None:
    """The host ends it: streams are gone, the rest stays as it was."""
    room.stage.show("alice", FIRST, "sha", NOW)
    room.stage.publish(Stream("s1", "bob", "camera", True, True), NOW)
    events = check(room, lambda: room.end("alice", LATER))
    assert kinds(events) == ["room_ended"]
    assert (room.phase, room.streams, room.position) == (Phase.ENDED, (), FIRST)


def test_end_twice(room: Room) -> None:
    """It can end once."""
    room.end("alice", LATER)
    refused(RoomIsOver, room, lambda: room.end("alice", LATER + 1))


def test_close(room: Room) -> None:
    """The organiser cancels it: over for everybody, once."""
    (event,) = check(room, lambda: room.close("cancelled", LATER))
    assert (event.kind, event.by) == ("room_ended", None)
    assert room.close("cancelled", LATER + 1) == ()
