"""The fullest room that the limits let become: what a newcomer is sent of it is bounded."""

import json
from collections.abc import Iterator

import msgspec
import pytest

from rooms import Identity, Room
from rooms.conversation import QUESTIONS_KEPT
from rooms.door import MOST_LISTED
from rooms.people import Presence
from rooms.polls import MOST_POLLS, TEXTS_CHARS, Answer, Poll
from rooms.roles import Role
from rooms.snapshot import ANNOUNCEMENTS_KEPT, CHAT_KEPT, Snapshot
from scheduling.webinars.checks import MAX_CAPACITY
from tests.support.stage import ALICE, EVA, MONA, NOW, SHOW, new_room

WORD = "Herz "


def attendee(number: int) -> str:
    return f"abcdefghijklmnopq{number:05}"


def words(count: int) -> str:
    """So many characters."""
    return (WORD * count)[:count]


def bytes_of(value: object) -> int:
    """How much of a message it is."""
    return len(json.dumps(msgspec.to_builtins(value), ensure_ascii=False).encode())


@pytest.fixture(scope="module")
def full() -> Room:
    """Ten thousand people, and all that can be said, asked, polled and announced."""
    room = new_room(SHOW)
    for who in (ALICE, EVA, MONA):
        room.door.join(who, f"{who.id}1", "desktop", NOW)
    room.show.go_live("alice", 0, NOW)
    for number in range(MAX_CAPACITY):
        who = Identity(attendee(number), f"Prof. Dr. Ana Bergmann {number}", Role.ATTENDEE)
        room.door.join(who, f"c{number}", "desktop", NOW)
        room.stage.see(who.id, Presence(12, 3, "v1", True, 4))
    for at in talk(room):
        assert at >= NOW
    return room


def talk(room: Room) -> Iterator[int]:
    """Everything as long as messages may be, but for what people would not all write."""
    for n in range(CHAT_KEPT):
        room.talk.chat("alice", f"chat-{n:017}", words(2_000), NOW + n)
        yield NOW + n
    for n in range(QUESTIONS_KEPT):
        room.talk.ask("eva", f"question-{n:013}", words(1_000), NOW + n)
        room.talk.answer("alice", f"question-{n:013}", "written", words(2_000), NOW + n)
        yield NOW + n
    for n in range(ANNOUNCEMENTS_KEPT):
        room.talk.announce("alice", f"told-{n:017}", words(500), "https://e.example/x", NOW + n)
        yield NOW + n
    for n in range(MOST_POLLS):
        poll = f"poll-{n:017}"
        room.polling.save("alice", Poll(poll, "text", words(500), ()), NOW + n)
        room.polling.move("alice", poll, "open", NOW + n)
        room.polling.show("alice", poll, True, NOW + n)
        for person in range(40):
            answer = Answer((), f"{person} {words(990)}")
            room.polling.answer(attendee(person), poll, answer, NOW + n)
        yield NOW + n


def sizes(snapshot: Snapshot) -> dict[str, int]:
    return {
        part: bytes_of(getattr(snapshot, part))
        for part in ("participants", "presence", "chat", "questions", "polls", "announcements")
    }


def test_for_the_audience(full: Room) -> None:
    """An attendee is sent the conversation, few people, and of each poll some words."""
    snapshot = full.snapshot(attendee(7))
    assert len(snapshot.participants) <= MOST_LISTED
    assert not snapshot.presence
    found = sizes(snapshot)
    assert found["polls"] < MOST_POLLS * (TEXTS_CHARS + 2_000)
    assert sum(found.values()) < 5_000_000, found


def test_for_hosts(full: Room) -> None:
    """A host is sent everybody besides: some hundred bytes for each."""
    snapshot = full.snapshot("alice")
    assert len(snapshot.participants) == MAX_CAPACITY + 3
    found = sizes(snapshot)
    assert found["participants"] + found["presence"] < 400 * MAX_CAPACITY
    assert sum(found.values()) < 9_000_000, found


def test_free_answers(full: Room) -> None:
    """Of free answers the latest are shown, as many as their length allows, and all are counted."""
    poll = full.snapshot("alice").polls[0]
    assert poll.answered == 40
    assert sum(map(len, poll.texts)) <= TEXTS_CHARS
    assert poll.texts[-1].startswith("39 ")
    assert len(poll.texts) == TEXTS_CHARS // 993
