"""A downlink that may not even carry sound: who is sent it, and when it is tried again."""

from media.allocation import CALM, SETTLED
from media.bandwidth import DOUBT, HALF
from media.downlink import Downlink
from media.layers import Option
from media.resources import Level
from tests.support.media_downlink import Tile, falls, pass_time


def speechless(tile: Tile) -> Downlink:
    """A downlink that does not even carry sound, after ten seconds."""
    downlink = Downlink()
    downlink.come(tile)
    downlink.tick(0.0)
    falls(downlink, tile, 10_000, 1.0)
    downlink.tick(1.0)
    assert tile.sound and tile.layer is None
    assert downlink.heard(tile, 0.8, 5.0) and downlink.heard(tile, 0.8, 10.0)
    downlink.tick(10.0)
    assert not tile.sound and tile.levels[-1] is Level.NONE
    return downlink


def test_not_even_sound() -> None:
    """Sound that nobody understands is left out, and tried again after a while; once a report says
    that it gets through, the picture follows."""
    tile = Tile(repeats=False)
    downlink = speechless(tile)
    # Where nothing is sent nothing is lost.
    assert not downlink.heard(tile, 0.0, 10.0)
    now = pass_time(downlink, 10.0, DOUBT - 0.1)
    assert not tile.sound
    now = pass_time(downlink, now, 1.1)
    assert tile.sound and tile.layer is None and tile.levels[-1] is Level.AUDIO
    now = pass_time(downlink, now, DOUBT - 2)
    assert tile.layer is None
    assert not downlink.heard(tile, HALF, now)
    pass_time(downlink, now, 4 * CALM)
    assert tile.layer is not None


def test_sound_given_in_vain() -> None:
    """A single report is enough then, however late it comes, and the next try is further off."""
    tile = Tile(repeats=False)
    downlink = speechless(tile)
    now, waits = 10.0, []
    for _ in range(4):
        begun = now
        while not tile.sound:
            now = pass_time(downlink, now, 0.1)
        waits.append(round(now - begun))
        now = pass_time(downlink, now, SETTLED + 3)
        downlink.heard(tile, 0.8, now)
        downlink.tick(now)
        assert not tile.sound and tile.layer is None
    assert waits[0] == DOUBT and waits == sorted(waits) and waits[-1] >= 8 * CALM


def test_sound_lost_beside_a_picture() -> None:
    """Where nothing else tells of it, the sound's loss does: the picture gives way, not the sound;
    and what was lost beside it counts as one report against the sound at most."""
    tile, downlink = Tile(), Downlink()
    downlink.come(tile)
    downlink.tick(0.0)
    assert downlink.heard(tile, 0.75, 5.0)
    downlink.tick(5.0)
    assert tile.layer == "q" and tile.sound
    assert downlink.heard(tile, 0.9, 10.0)
    downlink.tick(10.0)
    assert tile.layer is None and tile.sound
    downlink.heard(tile, 0.9, 15.0)
    downlink.tick(15.0)
    assert tile.sound


def test_not_even_sound_without_pictures() -> None:
    """So it is where nothing but sound is sent, and no limit was known."""
    tile, downlink = Tile(layers=(), repeats=False), Downlink()
    downlink.come(tile)
    downlink.tick(0.0)
    assert not downlink.heard(tile, 0.8, 5.0)
    assert downlink.heard(tile, 0.8, 10.0)
    downlink.tick(10.0)
    assert not tile.sound and tile.levels == [Level.NONE]
    pass_time(downlink, 10.0, DOUBT + 1)
    assert tile.sound and tile.levels == [Level.NONE, Level.HIGH]


def test_sound_and_a_picture_that_is_no_dearer() -> None:
    """So it is with a picture so small that both would be borne, or of which nothing comes."""
    for rate in (35_000, 0):
        tile, downlink = Tile(layers=(Option("q", None, 180, rate),), repeats=False), Downlink()
        downlink.come(tile)
        downlink.tick(0.0)
        for now in (5.0, 10.0, 15.0):
            downlink.heard(tile, 0.9, now)
            pass_time(downlink, now, 4.9)
        assert not tile.sound and tile.levels[-1] is Level.NONE, rate


def test_pauses_between_words() -> None:
    """Sound that costs little in a pause is neither given again for that, nor taken at the next
    word once it has been."""
    tile = Tile(layers=(), repeats=False)
    downlink = Downlink()
    downlink.come(tile)
    downlink.tick(0.0)
    for now in (5.0, 10.0):
        downlink.heard(tile, 0.8, now)
        downlink.tick(now)
    now = 10.0
    while now < 10.0 + DOUBT - 1:
        tile.voice = 2_000 if round(now) % 2 else 40_000
        now = pass_time(downlink, now, 0.5)
        assert not tile.sound
    tile.voice = 2_000
    now = pass_time(downlink, now, 2.0)
    assert tile.sound
    tile.voice = 40_000
    pass_time(downlink, now, 5.0)
    assert tile.sound and tile.levels == [Level.NONE, Level.HIGH]


def test_sound_of_all_stays() -> None:
    """Pictures give way first, whoever's; one report takes nobody's sound."""
    tiles, downlink = [Tile(source=name, repeats=False) for name in "abc"], Downlink()
    for tile in tiles:
        downlink.come(tile)
    downlink.tick(0.0)
    for tile in tiles:
        downlink.heard(tile, 0.99, 5.0)
    pass_time(downlink, 5.0, 4.0)
    assert all(tile.sound and tile.layer is None for tile in tiles)


def test_newcomer() -> None:
    """Who comes to be heard on a weak line is heard at once, as all are."""
    old, new, downlink = Tile(source="a"), Tile(source="b"), Downlink()
    downlink.come(old)
    downlink.tick(0.0)
    falls(downlink, old, 10_000, 1.0)
    pass_time(downlink, 1.0, 1.0)
    downlink.come(new)
    downlink.tick(2.0)
    assert old.sound and new.sound and new.levels == [Level.AUDIO]


def test_old_estimate() -> None:
    """What an estimate said before sound was lost is not believed; sound comes before pictures."""
    tile, downlink = Tile(repeats=False), Downlink()
    downlink.come(tile)
    downlink.tick(0.0)
    downlink.estimated(tile, 2_000_000, 1.0)
    for now in (5.0, 10.0, 15.0):
        downlink.heard(tile, 0.95, now)
        pass_time(downlink, now, 4.9)
    assert not tile.sound
    for now in range(20, 32):
        downlink.estimated(tile, 2_000_000, now)
        pass_time(downlink, now, 0.9)
        assert tile.layer is None
    assert tile.sound
