"""The break of a webinar: the audience waits, the crew is among itself."""

from collections.abc import Callable

import pytest

from rooms import Role, Room, Stream
from rooms.errors import NotAllowed
from rooms.events import ParticipantStaged
from rooms.ledger import Events
from tests.support.stage import ALICE, BOB, CAROL, EVA, MONA, NOW, SHOW, check, kinds, new_room

WATCHED = ("alice", "eva", "bob")
MINUTE = 60_000


@pytest.fixture
def room() -> Room:
    """Alice hosts, Eva is on stage with her camera, Bob watches; it is live."""
    room = new_room(SHOW)
    for at, who in enumerate((ALICE, EVA, BOB)):
        room.door.join(who, who.id, None, NOW + at)
    room.show.go_live("alice", 0, NOW + 3)
    room.stage.publish(Stream("s1", "eva", "camera", True, True), NOW + 4)
    return room


def test_a_break(room: Room) -> None:
    """The stage is empty for the audience, and as it was when it goes on."""
    check(room, lambda: room.pauses.begin("alice", 5 * MINUTE, NOW + 10), *WATCHED)
    paused = room.snapshot("bob")
    assert paused.pause is not None
    assert (paused.pause.since, paused.pause.until) == (NOW + 10, NOW + 10 + 5 * MINUTE)
    assert not paused.streams
    assert not room.may_view("bob", "s1")
    assert room.snapshot("eva").streams
    check(room, lambda: room.pauses.end("alice", NOW + 20), *WATCHED)
    assert room.snapshot("bob").pause is None
    assert [stream.id for stream in room.snapshot("bob").streams] == ["s1"]


def test_who_was_backstage_stays_there(room: Room) -> None:
    """The end of a break brings on stage only whom it sent away."""
    room.show.set_backstage("alice", "eva", True, NOW + 5)
    room.pauses.begin("alice", 0, NOW + 6)
    room.pauses.end("alice", NOW + 7)
    assert not room.snapshot("bob").streams


def test_again_is_harmless_and_changes_the_time(room: Room) -> None:
    """The same wish twice is one; another time moves the end, not the beginning."""
    room.pauses.begin("alice", 0, NOW + 6)
    assert room.pauses.begin("alice", 0, NOW + 7) == ()
    check(room, lambda: room.pauses.begin("alice", MINUTE, NOW + 8), *WATCHED)
    pause = room.snapshot("bob").pause
    assert pause is not None
    assert (pause.since, pause.until) == (NOW + 6, NOW + 8 + MINUTE)
    room.pauses.end("alice", NOW + 9)
    assert room.pauses.end("alice", NOW + 10) == ()
    assert room.snapshot("bob").streams


def test_over_time_it_waits_for_the_host(room: Room) -> None:
    """Time alone ends no break that nobody asked to end by itself."""
    room.pauses.begin("alice", MINUTE, NOW + 6)
    assert room.next_timeout() is None
    assert room.tick(NOW + 6 + 2 * MINUTE) == ()
    assert room.snapshot("bob").pause is not None


def test_it_ends_by_itself(room: Room) -> None:
    """At its time, not before, and everybody is where they were; nobody's name is on it."""
    check(room, lambda: room.pauses.begin("alice", MINUTE, NOW + 6, ends=True), *WATCHED)
    assert room.next_timeout() == NOW + 6 + MINUTE
    assert room.tick(NOW + 5 + MINUTE) == ()
    check(room, lambda: room.tick(NOW + 6 + MINUTE), *WATCHED)
    assert room.snapshot("bob").pause is None
    assert [stream.id for stream in room.snapshot("bob").streams] == ["s1"]
    assert room.next_timeout() is None


def test_the_host_goes_on_before(room: Room) -> None:
    """Then time has nothing more to do."""
    room.pauses.begin("alice", MINUTE, NOW + 6, ends=True)
    room.pauses.end("alice", NOW + 7)
    assert room.tick(NOW + 6 + MINUTE) == ()


def test_the_tick_may_be_taken_back(room: Room) -> None:
    """The same time said again without it is a change; an open end has no time to end at."""
    room.pauses.begin("alice", MINUTE, NOW + 6, ends=True)
    assert kinds(room.pauses.begin("alice", None, NOW + 16)) == ["show_paused"]
    assert room.next_timeout() is None
    pause = room.snapshot("bob").pause
    assert pause is not None and pause.until == NOW + 6 + MINUTE
    room.pauses.begin("alice", 0, NOW + 7, ends=True)
    pause = room.snapshot("bob").pause
    assert pause is not None and not pause.ends


