"""The places on stage: six besides the hosts; the quiet give way, nobody is robbed."""

import pytest

from rooms import Identity, Role, Room, State, Stream
from rooms.errors import StageFull
from rooms.ledger import Events
from rooms.people import Kind
from rooms.places import CLAIM_MS, GAVE_WAY_MS, KEPT_MS, MOST_ON_STAGE, QUIET_MS
from tests.support.stage import ALICE, MONA, NOW, check, kinds, new_room, refused

LATER = NOW + 1_000
GUESTS = [f"g{number}" for number in range(MOST_ON_STAGE)]
AMY = Identity("amy", "Amy", Role.HOST)


def camera(who: str, on: bool = True) -> Stream:
    return Stream(f"camera-{who}", who, "camera", on, on)


def enter(room: Room, who: str) -> None:
    """Somebody whom the host has admitted before."""
    room.door.join(Identity(who, who.title(), Role.ATTENDEE, admitted=True), who, None, NOW)


@pytest.fixture
def full() -> Room:
    """Alice hosts, six guests are on stage, Bob and Carol are in the room."""
    room = new_room()
    room.door.join(ALICE, "a1", None, NOW)
    for who in (*GUESTS, "bob", "carol"):
        enter(room, who)
    for who in GUESTS:
        room.stage.claim(who, "camera", LATER)
        room.stage.publish(camera(who), LATER)
    return room


def ask(room: Room, who: str, now: int = LATER) -> Events:
    return room.stage.claim(who, "camera", now)


def quieten(room: Room, who: str, now: int = LATER) -> None:
    room.floor.stream_state(who, f"camera-{who}", False, False, now)


def on_stage(room: Room) -> list[str]:
    return [stream.participant for stream in room.streams]


def test_six_have_a_place(full: Room) -> None:
    """Six people are seen at once, and the seventh is told so."""
    assert on_stage(full) == GUESTS
    refused(StageFull, full, lambda: ask(full, "bob"))
    with pytest.raises(StageFull, match="you can listen, chat and raise your hand"):
        ask(full, "bob")


def test_hosts_need_no_place(full: Room) -> None:
    """However full the stage, every host is seen; and takes nobody's place."""
    full.door.join(AMY, "a2", None, LATER)
    for who in ("alice", "amy"):
        assert ask(full, who) == ()
        assert kinds(full.stage.publish(camera(who), LATER)) == ["stream_started"]
    full.stage.unpublish("camera-g0", LATER)
    full.door.leave("g0", "g0", LATER)
    assert ask(full, "bob") == ()


def test_a_moderator_needs_a_place(full: Room) -> None:
    """Who only tends the room is one of the six."""
    full.door.join(MONA, "m1", None, LATER)
    refused(StageFull, full, lambda: ask(full, "mona"))


def test_a_screen_needs_no_place(full: Room) -> None:
    """A shared screen is no face."""
    assert full.stage.claim("alice", "screen", LATER) == ()


def test_a_place_becomes_free(full: Room) -> None:
    """When somebody goes, the next who asks is on."""
    full.door.leave("g3", "g3", LATER)
    assert ask(full, "bob") == ()
    assert kinds(full.stage.publish(camera("bob"), LATER)) == ["stream_started"]
    refused(StageFull, full, lambda: ask(full, "carol"))


@pytest.mark.parametrize("how", ["remove", "hold"])
def test_who_is_put_out_or_aside_has_no_place(full: Room, how: str) -> None:
    """Their place is free at once, and is not theirs when they are back."""
    if how == "remove":
        full.door.remove("alice", "g3", False, LATER)
    else:
        full.door.hold("alice", "g3", True, LATER)
    full.stage.publish(camera("bob"), LATER)
    if how == "hold":
        full.door.hold("alice", "g3", False, LATER)
        refused(StageFull, full, lambda: ask(full, "g3"))


def test_two_at_once_for_the_last_place(full: Room) -> None:
    """Who asked first has it, though nobody's media has come yet."""
    full.door.leave("g3", "g3", LATER)
    ask(full, "bob")
    refused(StageFull, full, lambda: ask(full, "carol"))
    refused(StageFull, full, lambda: full.stage.publish(camera("carol"), LATER))
    assert kinds(full.stage.publish(camera("bob"), LATER + 500)) == ["stream_started"]


def test_a_claim_runs_out(full: Room) -> None:
    """Whoever asks and never sends does not block the place."""
    full.door.leave("g3", "g3", LATER)
    ask(full, "bob")
    assert ask(full, "carol", LATER + CLAIM_MS) == ()
    refused(StageFull, full, lambda: full.stage.publish(camera("bob"), LATER + CLAIM_MS))


def test_a_claim_is_given_back(full: Room) -> None:
    """An offer that is refused leaves the place free."""
    full.door.leave("g3", "g3", LATER)
    ask(full, "bob")
    full.stage.unclaim("bob", "camera")
    assert ask(full, "carol") == ()


