"""The show of a webinar: rehearsal, going live, on stage and backstage."""

import pytest

from rooms import Phase, Role, Room, State
from rooms.errors import NotAllowed, NotFound
from rooms.events import ParticipantStaged
from rooms.show import LONGEST_COUNTDOWN_MS
from tests.rooms.showtime import CAMERA
from tests.rooms.showtime import live as live
from tests.rooms.showtime import room as room
from tests.support.stage import (
    ALICE,
    BOB,
    DAN,
    EVA,
    NOW,
    SHOW,
    check,
    kinds,
    new_room,
    staged_room,
)


def test_rehearsal(room: Room) -> None:
    """The host's coming opens nothing: the crew is in, the audience waits."""
    assert room.phase is Phase.WAITING
    assert [room.state_of(who) for who in ("alice", "eva", "mona")] == [State.PRESENT] * 3
    assert [room.state_of(who) for who in ("bob", "carol")] == [State.LOBBY] * 2


def test_go_live(room: Room) -> None:
    """Going live opens the doors for everybody who waits."""
    events = check(room, lambda: room.show.go_live("alice", 0, NOW + 10), "alice", "eva", "mona")
    assert kinds(events) == ["room_opened", "participant_joined", "participant_joined"]
    assert room.snapshot("bob").started == NOW + 10


def test_countdown(room: Room) -> None:
    """After a countdown it goes live by itself."""
    check(room, lambda: room.show.go_live("alice", 10_000, NOW), "alice", "eva")
    assert (room.phase, room.next_timeout()) == (Phase.WAITING, NOW + 10_000)
    assert room.tick(NOW + 9_999) == ()
    assert kinds(check(room, lambda: room.tick(NOW + 10_000), "alice", "eva"))[0] == "room_opened"


def test_stop_countdown(room: Room) -> None:
    """A countdown can be stopped, and begun anew."""
    room.show.go_live("alice", 10_000, NOW)
    check(room, lambda: room.show.stop_countdown("alice", NOW + 1), "alice", "eva")
    assert room.tick(NOW + 10_000) == ()
    assert room.show.stop_countdown("alice", NOW + 2) == ()


@pytest.mark.parametrize("who", ["eva", "mona", "bob"])
def test_only_hosts_go_live(room: Room, who: str) -> None:
    """Nobody but a host opens the doors."""
    with pytest.raises(Exception, match="may not|only somebody"):
        room.show.go_live(who, 0, NOW)
    assert room.phase is Phase.WAITING


def test_live_once(live: Room) -> None:
    """What is live cannot go live; a countdown has an end."""
    for delay in (0, 5_000):
        with pytest.raises(NotAllowed):
            live.show.go_live("alice", delay, NOW)


def test_countdown_twice(room: Room) -> None:
    """Another press while it counts changes nothing: the audience has read the time already."""
    room.show.go_live("alice", 5_000, NOW)
    assert room.show.go_live("alice", 30_000, NOW + 1_000) == ()
    assert room.snapshot("eva").live_at == NOW + 5_000


def test_countdown_too_long(room: Room) -> None:
    """A countdown takes up to a minute."""
    with pytest.raises(NotAllowed):
        room.show.go_live("alice", LONGEST_COUNTDOWN_MS + 1, NOW)


def test_no_audience_in_rehearsal(room: Room) -> None:
    """Nobody of the audience is let into the rehearsal, one by one or all."""
    with pytest.raises(NotAllowed):
        room.door.admit("alice", "bob", NOW)
    with pytest.raises(NotAllowed):
        room.door.admit_all("alice", NOW)


def test_walk_in(live: Room) -> None:
    """Who comes later is in at once."""
    live.door.join(DAN, "d1", None, NOW + 20)
    assert live.state_of("dan") is State.PRESENT


def test_who_is_backstage_is_not_pinned(live: Room) -> None:
    """The audience is not told whom to look at whom it does not see."""
    with pytest.raises(NotAllowed):
        live.stage.pin("alice", "mona", NOW)


def test_backstage_is_unseen(live: Room) -> None:
    """Who is backstage, and what they publish, is known to the crew alone."""
    check(live, lambda: live.stage.publish(CAMERA, NOW), "alice", "bob", "mona")
    (staged,) = check(
        live, lambda: live.show.set_backstage("eva", "eva", True, NOW), "alice", "bob", "mona"
    )
    assert isinstance(staged, ParticipantStaged)
    assert [s.id for s in live.snapshot("bob").streams] == []
    assert [s.id for s in live.snapshot("mona").streams] == ["s1"]
    assert [live.may_view(who, "s1") for who in ("bob", "mona")] == [False, True]


def test_back_on_stage(live: Room) -> None:
    """On stage again the audience sees and hears them again."""
    live.stage.publish(CAMERA, NOW)
    live.show.set_backstage("eva", "eva", True, NOW)
    check(live, lambda: live.show.set_backstage("mona", "eva", False, NOW), "alice", "bob", "mona")
    assert live.may_view("bob", "s1")


def test_who_speaks_backstage_is_not_told(live: Room) -> None:
    """A voice backstage is nobody's speaker, and no pin outlives the stage."""
    live.stage.publish(CAMERA, NOW)
    live.stage.pin("alice", "eva", NOW)
    live.stage.hear("eva")
    check(live, lambda: live.show.set_backstage("eva", "eva", True, NOW), "alice", "bob")
    assert (live.snapshot("bob").pinned, live.speaking) == (None, None)
    assert not live.stage.hear("eva")


def test_held_is_not_staged(live: Room) -> None:
    """Who is on hold is brought nowhere before they are back."""
    live.door.hold("alice", "mona", True, NOW + 11)
    with pytest.raises(NotFound):
        live.show.set_backstage("alice", "mona", False, NOW + 12)


def test_only_hosts_bring_on_stage(live: Room) -> None:
    """A panelist steps back by herself, and comes back by the hosts' word."""
    live.show.set_backstage("eva", "eva", True, NOW)
    for who, whom in (("eva", "eva"), ("eva", "mona")):
        with pytest.raises(NotAllowed):
            live.show.set_backstage(who, whom, False, NOW)
    with pytest.raises(NotAllowed):
        live.show.set_backstage("bob", "bob", True, NOW)
    with pytest.raises(NotAllowed):
        live.show.set_backstage("alice", "bob", True, NOW)


def test_restore(live: Room) -> None:
    """After a crash roles, places and privacy are as they were."""
    room = new_room(SHOW)
    events = [
        *room.door.join(BOB, "b1", None, NOW),
        *room.door.join(ALICE, "a1", None, NOW),
        *room.door.join(EVA, "e1", None, NOW),
        *room.show.go_live("alice", 0, NOW),
        *room.show.set_backstage("eva", "eva", True, NOW),
        *room.show.invite("alice", "bob", True, NOW),
        *room.show.answer_invitation("bob", True, NOW),
    ]
    again = Room.restore("heart", SHOW, events, NOW)
    assert again.view("", Role.HOST) == room.view("", Role.HOST)
    again.interrupt(NOW, NOW)
    again.door.join(BOB, "b2", None, NOW)
    person = again.person("bob")
    assert person is not None and person.promoted


def test_meetings_have_no_show() -> None:
    """In a meeting nothing of this exists."""
    room = staged_room()
    with pytest.raises(NotAllowed):
        room.show.go_live("alice", 0, NOW)
    with pytest.raises(NotAllowed):
        room.show.set_backstage("alice", "alice", True, NOW)
    with pytest.raises(NotAllowed):
        room.show.invite("alice", "bob", True, NOW)
