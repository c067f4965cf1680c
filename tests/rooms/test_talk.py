"""Chat, questions and announcements of a webinar: who says what to whom."""

from collections.abc import Callable

import pytest

from rooms import Audience, Room
from rooms.errors import NotAllowed, NotFound
from rooms.ledger import Events
from rooms.projecting import project
from tests.support.stage import ALICE, BOB, CAROL, EVA, MONA, NOW, SHOW, check, new_room

WATCHED = ("alice", "mona", "eva", "bob", "carol")


@pytest.fixture
def room() -> Room:
    """Alice hosts, Mona moderates, Eva speaks, Bob and Carol watch; it is live."""
    room = new_room(SHOW)
    for at, who in enumerate((ALICE, MONA, EVA)):
        room.door.join(who, who.id, None, NOW + at)
    room.show.go_live("alice", 0, NOW + 3)
    for at, who in enumerate((BOB, CAROL), 4):
        room.door.join(who, who.id, None, NOW + at)
    return room


def seen(room: Room) -> dict[str, list[str]]:
    """The questions that each sees, by their ids."""
    return {who: [q.id for q in room.snapshot(who).questions] for who in WATCHED}


def test_moderation(room: Room) -> None:
    """The audience sees a question once a host lets it through; whoever asked sees it at once."""
    check(room, lambda: room.talk.ask("bob", "q1", "Why?", NOW), *WATCHED)
    assert seen(room) == {w: ["q1"] if w != "carol" else [] for w in WATCHED}
    check(room, lambda: room.talk.open_question("mona", "q1", NOW), *WATCHED)
    assert seen(room) == {w: ["q1"] for w in WATCHED}
    check(room, lambda: room.talk.answer("alice", "q1", "dismissed", None, NOW), *WATCHED)
    assert seen(room)["carol"] == []


def test_names(room: Room) -> None:
    """No names: attendees are not told whose a question is; the crew is, unless it is anonymous."""
    room.talk.ask("bob", "q1", "Why?", NOW)
    room.talk.ask("bob", "q2", "Really?", NOW, anonymous=True)
    check(room, lambda: room.talk.open_question("mona", "q1", NOW), *WATCHED)
    check(room, lambda: room.talk.open_question("mona", "q2", NOW), *WATCHED)
    names = {who: [q.name for q in room.snapshot(who).questions] for who in WATCHED}
    assert names["carol"] == ["", ""]
    assert names["alice"] == names["eva"] == names["bob"] == ["Bob", ""]
    whose = {who: [q.by for q in room.snapshot(who).questions] for who in WATCHED}
    assert whose["alice"] == whose["eva"] == ["bob", ""]
    assert whose["bob"] == ["bob", "bob"]


def test_who_asks_without_a_name(room: Room) -> None:
    """Nobody but the asker is told by whom, not even the hosts, in no field of any event."""
    (asked,) = room.talk.ask("bob", "q1", "Really?", NOW, anonymous=True)
    (opened,) = room.talk.open_question("mona", "q1", NOW)
    for event in (asked, opened):
        for audience in Audience:
            told = project(event, audience, "alice")
            assert "bob" not in repr(told)
    assert "bob" in repr(project(asked, Audience.ATTENDEES, "bob"))


def test_votes(room: Room) -> None:
    """A person has one vote, may take it back, and has none for their own question."""
    room.talk.ask("bob", "q1", "Why?", NOW)
    with pytest.raises(NotAllowed):
        room.talk.vote("carol", "q1", True, NOW)
    room.talk.open_question("mona", "q1", NOW)
    check(room, lambda: room.talk.vote("carol", "q1", True, NOW), *WATCHED)
    assert room.talk.vote("carol", "q1", True, NOW) == ()
    check(room, lambda: room.talk.vote("eva", "q1", True, NOW), *WATCHED)
    assert room.snapshot("alice").questions[0].votes == 2
    assert room.snapshot("carol").my_votes == ("q1",)
    check(room, lambda: room.talk.vote("carol", "q1", False, NOW), *WATCHED)
    assert room.snapshot("bob").questions[0].votes == 1
    with pytest.raises(NotAllowed):
        room.talk.vote("bob", "q1", True, NOW)


def test_merge(room: Room) -> None:
    """Two that ask the same become one, with the votes of both; nobody counts twice."""
    for who, question in (("bob", "q1"), ("carol", "q2")):
        room.talk.ask(who, question, "Why?", NOW)
        room.talk.open_question("mona", question, NOW)
    room.talk.vote("eva", "q1", True, NOW)
    room.talk.vote("eva", "q2", True, NOW)
    check(room, lambda: room.talk.merge_questions("mona", "q2", "q1", NOW), *WATCHED)
    (one,) = (q for q in room.snapshot("bob").questions if q.id == "q1")
    assert one.votes == 2
    assert seen(room)["bob"] == ["q1"]
    for pair in (("q1", "q1"), ("q2", "q1")):
        with pytest.raises(NotAllowed):
            room.talk.merge_questions("mona", *pair, NOW)


