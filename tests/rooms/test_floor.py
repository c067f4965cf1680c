"""Hands, voices, chat, questions, reactions."""

from collections.abc import Callable

import pytest

from rooms import Room
from rooms.conversation import QUESTIONS_EACH, QUESTIONS_KEPT
from rooms.errors import NotAllowed, NotFound, NotInRoom, RoomIsOver, TooMany
from rooms.ledger import Events
from rooms.people import Stream
from rooms.snapshot import CHAT_KEPT
from tests.support.stage import MONA, NOW, PAUL, check, kinds, refused

LATER = NOW + 100
CAMERA = Stream("s1", "bob", "camera", True, True)


def test_raise_and_lower_a_hand(room: Room) -> None:
    """Up, with its time, and down again; twice does nothing."""
    assert kinds(check(room, lambda: room.floor.raise_hand("bob", True, LATER))) == ["hand_raised"]
    assert room.floor.raise_hand("bob", True, LATER + 1) == ()
    bob = next(p for p in room.snapshot("alice").participants if p.id == "bob")
    assert bob.hand == LATER
    assert kinds(check(room, lambda: room.floor.raise_hand("bob", False, LATER))) == [
        "hand_lowered"
    ]


def test_a_host_lowers_a_hand(room: Room) -> None:
    """The host takes it down once she has seen it."""
    room.floor.raise_hand("bob", True, LATER)
    (event,) = check(room, lambda: room.floor.lower_hand("alice", "bob", LATER + 1))
    assert (event.kind, event.by) == ("hand_lowered", "alice")
    assert room.floor.lower_hand("alice", "bob", LATER + 2) == ()


def test_lower_hand_refusals(room: Room) -> None:
    """Not by attendees, not of strangers."""
    refused(NotAllowed, room, lambda: room.floor.lower_hand("bob", "alice", LATER))
    refused(NotFound, room, lambda: room.floor.lower_hand("alice", "nobody", LATER))


def test_mute(room: Room) -> None:
    """A host silences somebody: the mark is set and their sound is off."""
    room.stage.publish(CAMERA, LATER)
    events = check(room, lambda: room.floor.mute("alice", "bob", LATER + 1))
    assert kinds(events) == ["participant_muted", "stream_changed"]
    assert room.floor.mute("alice", "bob", LATER + 2) == ()


def test_who_was_muted_may_speak_again(room: Room) -> None:
    """Switching sound on takes the mark away."""
    room.stage.publish(CAMERA, LATER)
    room.floor.mute("alice", "bob", LATER + 1)
    events = check(room, lambda: room.floor.stream_state("bob", "s1", True, True, LATER + 2))
    assert kinds(events) == ["participant_unmuted", "stream_changed"]


def test_a_mute_takes_the_sound_of_a_shared_screen_too(room: Room) -> None:
    """All that is heard of a person stops, and comes back with their voice."""
    room.stage.publish(Stream("s1", "alice", "camera", True, True), LATER)
    room.stage.publish(Stream("s2", "alice", "screen", True, True), LATER)
    room.door.join(MONA, "m1", None, NOW)
    check(room, lambda: room.floor.mute("mona", "alice", LATER))
    assert not any(stream.audio for stream in room.streams)
    check(room, lambda: room.floor.stream_state("alice", "s1", True, True, LATER))
    assert all(stream.audio for stream in room.streams)


def test_publishing_while_muted(room: Room) -> None:
    """A stream that starts muted is told as silent; its sound comes with the voice."""
    room.floor.mute("alice", "bob", LATER)
    check(room, lambda: room.stage.publish(CAMERA, LATER))
    assert [stream.audio for stream in room.streams] == [False]
    check(room, lambda: room.floor.stream_state("bob", "s1", True, True, LATER))
    assert [stream.audio for stream in room.streams] == [True]


def test_mute_all(room: Room) -> None:
    """Everybody who may be heard, but hosts."""
    for who in ("alice", "bob", "paul", "mona"):
        identity = {"paul": PAUL, "mona": MONA}.get(who)
        if identity is not None:
            room.door.join(identity, f"{who}1", None, NOW)
        room.stage.publish(Stream(f"s-{who}", who, "camera", True, True), LATER)
    events = check(room, lambda: room.floor.mute_all("alice", LATER))
    assert [s.participant for s in room.streams if s.audio] == ["alice"]
    assert kinds(events).count("participant_muted") == 3
    assert room.floor.mute_all("alice", LATER + 1) == ()


def test_mute_all_by_a_moderator(room: Room) -> None:
    """Who says so, and the hosts, are not silenced."""
    room.door.join(MONA, "m1", None, NOW)
    for who in ("alice", "bob", "mona"):
        room.stage.publish(Stream(f"s-{who}", who, "camera", True, True), LATER)
    check(room, lambda: room.floor.mute_all("mona", LATER))
    assert [s.participant for s in room.streams if s.audio] == ["alice", "mona"]


def test_mute_all_reaches_who_is_about_to_publish(room: Room) -> None:
    """Nobody speaks into the quiet because their page was just reloading."""
    room.stage.claim("bob", "camera", LATER)
    assert kinds(check(room, lambda: room.floor.mute_all("alice", LATER))) == ["participant_muted"]


def test_mute_all_refusals(room: Room) -> None:
    """Not by attendees, not after the end."""
    refused(NotAllowed, room, lambda: room.floor.mute_all("bob", LATER))
    room.end("alice", LATER)
    refused(RoomIsOver, room, lambda: room.floor.mute_all("alice", LATER))


