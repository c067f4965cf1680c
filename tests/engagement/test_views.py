"""From events to looks at slides."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from engagement.rows import EventRow
from engagement.views import Judgement, SlideView, fold
from tests.engagement.cast import START, TAB, row

OTHER_TAB = "0b1c1f0e-7a55-4c7e-9d53-0d4f6f2c1a02"


class Story:
    """One tab's events, in milliseconds after the start."""

    def __init__(self, session: str = TAB) -> None:
        self.rows: list[EventRow] = []
        self._session = session

    def __call__(self, kind: str, at: int, slide: int | None = 0, **more: Any) -> "Story":
        seq = len(self.rows) + 1
        self.rows.append(row(seq, kind, at=START + at, session=self._session, slide=slide, **more))
        return self

    def left(self, at: int, slide: int, visible: int, total: int) -> "Story":
        values = {"visible_ms": visible, "total_ms": total}
        return self("slide.left", at, slide, values=values)


def times(view: SlideView) -> tuple[int, int, int, int, int]:
    """Slide, from, to, visible, total."""
    entered, left = view.entered_at - START, view.left_at - START
    return view.slide, entered, left, view.visible_ms, view.total_ms


def judged(at: int, slide: int, reaction: str | None) -> Judgement:
    return Judgement(START + at, "v1", slide, reaction)


def test_a_look() -> None:
    """What the browser measured is what the look says."""
    story = Story()("slide.entered", 0, 3)
    story("step.shown", 500, 3, step=1)("step.shown", 600, 3, step=2)("step.shown", 700, 3, step=1)
    story("pointer.clicked", 800, 3)("slide.zoomed", 900, 3).left(5_000, 3, 4_000, 5_000)
    (view,) = fold(story.rows)
    assert view == SlideView(
        ordinal=1,
        session=TAB,
        version="v1",
        slide=3,
        slide_key="slide-3",
        entered_at=START,
        left_at=START + 5_000,
        visible_ms=4_000,
        total_ms=5_000,
        steps=3,
        clicks=1,
        zooms=1,
        reaction=None,
        counted=True,
        estimated=False,
    )


def test_order() -> None:
    """Looks are numbered as they began, also over two tabs; coming back is a look of its own."""
    first = Story()("slide.entered", 0, 0).left(1_000, 0, 1_000, 1_000)
    first("slide.entered", 3_000, 0).left(4_000, 0, 1_000, 1_000)
    second = Story(OTHER_TAB)("slide.entered", 2_000, 7).left(9_000, 7, 7_000, 7_000)
    views = fold([*second.rows, *first.rows])
    assert [(view.ordinal, view.slide) for view in views] == [(1, 0), (2, 7), (3, 0)]


def test_counted_at_two_seconds() -> None:
    """A look of 2,000 ms counts, one of 1,999 does not; what was not seen does not help."""
    story = Story()("slide.entered", 0, 0).left(1_999, 0, 1_999, 1_999)
    story("slide.entered", 2_000, 1).left(4_000, 1, 2_000, 2_000)
    story("slide.entered", 5_000, 2).left(60_000, 2, 1_000, 55_000)
    assert [view.counted for view in fold(story.rows)] == [False, True, False]


def test_counted_by_interaction() -> None:
    """A click, a zoom, a reaction or a judgement makes the shortest look count."""
    story = Story()
    for slide in range(5):
        start = slide * 1_000
        story("slide.entered", start, slide)
        if slide == 1:
            story("pointer.clicked", start + 10, slide)
        if slide == 2:
            story("slide.zoomed", start + 10, slide)
        story.left(start + 100, slide, 100, 100)
    views = fold(story.rows, judgements=[judged(3_050, 3, "neutral")], acts=[START + 4_050])
    assert [view.counted for view in views] == [False, True, True, True, True]