def test_assign(room: Room) -> None:
    """A question is given to somebody of the crew; the audience is not told to whom."""
    room.talk.ask("bob", "q1", "Why?", NOW)
    room.talk.open_question("mona", "q1", NOW)
    check(room, lambda: room.talk.assign_question("mona", "q1", "eva", NOW), *WATCHED)
    assert [room.snapshot(w).questions[0].assigned for w in ("eva", "carol")] == ["eva", None]
    with pytest.raises(NotAllowed):
        room.talk.assign_question("mona", "q1", "carol", NOW)
    with pytest.raises(NotFound):
        room.talk.assign_question("mona", "q9", None, NOW)


@pytest.mark.parametrize("who", ["eva", "bob"])
def test_only_hosts_tend(room: Room, who: str) -> None:
    """Panelists and attendees neither let questions through nor settle them."""
    room.talk.ask("bob", "q1", "Why?", NOW)
    with pytest.raises(NotAllowed):
        room.talk.open_question(who, "q1", NOW)
    with pytest.raises(NotAllowed):
        room.talk.answer(who, "q1", "live", None, NOW)


def test_channels(room: Room) -> None:
    """To the hosts, among the crew, to all: who is not meant reads nothing."""
    check(room, lambda: room.talk.chat_mode("alice", "hosts", NOW), *WATCHED)
    check(room, lambda: room.talk.chat("bob", "m1", "Help", NOW), *WATCHED)
    check(room, lambda: room.talk.chat("eva", "m2", "Psst", NOW, "crew"), *WATCHED)
    check(room, lambda: room.talk.chat("alice", "m3", "Hello", NOW), *WATCHED)
    read = {who: [m.id for m in room.snapshot(who).chat] for who in WATCHED}
    assert read == {
        "alice": ["m1", "m2", "m3"],
        "mona": ["m1", "m2", "m3"],
        "eva": ["m2", "m3"],
        "bob": ["m1", "m3"],
        "carol": ["m3"],
    }


def test_chat_off(room: Room) -> None:
    """With the chat closed attendees write nothing, and never to the crew's channel."""
    room.talk.chat_mode("alice", "off", NOW)
    with pytest.raises(NotAllowed):
        room.talk.chat("bob", "m1", "Hello", NOW)
    room.talk.chat_mode("alice", "all", NOW)
    with pytest.raises(NotAllowed):
        room.talk.chat("bob", "m1", "Hello", NOW, "crew")


def test_remove_message(room: Room) -> None:
    """A line that a host takes out is gone for everybody; again is harmless."""
    room.talk.chat("bob", "m1", "Spam", NOW)
    check(room, lambda: room.talk.remove_message("mona", "m1", NOW), *WATCHED)
    assert room.snapshot("carol").chat == ()
    assert room.talk.remove_message("mona", "m1", NOW) == ()
    with pytest.raises(NotAllowed):
        room.talk.remove_message("bob", "m1", NOW)


def test_announce(room: Room) -> None:
    """What the hosts announce everybody sees, once."""
    link = "https://x.example"
    check(room, lambda: room.talk.announce("alice", "a1", "Slides", link, NOW), *WATCHED)
    assert room.talk.announce("alice", "a1", "Slides", link, NOW) == ()
    assert [each.link for each in room.snapshot("carol").announcements] == [link]


def test_restore(room: Room) -> None:
    """After a crash votes, mergers and modes are as they were; nobody votes twice."""
    again = new_room(SHOW)
    steps: list[Callable[[Room], Events]] = [
        lambda r: r.door.join(ALICE, "a", None, NOW),
        lambda r: r.show.go_live("alice", 0, NOW),
        lambda r: r.door.join(BOB, "b", None, NOW),
        lambda r: r.door.join(CAROL, "c", None, NOW),
        lambda r: r.talk.ask("bob", "q1", "Why?", NOW),
        lambda r: r.talk.open_question("alice", "q1", NOW),
        lambda r: r.talk.vote("carol", "q1", True, NOW),
        lambda r: r.talk.chat_mode("alice", "off", NOW),
    ]
    events = [event for step in steps for event in step(again)]
    back = Room.restore("heart", SHOW, events, NOW)
    assert back.view("carol", CAROL.role) == again.view("carol", CAROL.role)
    back.interrupt(NOW, NOW)
    back.door.join(CAROL, "c2", None, NOW)
    assert back.talk.vote("carol", "q1", True, NOW) == ()
