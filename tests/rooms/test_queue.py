"""The hosts' queue of questions, the pace of the chat, and announcements that end by themselves."""

from collections.abc import Callable

import pytest

from rooms import Room
from rooms.errors import NotAllowed, NotFound, TooMany
from rooms.events import HandLowered, QuestionVoted
from rooms.ledger import Events
from tests.rooms.test_talk import WATCHED, room, seen
from tests.support.stage import ALICE, BOB, CAROL, DAN, NOW, SHOW, check, kinds, new_room

__all__ = ["room"]


def asked(room: Room, *questions: tuple[str, str]) -> None:
    for who, question in questions:
        room.talk.ask(who, question, "Why?", NOW)


def test_answering_now(room: Room) -> None:
    """What is being answered aloud everybody is shown; it is one question at a time."""
    asked(room, ("bob", "q1"), ("carol", "q2"))
    check(room, lambda: room.talk.take_question("mona", "q1", True, NOW), *WATCHED)
    assert seen(room)["carol"] == ["q1", "q2"]
    check(room, lambda: room.talk.take_question("alice", "q2", True, NOW), *WATCHED)
    now = {q.id: q.answering for q in room.snapshot("carol").questions}
    assert now == {"q1": False, "q2": True}
    assert room.talk.take_question("alice", "q2", True, NOW) == ()
    check(room, lambda: room.talk.answer("alice", "q2", "live", None, NOW), *WATCHED)
    assert not [q for q in room.snapshot("bob").questions if q.answering]
    with pytest.raises(NotAllowed):
        room.talk.take_question("alice", "q2", True, NOW)


def test_put_back(room: Room) -> None:
    """A question that was taken up can be put back; it stays in the list."""
    asked(room, ("bob", "q1"))
    room.talk.take_question("mona", "q1", True, NOW)
    check(room, lambda: room.talk.take_question("mona", "q1", False, NOW), *WATCHED)
    (question,) = room.snapshot("carol").questions
    assert (question.state, question.answering) == ("open", False)


def test_given_to_a_speaker(room: Room) -> None:
    """Who was given a question answers it; no other does who is neither host nor moderator."""
    asked(room, ("bob", "q1"), ("bob", "q2"))
    room.talk.assign_question("mona", "q1", "eva", NOW)
    check(room, lambda: room.talk.take_question("eva", "q1", True, NOW), *WATCHED)
    check(room, lambda: room.talk.answer("eva", "q1", "written", "So.", NOW), *WATCHED)
    with pytest.raises(NotAllowed):
        room.talk.take_question("eva", "q2", True, NOW)
    with pytest.raises(NotAllowed):
        room.talk.answer("eva", "q2", "live", None, NOW)


def test_in_writing_to_whoever_asked(room: Room) -> None:
    """A whispered answer is read by whoever asked and by the crew; for others the question goes."""
    asked(room, ("bob", "q1"))
    room.talk.open_question("mona", "q1", NOW)
    answer = room.talk.answer
    check(room, lambda: answer("mona", "q1", "written", "For you", NOW, whispered=True), *WATCHED)
    assert seen(room) == {who: ["q1"] if who != "carol" else [] for who in WATCHED}
    assert room.snapshot("bob").questions[0].answer == "For you"
    assert answer("mona", "q1", "written", "For you", NOW, whispered=True) == ()


def test_written_answers_have_words(room: Room) -> None:
    """An empty one is refused."""
    asked(room, ("bob", "q1"))
    with pytest.raises(NotAllowed):
        room.talk.answer("mona", "q1", "written", " ", NOW)


def test_dismissed_with_a_reason(room: Room) -> None:
    """Only whoever asked, and the crew, read why."""
    asked(room, ("bob", "q1"))
    room.talk.open_question("mona", "q1", NOW)
    why = "Please ask your doctor"
    events = check(room, lambda: room.talk.answer("mona", "q1", "dismissed", why, NOW), *WATCHED)
    assert kinds(events) == ["question_answered"]
    assert room.snapshot("bob").questions[0].answer == why
    assert seen(room)["carol"] == []


