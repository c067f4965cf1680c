"""The score: a sum that can be explained, between 0 and 100."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagement.audience.scoring import Chances, Deeds, Weights, score, shared_out

MINUTE = 60_000
SHOW = Chances(show_ms=60 * MINUTE, slides=10, polls=2, links=1)
NOTHING = Deeds(
    watched_ms=0,
    away_ms=None,
    slides=0,
    polls=0,
    questions=0,
    votes=0,
    reactions=0,
    hands=0,
    chats=0,
    links=0,
)
ALL = replace(
    NOTHING, watched_ms=60 * MINUTE, away_ms=0, slides=10, polls=2, questions=2, chats=5, links=1
)


def test_parts_are_explained() -> None:
    """Each part says what was counted, what it gave and what it could have given."""
    half = replace(ALL, watched_ms=32 * MINUTE, away_ms=2 * MINUTE, polls=1)
    found = score(half, SHOW, Weights())
    parts = {part.key: part for part in found.parts}
    assert parts["time"].words == "30 of 60 minutes watched, 2 minutes away taken off"
    assert (parts["time"].amount, parts["time"].points, parts["time"].most) == (30, 20, 40)
    assert (parts["polls"].words, parts["polls"].points) == ("1 of 2 polls answered", 8)
    assert found.total == 20 + 20 + 8 + 10 + 10 + 5


def test_everything_is_a_hundred() -> None:
    """Who did all there was has 100; who did nothing has nought."""
    assert score(ALL, SHOW, Weights()).total == 100
    assert score(NOTHING, SHOW, Weights()).total == 0


def test_what_there_was_not_costs_nothing() -> None:
    """Without polls and links the others share out their points."""
    found = score(replace(ALL, polls=0, links=0), replace(SHOW, polls=0, links=0), Weights())
    assert [part.key for part in found.parts] == ["time", "slides", "questions", "acts"]
    assert [part.most for part in found.parts] == [50, 25, 13, 12]
    assert found.total == 100


def test_time_away_is_not_told() -> None:
    """Without consent to attention nothing is taken off, and the words say so."""
    found = score(replace(ALL, away_ms=None), SHOW, Weights())
    assert found.total == 100
    assert found.parts[0].words == "60 of 60 minutes watched, time away not told"


def test_away_longer_than_there() -> None:
    """More time away than time connected takes everything off, and no more."""
    found = score(
        replace(NOTHING, watched_ms=5 * MINUTE, away_ms=9 * MINUTE), SHOW, Weights()
    ).parts[0]
    assert (found.amount, found.points) == (0, 0)
    assert found.words == "0 of 60 minutes watched, 5 minutes away taken off"


def test_weights_by_setting() -> None:
    """What is named is changed, the rest stays."""
    assert Weights.parse("time 10, polls 0") == Weights(time=10, polls=0)
    assert Weights.parse("") == Weights()


@pytest.mark.parametrize(
    "text", ["time", "time -1", "time x", "beauty 3", "time 40 50", "time 1001", "40 time"]
)
def test_refused_weights(text: str) -> None:
    """A part that is none, or no number, is refused with a sentence."""
    with pytest.raises(ValueError, match=r"\w"):
        Weights.parse(text)


def test_refused_when_nothing_weighs() -> None:
    """A score of nothing is none."""
    with pytest.raises(ValueError, match="more than 0"):
        Weights.parse("time 0, slides 0, polls 0, questions 0, acts 0, links 0")


FEW = st.integers(0, 30)
LONG = st.integers(0, 10_000_000)


@given(
    st.builds(
        Deeds,
        watched_ms=LONG,
        away_ms=st.none() | LONG,
        slides=FEW,
        polls=FEW,
        questions=FEW,
        votes=FEW,
        reactions=FEW,
        hands=FEW,
        chats=FEW,
        links=FEW,
    ),
    st.builds(Chances, show_ms=LONG, slides=FEW, polls=FEW, links=FEW),
    st.builds(Weights, **dict.fromkeys(("time", "slides", "polls", "questions"), FEW)),
)
def test_bounds(deeds: Deeds, chances: Chances, weights: Weights) -> None:
    """A score is 0 to 100, the sum of its parts, and no part gives more than it can."""
    found = score(deeds, chances, weights)
    assert 0 <= found.total <= 100
    assert found.total == sum(part.points for part in found.parts)
    assert sum(part.most for part in found.parts) in (0, 100)
    assert all(0 <= part.points <= part.most for part in found.parts)


@given(st.lists(st.integers(0, 1_000)))
def test_shared_out(weights: list[int]) -> None:
    """Nothing is lost by rounding."""
    parts = shared_out(100, weights)
    assert sum(parts) == (100 if any(weights) else 0)
    assert all(part == 0 for part, weight in zip(parts, weights, strict=True) if weight == 0)
