"""Sets of numbers as ranges, against sets."""

from hypothesis import given
from hypothesis import strategies as st

from engagement import ranges
from engagement.ranges import Range

numbers = st.sets(st.integers(1, 60))
some_ranges = st.lists(
    st.tuples(st.integers(1, 60), st.integers(0, 10)).map(lambda pair: (pair[0], sum(pair)))
)


def members(found: list[Range] | tuple[Range, ...]) -> set[int]:
    return {number for first, last in found for number in range(first, last + 1)}


def test_from_numbers() -> None:
    """Neighbours are joined."""
    assert ranges.from_numbers([5, 1, 2, 3, 3]) == ((1, 3), (5, 5))
    assert ranges.from_numbers([]) == ()


def test_holes() -> None:
    """What is not there, within bounds."""
    assert ranges.holes([(2, 3), (6, 6)], 1, 8) == ((1, 1), (4, 5), (7, 8))
    assert ranges.holes([(1, 8)], 1, 8) == ()
    assert ranges.holes([], 1, 0) == ()


@given(numbers)
def test_from_numbers_keeps_each(given: set[int]) -> None:
    """The ranges hold the numbers, no others, and as few ranges as can be."""
    found = ranges.from_numbers(given)
    assert members(found) == given
    assert ranges.size(found) == len(given)
    assert all(first - 1 not in given and last + 1 not in given for first, last in found)


@given(some_ranges, some_ranges)
def test_union(ours: list[Range], theirs: list[Range]) -> None:
    """A union holds what either holds, in either order."""
    found = ranges.union([*ours, *theirs])
    assert members(found) == members(ours) | members(theirs)
    assert found == ranges.union([*theirs, *ours]) == ranges.union(found)


@given(some_ranges, st.integers(1, 40), st.integers(0, 40))
def test_holes_are_the_rest(given: list[Range], first: int, length: int) -> None:
    """Ranges and their holes make the whole, and share nothing."""
    last = first + length
    assert members(ranges.holes(given, first, last)) == (
        set(range(first, last + 1)) - members(given)
    )