def test_act_between_looks() -> None:
    """A question that was asked when no slide was there counts for none."""
    story = Story()("slide.entered", 0, 0).left(100, 0, 100, 100)
    assert not fold(story.rows, acts=[START + 100])[0].counted


def test_judgement() -> None:
    """The last judgement of a slide goes to the last look that had begun; None takes it back."""
    story = Story()("slide.entered", 0, 0).left(1_000, 0, 1_000, 1_000)
    story("slide.entered", 2_000, 1).left(3_000, 1, 1_000, 1_000)
    story("slide.entered", 4_000, 0).left(5_000, 0, 1_000, 1_000)
    judgements = [
        judged(9_000, 1, None),
        judged(2_500, 1, "negative"),
        judged(1_500, 0, "neutral"),
        judged(4_500, 0, "positive"),
        judged(4_600, 2, "positive"),
    ]
    views = fold(story.rows, judgements=judgements)
    assert [view.reaction for view in views] == ["neutral", None, "positive"]


def test_lost_entered() -> None:
    """A look whose beginning was lost is drawn from its end."""
    story = Story().left(9_000, 4, 3_000, 4_000)
    assert times(fold(story.rows)[0]) == (4, 5_000, 9_000, 3_000, 4_000)


def test_lost_left() -> None:
    """A look whose end was lost lasts until the next begins, and says that it is estimated."""
    story = Story()("slide.entered", 0, 0)("slide.entered", 6_000, 1).left(9_000, 1, 3_000, 3_000)
    views = fold(story.rows)
    assert [times(view) for view in views] == [
        (0, 0, 6_000, 6_000, 6_000),
        (1, 6_000, 9_000, 3_000, 3_000),
    ]
    assert [view.estimated for view in views] == [True, False]


def test_lost_left_and_entered() -> None:
    """Two events lost in a row: the look before ends where the look after must have begun."""
    story = Story()("slide.entered", 0, 0).left(9_000, 1, 3_000, 3_000)
    assert [times(view) for view in fold(story.rows)] == [
        (0, 0, 6_000, 6_000, 6_000),
        (1, 6_000, 9_000, 3_000, 3_000),
    ]


def test_click_tells_of_a_lost_entered() -> None:
    """A click on another slide says that the slide has changed."""
    story = Story()("slide.entered", 0, 0)("pointer.clicked", 5_000, 1).left(8_000, 1, 4_000, 4_000)
    views = fold(story.rows)
    assert [(view.slide, view.clicks) for view in views] == [(0, 0), (1, 1)]
    assert views[1].visible_ms == 4_000


def test_click_after_the_end() -> None:
    """A click that is told after its slide was left belongs to that look."""
    story = Story()("slide.entered", 0, 0).left(9_000, 0, 9_000, 9_000)
    story("pointer.clicked", 5_000, 0)("step.shown", 8_999, 0, step=1)
    (view,) = fold(story.rows, present=[(START, START + 60_000)])
    assert (times(view), view.clicks, view.steps) == ((0, 0, 9_000, 9_000, 9_000), 1, 2)


def test_step_before_the_beginning() -> None:
    """A build that is told before its slide was entered belongs to the look that follows."""
    story = Story()("slide.entered", 0, 0)("step.shown", 4_999, 1, step=2)
    story("slide.entered", 5_000, 1, step=2).left(9_000, 1, 4_000, 4_000)
    assert [(view.slide, view.steps, view.total_ms) for view in fold(story.rows)] == [
        (0, 1, 4_999),
        (1, 1, 4_000),
    ]


def test_click_without_a_look() -> None:
    """A click of which nothing else is left counts, and no time is made up for it."""
    (view,) = fold(Story()("pointer.clicked", 5_000, 3).rows, present=[(START, START + 60_000)])
    assert (times(view), view.clicks, view.counted, view.estimated) == (
        *((3, 5_000, 5_000, 0, 0), 1, True, True),
    )


