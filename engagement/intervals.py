"""Lengths of presence: unions and overlaps of half-open intervals [from, to). Pure.

Two tabs of one person are one presence, and a reconnect that overlaps the old connection counts
once: everything that reports minutes goes through ``union`` first.
"""

from collections.abc import Iterable, Sequence

Interval = tuple[int, int]


def union(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    """The same moments as sorted, disjoint intervals; empty and reversed ones vanish."""
    joined: list[Interval] = []
    for start, end in sorted(interval for interval in intervals if interval[0] < interval[1]):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return tuple(joined)


def length(intervals: Iterable[Interval]) -> int:
    """How many moments the union of ``intervals`` holds."""
    return sum(end - start for start, end in union(intervals))


def overlap(ours: Iterable[Interval], theirs: Iterable[Interval]) -> tuple[Interval, ...]:
    """The moments that are in both unions."""
    return tuple(_overlap(union(ours), union(theirs)))


def _overlap(ours: Sequence[Interval], theirs: Sequence[Interval]) -> Iterable[Interval]:
    mine = other = 0
    while mine < len(ours) and other < len(theirs):
        start = max(ours[mine][0], theirs[other][0])
        end = min(ours[mine][1], theirs[other][1])
        if start < end:
            yield start, end
        if ours[mine][1] < theirs[other][1]:
            mine += 1
        else:
            other += 1


def without(intervals: Iterable[Interval], gaps: Iterable[Interval]) -> tuple[Interval, ...]:
    """The moments of ``intervals`` that are in none of ``gaps``."""
    left: list[Interval] = []
    holes = union(gaps)
    for start, end in union(intervals):
        for hole_start, hole_end in holes:
            if hole_end <= start or hole_start >= end:
                continue
            left.append((start, hole_start))
            start = max(start, hole_end)
        left.append((start, end))
    return union(left)
