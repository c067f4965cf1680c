"""apply: what a browser does with events; project: what each audience is told."""

import pytest

from rooms import Audience, Room, apply, events, project
from rooms.events import EVENTS, KINDS, dump
from rooms.snapshot import Gap
from tests.support.stage import BOB, FIRST, NOW, SECOND

LATER = NOW + 100


def test_an_old_event_changes_nothing(room: Room) -> None:
    """An event that the snapshot contains is dropped: repetition does no harm."""
    (event,) = room.stage.show("alice", FIRST, "sha", LATER)
    snapshot = room.snapshot("bob")
    assert apply(snapshot, event) is snapshot


def test_a_gap_is_noticed(room: Room) -> None:
    """A missing event is never guessed over."""
    stale = room.snapshot("bob")
    room.stage.show("alice", FIRST, "sha", LATER)
    (event,) = room.stage.show("alice", SECOND, "sha", LATER)
    with pytest.raises(Gap):
        apply(stale, event)


def test_a_hidden_event_moves_the_counter_only(room: Room) -> None:
    """Attendees count what they may not see."""
    stale = room.snapshot("bob")
    (event,) = room.stage.rate_slide("alice", "v1", 0, "positive", LATER)
    told = project(event, Audience.ATTENDEES)
    assert dump(told) == {
        "kind": "hidden",
        "seq": event.seq,
        "at": LATER,
        "by": None,
        "first": event.seq,
    }
    assert apply(stale, told) == room.snapshot("bob")


def test_participants_are_in_order_of_arrival(room: Room) -> None:
    """Who comes back later is listed later, in every picture of the room."""
    room.door.leave("bob", "b1", LATER)
    room.door.admit("alice", "carol", LATER + 1)
    room.door.join(BOB, "b2", None, LATER + 2)
    assert [p.id for p in room.snapshot("bob").participants] == ["alice", "carol", "bob"]


def test_hosts_keep_who_has_gone(room: Room) -> None:
    """Hosts see everybody who ever knocked; attendees see who is in."""
    room.door.leave("carol", "c1", LATER)
    assert [p.id for p in room.snapshot("alice").participants] == ["alice", "bob", "carol"]
    assert [p.id for p in room.snapshot("bob").participants] == ["alice", "bob"]


def test_notes_are_for_hosts(room: Room) -> None:
    """Speaker notes never reach an attendee."""
    assert room.snapshot("alice").decks[0].slides[0].notes == "Smile"
    assert room.snapshot("bob").decks[0].slides[0].notes is None


def test_every_event_has_its_own_kind() -> None:
    """The wire names are unique, and follow the class names."""
    assert len(KINDS) == len(EVENTS)
    for event in EVENTS:
        words = "".join(word.capitalize() for word in event.kind.split("_"))
        assert words == event.__name__


def test_every_event_class_is_listed() -> None:
    """An event that is not in EVENTS could not be restored, nor documented."""
    classes = {cls.__name__ for cls in vars(events).values() if isinstance(cls, type)}
    found = {name for name in classes if issubclass(getattr(events, name), events.Event)}
    bases = {"Event", "ParticipantEvent", "PollEvent"}
    assert found - bases == {event.__name__ for event in EVENTS}
