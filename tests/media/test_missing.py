"""What a line still owes us, and when to ask for it."""

import pytest

from media.nack import LATEST, MAX_MISSING, MOST_ASKED, USEFUL_FOR, Arrival, MissingPackets


def line(*indexes: int) -> MissingPackets:
    """A line on which these have arrived at time 0."""
    missing = MissingPackets()
    for index in indexes:
        missing.arrived(index, 0.0)
    return missing


def test_in_order() -> None:
    """Packets in order owe nothing."""
    missing = MissingPackets()
    assert [missing.arrived(index, 0.0) for index in (5, 6, 7)] == [Arrival.NEW] * 3
    assert missing.due(0.0) == []
    assert len(missing) == 0


def test_hole() -> None:
    """A hole is asked for at once."""
    assert line(5, 8).due(0.0) == [6, 7]


def test_filled() -> None:
    """What has come is not asked for; it counts once."""
    missing = line(5, 8)
    assert missing.arrived(6, 0.0) is Arrival.REPAIRED
    assert missing.arrived(6, 0.0) is Arrival.REPEATED
    assert missing.due(0.0) == [7]


def test_before_the_beginning() -> None:
    """A packet from before the first is of no use."""
    assert line(5).arrived(4, 0.0) is Arrival.REPEATED


def test_asked_again() -> None:
    """An answer that is overdue is asked for again, not before."""
    missing = line(5, 7)
    assert missing.due(0.0) == [6]
    assert missing.due(0.1) == []
    assert missing.due(0.16) == [6]


def test_patience_follows_the_path() -> None:
    """On a quick path the second request comes sooner than on a slow one."""
    quick, slow = line(0), line(0)
    for number in range(1, 40):
        for missing, delay in ((quick, 0.02), (slow, 0.3)):
            at = number * 2.0
            missing.arrived(2 * number, at)
            missing.due(at)
            missing.arrived(2 * number - 1, at + delay)
    for missing in (quick, slow):
        missing.arrived(100, 100.0)
        assert 99 in missing.due(100.0)
    assert 99 in quick.due(100.05)
    assert slow.due(100.3) == []
    assert 99 in slow.due(100.5)


def answered(times: int, missing: MissingPackets, delay: float) -> None:
    """That many packets are lost, one a second from 100 on, and repaired after that delay."""
    for number in range(100, 100 + times):
        missing.arrived(2 * number, float(number))
        missing.due(number + 0.2)
        missing.repaired(2 * number - 1, number + 0.2 + delay)


def overtaken(times: int, missing: MissingPackets, delay: float) -> None:
    """That many packets come late by themselves, one a second from 0 on; what was asked for all
    the same comes once more."""
    for number in range(1, 1 + times):
        missing.arrived(2 * number, float(number))
        asked = missing.due(float(number))
        missing.arrived(2 * number - 1, number + delay)
        if asked:
            missing.arrived(2 * number - 1, number + delay + 0.02)


@pytest.mark.parametrize("apart", [True, False])
def test_reordering(apart: bool) -> None:
    """Where packets overtake each other, a hole gets the time to fill by itself."""
    missing = MissingPackets(repairs_apart=apart)
    missing.arrived(0, 0.0)
    overtaken(20, missing, 0.08)
    missing.arrived(50, 50.0)
    assert missing.due(50.07) == []
    assert len(missing.due(50.15)) == 9


def test_reordering_is_bounded() -> None:
    """However late packets come, a hole is asked for while its repair is of use."""
    missing = MissingPackets(repairs_apart=True)
    missing.arrived(0, 0.0)
    overtaken(50, missing, 0.6)
    missing.arrived(102, 60.0)
    assert missing.due(60.0 + LATEST + 0.01) == [101]


def test_reordering_is_forgotten() -> None:
    """Where packets are really lost, holes are asked for at once again."""
    missing = MissingPackets(repairs_apart=True)
    missing.arrived(0, 0.0)
    overtaken(20, missing, 0.1)
    missing.arrived(198, 50.0)
    missing.due(52.0)
    answered(60, missing, 0.05)
    missing.arrived(400, 300.0)
    assert missing.due(300.005) != []


def test_late_behind_its_repair() -> None:
    """A packet that comes behind its own repair had only been late: that is learnt, too."""
    missing = MissingPackets(repairs_apart=True)
    missing.arrived(0, 0.0)
    for number in range(1, 30):
        missing.arrived(2 * number, float(number))
        missing.due(float(number))
        assert missing.repaired(2 * number - 1, number + 0.03) is Arrival.REPAIRED
        assert missing.arrived(2 * number - 1, number + 0.09) is Arrival.REPEATED
    missing.arrived(60, 60.0)
    assert missing.due(60.05) == []


def test_late_is_no_answer() -> None:
    """Where repairs come apart, a late packet says nothing about how long answers take."""
    missing = MissingPackets(repairs_apart=True)
    missing.arrived(0, 0.0)
    overtaken(30, missing, 0.0)
    missing.arrived(62, 62.0)
    assert missing.due(62.0) == [61]
    assert missing.due(62.14) == []


def test_seldom_enough() -> None:
    """A packet that never comes is asked for ten times at most, even on the quickest path."""
    missing = line(0)
    answered(100, missing, 0.0)
    missing.arrived(500, 300.0)
    times = sum(499 in missing.due(300 + step / 1000) for step in range(1000))
    assert 5 < times <= MOST_ASKED


def test_recovered() -> None:
    """What another packet brought back is not missing any more."""
    missing = line(5, 7)
    assert missing.recovered(6) is Arrival.REPAIRED
    assert missing.recovered(6) is Arrival.REPEATED
    assert missing.due(0.0) == []


def test_given_up() -> None:
    """What is too old to be of use is not asked for any more, and somebody is told."""
    missing = line(5, 7)
    missing.due(0.0)
    assert not missing.abandoned
    assert missing.due(USEFUL_FOR + 0.01) == []
    assert missing.abandoned
    assert len(missing) == 0


def test_bounded() -> None:
    """A hole too large is not tracked."""
    missing = line(0, MAX_MISSING + 10)
    assert missing.due(0.0) == []
    assert missing.abandoned
    assert missing.highest == MAX_MISSING + 10
