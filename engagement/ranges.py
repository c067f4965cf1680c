"""Sets of sequence numbers, kept as sorted, disjoint, inclusive ranges. Pure."""

from collections.abc import Iterable

Range = tuple[int, int]


def from_numbers(numbers: Iterable[int]) -> tuple[Range, ...]:
    """The ranges that hold exactly these numbers."""
    return union([(number, number) for number in numbers])


def union(ranges: Iterable[Range]) -> tuple[Range, ...]:
    """The ranges that hold each number that any of ``ranges`` holds; neighbours are joined."""
    joined: list[Range] = []
    for first, last in sorted(ranges):
        if joined and first <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        else:
            joined.append((first, last))
    return tuple(joined)


def size(ranges: Iterable[Range]) -> int:
    """How many numbers disjoint ranges hold."""
    return sum(last - first + 1 for first, last in ranges)


def holes(ranges: Iterable[Range], first: int, last: int) -> tuple[Range, ...]:
    """The numbers from ``first`` to ``last`` that none of ``ranges`` holds."""
    missing: list[Range] = []
    next_wanted = first
    for start, end in union(ranges):
        if start > last:
            break
        if start > next_wanted:
            missing.append((next_wanted, start - 1))
        next_wanted = max(next_wanted, end + 1)
    if next_wanted <= last:
        missing.append((next_wanted, last))
    return tuple(missing)
