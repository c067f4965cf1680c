"""The estimate of a downlink: what viewings say of it, taken together."""

from media.bandwidth import DOUBT, LEAST, PATIENCE, Bandwidth


def sending(**rates: int) -> Bandwidth:
    bandwidth = Bandwidth()
    for link, rate in rates.items():
        bandwidth.sends(link, rate)
    return bandwidth


def falls(bandwidth: Bandwidth, link: str, bitrate: int, now: float) -> None:
    """Two falls, one soon after the other, to that bit rate in the end."""
    bandwidth.estimated(link, round(bitrate * 1.05), now - 0.5)
    bandwidth.estimated(link, bitrate, now)


def test_no_limit() -> None:
    """Estimates near what is sent, and little loss, tell of no limit."""
    bandwidth = sending(camera=1_000_000)
    bandwidth.estimated("camera", 950_000, 1.0)
    bandwidth.lost("camera", 0.05, 1.0)
    assert bandwidth.limit is None


def test_fall() -> None:
    """An estimate that falls below what is sent is a limit."""
    bandwidth = sending(camera=1_000_000)
    bandwidth.estimated("camera", 1_200_000, 1.0)
    falls(bandwidth, "camera", 600_000, 2.0)
    assert (bandwidth.limit, bandwidth.congested_at) == (600_000, 2.0)


def test_first_estimate() -> None:
    """A first estimate far below what is sent is a limit."""
    bandwidth = sending(camera=1_000_000)
    falls(bandwidth, "camera", 300_000, 1.0)
    assert bandwidth.limit == 300_000


def test_single_fall() -> None:
    """One fall, after which the estimate rises again or stays, was a burst."""
    bandwidth = sending(camera=1_000_000)
    bandwidth.estimated("camera", 1_000_000, 1.0)
    bandwidth.estimated("camera", 500_000, 2.0)
    bandwidth.estimated("camera", 500_000, 2.5)
    bandwidth.estimated("camera", 540_000, 3.0)
    bandwidth.estimated("camera", 400_000, 9.0)
    assert bandwidth.limit is None


def test_low_but_rising() -> None:
    """An estimate that lags behind a climb is none, as long as it does not fall."""
    bandwidth = sending(camera=150_000)
    bandwidth.estimated("camera", 225_000, 1.0)
    bandwidth.sends("camera", 1_000_000)
    bandwidth.estimated("camera", 240_000, 2.0)
    assert bandwidth.limit is None


def test_fall_that_does_not_matter() -> None:
    """An estimate may fall as it likes above what is sent."""
    bandwidth = sending(camera=100_000)
    bandwidth.estimated("camera", 3_000_000, 1.0)
    bandwidth.estimated("camera", 500_000, 2.0)
    assert bandwidth.limit is None


def test_rise() -> None:
    """A limit rises with the estimates, all taken together."""
    bandwidth = sending(camera=1_000_000, screen=500_000)
    falls(bandwidth, "camera", 400_000, 1.0)
    assert bandwidth.limit == 900_000
    bandwidth.sends("camera", 300_000)
    bandwidth.estimated("camera", 450_000, 2.0)
    bandwidth.estimated("screen", 700_000, 2.0)
    assert bandwidth.limit == 1_150_000
    bandwidth.forget("screen")
    bandwidth.estimated("camera", 460_000, 3.0)
    assert bandwidth.limit == 1_150_000


def test_loss() -> None:
    """Much loss is a limit; reports of the time before are not answered again."""
    bandwidth = sending(camera=1_000_000)
    bandwidth.lost("camera", 0.2, 10.0)
    assert bandwidth.limit == 900_000
    bandwidth.lost("camera", 0.2, 10.0 + PATIENCE / 2)
    assert bandwidth.limit == 900_000
    bandwidth.sends("camera", 800_000)
    bandwidth.lost("camera", 0.5, 10.0 + PATIENCE)
    assert bandwidth.limit == 600_000


def test_rise_without_estimates() -> None:
    """Without REMB a limit rises slowly while little is lost, up to half above what is sent."""
    bandwidth = sending(camera=1_000_000)
    bandwidth.lost("camera", 0.2, 0.0)
    for second in range(1, 30):
        bandwidth.lost("camera", 0.0, float(second))
    assert bandwidth.limit == 1_500_000


def test_proved() -> None:
    """What got through is the limit at least; without a limit it says nothing."""
    bandwidth = sending(camera=1_000_000)
    bandwidth.proved(2_000_000)
    assert bandwidth.limit is None
    bandwidth.lost("camera", 0.2, 0.0)
    bandwidth.proved(2_000_000)
    assert bandwidth.limit == 2_000_000


def test_least() -> None:
    """No limit is so low that nothing could ever be tried again."""
    bandwidth = sending(camera=50_000)
    bandwidth.estimated("camera", 10, 0.5)
    bandwidth.estimated("camera", 1, 1.0)
    assert bandwidth.limit == LEAST


def test_unheard() -> None:
    """Only when half of the sound is lost twice running, the limit is what came through of it."""
    bandwidth = sending(camera=30_000, other=30_000)
    assert not bandwidth.unheard("camera", 0.75, True, 5.0)
    bandwidth.heard("camera", 10.0)
    assert not bandwidth.unheard("camera", 0.75, True, 15.0)
    assert not bandwidth.unheard("other", 0.75, True, 16.0)
    assert not bandwidth.unheard("camera", 0.75, True, 15.0 + PATIENCE - 0.1)
    assert bandwidth.limit is None
    assert bandwidth.unheard("camera", 0.75, True, 15.0 + PATIENCE)
    assert bandwidth.limit == 15_000 and bandwidth.congested_at == 15.0 + PATIENCE


def test_doubts() -> None:
    """Lost sound, and sound that is given again, is in doubt until a good report or for a while."""
    bandwidth = sending(camera=30_000, other=30_000)
    assert not bandwidth.doubts(0.0)
    bandwidth.unheard("camera", 0.75, True, 5.0)
    bandwidth.heard("other", 6.0)
    assert bandwidth.doubts(5.0 + DOUBT - 0.1) and not bandwidth.doubts(5.0 + DOUBT)
    bandwidth.sounds("camera", 30.0)
    assert bandwidth.doubts(31.0)
    bandwidth.heard("camera", 31.0)
    assert not bandwidth.doubts(31.0)
    bandwidth.sounds("camera", 40.0)
    bandwidth.forget("camera")
    assert not bandwidth.doubts(40.0)


def test_unheard_beside_a_picture() -> None:
    """A picture gives way at once, and what was lost beside it does not count against the sound."""
    bandwidth = sending(camera=230_000)
    assert bandwidth.unheard("camera", 0.75, False, 10.0)
    assert bandwidth.limit == 57_500
    bandwidth.sends("camera", 30_000)
    assert not bandwidth.unheard("camera", 0.75, True, 15.0)
    assert bandwidth.unheard("camera", 0.75, True, 20.0)
    assert bandwidth.limit == 7_500
