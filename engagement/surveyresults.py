"""What the answers to a survey come to. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from engagement.audience.figures import FEWEST

NUMBERS = ("scale", "nps")
PROMOTER, DETRACTOR = 9, 6
"""Net promoter score: the share of 9 and 10 less the share of 0 to 6."""


class Question(Protocol):
    """A question of a survey, whatever class brings it."""

    @property
    def key(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def options(self) -> Sequence[str]: ...


@dataclass(frozen=True, slots=True)
class Said:
    """One answer by name, as stored."""

    id: str
    participant: str
    number: int
    """How many answers of this person were stored before it."""
    values: Mapping[str, Any]

    @property
    def question(self) -> str:
        return str(self.values["question"])

    @property
    def answer(self) -> str:
        """The answer as text; empty when it was taken back."""
        found = (self.values.get(name) for name in ("number", "choice", "text"))
        return next((str(each) for each in found if each is not None), "")


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """What all answered to one question."""

    key: str
    kind: str
    label: str
    counts: Mapping[str, int]
    """How often each answer was given, in the order of the form; empty for free text."""
    texts: tuple[str, ...]
    answered: int
    mean: float | None
    """Of numbers."""
    nps: int | None
    """Net promoter score, −100 to 100, of a question that asks for it."""


@dataclass(frozen=True, slots=True)
class Results:
    """What a survey has brought."""

    named: int
    """People who answered by name."""
    unnamed: int
    """People who answered without."""
    questions: tuple[QuestionResult, ...]

    @property
    def answered(self) -> int:
        return self.named + self.unnamed


def last_of(said: Iterable[Said]) -> dict[str, Said]:
    """Of one person's answers, given in the order of storing, the last to each question."""
    return {each.question: each for each in said}


def results_of(
    asked: Sequence[Question],
    said: Iterable[Said],
    tally: Iterable[tuple[str, str, int]],
    unnamed: int,
) -> Results:
    """The answers by name and those without (question, answer, count), added up.

    Fewer than ``FEWEST`` to a question without a name are left out: who they are of could be told.
    """
    latest = {(each.participant, each.question): each for each in said}
    standing = [each for each in latest.values() if each.answer]
    rows = list(tally)
    questions = tuple(
        _result(
            question,
            [each.answer for each in standing if each.question == question.key],
            {answer: count for key, answer, count in rows if key == question.key},
        )
        for question in asked
    )
    return Results(len({each.participant for each in standing}), unnamed, questions)


def _result(question: Question, named: list[str], counted: Mapping[str, int]) -> QuestionResult:
    head = (question.key, question.kind, question.label)
    if question.kind == "text":
        return QuestionResult(*head, {}, tuple(named), len(named), None, None)
    told = counted if sum(counted.values()) >= FEWEST else {}
    votes = Counter(named) + Counter(told)
    counts = {each: votes.pop(each, 0) for each in answers_to(question)} | dict(votes)
    total = sum(counts.values())
    numbers = question.kind in NUMBERS
    mean = sum(int(k) * n for k, n in counts.items()) / total if numbers and total else None
    nps = _nps(counts, total) if question.kind == "nps" and total else None
    return QuestionResult(*head, counts, (), total, mean, nps)


def answers_to(question: Question) -> Sequence[str]:
    """All that can be answered to a question that is no free text, in order."""
    if question.kind == "scale":
        return [str(n) for n in range(1, 6)]
    if question.kind == "nps":
        return [str(n) for n in range(11)]
    return question.options


def _nps(counts: Mapping[str, int], total: int) -> int:
    promoters = sum(n for answer, n in counts.items() if int(answer) >= PROMOTER)
    detractors = sum(n for answer, n in counts.items() if int(answer) <= DETRACTOR)
    return round(100 * (promoters - detractors) / total)