def test_crashed_browser() -> None:
    """A look that nobody ended lasts as long as the connection did."""
    story = Story()("slide.entered", 1_000, 0)("pointer.clicked", 2_000, 0)
    present = [(START, START + 8_000), (START + 20_000, START + 30_000)]
    (view,) = fold(story.rows, present=present)
    assert (times(view), view.estimated) == ((0, 1_000, 8_000, 7_000, 7_000), True)


def test_crashed_browser_without_attendance() -> None:
    """Where no connection is known, it lasts until the tab's last word."""
    story = Story()("slide.entered", 1_000, 0)("pointer.clicked", 2_000, 0)
    assert times(fold(story.rows)[0]) == (0, 1_000, 2_000, 1_000, 1_000)


def test_estimate_leaves_out_hidden_time() -> None:
    """An estimated look was not seen while the tab was out of sight."""
    story = Story()("slide.entered", 0, 0)("attention.hidden", 1_000, None)
    story("attention.shown", 4_000, None)("attention.hidden", 7_000, None)
    (view,) = fold(story.rows, present=[(START, START + 10_000)])
    assert (view.visible_ms, view.total_ms) == (4_000, 10_000)


def test_visible_is_never_more_than_total() -> None:
    """A browser that claims to have seen more than there was is not believed."""
    story = Story()("slide.entered", 0, 0).left(1_000, 0, 5_000, 1_000)
    assert fold(story.rows)[0].visible_ms == 1_000


def test_nothing() -> None:
    """Events that are on no slide make no look."""
    assert fold(Story()("attention.hidden", 0, None)("quality.sampled", 5, None).rows) == ()


def test_delivery_order_is_nothing() -> None:
    """Within a tab the numbers count, not the clock and not the order of arrival."""
    story = Story()("slide.entered", 0, 0).left(1_000, 0, 1_000, 1_000)
    story("slide.entered", 1_000, 1).left(3_000, 1, 2_000, 2_000)
    assert fold(reversed(story.rows)) == fold(story.rows)


kinds = st.sampled_from(
    [
        *("slide.entered", "slide.left", "step.shown", "pointer.clicked", "slide.zoomed"),
        *("attention.hidden", "attention.shown", "quality.sampled"),
    ]
)


@st.composite
def stories(draw: st.DrawFn) -> list[EventRow]:
    """Any events of two tabs, some of them lost on the way."""
    rows: list[EventRow] = []
    for session in (TAB, OTHER_TAB):
        at = 0
        for seq in range(1, draw(st.integers(0, 12)) + 1):
            at += draw(st.integers(0, 5_000))
            kind = draw(kinds)
            on_slide = not kind.startswith(("attention", "quality"))
            total = draw(st.integers(0, 9_000))
            values = {"visible_ms": draw(st.integers(0, 9_000)), "total_ms": total}
            event = row(
                seq,
                kind,
                at=START + at,
                session=session,
                slide=draw(st.integers(0, 2)) if on_slide else None,
                values=values if kind == "slide.left" else {},
            )
            if draw(st.integers(0, 9)):
                rows.append(event)
    return rows


@given(stories(), st.randoms())
def test_any_story(rows: list[EventRow], random: Any) -> None:
    """Whatever is lost: looks are in order, no longer seen than there, and never invented."""
    shuffled = list(rows)
    random.shuffle(shuffled)
    views = fold(shuffled)
    assert views == fold(rows)
    assert [view.ordinal for view in views] == list(range(1, len(views) + 1))
    assert [view.entered_at for view in views] == sorted(view.entered_at for view in views)
    for view in views:
        assert 0 <= view.visible_ms <= view.total_ms
        assert view.entered_at <= view.left_at
        assert view.counted == (view.visible_ms >= 2_000 or view.clicks + view.zooms > 0)
    clicked = sum(row.kind == "pointer.clicked" for row in rows)
    assert sum(view.clicks for view in views) == clicked
    ended = sum(row.kind == "slide.left" for row in rows)
    assert sum(not view.estimated for view in views) == ended
