"""Polls and quizzes: prepared, answered once by each, shown when the hosts say so."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooms import Room
from rooms.errors import NotAllowed, NotFound
from rooms.ledger import Events
from rooms.polls import MOST_TEXTS, Answer, Poll, PollKind, Polls
from tests.rooms.test_talk import WATCHED
from tests.support.stage import ALICE, BOB, CAROL, EVA, MONA, NOW, SHOW, check, new_room

QUIZ = Poll("p1", "single", "Which dose?", ("5 mg", "10 mg", "20 mg"), correct=(1,))
YES, NO = Answer((1,)), Answer((0,))


@pytest.fixture
def room() -> Room:
    """A live webinar with a prepared quiz."""
    room = new_room(SHOW)
    for who in (ALICE, MONA, EVA):
        room.door.join(who, who.id, None, NOW)
    room.show.go_live("alice", 0, NOW)
    for who in (BOB, CAROL):
        room.door.join(who, who.id, None, NOW)
    room.polling.save("alice", QUIZ, NOW)
    return room


def polls_of(room: Room, who: str) -> tuple[Poll, ...]:
    return room.snapshot(who).polls


def test_a_draft_is_the_hosts(room: Room) -> None:
    """Only the hosts know of what is being prepared."""
    check(room, lambda: room.polling.save("mona", replace(QUIZ, id="p2"), NOW), *WATCHED)
    assert [len(polls_of(room, who)) for who in WATCHED] == [2, 2, 0, 0, 0]
    check(room, lambda: room.polling.remove("mona", "p2", NOW), *WATCHED)


def test_open_answer_close_show(room: Room) -> None:
    """The way of a poll: the audience knows nothing of the results until they are shown."""
    check(room, lambda: room.polling.move("alice", "p1", "open", NOW), *WATCHED)
    assert polls_of(room, "bob")[0].correct is None
    check(room, lambda: room.polling.answer("bob", "p1", YES, NOW), *WATCHED)
    check(room, lambda: room.polling.answer("carol", "p1", NO, NOW), *WATCHED)
    assert (polls_of(room, "alice")[0].answered, polls_of(room, "carol")[0].answered) == (2, 0)
    assert room.snapshot("bob").my_answers == {"p1": (1,)}
    check(room, lambda: room.polling.move("alice", "p1", "closed", NOW), *WATCHED)
    check(room, lambda: room.polling.show("alice", "p1", True, NOW), *WATCHED)
    shown = polls_of(room, "bob")[0]
    assert (shown.results, shown.correct, shown.answered) == ((1, 1, 0), (1,), 2)


def test_vote_twice(room: Room) -> None:
    """The same answer again counts once; another one replaces it while the poll is open."""
    room.polling.move("alice", "p1", "open", NOW)
    room.polling.answer("bob", "p1", YES, NOW)
    assert room.polling.answer("bob", "p1", YES, NOW) == ()
    room.polling.answer("bob", "p1", NO, NOW)
    poll = polls_of(room, "alice")[0]
    assert (poll.answered, poll.results) == (1, (1, 0, 0))


def test_after_the_end(room: Room) -> None:
    """What comes after the end does not count."""
    with pytest.raises(NotAllowed):
        room.polling.answer("bob", "p1", YES, NOW)
    room.polling.move("alice", "p1", "open", NOW)
    room.polling.move("alice", "p1", "closed", NOW)
    with pytest.raises(NotAllowed):
        room.polling.answer("bob", "p1", YES, NOW)


def test_only_hosts_tend(room: Room) -> None:
    """Nobody else prepares, opens or shows a poll."""
    for who in ("eva", "bob"):
        with pytest.raises(NotAllowed):
            room.polling.move(who, "p1", "open", NOW)
        with pytest.raises(NotAllowed):
            room.polling.save(who, QUIZ, NOW)


def test_no_change_once_open(room: Room) -> None:
    """What people may have answered is neither changed nor thrown away."""
    room.polling.move("alice", "p1", "open", NOW)
    with pytest.raises(NotAllowed):
        room.polling.save("alice", replace(QUIZ, question="Other"), NOW)
    with pytest.raises(NotAllowed):
        room.polling.remove("alice", "p1", NOW)
    with pytest.raises(NotFound):
        room.polling.move("alice", "p9", "open", NOW)


@pytest.mark.parametrize(
    ("kind", "choices", "text"),
    [
        ("single", (), ""),
        ("single", (0, 1), ""),
        ("single", (3,), ""),
        ("single", (-1,), ""),
        ("multiple", (), ""),
        ("multiple", (1, 1), ""),
        ("scale", (0, 2), ""),
        ("ranking", (0, 1), ""),
        ("text", (), "  "),
        ("text", (0,), "x"),
    ],
)
def test_no_answer(room: Room, kind: PollKind, choices: tuple[int, ...], text: str) -> None:
    """What is no answer to this kind of poll is refused."""
    options = () if kind == "text" else QUIZ.options
    poll = Poll("p3", kind, "?", options)
    room.polling.save("alice", poll, NOW)
    room.polling.move("alice", "p3", "open", NOW)
    with pytest.raises(NotAllowed):
        room.polling.answer("bob", "p3", Answer(choices, text), NOW)


@pytest.mark.parametrize(
    "poll",
    [
        replace(QUIZ, options=("one",)),
        replace(QUIZ, options=("one", "one")),
        replace(QUIZ, correct=(3,)),
        replace(QUIZ, kind="text"),
    ],
)
def test_no_poll(room: Room, poll: Poll) -> None:
    """What cannot be answered cannot be prepared."""
    with pytest.raises(NotAllowed):
        room.polling.save("alice", replace(poll, id="p4"), NOW)


def test_ranking_and_text() -> None:
    """A ranking gives points by place; free answers are listed."""
    polls = Polls()
    polls.save(Poll("r", "ranking", "Order?", ("a", "b", "c")))
    polls.save(Poll("t", "text", "Why?", ()))
    for poll in ("r", "t"):
        polls.move(poll, "open")
    polls.answer("r", "bob", Answer((2, 0, 1)))
    polls.answer("r", "carol", Answer((2, 1, 0)))
    polls.answer("t", "bob", Answer((), "Because."))
    by_id = {poll.id: poll for poll in polls.all}
    assert by_id["r"].results == (3, 3, 6)
    assert by_id["t"].texts == ("Because.",)


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 2)), max_size=60))
def test_counted_right(answers: list[tuple[int, int]]) -> None:
    """However people answer and change their minds, the results are those of their last answers."""
    polls = Polls()
    polls.save(QUIZ)
    polls.move("p1", "open")
    last: dict[int, int] = {}
    for who, choice in answers:
        polls.answer("p1", str(who), Answer((choice,)))
        last[who] = choice
    (poll,) = polls.all
    assert poll.answered == len(last)
    expected = tuple(sum(c == option for c in last.values()) for option in range(3))
    assert poll.results == (expected if last else ())


def test_a_draft_is_not_closed(room: Room) -> None:
    """What was never open cannot end, and nothing goes back to a draft."""
    with pytest.raises(NotAllowed):
        room.polling.move("alice", "p1", "closed", NOW)
    room.polling.move("alice", "p1", "open", NOW)
    with pytest.raises(NotAllowed):
        room.polling.move("alice", "p1", "draft", NOW)
    assert polls_of(room, "alice")[0].state == "open"


def test_the_latest_texts() -> None:
    """Of very many free answers the hosts are shown the latest; all are counted."""
    polls = Polls()
    polls.save(Poll("p1", "text", "What next?", ()))
    polls.move("p1", "open")
    for number in range(MOST_TEXTS + 5):
        polls.answer("p1", f"bob{number}", Answer((), f"word {number}"))
    [told] = polls.all
    assert (told.answered, len(told.texts)) == (MOST_TEXTS + 5, MOST_TEXTS)
    assert (told.texts[0], told.texts[-1]) == ("word 5", f"word {MOST_TEXTS + 4}")


def test_restore(room: Room) -> None:
    """After a crash every answer is there, and nobody counts twice."""
    again = new_room(SHOW)
    steps: list[Callable[[Room], Events]] = [
        lambda r: r.door.join(ALICE, "a", None, NOW),
        lambda r: r.show.go_live("alice", 0, NOW),
        lambda r: r.door.join(BOB, "b", None, NOW),
        lambda r: r.polling.save("alice", QUIZ, NOW),
        lambda r: r.polling.move("alice", "p1", "open", NOW),
        lambda r: r.polling.answer("bob", "p1", YES, NOW),
    ]
    events = [event for step in steps for event in step(again)]
    back = Room.restore("heart", SHOW, events, NOW)
    assert back.view("bob", BOB.role) == again.view("bob", BOB.role)
    back.interrupt(NOW, NOW)
    back.door.join(BOB, "b2", None, NOW)
    assert back.polling.answer("bob", "p1", YES, NOW) == ()