def test_merged_is_merged(room: Room) -> None:
    """What was put to another question is not answered apart from it."""
    asked(room, ("bob", "q1"), ("carol", "q2"))
    room.talk.merge_questions("mona", "q2", "q1", NOW)
    with pytest.raises(NotAllowed):
        room.talk.answer("mona", "q2", "live", None, NOW)
    with pytest.raises(NotAllowed):
        room.talk.take_question("mona", "q2", True, NOW)


def test_merged_and_a_crash() -> None:
    """Whoever asked both has no vote for their own question, before a crash and after it."""
    again = new_room(SHOW)
    steps: list[Callable[[Room], Events]] = [
        lambda r: r.door.join(ALICE, "a", None, NOW),
        lambda r: r.show.go_live("alice", 0, NOW),
        lambda r: r.door.join(BOB, "b", None, NOW),
        lambda r: r.talk.ask("bob", "q1", "Why?", NOW),
        lambda r: r.talk.ask("bob", "q2", "Why so?", NOW),
        lambda r: r.talk.merge_questions("alice", "q2", "q1", NOW),
        lambda r: r.talk.open_question("alice", "q1", NOW),
        lambda r: r.door.join(CAROL, "c", None, NOW),
        lambda r: r.talk.vote("carol", "q1", True, NOW),
    ]
    events = [event for step in steps for event in step(again)]
    back = Room.restore("heart", SHOW, events, NOW)
    assert back.view("bob", BOB.role) == again.view("bob", BOB.role)
    assert again.view("bob", BOB.role).my_votes == ()
    for one in (again, back):
        one.talk.separate_question("alice", "q2", NOW)
        assert votes(one) == {"q1": 1, "q2": 0}


def votes(room: Room) -> dict[str, int]:
    return {question.id: question.votes for question in room.snapshot("alice").questions}


def thread(room: Room) -> None:
    """Three that ask the same, the second put to the first; Dan and Eva want to know."""
    room.door.join(DAN, "d", None, NOW)
    asked(room, ("bob", "q1"), ("carol", "q2"), ("bob", "q3"))
    for question in ("q1", "q2", "q3"):
        room.talk.open_question("mona", question, NOW)
    for who, question in (("dan", "q1"), ("dan", "q2"), ("eva", "q2"), ("eva", "q3")):
        room.talk.vote(who, question, True, NOW)
    room.talk.merge_questions("mona", "q2", "q1", NOW)
    assert votes(room) == {"q1": 3, "q2": 0, "q3": 1}


def test_separated_again(room: Room) -> None:
    """A merger that was taken back leaves each question with its own votes, and open."""
    thread(room)
    check(room, lambda: room.talk.separate_question("mona", "q2", NOW), *WATCHED)
    assert votes(room) == {"q1": 1, "q2": 2, "q3": 1}
    assert seen(room)["bob"] == ["q1", "q2", "q3"]
    assert room.talk.answer("mona", "q2", "live", None, NOW)


def test_separated_from_a_thread(room: Room) -> None:
    """What was put to a question goes with it to a third, and comes back with it."""
    thread(room)
    check(room, lambda: room.talk.merge_questions("mona", "q1", "q3", NOW), *WATCHED)
    assert votes(room) == {"q1": 0, "q2": 0, "q3": 3}  # Dan, Eva and Carol; Bob asked it
    check(room, lambda: room.talk.separate_question("mona", "q2", NOW), *WATCHED)
    assert votes(room) == {"q1": 0, "q2": 2, "q3": 2}
    check(room, lambda: room.talk.separate_question("mona", "q1", NOW), *WATCHED)
    assert votes(room) == {"q1": 1, "q2": 2, "q3": 1}


def test_vote_taken_back_from_a_thread(room: Room) -> None:
    """It is taken back from all that was put to the question, and stays so."""
    thread(room)
    events = check(room, lambda: room.talk.vote("dan", "q1", False, NOW), *WATCHED)
    assert [(e.question_id, e.votes) for e in events if isinstance(e, QuestionVoted)] == [
        ("q2", 0),
        ("q1", 2),
    ]
    assert room.talk.vote("dan", "q1", False, NOW) == ()
    room.talk.separate_question("mona", "q2", NOW)
    assert votes(room) == {"q1": 0, "q2": 1, "q3": 1}