def test_who_comes_meanwhile_comes_backstage(room: Room) -> None:
    """Neither a speaker who comes late nor an attendee who says yes is seen before it goes on."""
    room.pauses.begin("alice", 0, NOW + 6)
    room.door.leave("eva", "eva", NOW + 7)
    check(room, lambda: room.door.join(EVA, "again", None, NOW + 8), "alice", "bob")
    room.stage.publish(Stream("s2", "eva", "camera", True, True), NOW + 9)
    room.show.invite("alice", "bob", True, NOW + 10)
    room.show.answer_invitation("bob", True, NOW + 11)
    room.stage.publish(Stream("s3", "bob", "camera", True, True), NOW + 12)
    room.door.join(CAROL, "carol", None, NOW + 13)
    assert not room.snapshot("carol").streams
    room.pauses.end("alice", NOW + 14)
    assert {stream.id for stream in room.snapshot("carol").streams} == {"s2", "s3"}


def test_nobody_is_brought_on_stage_meanwhile(room: Room) -> None:
    """First the show goes on."""
    room.pauses.begin("alice", 0, NOW + 6)
    with pytest.raises(NotAllowed):
        room.show.set_backstage("alice", "eva", False, NOW + 7)


def test_who_left_the_stage_meanwhile(room: Room) -> None:
    """Whoever goes back to the audience in the break is not brought on stage by its end."""
    room.show.invite("alice", "bob", True, NOW + 5)
    room.show.answer_invitation("bob", True, NOW + 6)
    room.pauses.begin("alice", 0, NOW + 7)
    room.show.demote("alice", "bob", NOW + 8)
    told = room.pauses.end("alice", NOW + 9)
    staged = [event.participant.id for event in told if isinstance(event, ParticipantStaged)]
    assert staged == ["alice", "eva"]


def test_after_a_crash(room: Room) -> None:
    """The break goes on, and its end brings the same people on stage."""
    again = new_room(SHOW)
    steps: list[Callable[[Room], Events]] = [
        lambda r: r.door.join(ALICE, "a", None, NOW),
        lambda r: r.door.join(EVA, "e", None, NOW),
        lambda r: r.show.go_live("alice", 0, NOW),
        lambda r: r.pauses.begin("alice", 0, NOW),
    ]
    back = Room.restore("heart", SHOW, [e for step in steps for e in step(again)], NOW)
    back.interrupt(NOW, NOW)
    back.door.join(ALICE, "a2", None, NOW)
    back.door.join(EVA, "e2", None, NOW)
    staged = back.pauses.end("alice", NOW)
    assert kinds(staged) == ["participant_staged", "participant_staged", "show_resumed"]


def test_after_a_crash_who_came_meanwhile(room: Room) -> None:
    """Who came during the break is brought on stage, too; a moderator stays behind it."""
    again = new_room(SHOW)
    steps: list[Callable[[Room], Events]] = [
        lambda r: r.door.join(ALICE, "a", None, NOW),
        lambda r: r.door.join(BOB, "b", None, NOW),
        lambda r: r.show.go_live("alice", 0, NOW),
        lambda r: r.pauses.begin("alice", 0, NOW),
        lambda r: r.door.join(EVA, "e", None, NOW),
        lambda r: r.door.join(MONA, "m", None, NOW),
        lambda r: r.show.invite("alice", "bob", True, NOW),
        lambda r: r.show.answer_invitation("bob", True, NOW),
    ]
    back = Room.restore("heart", SHOW, [e for step in steps for e in step(again)], NOW)
    back.interrupt(NOW, NOW)
    for who in (ALICE, EVA, MONA, BOB):
        back.door.join(who, f"{who.id}2", None, NOW)
    for one in (again, back):
        one.pauses.end("alice", NOW)
        behind = {p.id for p in one.view("", Role.HOST).participants if p.backstage}
        assert behind == {"mona"}


def test_after_a_crash_it_still_ends_by_itself(room: Room) -> None:
    """The server knows the time, and was away when it came."""
    again = new_room(SHOW)
    steps: list[Callable[[Room], Events]] = [
        lambda r: r.door.join(ALICE, "a", None, NOW),
        lambda r: r.show.go_live("alice", 0, NOW),
        lambda r: r.pauses.begin("alice", MINUTE, NOW, ends=True),
    ]
    back = Room.restore("heart", SHOW, [e for step in steps for e in step(again)], NOW)
    back.interrupt(NOW, NOW + 2 * MINUTE)
    assert kinds(back.tick(NOW + 2 * MINUTE)) == ["participant_staged", "show_resumed"]


@pytest.mark.parametrize("who", ["eva", "bob"])
def test_only_the_host_pauses(room: Room, who: str) -> None:
    """Neither a panelist nor an attendee."""
    with pytest.raises(NotAllowed):
        room.pauses.begin(who, 0, NOW)


def test_not_in_practice() -> None:
    """Before it is live the audience waits anyway."""
    room = new_room(SHOW)
    room.door.join(ALICE, "a", None, NOW)
    with pytest.raises(NotAllowed):
        room.pauses.begin("alice", 0, NOW)


def test_not_too_long(room: Room) -> None:
    """More than an hour is no break."""
    with pytest.raises(NotAllowed):
        room.pauses.begin("alice", 61 * MINUTE, NOW)
