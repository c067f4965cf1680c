"""The line: one unbroken sequence and clock, whatever happens behind it."""

import pytest

from media.cache import PacketCache
from media.line import Line
from media.rtp import HALF

RATE = 90_000


def test_runs_on() -> None:
    """Packets keep their distances, in numbers and in time."""
    line = Line(RATE)
    first = line.place(500, 9_000, 0.0)
    second = line.place(501, 12_000, 0.03)
    assert first is not None and second is not None
    assert second.index == first.index + 1
    assert second.timestamp - first.timestamp & 0xFFFFFFFF == 3_000


def test_first_number() -> None:
    """It begins in the lower half of the range, so that no viewer meets an early wrap."""
    for _ in range(200):
        place = Line(RATE).place(65_535, 0, 0.0)
        assert place is not None and 0 <= place.index < HALF


def test_hole() -> None:
    """A number that is missing stays open, and its packet finds it when it comes late."""
    line = Line(RATE)
    first = line.place(10, 0, 0.0)
    third = line.place(12, 0, 0.0)
    second = line.place(11, 0, 0.0)
    assert first is not None and second is not None and third is not None
    assert (second.index, third.index) == (first.index + 1, first.index + 2)


def test_restart() -> None:
    """After a restart the next packet lies right behind the last; the pause took its time."""
    line = Line(RATE)
    line.place(10, 1_000, 0.0)
    before = line.place(11, 4_000, 0.1)
    line.restart()
    assert not line.settled
    after = line.place(40_000, 77, 1.1)
    assert before is not None and after is not None
    assert after.index == before.index + 1
    assert after.timestamp - before.timestamp & 0xFFFFFFFF == RATE


def test_restart_without_pause() -> None:
    """Time never stands still or runs back over a restart."""
    line = Line(RATE)
    before = line.place(10, 1_000, 0.0)
    line.restart()
    after = line.place(10, 1_000, 0.0)
    assert before is not None and after is not None
    assert 0 < after.timestamp - before.timestamp & 0xFFFFFFFF < HALF


def test_late_from_before_restart() -> None:
    """A packet of the old numbers has no place in the new ones."""
    line = Line(RATE)
    line.place(10, 0, 0.0)
    line.restart()
    line.place(100, 0, 0.0)
    assert line.place(99, 0, 0.0) is None


def test_cache() -> None:
    """The cache gives back what it was given, for as long as it can."""
    cache = PacketCache(4)
    for index in range(10, 16):
        cache.put(index, bytes([index]))
    assert [cache.get(index) for index in range(10, 17)] == [
        None,
        None,
        b"\x0c",
        b"\x0d",
        b"\x0e",
        b"\x0f",
        None,
    ]


def test_cache_size() -> None:
    """Its size is a power of two, for it finds places by masking."""
    with pytest.raises(ValueError):
        PacketCache(100)