def test_mute_refusals(room: Room) -> None:
    """Not by attendees, not somebody in the lobby, not a stranger."""
    refused(NotAllowed, room, lambda: room.floor.mute("bob", "alice", LATER))
    refused(NotAllowed, room, lambda: room.floor.mute("alice", "carol", LATER))
    refused(NotFound, room, lambda: room.floor.mute("alice", "nobody", LATER))


def test_stream_state(room: Room) -> None:
    """Everybody sees a camera go off; the same state again does nothing."""
    room.stage.publish(CAMERA, LATER)
    events = check(room, lambda: room.floor.stream_state("bob", "s1", True, False, LATER))
    assert kinds(events) == ["stream_changed"]
    assert room.floor.stream_state("bob", "s1", True, False, LATER) == ()


def test_stream_state_of_others(room: Room) -> None:
    """Nobody switches somebody else's stream, nor one that is not there."""
    room.stage.publish(CAMERA, LATER)
    refused(NotFound, room, lambda: room.floor.stream_state("alice", "s1", False, False, LATER))
    refused(NotFound, room, lambda: room.floor.stream_state("bob", "s9", False, False, LATER))


def test_chat(room: Room) -> None:
    """A line reaches everybody, with its author's name."""
    assert kinds(check(room, lambda: room.talk.chat("bob", "m1", "hello", LATER))) == [
        "chat_posted"
    ]
    (line,) = room.snapshot("alice").chat
    assert (line.by, line.name, line.text, line.at) == ("bob", "Bob", "hello", LATER)


def test_chat_sent_again(room: Room) -> None:
    """A browser that repeats a line after a cut is not heard twice."""
    room.talk.chat("bob", "m1", "hello", LATER)
    assert room.talk.chat("bob", "m1", "hello", LATER + 1) == ()


def test_chat_keeps_the_last_lines(room: Room) -> None:
    """A newcomer reads the last CHAT_KEPT; who follows keeps as many."""
    for number in range(CHAT_KEPT):
        room.talk.chat("bob", f"m{number}", "x", LATER)
    check(room, lambda: room.talk.chat("bob", "last", "x", LATER))
    chat = room.snapshot("bob").chat
    assert (len(chat), chat[0].id, chat[-1].id) == (CHAT_KEPT, "m1", "last")


def test_ask_and_answer(room: Room) -> None:
    """A question is open until a host settles it; the answer may be written."""
    assert kinds(check(room, lambda: room.talk.ask("bob", "q1", "why?", LATER))) == [
        "question_asked"
    ]
    check(room, lambda: room.talk.answer("alice", "q1", "written", "because", LATER + 1))
    (question,) = room.snapshot("bob").questions
    assert (question.state, question.how, question.answer) == ("answered", "written", "because")


def test_answer_keeps_the_order(room: Room) -> None:
    """Settling a question does not move it; another may be dismissed."""
    room.talk.ask("bob", "q1", "why?", LATER)
    room.talk.ask("bob", "q2", "how?", LATER)
    check(room, lambda: room.talk.answer("alice", "q1", "dismissed", None, LATER + 1))
    assert [(q.id, q.state) for q in room.snapshot("bob").questions] == [
        ("q1", "dismissed"),
        ("q2", "open"),
    ]


def test_ask_again(room: Room) -> None:
    """A repetition is not a second question."""
    room.talk.ask("bob", "q1", "why?", LATER)
    assert room.talk.ask("bob", "q1", "why?", LATER + 1) == ()


def test_too_many_questions(room: Room) -> None:
    """A flood ends at a bound, because newcomers are given them all."""
    for number in range(QUESTIONS_KEPT):
        room.talk.ask("alice", f"q{number}", "why?", LATER)
    refused(TooMany, room, lambda: room.talk.ask("bob", "one more", "how?", LATER))


def test_too_many_questions_of_one(room: Room) -> None:
    """One person cannot take all the places; to repeat a question is none more."""
    for number in range(QUESTIONS_EACH):
        room.talk.ask("bob", f"q{number}", "why?", LATER)
    refused(TooMany, room, lambda: room.talk.ask("bob", "one more", "how?", LATER))
    assert room.talk.ask("bob", "q0", "why?", LATER) == ()
    assert kinds(room.talk.ask("alice", "mine", "who?", LATER)) == ["question_asked"]


def test_answer_refusals(room: Room) -> None:
    """Not by attendees; not a question that nobody asked."""
    room.talk.ask("bob", "q1", "why?", LATER)
    refused(NotAllowed, room, lambda: room.talk.answer("bob", "q1", "live", None, LATER))
    refused(NotFound, room, lambda: room.talk.answer("alice", "q9", "live", None, LATER))


def test_react(room: Room) -> None:
    """A reaction is told and leaves no trace."""
    assert kinds(check(room, lambda: room.floor.react("bob", "heart", LATER))) == ["reacted"]


SPEECH: list[Callable[[Room, str], Events]] = [
    lambda room, by: room.floor.raise_hand(by, True, LATER),
    lambda room, by: room.floor.stream_state(by, "s1", False, False, LATER),
    lambda room, by: room.talk.chat(by, "m1", "hello", LATER),
    lambda room, by: room.talk.ask(by, "q1", "why?", LATER),
    lambda room, by: room.floor.react(by, "heart", LATER),
]


@pytest.mark.parametrize("speak", SPEECH)
def test_the_floor_is_for_who_is_in(room: Room, speak: Callable[[Room, str], Events]) -> None:
    """Not for the lobby, not for the held, not for strangers, not after the end."""
    refused(NotInRoom, room, lambda: speak(room, "carol"))
    refused(NotInRoom, room, lambda: speak(room, "nobody"))
    room.door.hold("alice", "bob", True, LATER)
    refused(NotInRoom, room, lambda: speak(room, "bob"))
    room.end("alice", LATER)
    refused(RoomIsOver, room, lambda: speak(room, "bob"))
