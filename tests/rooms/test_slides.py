"""Slides: showing, rating, and what each person looks at."""

from dataclasses import replace

import pytest

from rooms import Position, Presence, Room
from rooms.errors import NoSuchSlide, NotAllowed, NotInRoom, RoomIsOver
from tests.support.stage import BOB, FIRST, NOW, PAUL, SECOND, check, kinds, refused

LATER = NOW + 100
LOOKS = Presence(1, 0, "v1", True, 4)


def test_show_slide(room: Room) -> None:
    """Everyone follows the host; the event carries the whole position and the proof."""
    position = replace(SECOND, state={"tab": "b"})
    (event,) = check(room, lambda: room.stage.show("alice", position, "sha", LATER))
    assert room.position == position
    assert (event.kind, getattr(event, "sha256", "")) == ("slide_shown", "sha")


def test_show_slide_by_presenter(room: Room) -> None:
    """Who was given control drives too."""
    room.door.join(PAUL, "p1", None, NOW)
    assert kinds(room.stage.show("paul", FIRST, "sha", LATER)) == ["slide_shown"]


def test_show_the_same_again(room: Room) -> None:
    """A repeated command does nothing."""
    room.stage.show("alice", FIRST, "sha", LATER)
    assert room.stage.show("alice", FIRST, "sha", LATER + 1) == ()


@pytest.mark.parametrize(
    "position",
    [Position("v2", 0), Position("v1", 3), Position("v1", -1), Position("v1", 0, 1)]
    + [Position("v1", 1, 3), Position("v1", 1, -1)],
)
def test_show_what_is_not_there(room: Room, position: Position) -> None:
    """Another version, a slide or a step too far: refused, and nothing changes."""
    refused(NoSuchSlide, room, lambda: room.stage.show("alice", position, "sha", LATER))


def test_show_slide_by_viewer(room: Room) -> None:
    """A viewer is refused, and nothing changes."""
    refused(NotAllowed, room, lambda: room.stage.show("bob", FIRST, "sha", LATER))
    refused(NotInRoom, room, lambda: room.stage.show("carol", FIRST, "sha", LATER))


def test_show_after_the_end(room: Room) -> None:
    """The stage is dark."""
    room.end("alice", NOW)
    refused(RoomIsOver, room, lambda: room.stage.show("alice", FIRST, "sha", LATER))


def test_rate_slide(room: Room) -> None:
    """The host notes how a slide was received; attendees do not know."""
    events = check(room, lambda: room.stage.rate_slide("alice", "v1", 1, "positive", LATER))
    assert kinds(events) == ["slide_rated"]
    assert room.snapshot("alice").ratings == {"v1:1": "positive"}
    assert room.snapshot("bob").ratings == {}


def test_rate_slide_anew_and_back(room: Room) -> None:
    """A note can be changed and taken back; the same note twice does nothing."""
    room.stage.rate_slide("alice", "v1", 1, "positive", LATER)
    check(room, lambda: room.stage.rate_slide("alice", "v1", 1, "negative", LATER + 1))
    assert room.stage.rate_slide("alice", "v1", 1, "negative", LATER + 2) == ()
    check(room, lambda: room.stage.rate_slide("alice", "v1", 1, None, LATER + 3))
    assert room.snapshot("alice").ratings == {}
    assert room.stage.rate_slide("alice", "v1", 1, None, LATER + 4) == ()


def test_rate_slide_refusals(room: Room) -> None:
    """Only the host, only slides that are there."""
    refused(NotAllowed, room, lambda: room.stage.rate_slide("bob", "v1", 1, "positive", LATER))
    refused(NoSuchSlide, room, lambda: room.stage.rate_slide("alice", "v1", 9, "neutral", LATER))


def test_see(room: Room) -> None:
    """Hosts know what each person looks at; it is no event; attendees do not know."""
    before = room.seq
    assert room.stage.see("bob", LOOKS)
    assert not room.stage.see("bob", LOOKS)
    assert room.seq == before
    assert room.snapshot("alice").presence == {"bob": LOOKS}
    assert room.snapshot("bob").presence == {}


def test_see_ends_with_the_stay(room: Room) -> None:
    """Who is cut, held or gone looks at nothing."""
    room.stage.see("bob", LOOKS)
    check(room, lambda: room.door.lose("bob", "b1", LATER))
    assert room.snapshot("alice").presence == {}
    room.door.join(BOB, "b2", None, LATER)
    room.stage.see("bob", LOOKS)
    check(room, lambda: room.door.hold("alice", "bob", True, LATER), "alice")


def test_see_from_the_lobby(room: Room) -> None:
    """There is nothing to look at."""
    refused(NotInRoom, room, lambda: room.stage.see("carol", LOOKS))
    refused(NotInRoom, room, lambda: room.stage.see("nobody", LOOKS))
