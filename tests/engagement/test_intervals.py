"""Presence, against moments counted one by one."""

from hypothesis import given
from hypothesis import strategies as st

from engagement import intervals
from engagement.intervals import Interval

spans = st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), max_size=8)


def moments(of: list[Interval] | tuple[Interval, ...]) -> set[int]:
    return {moment for start, end in of for moment in range(start, end)}


def test_union() -> None:
    """Overlapping and touching intervals are one; empty and reversed ones are none."""
    assert intervals.union([(5, 9), (1, 3), (3, 6), (20, 20), (30, 25)]) == ((1, 9),)


def test_overlap() -> None:
    """Two people were together while both were there."""
    assert intervals.overlap([(0, 10), (20, 30)], [(5, 25)]) == ((5, 10), (20, 25))


def test_length_is_no_sum() -> None:
    """Two tabs at the same time are counted once."""
    assert intervals.length([(0, 60), (10, 50)]) == 60


@given(spans)
def test_union_has_the_same_moments(given: list[Interval]) -> None:
    """A union is disjoint, sorted, and loses and adds no moment."""
    found = intervals.union(given)
    assert moments(found) == moments(given)
    assert all(left[1] < right[0] for left, right in zip(found, found[1:], strict=False))
    assert intervals.length(given) == len(moments(given))


@given(spans, spans)
def test_overlap_has_the_common_moments(ours: list[Interval], theirs: list[Interval]) -> None:
    """An overlap is what both have, whoever is asked first."""
    found = intervals.overlap(ours, theirs)
    assert moments(found) == moments(ours) & moments(theirs)
    assert found == intervals.overlap(theirs, ours) == intervals.union(found)


@given(spans, spans)
def test_without_has_the_other_moments(given: list[Interval], gaps: list[Interval]) -> None:
    """What is left is what no gap covers."""
    assert moments(intervals.without(given, gaps)) == moments(given) - moments(gaps)
