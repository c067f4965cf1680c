"""The engagement score: how it comes about, so that it can be explained. Pure.

Rules:

1. A score is the sum of its parts' points, and the most that the parts can give is 100 together.
2. What could not be done does not count against anybody: where there was no poll the points for
   polls are shared out among the other parts, by their weights.
3. Of a part that is measured against what there was (time, slides, polls) the points follow the
   share; of the others they rise until ``Weights`` calls it enough.
4. Time with the tab out of sight is subtracted where somebody agreed to say so, and only there.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields

from engagement.audience.members import Score, ScorePart

MINUTE_MS = 60_000
ENOUGH = {"questions": 2, "acts": 5, "links": 1}
"""With how many of these all points of a part are had."""
MOST_WEIGHT = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """How much each part weighs; only their proportion matters."""

    time: int = 40
    """Share of the show's time that was watched."""
    slides: int = 20
    """Share of the slides shown that count as seen."""
    polls: int = 15
    """Share of the polls that were answered."""
    questions: int = 10
    """Questions asked under one's name."""
    acts: int = 10
    """Votes, reactions, raised hands and chat messages."""
    links: int = 5
    """Links opened and files taken along."""

    @classmethod
    def parse(cls, text: str) -> "Weights":
        """Weights from "time 40, slides 20"; parts that are not named weigh as by default.

        Raises ``ValueError`` with a sentence.
        """
        names = {field.name for field in fields(cls)}
        given: dict[str, int] = {}
        for part in filter(None, (part.strip() for part in text.split(","))):
            name, _, number = part.partition(" ")
            if name not in names or not number.strip().isdecimal():
                raise ValueError(f"“{part}” is no part and weight, such as “time 40”")
            given[name] = int(number)
        found = cls(**given)
        if not any(found.of(name) for name in names):
            raise ValueError("some part must weigh more than 0")
        if max(found.of(name) for name in names) > MOST_WEIGHT:
            raise ValueError(f"no part may weigh more than {MOST_WEIGHT}")
        return found

    def of(self, key: str) -> int:
        """The weight of a part."""
        return int(getattr(self, key))


@dataclass(frozen=True, slots=True, kw_only=True)
class Chances:
    """What there was to do, for everybody alike."""

    show_ms: int
    """Length of the show, so far."""
    slides: int
    """Different slides that were on stage."""
    polls: int
    """Polls that were opened."""
    links: int
    """Links and files that were offered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deeds:
    """What one person did."""

    watched_ms: int
    """Connected, live and on demand."""
    away_ms: int | None
    """Out of sight meanwhile; None: not told."""
    slides: int
    """Of the slides that were on stage, those that count as seen."""
    polls: int
    questions: int
    votes: int
    reactions: int
    hands: int
    chats: int
    links: int


def score(deeds: Deeds, chances: Chances, weights: Weights) -> Score:
    """The score with its parts; 0 in all parts when nothing could be done."""
    open_parts = [part for part in _parts(deeds, chances) if part.possible]
    most = shared_out(100, [weights.of(part.key) for part in open_parts])
    parts = tuple(
        ScorePart(part.key, part.words, part.amount, int(part.share * points + 0.5), points)
        for part, points in zip(open_parts, most, strict=True)
    )
    return Score(sum(part.points for part in parts), parts)


def shared_out(whole: int, weights: Sequence[int]) -> list[int]:
    """``whole`` in whole parts by weight, the largest remainders rounded up; their sum is whole.

    All noughts when nothing weighs anything.
    """
    total = sum(weights)
    if total == 0:
        return [0] * len(weights)
    floors = [whole * weight // total for weight in weights]
    rest = [whole * weight % total for weight in weights]
    by_rest = sorted(range(len(weights)), key=lambda place: (-rest[place], place))
    for place in by_rest[: whole - sum(floors)]:
        floors[place] += 1
    return floors


@dataclass(frozen=True, slots=True)
class _Part:
    key: str
    words: str
    amount: int
    share: float
    possible: bool


def _parts(deeds: Deeds, chances: Chances) -> tuple[_Part, ...]:
    acts = deeds.votes + deeds.reactions + deeds.hands + deeds.chats
    return (
        _time(deeds, chances),
        _of("slides", deeds.slides, chances.slides, "slides seen"),
        _of("polls", deeds.polls, chances.polls, "polls answered"),
        _enough("questions", deeds.questions, _count(deeds.questions, "question") + " asked"),
        _enough("acts", acts, f"{acts} votes, reactions, hands and messages"),
        _enough("links", deeds.links, _count(deeds.links, "link") + " opened", chances.links > 0),
    )


def _time(deeds: Deeds, chances: Chances) -> _Part:
    away = min(deeds.away_ms or 0, deeds.watched_ms)
    attentive = deeds.watched_ms - away
    minutes, length = attentive // MINUTE_MS, chances.show_ms // MINUTE_MS
    words = f"{minutes} of {_count(length, 'minute')} watched"
    if deeds.away_ms is None:
        words += ", time away not told"
    elif away >= MINUTE_MS:
        words += f", {_count(away // MINUTE_MS, 'minute')} away taken off"
    share = attentive / chances.show_ms if chances.show_ms > 0 else 0.0
    return _Part("time", words, minutes, _bounded(share), chances.show_ms > 0)


def _of(key: str, done: int, there: int, what: str) -> _Part:
    share = done / there if there else 0.0
    return _Part(key, f"{done} of {there} {what}", done, _bounded(share), there > 0)


def _enough(key: str, done: int, words: str, possible: bool = True) -> _Part:
    return _Part(key, words, done, _bounded(done / ENOUGH[key]), possible)


def _bounded(share: float) -> float:
    return max(0.0, min(1.0, share))


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
