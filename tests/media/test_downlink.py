"""A downlink: what viewings say decides what they are sent, and what their pages are told."""

from dataclasses import replace

from media.allocation import CALM
from media.downlink import PROBE_TIME, Downlink, Downlinks
from media.resources import Level
from tests.support.media_downlink import LAYERS, Tile, falls, pass_time

WHO = ("room", "bob")


def test_begin() -> None:
    """A viewing begins with all that it can use, and its page need not be told."""
    tile, downlink = Tile(), Downlink()
    downlink.come(tile)
    assert not downlink.tick(0.0)
    assert (tile.layer, tile.sound, tile.levels) == ("f", True, [])


def test_what_has_grown() -> None:
    """What is sent counts when a line falls, also if it was less when it began."""
    for report in ("estimate", "loss"):
        tile, downlink = Tile(), Downlink()
        tile.layers = tuple(replace(layer, rate=0) for layer in LAYERS)
        downlink.come(tile)
        assert not downlink.tick(0.0)
        tile.layers = LAYERS
        if report == "estimate":
            downlink.estimated(tile, 3_000_000, 10.0)
            falls(downlink, tile, 700_000, 12.0)
        else:
            assert downlink.lost(tile, 0.5, 12.0)
        assert downlink.tick(12.0)
        assert tile.layer == "h", report


def test_levels() -> None:
    """The page is told of each step down, once."""
    tile, downlink = Tile(), Downlink()
    downlink.come(tile)
    downlink.tick(0.0)
    for now, estimate in ((1.0, 800_000), (2.0, 300_000), (3.0, 60_000), (4.0, 1)):
        falls(downlink, tile, estimate, now)
        assert downlink.tick(now)
    assert tile.levels == [Level.MIDDLE, Level.LOW, Level.AUDIO]
    assert tile.layer is None and tile.sound


def test_level_now() -> None:
    """Whoever was not there when it was told may ask."""
    tile, downlinks = Tile(), Downlinks()
    assert downlinks.level(WHO, tile.source) is None
    downlink = downlinks.come(WHO, tile, 0.0)
    assert downlinks.level(WHO, tile.source) is Level.HIGH
    falls(downlink, tile, 600_000, 5.0)
    downlink.tick(5.0)
    assert downlinks.level(WHO, tile.source) is tile.levels[-1] is not Level.HIGH
    assert downlinks.level(WHO, "bob's") is None


def test_small_tile_is_not_told() -> None:
    """A small tile that gets what it can use gets all there is."""
    tile, downlink = Tile(height=180), Downlink()
    downlink.come(tile)
    downlink.tick(0.0)
    assert tile.layer == "q"
    tile.height = 360
    downlink.change()
    downlink.tick(1.0)
    tile.height = 0
    downlink.change()
    downlink.tick(2.0)
    assert tile.layer is None and not tile.levels


def test_probe() -> None:
    """Calm, then repeats, then the better picture."""
    tile, downlink = Tile(), Downlink()
    downlink.come(tile)
    downlink.tick(0.0)
    falls(downlink, tile, 700_000, 1.0)
    downlink.tick(1.0)
    assert tile.layer == "h"
    now = pass_time(downlink, 1.0, CALM)
    assert tile.octets == 0
    now = pass_time(downlink, now, PROBE_TIME)
    assert tile.layer == "h"
    # Risen over the first half: three quarters of a megabit for two seconds.
    assert 150_000 < tile.octets < 350_000
    pass_time(downlink, now, 0.7)
    assert (tile.layer, tile.levels) == ("f", [Level.MIDDLE, Level.HIGH])


def test_probe_that_fails() -> None:
    """When the estimate falls meanwhile, repeats end, and the next try comes later."""
    tile, downlink = Tile(), Downlink()
    downlink.come(tile)
    downlink.tick(0.0)
    falls(downlink, tile, 700_000, 1.0)
    now = pass_time(downlink, 1.0, CALM + 1.0)
    assert tile.octets > 0
    falls(downlink, tile, 480_000, now)
    before = tile.octets
    now = pass_time(downlink, now, 2 * CALM - 0.5)
    assert tile.octets == before
    pass_time(downlink, now, 2.0)
    assert tile.octets > before


def test_without_repeats() -> None:
    """Who takes no repeats is sent the better picture for a try."""
    tile, downlink = Tile(repeats=False), Downlink()
    downlink.come(tile)
    downlink.tick(0.0)
    falls(downlink, tile, 700_000, 1.0)
    pass_time(downlink, 1.0, CALM + 1.0)
    assert tile.layer == "f"


def test_shared() -> None:
    """All viewings of a participant share one downlink: one's trouble is everybody's."""
    tall, small = Tile(), Tile(height=360)
    downlink = Downlink()
    for tile in (tall, small):
        downlink.come(tile)
    downlink.tick(0.0)
    falls(downlink, tall, 300_000, 1.0)
    downlink.tick(1.0)
    assert (tall.layer, small.layer) == ("h", "q")


def test_calm_reports() -> None:
    """Who is not limited is not looked at again for reports that all is well."""
    tile, downlink = Tile(), Downlink()
    downlink.come(tile)
    downlink.tick(0.0)
    tile.layer = None
    for now in range(1, 60):
        assert not downlink.lost(tile, 0.0, now)
        assert not downlink.estimated(tile, 2_000_000, now)
        assert not downlink.tick(now)
    assert tile.layer is None
    falls(downlink, tile, 700_000, 60.0)
    assert downlink.tick(60.0)
    assert tile.layer == "h"


def test_rest() -> None:
    """Downlinks are forgotten with their last viewing, and rest while nothing limits them."""
    downlinks, tile, other = Downlinks(), Tile(), Tile()
    downlink = downlinks.come(WHO, tile, 0.0)
    assert downlinks.come(WHO, other, 0.0) is downlink
    assert len(downlinks) == 1
    downlinks.tick(0.1)
    for each in (tile, other, tile):
        downlinks.go(WHO, each)
    downlinks.change(WHO, 1.0)
    assert len(downlinks) == 0
