"""The line: one unbroken sequence, whatever happens behind it."""

import pytest

from media.cache import PacketCache
from media.line import Line
from media.rtp import HALF


def test_runs_on() -> None:
    """Packets keep their distances."""
    line = Line()
    first, second = line.place(500), line.place(501)
    assert first is not None and second == first + 1


def test_first_number() -> None:
    """It begins in the lower half of the range, so that no viewer meets an early wrap."""
    for _ in range(200):
        place = Line().place(65_535)
        assert place is not None and 0 <= place < HALF


def test_hole() -> None:
    """A number that is missing stays open, and its packet finds it when it comes late."""
    line = Line()
    first, third, second = line.place(10), line.place(12), line.place(11)
    assert first is not None
    assert (second, third) == (first + 1, first + 2)


def test_restart() -> None:
    """After a restart the next packet lies right behind the last."""
    line = Line()
    line.place(10)
    before = line.place(11)
    line.restart()
    assert before is not None
    assert line.place(40_000) == before + 1


def test_late_from_before_restart() -> None:
    """A packet of the old numbers has no place in the new ones."""
    line = Line()
    line.place(10)
    line.restart()
    line.place(100)
    assert line.place(99) is None


def test_skip() -> None:
    """What is left out leaves no hole."""
    line = Line()
    first = line.place(10)
    assert line.skip(11) is None
    assert line.skip(12) is None
    assert first is not None
    assert line.place(13) == first + 1
    assert line.skip(14) is None
    assert line.place(15) == first + 2


def test_skip_first() -> None:
    """A line may begin with what is left out."""
    line = Line()
    assert line.skip(10) is None
    first = line.place(11)
    assert first is not None and first < HALF
    assert line.place(12) == first + 1


def test_skip_behind_a_hole() -> None:
    """What is left out behind a hole closes up; the hole stays open for its packet."""
    line = Line()
    first = line.place(10)
    assert line.skip(12) is None
    assert first is not None
    assert line.place(13) == first + 2
    assert line.place(11) == first + 1


def test_skip_late() -> None:
    """A place that was left open for a packet that is left out has to be filled."""
    line = Line()
    first = line.place(10)
    line.place(12)
    assert first is not None
    assert line.skip(11) == first + 1
    assert line.place(13) == first + 3


def test_cache() -> None:
    """The cache gives back what it was given, for as long as it can."""
    cache = PacketCache(4)
    for index in range(10, 16):
        cache.put(index, bytes([index]))
    found = [cache.get(index) for index in range(10, 17)]
    assert found == [None, None, b"\x0c", b"\x0d", b"\x0e", b"\x0f", None]


def test_cache_size() -> None:
    """Its size is a power of two, for it finds places by masking."""
    with pytest.raises(ValueError):
        PacketCache(100)
