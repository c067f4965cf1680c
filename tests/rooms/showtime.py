"""A webinar's room before and during its show."""

import pytest

from rooms import Room, Stream
from tests.support.stage import (
    ALICE,
    BOB,
    CAROL,
    EVA,
    MONA,
    NOW,
    SHOW,
    new_room,
)

CAMERA = Stream("s1", "eva", "camera", True, True)


@pytest.fixture
def room() -> Room:
    """Alice hosts and Eva speaks; Mona moderates backstage; Bob and Carol wait for it to begin."""
    room = new_room(SHOW)
    for at, who in enumerate((BOB, ALICE, EVA, MONA, CAROL)):
        room.door.join(who, f"{who.id}1", "desktop", NOW + at)
    return room


@pytest.fixture
def live(room: Room) -> Room:
    """The same, live."""
    room.show.go_live("alice", 0, NOW + 10)
    return room
