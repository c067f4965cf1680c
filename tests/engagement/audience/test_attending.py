"""Attendance: unions, live and on demand apart, no-shows, walk-ins, time away."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from engagement.audience.attending import Presence, attended, away, presence, walked_in
from engagement.audience.gathered import Stay
from engagement.audience.members import Attended, Guest
from engagement.intervals import Interval
from tests.engagement.cast import BOB, TAB, row

GUEST = Guest(
    participant=BOB,
    name="Dr Bob",
    email="bob@clinic.example.org",
    hcp=None,
    country="DE",
    specialty="",
    registered_at=1_000,
    seated=True,
)
OTHER_TAB = "6a1c1f0e-7a55-4c7e-9d53-0d4f6f2c1a02"


def stay(start: int, end: int, *, on_demand: bool = False) -> Stay:
    return Stay(BOB, "attendee", on_demand, start, end)


def test_two_tabs_count_once() -> None:
    """Overlapping connections are one presence, and a gap is none."""
    there = presence([stay(0, 60), stay(30, 90), stay(100, 110)])
    assert (there.live_ms, there.first, there.last) == (100, 0, 110)


def test_live_and_on_demand_are_apart() -> None:
    """The recording's minutes are not the show's, even at the same time."""
    there = presence([stay(0, 60), stay(30, 90, on_demand=True)])
    assert (there.live_ms, there.on_demand_ms) == (60, 60)
    assert attended(GUEST, there, over=True) is Attended.BOTH


def test_no_show_expected_excused() -> None:
    """Nobody has missed a show that is not over, nor one that they said they would miss."""
    nowhere = Presence()
    excused = replace(GUEST, excused=True)
    assert attended(GUEST, nowhere, over=True) is Attended.NO_SHOW
    assert attended(GUEST, nowhere, over=False) is Attended.EXPECTED
    assert attended(excused, nowhere, over=True) is Attended.EXCUSED


def test_a_moment_is_attendance() -> None:
    """Who was connected for no millisecond at all was there all the same."""
    there = presence([stay(5, 5)])
    assert (there.live_ms, attended(GUEST, there, over=True)) == (0, Attended.LIVE)


def test_walk_in() -> None:
    """Signing up at the very start is walking in; so is not signing up."""
    assert walked_in(GUEST, started=1_000)
    assert not walked_in(GUEST, started=1_001)
    assert not walked_in(GUEST, started=None)
    assert walked_in(None, started=None)


SPANS = st.lists(st.tuples(st.integers(0, 500), st.integers(0, 500)).map(sorted).map(tuple))


@given(SPANS.flatmap(lambda spans: st.tuples(st.just(spans), st.permutations(spans))))
def test_union_is_bounded_and_needs_no_order(both: tuple[list[Interval], list[Interval]]) -> None:
    """The minutes are never more than from first to last, nor than the sum; in any order."""
    spans, shuffled = both
    there = presence([stay(start, end) for start, end in spans])
    assert there.live_ms <= sum(end - start for start, end in spans)
    if there.first is not None and there.last is not None:
        assert there.live_ms <= there.last - there.first
    assert presence([stay(start, end) for start, end in shuffled]) == there


def test_away_in_one_tab() -> None:
    """Hidden time is away, within the time of being there."""
    rows = [
        row(1, "slide.entered", at=10),
        row(2, "attention.hidden", at=40),
        row(3, "attention.shown", at=70),
        row(4, "attention.hidden", at=95),
    ]
    assert away(rows, [(0, 100)]) == 30 + 5
    assert away([], [(0, 100)]) == 0


def test_away_in_one_of_two_tabs() -> None:
    """Who looks at one tab is not away because of the other; a closed tab hides nothing."""
    first = [row(1, "slide.entered", at=0), row(2, "attention.hidden", at=20)]
    other = [row(1, "slide.entered", at=30, session=OTHER_TAB)]
    assert away([*first, *other], [(0, 100)]) == 10
    assert TAB != OTHER_TAB


MARKS = st.lists(
    st.tuples(st.sampled_from(["attention.hidden", "attention.shown"]), st.integers(0, 300)),
    max_size=20,
)


@given(MARKS, SPANS)
def test_away_is_a_part_of_being_there(marks: list[tuple[str, int]], spans: list[Interval]) -> None:
    """Time away is never negative and never more than the time of being there."""
    ordered = sorted(marks, key=lambda mark: mark[1])
    rows = [row(seq, kind, at=at) for seq, (kind, at) in enumerate(ordered, 1)]
    there = presence([stay(start, end) for start, end in spans])
    assert 0 <= away(rows, there.live) <= there.live_ms


def test_a_tab_that_another_followed() -> None:
    """A tab is believed in sight only to its last word, once another tab has followed it."""
    first = [row(1, "slide.entered", at=0), row(2, "slide.left", at=10)]
    other = [
        row(1, "slide.entered", at=20, session=OTHER_TAB),
        row(2, "attention.hidden", at=30, session=OTHER_TAB),
    ]
    assert away([*first, *other], [(0, 100)]) == 10 + 70
