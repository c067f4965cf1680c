"""The show of a webinar: rehearsal, going live, on stage and backstage."""

from dataclasses import replace

import pytest

from rooms import Identity, Phase, Role, Room, State, Stream
from rooms.errors import NotAllowed, NotFound, StageFull
from rooms.events import Hidden, ParticipantStaged
from rooms.projecting import project
from rooms.roles import Audience
from rooms.show import LONGEST_COUNTDOWN_MS
from tests.support.stage import (
    ALICE,
    BOB,
    CAROL,
    DAN,
    EVA,
    MONA,
    NOW,
    SHOW,
    check,
    kinds,
    new_room,
    staged_room,
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


# -- going live --------------------------------------------------------------------------------


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


# -- privacy -----------------------------------------------------------------------------------


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


# -- backstage ---------------------------------------------------------------------------------


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


# -- from the audience -------------------------------------------------------------------------


def test_promote(live: Room) -> None:
    """Two yeses make an attendee a panelist, whom everybody sees."""
    with pytest.raises(NotAllowed):
        live.stage.may_publish("bob", "camera")
    check(live, lambda: live.show.invite("mona", "bob", True, NOW), "alice", "bob", "carol")
    assert [p.invited for p in live.snapshot("bob").participants if p.id == "bob"] == [True]
    check(live, lambda: live.show.answer_invitation("bob", True, NOW), "alice", "carol", "eva")
    person = live.person("bob")
    assert person is not None and person.public.role is Role.PANELIST
    assert "bob" in {p.id for p in live.snapshot("carol").participants}
    live.stage.may_publish("bob", "camera")


def test_decline(live: Room) -> None:
    """Who would rather not stays in the audience."""
    live.show.invite("alice", "bob", True, NOW)
    check(live, lambda: live.show.answer_invitation("bob", False, NOW), "alice", "bob")
    with pytest.raises(NotAllowed):
        live.show.answer_invitation("bob", True, NOW)


def test_demote(live: Room) -> None:
    """Back in the audience nothing of them is seen or heard any more."""
    live.show.invite("alice", "bob", True, NOW)
    live.show.answer_invitation("bob", True, NOW)
    live.stage.publish(Stream("s2", "bob", "camera", True, True), NOW)
    events = check(live, lambda: live.show.demote("alice", "bob", NOW), "alice", "carol", "eva")
    assert kinds(events) == ["stream_ended", "participant_demoted"]
    with pytest.raises(NotAllowed):
        live.stage.may_publish("bob", "camera")


def test_step_down_by_oneself(live: Room) -> None:
    """Whoever came on stage may go back by themselves; the crew may not be demoted."""
    live.show.invite("alice", "bob", True, NOW)
    live.show.answer_invitation("bob", True, NOW)
    live.show.demote("bob", "bob", NOW)
    for who in ("bob", "eva"):
        with pytest.raises(NotAllowed):
            live.show.demote("alice", who, NOW)


def test_promoted_comes_back(live: Room) -> None:
    """A role that was given in the room outlives the connection; the token still says attendee."""
    live.show.invite("alice", "bob", True, NOW)
    live.show.answer_invitation("bob", True, NOW)
    live.door.leave("bob", "bob1", NOW)
    live.door.join(BOB, "b2", None, NOW)
    person = live.person("bob")
    assert person is not None and person.public.role is Role.PANELIST


def test_invite_whom(live: Room) -> None:
    """Only attendees who are in the room are asked."""
    with pytest.raises(NotAllowed):
        live.show.invite("alice", "eva", True, NOW)
    with pytest.raises(NotFound):
        live.show.invite("alice", "dan", True, NOW)
    with pytest.raises(NotAllowed):
        live.show.invite("eva", "bob", True, NOW)


def test_full_stage(live: Room) -> None:
    """Nobody with a camera is brought onto a stage that is full."""
    for number in range(6):
        who = Identity(f"p{number}", f"P {number}", Role.PANELIST)
        live.door.join(who, f"p{number}", None, NOW)
        live.stage.publish(Stream(f"c{number}", who.id, "camera", True, True), NOW)
    live.stage.publish(Stream("m", "mona", "camera", True, True), NOW)
    with pytest.raises(StageFull):
        live.show.set_backstage("alice", "mona", False, NOW)


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
