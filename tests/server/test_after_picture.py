"""The picture of a meeting afterwards: where things lie on the line of time, and what it says."""

from dataclasses import replace

import pytest

from server.pages.after import HEIGHT, WIDTH, Act, Look, Presence, Scale, bars, draw

START = 1_790_000_000_000
MINUTE = 60_000
ZONE = "Europe/Berlin"


LOOK = Look(START + MINUTE, START + 3 * MINUTE, 110_000, 2, "Efficacy", True)
ASKED = Act(START + 5 * MINUTE, "question.asked", "Is it safe?")
ANA = Presence("Dr Ana Bergmann", 10 * MINUTE, [(START, START + 10 * MINUTE)], [LOOK], [ASKED])


def test_line_of_time() -> None:
    """A look lies where it happened, with the number of its slide; an act is a mark with words."""
    after = draw([ANA], ZONE)
    assert after is not None
    (track,) = after.tracks
    assert [(block.x, block.width) for block in track.present] == [(0.0, WIDTH)]
    assert [(block.x, block.width, block.label) for block in track.seen] == [(100.0, 200.0, "3")]
    assert [mark.x for mark in track.marks] == [500.0]
    assert track.marks[0].words.endswith("asked: Is it safe?")
    assert track.visible_ms == 110_000


def test_table_says_the_same_in_order() -> None:
    """Who reads the table learns all that the picture shows, in the order in which it happened."""
    early = Act(START + 30_000, "hand.raised")
    after = draw([replace(ANA, acts=[ASKED, early])], ZONE)
    assert after is not None
    rows = [(row.words, row.visible_ms) for row in after.tracks[0].rows]
    assert rows == [
        ("Raised a hand", None),
        ("Slide 3: Efficacy", 110_000),
        ("Asked: Is it safe?", None),
    ]


def test_people_share_one_scale() -> None:
    """Two people's lines can be compared: both run from the first arrival to the last leaving."""
    bernd = replace(ANA, intervals=[(START + 10 * MINUTE, START + 20 * MINUTE)])
    after = draw([ANA, bernd], ZONE)
    assert after is not None
    assert [track.present[0].x for track in after.tracks] == [0.0, 500.0]


def test_short_look_is_still_seen() -> None:
    """A glance of 40 ms in an hour is a hair wide, not invisible."""
    scale = Scale(START, START + 60 * MINUTE)
    assert scale.block(START + MINUTE, START + MINUTE + 40)[1] == 1.0


def test_unknown_acts_are_left_out() -> None:
    """Quality samples and the like are no marks."""
    after = draw([replace(ANA, acts=[Act(START, "quality.sampled")])], ZONE)
    assert after is not None
    assert after.tracks[0].marks == ()


def test_nobody_was_there() -> None:
    """Without anybody there is no picture."""
    assert draw([], ZONE) is None
    assert draw([replace(ANA, intervals=[])], ZONE) is None


@pytest.mark.parametrize("minutes", [1, 7, 19, 45, 61, 180, 479])
def test_ticks_are_few_and_whole(minutes: int) -> None:
    """Between one and eleven ticks, whatever the length."""
    ticks = Scale(START, START + minutes * MINUTE).ticks()
    assert 1 <= len(ticks) <= 11
    assert ticks[0].text == "0 min"


def test_bars() -> None:
    """The slide that was looked at longest fills the height; the others are in proportion."""
    found = bars(
        [("v", 0, "One", 10_000, True), ("v", 1, "Two", 40_000, True), ("v", 2, "", 0, False)]
    )
    assert [bar.height for bar in found] == [HEIGHT / 4, HEIGHT, 0.0]


def test_bars_of_nothing() -> None:
    """When no time was captured there are no bars, rather than a picture of zeros."""
    assert bars([("v", 0, "One", 0, False)]) == ()
