"""What a presenter is told about her packets, and her clock that is passed on."""

import pytest

from media.reports import Reception, SenderClock

RATE = 90_000


def receive(reception: Reception, *indexes: int, delay: float = 0.0) -> None:
    for index in indexes:
        reception.received(index, index * 3000, 1000, index / 30 + delay)


def test_nothing_lost() -> None:
    """A clean line is reported clean."""
    reception = Reception(RATE)
    receive(reception, *range(100, 200))
    block = reception.block(7, 10.0)
    assert (block.ssrc, block.fraction, block.lost, block.highest) == (7, 0, 0, 199)
    assert block.jitter == 0
    assert (block.last_report, block.delay) == (0, 0)


def test_loss() -> None:
    """The share is of the time since the last report, the number since the beginning."""
    reception = Reception(RATE)
    receive(reception, *range(0, 100, 2), 99)
    first = reception.block(7, 4.0)
    assert first.fraction == pytest.approx(49 / 100 * 256, abs=1)
    assert first.lost == 49
    receive(reception, *range(100, 200))
    second = reception.block(7, 8.0)
    assert (second.fraction, second.lost) == (0, 49)


def test_more_than_expected() -> None:
    """Repeated packets are no negative share."""
    reception = Reception(RATE)
    receive(reception, 1, 1, 1)
    block = reception.block(7, 1.0)
    assert (block.fraction, block.lost) == (0, -2)


def test_before_anything() -> None:
    """A report about silence divides by nothing."""
    assert Reception(RATE).block(7, 1.0).highest == 0


def test_jitter() -> None:
    """Packets that come 10 ms early and late by turns show it; a new timestamp line does not."""
    reception = Reception(RATE)
    for index in range(200):
        receive(reception, index, delay=0.01 * (index % 2))
    jitter = reception.block(7, 10.0).jitter
    assert jitter == pytest.approx(900, rel=0.05)
    reception.received(200, 123_456_789, 1000, 200 / 30)
    assert reception.block(7, 10.0).jitter == pytest.approx(jitter, rel=0.1)


def test_round_trip_fields() -> None:
    """The sender finds its report and our delay in the block."""
    reception = Reception(RATE)
    receive(reception, 1)
    reception.sender_report(0x1122334455667788, 1.0)
    block = reception.block(7, 1.5)
    assert (block.last_report, block.delay) == (0x33445566, 32_768)


def test_extrapolate() -> None:
    """Half a second later both clocks are half a second further."""
    clock = SenderClock(ntp=1 << 40, rtp=1000, at=5.0, clock_rate=48_000)
    assert clock.extrapolate(5.5) == ((1 << 40) + (1 << 31), 25_000)
    assert clock.extrapolate(5.0) == (1 << 40, 1000)
