"""Polls and quizzes: prepared or on the spot, answered once by each, shown when the hosts say so.

Rule 1: a person has one answer to a poll; answering again while it is open replaces it, so that a
repeated message counts once.
Rule 2: what is right, and how many chose what, is the hosts' knowledge until they show it.
Rule 3: a poll is changed only while nobody can have seen it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate
from typing import Literal

from rooms.errors import NotAllowed, NotFound, TooMany

PollKind = Literal["single", "multiple", "scale", "ranking", "text"]
PollState = Literal["draft", "open", "closed"]

MOST_POLLS = 100
MOST_TEXTS = 200
"""Free answers that the hosts are shown; all are kept in the engagement store."""
TEXTS_CHARS = 20_000
"""And so long are they together at most: each answer tells them again, as each snapshot does."""
SHOWN_TEXTS = 30
"""Free answers that everybody is shown: more would not be read, and are told again each second."""


@dataclass(frozen=True, slots=True)
class Poll:
    """A poll as somebody may see it."""

    id: str
    kind: PollKind
    question: str
    options: tuple[str, ...]
    """What to choose from; of a scale the steps; empty for a free answer."""
    state: PollState = "draft"
    correct: tuple[int, ...] | None = None
    """Of a quiz: which options are right. None for whom it is not shown yet, and in a poll."""
    shown: bool = False
    """Whether everybody may see the results."""
    answered: int = 0
    """How many people have answered. Nought for whom it is not shown yet."""
    results: tuple[int, ...] = ()
    """How many chose each option; of a ranking the points (last place 1). Empty if not shown."""
    texts: tuple[str, ...] = ()
    """Free answers, the latest that ``MOST_TEXTS`` and ``TEXTS_CHARS`` let in. Empty for whom it
    is not shown yet."""
    at: int = 0
    """When it was first prepared: polls are listed in this order."""

    def without_results(self) -> Poll:
        """The poll as the audience knows it before it is shown."""
        return replace(self, correct=None, answered=0, results=(), texts=())


@dataclass(frozen=True, slots=True)
class Answer:
    """One person's answer."""

    choices: tuple[int, ...]
    """Options by number from 0; of a ranking all of them, the best first."""
    text: str = ""


@dataclass(slots=True)
class _Ballot:
    poll: Poll
    answers: dict[str, Answer] = field(default_factory=dict)


class Polls:
    """The polls of a room, and who answered what."""

    def __init__(self) -> None:
        self._ballots: dict[str, _Ballot] = {}

    @property
    def all(self) -> tuple[Poll, ...]:
        """Every poll as the hosts see it, in the order in which they were made."""
        return tuple(sorted((b.poll for b in self._ballots.values()), key=order_of_polls))

    def answer_of(self, poll: str, participant: str) -> Answer | None:
        """What somebody has answered."""
        ballot = self._ballots.get(poll)
        return ballot.answers.get(participant) if ballot else None

    def answers_of(self, participant: str) -> dict[str, tuple[int, ...]]:
        """What somebody has chosen, by poll."""
        found = ((id, ballot.answers.get(participant)) for id, ballot in self._ballots.items())
        return {id: answer.choices for id, answer in found if answer is not None}

    def save(self, poll: Poll) -> Poll | None:
        """Keep a draft; None when nothing changes. Raises NotAllowed, TooMany."""
        _must_make_sense(poll)
        known = self._ballots.get(poll.id)
        poll = replace(poll, at=known.poll.at) if known else poll
        if known is None and len(self._ballots) >= MOST_POLLS:
            raise TooMany("the room takes no more polls")
        if known is not None and known.poll.state != "draft":
            raise NotAllowed("this poll was opened; it can no longer be changed")
        if known is not None and known.poll == poll:
            return None
        self._ballots[poll.id] = _Ballot(poll)
        return poll

    def remove(self, poll: str) -> Poll:
        """Throw a draft away. Raises NotFound, NotAllowed."""
        ballot = self._find(poll)
        if ballot.poll.state != "draft":
            raise NotAllowed("this poll was opened; its answers stay")
        del self._ballots[poll]
        return ballot.poll

    def move(self, poll: str, state: PollState) -> Poll | None:
        """Open a draft or a closed poll, close an open one; None when it is so already."""
        ballot = self._find(poll)
        if ballot.poll.state == state:
            return None
        if state == "draft" or (state == "closed" and ballot.poll.state == "draft"):
            raise NotAllowed("this poll is not open")
        ballot.poll = replace(ballot.poll, state=state)
        return ballot.poll

    def show(self, poll: str, shown: bool) -> Poll | None:
        """Let everybody see the results, or not any more; None when it is so already."""
        ballot = self._find(poll)
        if ballot.poll.state == "draft":
            raise NotAllowed("nobody has answered this poll yet")
        if ballot.poll.shown == shown:
            return None
        ballot.poll = replace(ballot.poll, shown=shown)
        return ballot.poll

    def answer(self, poll: str, by: str, answer: Answer) -> Poll | None:
        """Count an answer; None when it is the one that counts already.

        Raises NotFound, NotAllowed (not open, or no answer to this poll).
        """
        ballot = self._find(poll)
        if ballot.poll.state != "open":
            raise NotAllowed("this poll is not open; only answers until its end count")
        _must_fit(ballot.poll, answer)
        if ballot.answers.get(by) == answer:
            return None
        ballot.poll = _counted(ballot, by, answer)
        ballot.answers[by] = answer
        return ballot.poll

    def recall(self, poll: Poll, by: str | None = None, answer: Answer | None = None) -> None:
        """Put a poll back as an event told it, after a crash."""
        ballot = self._ballots.setdefault(poll.id, _Ballot(poll))
        ballot.poll = poll
        if by is not None and answer is not None:
            ballot.answers[by] = answer

    def forget(self, poll: str) -> None:
        """A draft that an event says was thrown away."""
        self._ballots.pop(poll, None)

    def _find(self, poll: str) -> _Ballot:
        ballot = self._ballots.get(poll)
        if ballot is None:
            raise NotFound("there is no such poll")
        return ballot


