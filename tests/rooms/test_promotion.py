"""From a webinar's audience onto the stage, and back."""

import pytest

from rooms import Identity, Role, Room, Stream
from rooms.errors import NotAllowed, NotFound, StageFull
from tests.rooms.showtime import live as live
from tests.rooms.showtime import room as room
from tests.support.stage import (
    BOB,
    NOW,
    check,
    kinds,
)


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