@pytest.mark.parametrize("kind", ["camera", "screen"])
def test_a_refused_offer_takes_no_place_away(full: Room, kind: Kind) -> None:
    """Whose camera broke has the place for its whole minute, whatever is refused meanwhile."""
    full.stage.unpublish("camera-g3", LATER)
    if kind == "camera":
        ask(full, "g3", LATER + 1)
    full.stage.unclaim("g3", kind)
    refused(StageFull, full, lambda: ask(full, "bob", LATER + KEPT_MS - 1))
    assert ask(full, "bob", LATER + KEPT_MS) == ()


def test_asking_shortens_nothing(full: Room) -> None:
    """A claim runs out, what is kept after a broken stream does not with it."""
    full.stage.unpublish("camera-g3", LATER)
    ask(full, "g3", LATER + 1)
    refused(StageFull, full, lambda: ask(full, "bob", LATER + KEPT_MS - 1))


def test_who_reconnects_keeps_the_place(full: Room) -> None:
    """A stream that breaks has its place for a minute."""
    full.stage.unpublish("camera-g3", LATER)
    refused(StageFull, full, lambda: ask(full, "bob"))
    assert ask(full, "g3", LATER + KEPT_MS - 1) == ()
    full.stage.publish(Stream("again", "g3", "camera", True, True), LATER + KEPT_MS)
    refused(StageFull, full, lambda: ask(full, "bob", LATER + KEPT_MS))


def test_who_does_not_reconnect_loses_the_place(full: Room) -> None:
    """And not for longer."""
    full.stage.unpublish("camera-g3", LATER)
    assert ask(full, "bob", LATER + KEPT_MS) == ()
    full.stage.publish(camera("bob"), LATER + KEPT_MS)
    refused(StageFull, full, lambda: ask(full, "g3", LATER + KEPT_MS))


def test_a_reloaded_page_keeps_the_place(full: Room) -> None:
    """Socket and stream are gone for a moment; nobody slips in between."""
    full.stage.unpublish("camera-g3", LATER)
    full.door.lose("g3", "g3", LATER)
    refused(StageFull, full, lambda: ask(full, "bob"))
    enter(full, "g3")
    assert full.state_of("g3") is State.PRESENT
    assert ask(full, "g3") == ()


def test_publishing_again_needs_no_second_place(full: Room) -> None:
    """A new camera takes the place of one's own."""
    ask(full, "g3")
    events = full.stage.publish(Stream("new", "g3", "camera", True, True), LATER)
    assert kinds(events) == ["stream_ended", "stream_started"]


def test_a_crash_keeps_the_places(full: Room) -> None:
    """After a restart the six come back to their places."""
    full.interrupt(LATER, LATER)
    for who in (*GUESTS, "bob"):
        enter(full, who)
    refused(StageFull, full, lambda: ask(full, "bob"))
    for who in GUESTS:
        full.stage.publish(camera(who), LATER)


def test_the_quiet_give_way(full: Room) -> None:
    """Who neither speaks nor is seen for a minute makes room: the longest quiet first."""
    quieten(full, "g4", LATER)
    quieten(full, "g2", LATER + 1)
    now = LATER + QUIET_MS + 1
    events = check(full, lambda: ask(full, "bob", now), "alice", "carol")
    assert kinds(events) == ["stream_ended"]
    assert "g4" not in on_stage(full)
    full.stage.publish(camera("bob"), now)
    assert on_stage(full) == ["g0", "g1", "g2", "g3", "g5", "bob"]


def test_nobody_gives_way_for_a_pause(full: Room) -> None:
    """A minute less a moment is a pause."""
    quieten(full, "g4")
    refused(StageFull, full, lambda: ask(full, "bob", LATER + QUIET_MS - 1))


def test_a_picture_or_a_voice_keeps_the_place(full: Room) -> None:
    """Whoever is seen or may be heard is on stage, however long."""
    full.floor.stream_state("g4", "camera-g4", False, True, LATER)
    full.floor.stream_state("g2", "camera-g2", True, False, LATER)
    quieten(full, "g1")
    full.floor.stream_state("g1", "camera-g1", True, False, LATER + QUIET_MS)
    refused(StageFull, full, lambda: ask(full, "bob", LATER + QUIET_MS + 1))


def test_nobody_gives_way_while_there_is_room(full: Room) -> None:
    """Being quiet is no fault while nobody else asks."""
    full.door.leave("g3", "g3", LATER)
    quieten(full, "g4")
    assert ask(full, "bob", LATER + QUIET_MS) == ()
    assert "g4" in on_stage(full)


def test_who_gave_way_does_not_push_at_once(full: Room) -> None:
    """One request must not run through the whole stage."""
    quieten(full, "g4", LATER)
    quieten(full, "g2", LATER)
    now = LATER + QUIET_MS
    ask(full, "bob", now)
    gone = next(who for who in ("g2", "g4") if who not in on_stage(full))
    refused(StageFull, full, lambda: ask(full, gone, now + GAVE_WAY_MS - 1))
    assert kinds(ask(full, gone, now + GAVE_WAY_MS)) == ["stream_ended"]


def test_quiet_hosts_do_not_give_way(full: Room) -> None:
    """Nor does anybody gain by it."""
    full.stage.publish(camera("alice"), LATER)
    quieten(full, "alice")
    refused(StageFull, full, lambda: ask(full, "bob", LATER + QUIET_MS))
