"""Whom everybody looks at: pinned by a host, or heard speaking."""

from functools import partial

import pytest

from rooms import Room
from rooms.errors import NotAllowed, NotFound, RoomIsOver
from tests.support.stage import MONA, NOW, PAUL, check, kinds, refused

LATER = NOW + 100


def pinned(room: Room) -> str | None:
    return room.snapshot("alice").pinned


def test_pin(room: Room) -> None:
    """Everybody is told whom to look at; once."""
    assert kinds(check(room, lambda: room.stage.pin("alice", "bob", LATER))) == ["speaker_pinned"]
    assert pinned(room) == "bob"
    assert room.stage.pin("alice", "bob", LATER + 1) == ()


def test_unpin(room: Room) -> None:
    """And when not any more."""
    room.stage.pin("alice", "bob", LATER)
    check(room, lambda: room.stage.pin("alice", None, LATER + 1))
    assert pinned(room) is None
    assert room.stage.pin("alice", None, LATER + 2) == ()


def test_another_pin(room: Room) -> None:
    """There is one main face."""
    room.stage.pin("alice", "bob", LATER)
    check(room, lambda: room.stage.pin("alice", "alice", LATER + 1))
    assert pinned(room) == "alice"


@pytest.mark.parametrize("how", ["leave", "remove", "hold", "expire"])
def test_a_pin_ends_with_the_stay(room: Room, how: str) -> None:
    """Nobody looks at an empty place."""
    room.stage.pin("alice", "bob", LATER)
    room.stage.hear("bob")
    go = {
        "leave": lambda: room.door.leave("bob", "b1", LATER),
        "remove": lambda: room.door.remove("alice", "bob", False, LATER),
        "hold": lambda: room.door.hold("alice", "bob", True, LATER),
        "expire": lambda: (*room.door.lose("bob", "b1", LATER), *room.tick(LATER + 60_000)),
    }
    check(room, go[how], "alice")
    assert (pinned(room), room.snapshot("alice").speaking) == (None, None)


def test_a_pin_survives_a_lost_connection(room: Room) -> None:
    """Somebody whose socket comes back is still the one to look at."""
    room.stage.pin("alice", "bob", LATER)
    check(room, lambda: room.door.lose("bob", "b1", LATER), "alice")
    assert pinned(room) == "bob"


def test_pin_refusals(room: Room) -> None:
    """Not by others than hosts, not somebody in the lobby, not a stranger, not after the end."""
    room.door.join(PAUL, "p1", None, NOW)
    room.door.join(MONA, "m1", None, NOW)
    for who in ("bob", "paul", "mona"):
        refused(NotAllowed, room, partial(room.stage.pin, who, "bob", LATER))
    refused(NotAllowed, room, lambda: room.stage.pin("alice", "carol", LATER))
    refused(NotFound, room, lambda: room.stage.pin("alice", "nobody", LATER))
    room.end("alice", LATER)
    refused(RoomIsOver, room, lambda: room.stage.pin("alice", None, LATER))


def test_who_speaks(room: Room) -> None:
    """A newcomer is told; repeating it is no news, and there is no event."""
    seq = room.seq
    assert room.stage.hear("bob") and not room.stage.hear("bob")
    assert room.snapshot("alice").speaking == room.snapshot("bob").speaking == "bob"
    assert room.stage.hear(None) and room.seq == seq


@pytest.mark.parametrize("who", ["carol", "nobody"])
def test_nobody_speaks_from_outside(room: Room, who: str) -> None:
    """Whoever waits, or never came, is not named."""
    room.stage.hear("bob")
    assert room.stage.hear(who)
    assert room.snapshot("alice").speaking is None