def order_of_polls(poll: Poll) -> tuple[int, str]:
    """The key by which polls are listed."""
    return poll.at, poll.id


def _must_make_sense(poll: Poll) -> None:
    if poll.kind == "text":
        if poll.options or poll.correct:
            raise NotAllowed("a free answer has nothing to choose from")
        return
    if len(poll.options) < 2 or len(set(poll.options)) < len(poll.options):
        raise NotAllowed("a poll needs at least two different answers to choose from")
    if poll.correct is not None and not set(poll.correct) <= set(range(len(poll.options))):
        raise NotAllowed("the right answer is not among the answers")


def _must_fit(poll: Poll, answer: Answer) -> None:
    count, chosen = len(poll.options), answer.choices
    fits = len(set(chosen)) == len(chosen) and all(0 <= each < count for each in chosen)
    lengths = {
        "single": (1, 1),
        "scale": (1, 1),
        "multiple": (1, count),
        "ranking": (count, count),
        "text": (0, 0),
    }
    least, most = lengths[poll.kind]
    wordless = poll.kind == "text" and not answer.text.strip()
    if not fits or not least <= len(chosen) <= most or wordless:
        raise NotAllowed("this is no answer to this poll")


def _counted(ballot: _Ballot, by: str, answer: Answer) -> Poll:
    """The poll with that answer in place of the person's last one.

    What changes is counted, not all answers anew: a thousand people answer in ten seconds.
    """
    poll, last = ballot.poll, ballot.answers.get(by)
    points = list(poll.results) or [0] * len(poll.options)
    for option, value in _points(poll, answer):
        points[option] += value
    if last is not None:
        for option, value in _points(poll, last):
            points[option] -= value
    texts = poll.texts
    if poll.kind == "text":
        known = [each.text for who, each in (ballot.answers | {by: answer}).items()]
        texts = _latest(known)
    answered = len(ballot.answers) + (last is None)
    return replace(poll, answered=answered, results=tuple(points), texts=texts)


def _latest(texts: Sequence[str]) -> tuple[str, ...]:
    """The last ones that fit into ``MOST_TEXTS`` and ``TEXTS_CHARS``."""
    lengths = accumulate(len(text) for text in reversed(texts[-MOST_TEXTS:]))
    count = sum(length <= TEXTS_CHARS for length in lengths)
    return tuple(texts[len(texts) - count :])


def _points(poll: Poll, answer: Answer) -> Iterable[tuple[int, int]]:
    """What an answer gives to which option: the best of a ranking gets the most."""
    for place, option in enumerate(answer.choices):
        yield option, len(poll.options) - place if poll.kind == "ranking" else 1
