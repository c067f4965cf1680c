"""Allocation: who gets what of a downlink."""

from hypothesis import given, settings
from hypothesis import strategies as st

from media.allocation import CALM, NOTHING, SOUND, Allocation, Wish, fit, total, wanted
from media.layers import Option

LAYERS = (
    Option("q", 0, 180, 60_000),
    Option("q", None, 180, 150_000),
    Option("h", None, 360, 500_000),
    Option("f", None, 720, 1_500_000),
)
LONG_AGO = float("-inf")


def wish(name: str, height: int = 720, *, screen: bool = False, sound: int = 40_000) -> Wish:
    return Wish(name, screen, height, sound, wanted(LAYERS, height))


def test_wanted() -> None:
    """A page gets no better picture than it can show."""
    assert wanted(LAYERS, 0) == ()
    assert wanted(LAYERS, None) == wanted(LAYERS, 1080) == wanted(LAYERS, 720) == LAYERS
    assert wanted(LAYERS, 400)[-1].layer == "h"
    assert wanted(LAYERS, 240)[-1] == wanted(LAYERS, 40)[-1] == LAYERS[1]


def test_wanted_of_unknown_height() -> None:
    """Where heights are not known, any may be wanted."""
    unknown = (Option("", None, 0, 900_000),)
    assert wanted(unknown, 180) == unknown


def test_enough() -> None:
    """With enough, everybody gets all."""
    wishes = [wish("a"), wish("b", 180)]
    assert fit(wishes, 10_000_000) == {"a": 3, "b": 1}


def test_screen_first() -> None:
    """A screen gets its best picture before a camera gets more than its least."""
    wishes = [wish("camera", 1080), wish("screen", 700, screen=True)]
    assert fit(wishes, 1_800_000) == {"screen": 3, "camera": 1}


def test_everybody_first() -> None:
    """Everybody gets some picture before anybody gets a good one."""
    wishes = [wish("tall", 1080), wish("small", 180)]
    assert fit(wishes, 220_000) == {"tall": 0, "small": 0}
    assert fit(wishes, 300_000) == {"tall": 1, "small": 0}


def test_sound_first() -> None:
    """Sound of all comes before the picture of anybody."""
    wishes = [wish("a"), wish("b")]
    assert fit(wishes, 100_000) == {"a": SOUND, "b": SOUND}
    assert fit(wishes, 50_000) == {"a": SOUND, "b": NOTHING}
    assert fit(wishes, 10_000) == {"a": NOTHING, "b": NOTHING}


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from([0, 90, 360, 720]), st.booleans()), min_size=1, max_size=6),
    st.integers(0, 8_000_000),
)
def test_never_more(viewings: list[tuple[int, bool]], limit: int) -> None:
    """What is given never costs more than there is, nor lies above what is wanted."""
    wishes = [wish(str(i), height, screen=screen) for i, (height, screen) in enumerate(viewings)]
    places = fit(wishes, limit)
    assert total(wishes, places) <= limit
    assert all(NOTHING <= places[each.viewing] <= max(each.best, SOUND) for each in wishes)


def test_no_limit() -> None:
    """Nothing is held back while no limit is known."""
    allocation = Allocation()
    assert allocation.decide([wish("a")], None, LONG_AGO, 0.0) is None
    assert allocation.places == {"a": 3}


def test_down_at_once() -> None:
    """What is too much is taken away at once."""
    allocation = Allocation()
    allocation.decide([wish("a")], None, LONG_AGO, 0.0)
    allocation.decide([wish("a")], 600_000, 1.0, 1.0)
    assert allocation.places == {"a": 2}
    allocation.decide([wish("a")], 60_000, 1.5, 1.5)
    assert allocation.places == {"a": SOUND}


def test_a_little_short() -> None:
    """An estimate a little below what is sent takes nothing away."""
    allocation = Allocation()
    allocation.decide([wish("a")], None, LONG_AGO, 0.0)
    allocation.decide([wish("a")], 1_300_000, 1.0, 1.0)
    assert allocation.places == {"a": 3}


def test_last_picture() -> None:
    """The last picture is taken away only when the downlink carries not even half of it."""
    allocation = Allocation()
    only = Wish("a", False, 720, 40_000, (Option("", None, 720, 1_000_000),))
    allocation.decide([only], None, LONG_AGO, 0.0)
    allocation.decide([only], 600_000, 1.0, 1.0)
    assert allocation.places == {"a": 0}
    allocation.decide([only], 400_000, 2.0, 2.0)
    assert allocation.places == {"a": SOUND}


def test_up_after_calm() -> None:
    """When more fits, the climb waits until there has been no congestion for a while."""
    allocation = Allocation()
    allocation.decide([wish("a")], None, LONG_AGO, 0.0)
    allocation.decide([wish("a")], 600_000, 1.0, 1.0)
    allocation.decide([wish("a")], 3_000_000, 1.0, 1.0 + CALM / 2)
    assert allocation.places == {"a": 2}
    allocation.decide([wish("a")], 3_000_000, 1.0, 1.0 + CALM)
    assert allocation.places == {"a": 3}


def test_rate_to_try() -> None:
    """When it is calm and nothing more fits, it tells what the next better picture would take."""
    allocation = Allocation()
    allocation.decide([wish("a")], None, LONG_AGO, 0.0)
    assert allocation.decide([wish("a")], 600_000, 1.0, 1.0) is None
    rate = allocation.decide([wish("a")], 600_000, 1.0, 1.0 + CALM)
    assert rate is not None and 1_540_000 < rate < 1_800_000
    allocation.decide([wish("a")], rate, 1.0, 2.0 + CALM)
    assert allocation.places == {"a": 3}


def test_failed_climbs() -> None:
    """Each climb that fails doubles the wait; one that lasts halves it."""
    allocation = Allocation()
    now = 0.0
    allocation.decide([wish("a")], None, LONG_AGO, now)
    allocation.decide([wish("a")], 600_000, now, now)
    waits = []
    for _ in range(3):
        begun = now
        while allocation.decide([wish("a")], 600_000, begun, now) is None:
            now += 0.5
        waits.append(now - begun)
        allocation.tries(now)
        now += 1.0
        allocation.failed()
    assert waits == [CALM, 2 * CALM, 4 * CALM]


def test_other_layers() -> None:
    """When layers come or go, everybody keeps the one that it has."""
    allocation = Allocation()
    allocation.decide([wish("a")], None, LONG_AGO, 0.0)
    allocation.decide([wish("a")], 600_000, 1.0, 1.0)
    fewer = Wish("a", False, 720, 40_000, LAYERS[1:])
    allocation.decide([fewer], 600_000, 1.0, 1.5)
    assert allocation.places == {"a": 1}


def test_seen_again() -> None:
    """A picture that comes into view gets what fits, at once."""
    allocation = Allocation()
    allocation.decide([wish("a")], None, LONG_AGO, 0.0)
    allocation.decide([wish("a", 0)], 600_000, 1.0, 1.0)
    assert allocation.places == {"a": SOUND}
    allocation.decide([wish("a")], 600_000, 1.0, 1.5)
    assert allocation.places == {"a": 2}
