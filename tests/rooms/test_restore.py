"""After a crash: the room comes back from its events."""

from dataclasses import replace

import pytest

from rooms import Event, Phase, Room, State, Stream
from rooms.door import KEPT_MS
from rooms.errors import Banned, RoomIsOver
from rooms.room import HOST_ABSENT_MS
from rooms.snapshot import Gap
from tests.support.stage import (
    ALICE,
    BOB,
    CAROL,
    DAN,
    MONA,
    NOW,
    PLAN,
    SECOND,
    check,
    kinds,
    new_room,
)

LATER = NOW + 100
DOWN = NOW + 5_000
UP = NOW + 20_000


class Story:
    """A room and everything that has happened in it."""

    def __init__(self) -> None:
        self.room = new_room()
        self.events: list[Event] = []
        self.tell(
            self.room.door.join(ALICE, "a1", "desktop", NOW),
            self.room.door.join(BOB, "b1", "phone", NOW + 1),
            self.room.door.admit("alice", "bob", NOW + 2),
            self.room.door.join(CAROL, "c1", None, NOW + 3),
        )

    def tell(self, *chapters: tuple[Event, ...]) -> None:
        for chapter in chapters:
            self.events.extend(chapter)

    def restored(self) -> Room:
        return Room.restore("heart", PLAN, self.events, UP)


@pytest.fixture
def story() -> Story:
    return Story()


def test_restore(story: Story) -> None:
    """Every picture of the room is the one from before the crash."""
    room = story.room
    story.tell(
        room.stage.show("alice", replace(SECOND, state={"tab": 1}), "sha", LATER),
        room.stage.rate_slide("alice", "v1", 1, "positive", LATER),
        room.stage.publish(Stream("s1", "bob", "camera", True, True), LATER),
        room.talk.chat("bob", "m1", "hello", LATER),
        room.talk.ask("bob", "q1", "why?", LATER),
        room.floor.raise_hand("bob", True, LATER),
        room.door.lock("alice", True, LATER),
    )
    restored = story.restored()
    for me in ("alice", "bob"):
        assert restored.snapshot(me) == room.snapshot(me)


def test_restore_nothing() -> None:
    """A room that nothing happened in is a new one."""
    assert Room.restore("heart", PLAN, [], UP).phase is Phase.WAITING


def test_restore_with_a_hole(story: Story) -> None:
    """A timeline with a hole is not a room."""
    del story.events[2]
    with pytest.raises(Gap):
        story.restored()


def test_interrupt(story: Story) -> None:
    """Who was in is reconnecting, who waited has gone, streams are over."""
    story.tell(story.room.stage.publish(Stream("s1", "bob", "camera", True, True), LATER))
    room = story.restored()
    events = check(room, lambda: room.interrupt(DOWN, UP))
    assert kinds(events) == ["stream_ended", *["participant_reconnecting"] * 2, "participant_left"]
    assert {event.at for event in events} == {DOWN}
    assert room.state_of("carol") is State.LEFT


def test_who_was_in_is_kept_from_the_restart_on(story: Story) -> None:
    """The outage is not held against anybody."""
    room = story.restored()
    room.interrupt(DOWN, UP)
    assert room.next_timeout() == UP + KEPT_MS
    assert kinds(room.door.join(BOB, "b2", None, UP + 1)) == ["participant_returned"]
    room.tick(UP + KEPT_MS)
    assert room.next_timeout() == UP + HOST_ABSENT_MS


def test_events_go_on_without_a_hole(story: Story) -> None:
    """The first event after the restart follows the last one before the crash."""
    room = story.restored()
    first = room.interrupt(DOWN, UP)[0]
    assert first.seq == story.events[-1].seq + 1


def test_the_clock_never_runs_back(story: Story) -> None:
    """A heartbeat older than the last event does not date events before it."""
    room = story.restored()
    assert room.interrupt(NOW - 1, UP)[0].at == story.events[-1].at


def test_what_the_room_noted_of_people_holds(story: Story) -> None:
    """Admitted, held, refused with a reason, banned: all as before."""
    room = story.room
    story.tell(
        room.door.refuse("alice", "carol", "wrong hour", LATER),
        room.door.join(DAN, "d1", None, LATER),
        room.door.remove("alice", "dan", True, LATER),
        room.door.hold("alice", "bob", True, LATER),
        room.door.leave("bob", "b1", LATER),
        room.door.join(MONA, "m1", None, LATER),
        room.door.leave("mona", "m1", LATER),
    )
    restored = story.restored()
    restored.interrupt(DOWN, UP)
    carol = restored.person("carol")
    assert carol is not None and carol.reason == "wrong hour"
    assert kinds(restored.door.join(BOB, "b2", None, UP)) == ["participant_held"]
    with pytest.raises(Banned):
        restored.door.join(DAN, "d2", None, UP)


def test_who_was_admitted_and_left_walks_in(story: Story) -> None:
    """Having been in counts after the restart too; a removal takes it away."""
    story.tell(story.room.door.leave("bob", "b1", LATER))
    assert kinds(story.restored().door.join(BOB, "b2", None, UP)) == ["participant_joined"]
    story.tell(story.room.door.remove("alice", "bob", False, LATER))
    assert kinds(story.restored().door.join(BOB, "b2", None, UP)) == ["participant_knocked"]


def test_who_was_put_out_and_left_knocks(story: Story) -> None:
    """Having gone from the lobby opens no door, not after a crash either."""
    room = story.room
    story.tell(room.door.join(MONA, "m1", None, LATER))
    story.tell(room.door.remove("alice", "mona", False, LATER + 1))
    story.tell(room.door.join(MONA, "m2", None, LATER + 2))
    story.tell(room.door.lose("mona", "m2", LATER + 3))
    assert kinds(story.restored().door.join(MONA, "m3", None, UP)) == ["participant_knocked"]


def test_a_room_that_was_over_is_over(story: Story) -> None:
    """Nothing reopens it."""
    story.tell(story.room.end("alice", LATER))
    room = story.restored()
    assert room.interrupt(DOWN, UP) == ()
    with pytest.raises(RoomIsOver):
        room.door.join(ALICE, "a2", None, UP)
