"""Whom a webinar's audience sees: the crew and themselves; the others are counted."""

from dataclasses import replace

import pytest

from rooms import Identity, Role, Room
from rooms.errors import NotAllowed
from rooms.events import Hidden
from rooms.projecting import project
from rooms.roles import Audience
from tests.rooms.showtime import live as live
from tests.rooms.showtime import room as room
from tests.support.stage import (
    ALICE,
    NOW,
    SHOW,
    check,
    kinds,
    new_room,
)


def test_attendees_do_not_see_each_other(live: Room) -> None:
    """An attendee sees the crew on stage and themselves; the hosts see everybody."""
    seen = {who: {p.id for p in live.snapshot(who).participants} for who in ("bob", "eva", "alice")}
    assert seen["bob"] == {"alice", "eva", "bob"}
    assert seen["eva"] == {"alice", "eva", "mona"}
    assert seen["alice"] == {"alice", "eva", "mona", "bob", "carol"}


def test_events_about_attendees(live: Room) -> None:
    """A raised hand reaches the hosts and its owner; others learn only that something happened."""
    (event,) = check(
        live, lambda: live.floor.raise_hand("carol", True, NOW), "alice", "bob", "carol"
    )
    assert isinstance(project(event, Audience.ATTENDEES, "bob"), Hidden)
    assert project(event, Audience.ATTENDEES, "carol") == event


def test_a_crowd_is_counted(live: Room) -> None:
    """Where names may be seen, the first fifty are; whoever comes later is private."""
    room = new_room(replace(SHOW, names_shown=True))
    room.door.join(ALICE, "a1", None, NOW)
    room.show.go_live("alice", 0, NOW)
    for number in range(60):
        room.door.join(
            Identity(f"n{number}", f"N {number}", Role.ATTENDEE), f"c{number}", None, NOW
        )
    listed = [p for p in room.snapshot("n0").participants if p.role is Role.ATTENDEE]
    assert len(listed) == 50
    assert "n59" in {p.id for p in room.snapshot("n59").participants}


def test_a_crowd_at_the_door_is_counted(live: Room) -> None:
    """A thousand who waited together are no more listed by name than who came one by one."""
    room = new_room(replace(SHOW, names_shown=True))
    room.door.join(ALICE, "a1", None, NOW)
    for number in range(60):
        room.door.join(
            Identity(f"n{number}", f"N {number}", Role.ATTENDEE), f"c{number}", None, NOW + number
        )
    room.show.go_live("alice", 0, NOW + 100)
    listed = [p for p in room.snapshot("n0").participants if p.role is Role.ATTENDEE]
    assert len(listed) == 50


def test_practice_has_no_end(room: Room) -> None:
    """Who ends the rehearsal would take the room away from the webinar that is still to come."""
    with pytest.raises(NotAllowed):
        room.end("alice", NOW + 10)
    room.show.go_live("alice", 0, NOW + 11)
    assert kinds(room.end("alice", NOW + 12)) == ["room_ended"]
