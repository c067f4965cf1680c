"""What a line still owes us, and when to ask for it."""

from media.nack import MAX_MISSING, USEFUL_FOR, Arrival, MissingPackets


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
