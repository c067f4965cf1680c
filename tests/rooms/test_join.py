"""Coming in: hosts walk in, attendees knock, tabs add up."""

from dataclasses import replace

import pytest

from rooms import Identity, Phase, Role, Room, State
from rooms.errors import Banned, Locked, NotInRoom, RoomIsOver
from tests.support.stage import (
    ALICE,
    BOB,
    CAROL,
    DAN,
    MONA,
    NOW,
    PAUL,
    PLAN,
    check,
    kinds,
    new_room,
    refused,
)


def test_the_host_opens_the_room() -> None:
    """When the host comes, the meeting is live."""
    room = new_room()
    events = room.door.join(ALICE, "a1", "desktop", NOW)
    assert kinds(events) == ["participant_joined", "room_opened"]
    assert room.phase is Phase.LIVE
    assert room.snapshot("alice").started == NOW


def test_an_attendee_knocks(room: Room) -> None:
    """Somebody new waits in the lobby; only hosts hear of it."""
    events = check(room, lambda: room.door.join(DAN, "d1", None, NOW + 9))
    assert kinds(events) == ["participant_knocked"]
    assert room.state_of("dan") is State.LOBBY
    assert "dan" not in {p.id for p in room.snapshot("bob").participants}


def test_an_attendee_before_the_host_knocks() -> None:
    """Before the host is there everybody waits, even without a lobby."""
    room = new_room(replace(PLAN, lobby=False))
    assert kinds(room.door.join(BOB, "b1", None, NOW)) == ["participant_knocked"]


def test_without_a_lobby_the_host_brings_everybody_in() -> None:
    """Who waited only for the host is in as soon as she comes; later comers walk in."""
    room = new_room(replace(PLAN, lobby=False))
    room.door.join(BOB, "b1", None, NOW)
    events = room.door.join(ALICE, "a1", None, NOW + 1)
    assert kinds(events) == ["participant_joined", "room_opened", "participant_joined"]
    assert kinds(room.door.join(CAROL, "c1", None, NOW + 2)) == ["participant_joined"]


@pytest.mark.parametrize("who", [PAUL, MONA, Identity("pat", "Pat", Role.PANELIST)])
def test_who_is_invited_to_speak_walks_in(room: Room, who: Identity) -> None:
    """Presenters, moderators and panelists do not wait."""
    events = check(room, lambda: room.door.join(who, "x1", None, NOW + 9))
    assert kinds(events) == ["participant_joined"]


def test_a_program_of_the_administrator_walks_in() -> None:
    """A token that says so passes the lobby, even before the host is there; but no lock."""
    probe = Identity("probe", "Probe", Role.ATTENDEE, admitted=True)
    room = new_room()
    assert kinds(room.door.join(probe, "x1", None, NOW)) == ["participant_joined"]
    room.door.join(ALICE, "a1", None, NOW)
    room.door.lock("alice", True, NOW)
    other = replace(probe, id="other")
    refused(Locked, room, lambda: room.door.join(other, "x2", None, NOW))


def test_a_second_tab_is_the_same_participant(room: Room) -> None:
    """Joining again from another tab changes nothing."""
    assert room.door.join(BOB, "b2", "desktop", NOW + 9) == ()
    assert room.door.lose("bob", "b1", NOW + 10) == ()
    assert room.state_of("bob") is State.PRESENT


def test_who_was_admitted_need_not_knock_again(room: Room) -> None:
    """After leaving, the same person walks in."""
    room.door.leave("bob", "b1", NOW + 9)
    events = check(room, lambda: room.door.join(BOB, "b2", None, NOW + 10), "alice")
    assert kinds(events) == ["participant_joined"]


def test_a_new_name_and_device_count_when_coming_in(room: Room) -> None:
    """What the token and the browser say now replaces what they said then."""
    room.door.leave("bob", "b1", NOW + 9)
    room.door.join(Identity("bob", "Dr Bob", Role.ATTENDEE), "b2", "tablet", NOW + 10)
    bob = next(p for p in room.snapshot("alice").participants if p.id == "bob")
    assert (bob.name, bob.device, bob.since) == ("Dr Bob", "tablet", NOW + 10)


def test_a_locked_room_refuses_newcomers(room: Room) -> None:
    """Nobody new comes in once it is locked."""
    room.door.lock("alice", True, NOW + 9)
    refused(Locked, room, lambda: room.door.join(DAN, "d1", None, NOW + 10))
    assert room.state_of("dan") is None


def test_a_locked_room_lets_its_own_people_back(room: Room) -> None:
    """The lock is for newcomers; who was in comes back, and staff come in."""
    room.door.lock("alice", True, NOW + 9)
    room.door.leave("bob", "b1", NOW + 10)
    assert kinds(room.door.join(BOB, "b2", None, NOW + 11)) == ["participant_joined"]
    assert kinds(room.door.join(MONA, "m1", None, NOW + 12)) == ["participant_joined"]


def test_a_banned_person_is_refused(room: Room) -> None:
    """A ban holds."""
    room.door.remove("alice", "bob", True, NOW + 9)
    refused(Banned, room, lambda: room.door.join(BOB, "b2", None, NOW + 10))


def test_a_ban_from_before_the_room_opened_holds() -> None:
    """The plan brings the bans of earlier."""
    room = new_room(replace(PLAN, banned=frozenset({"bob"})))
    with pytest.raises(Banned):
        room.door.join(BOB, "b1", None, NOW)


def test_an_ended_room_refuses_everybody(room: Room) -> None:
    """What is over is over, for the host too."""
    room.end("alice", NOW + 9)
    refused(RoomIsOver, room, lambda: room.door.join(DAN, "d1", None, NOW + 10))
    refused(RoomIsOver, room, lambda: room.door.join(ALICE, "a2", None, NOW + 10))


def test_the_lobby_sees_nothing(room: Room) -> None:
    """No snapshot for somebody who waits, nor for a stranger."""
    for stranger in ("carol", "nobody"):
        with pytest.raises(NotInRoom):
            room.snapshot(stranger)