def test_who_asked_the_same(room: Room) -> None:
    """Whoever asked what was put to a question has a vote that they cannot take back."""
    thread(room)
    with pytest.raises(NotAllowed, match="your own question"):
        room.talk.vote("carol", "q1", False, NOW)


def test_nothing_to_separate(room: Room) -> None:
    """Only a question that is put to another is taken back from it, and by the hosts alone."""
    thread(room)
    with pytest.raises(NotAllowed):
        room.talk.separate_question("mona", "q1", NOW)
    with pytest.raises(NotFound):
        room.talk.separate_question("mona", "q9", NOW)
    for who in ("eva", "bob"):
        with pytest.raises(NotAllowed):
            room.talk.separate_question(who, "q2", NOW)


def test_slow_chat(room: Room) -> None:
    """An attendee waits between two lines; the crew does not, and the same line again is none."""
    check(room, lambda: room.talk.chat_mode("mona", "all", NOW, 10), *WATCHED)
    room.talk.chat("bob", "m1", "One", NOW)
    assert room.talk.chat("bob", "m1", "One", NOW + 1) == ()
    with pytest.raises(TooMany, match="in 9 s"):
        room.talk.chat("bob", "m2", "Two", NOW + 1_500)
    room.talk.chat("carol", "m3", "Mine", NOW + 1_500)
    room.talk.chat("eva", "m4", "Psst", NOW + 1_500)
    room.talk.chat("eva", "m5", "Psst", NOW + 1_500)
    room.talk.chat("bob", "m2", "Two", NOW + 10_000)
    assert len(room.snapshot("carol").chat) == 5


def test_hosts_still_read_what_they_took_out(room: Room) -> None:
    """For them it is marked; the author does not have it any more."""
    room.talk.chat("bob", "m1", "Spam", NOW)
    check(room, lambda: room.talk.remove_message("mona", "m1", NOW), *WATCHED)
    assert [m.removed for m in room.snapshot("alice").chat] == [True]
    assert room.snapshot("bob").chat == room.snapshot("eva").chat == ()


def test_announced_for_a_while(room: Room) -> None:
    """It goes by itself when its time is over, or when a host takes it back."""
    room.talk.announce("alice", "a1", "Soon", "", NOW, 60_000)
    room.talk.announce("alice", "a2", "Stays", "", NOW)
    assert room.next_timeout() == NOW + 60_000
    check(room, lambda: room.tick(NOW + 60_000), *WATCHED)
    assert [a.id for a in room.snapshot("bob").announcements] == ["a2"]
    check(room, lambda: room.talk.remove_announcement("mona", "a2", NOW + 60_001), *WATCHED)
    assert room.talk.remove_announcement("mona", "a2", NOW + 60_002) == ()
    assert room.next_timeout() is None


def test_only_what_the_plan_gives_away(room: Room) -> None:
    """A deck that the plan does not hand out is not handed out."""
    with pytest.raises(NotAllowed):
        room.talk.announce("alice", "a1", "Slides", "", NOW, 0, "v1")


def test_lower_all_hands(room: Room) -> None:
    """All at once, whoever waited longest first."""
    room.floor.raise_hand("carol", True, NOW)
    room.floor.raise_hand("bob", True, NOW + 1)
    events = check(room, lambda: room.floor.lower_all_hands("mona", NOW + 2), *WATCHED)
    assert [e.participant.id for e in events if isinstance(e, HandLowered)] == ["carol", "bob"]
    assert room.floor.lower_all_hands("mona", NOW + 3) == ()
    with pytest.raises(NotAllowed):
        room.floor.lower_all_hands("bob", NOW + 4)


def test_assigned_must_exist(room: Room) -> None:
    """Neither somebody who never came nor an attendee is given a question."""
    asked(room, ("bob", "q1"))
    with pytest.raises(NotFound):
        room.talk.assign_question("mona", "q1", DAN.id, NOW)
