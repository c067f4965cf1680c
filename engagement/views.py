"""From events to looks: which slide was seen when, for how long, and what was done there. Pure.

Rules:

1. Each tab is a story of its own, told by its seqs; the looks of all tabs are then put in order.
2. What the browser measured is believed (``slide.left`` brings visible and total time). Only where
   it never said that it left, the end is taken from what came next, and the look is marked.
3. A lost ``slide.entered`` costs nothing: the look is drawn from its ``slide.left``. No time is
   ever made up from a click.
4. A look counts when it was visible for ``COUNTS_MS`` or when something was done during it: a
   click, a zoom, a reaction or a question of the HCP, a judgement of the rep.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from engagement import intervals, sight
from engagement.intervals import Interval
from engagement.rows import EventRow

COUNTS_MS = 2_000
NEVER = 2**62


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the rep thought of how a slide was received; a later one replaces it."""

    at: int
    version: str
    slide: int
    reaction: str | None


@dataclass(frozen=True, slots=True)
class SlideView:
    """One look at one slide."""

    ordinal: int
    session: str
    version: str
    slide: int
    slide_key: str | None
    entered_at: int
    left_at: int
    visible_ms: int
    total_ms: int
    steps: int
    clicks: int
    zooms: int
    reaction: str | None
    counted: bool
    estimated: bool


@dataclass(slots=True)
class _Look:
    """A look that is going on."""

    session: str
    version: str
    slide: int
    slide_key: str | None
    entered_at: int
    steps: set[int] = field(default_factory=set)
    clicks: int = 0
    zooms: int = 0
    left_at: int = 0
    visible_ms: int = 0
    total_ms: int = 0
    estimated: bool = False


def fold(
    rows: Iterable[EventRow],
    *,
    judgements: Iterable[Judgement] = (),
    acts: Iterable[int] = (),
    present: Sequence[Interval] = (),
) -> tuple[SlideView, ...]:
    """The looks of one HCP in one meeting, in order.

    ``rows`` are the events of the HCP's own tabs in any order; ``acts`` the moments of their
    reactions and questions; ``present`` when they were connected, for looks that never ended.
    """
    by_session: dict[str, list[EventRow]] = {}
    for row in rows:
        by_session.setdefault(row.session, []).append(row)
    looks = [
        look
        for session in by_session.values()
        for look in _looks(sorted(session, key=lambda row: row.seq), present)
    ]
    looks.sort(key=lambda look: (look.entered_at, look.session))
    reactions = _reactions(looks, judgements)
    moments = sorted(acts)
    return tuple(
        _view(ordinal, look, reactions.get(ordinal), moments)
        for ordinal, look in enumerate(looks, 1)
    )


def _looks(rows: Sequence[EventRow], present: Sequence[Interval]) -> list[_Look]:
    """The looks of one tab, from its events in order."""
    looks: list[_Look] = []
    strays: list[EventRow] = []
    hidden = intervals.union(sight.hidden(rows, NEVER))
    current: _Look | None = None
    for row in rows:
        if row.version is None or row.slide is None:
            continue
        if row.kind == "slide.left":
            looks.append(_left(current, row, hidden, looks))
            current = None
            continue
        if current is not None and (row.kind == "slide.entered" or not _is_on(current, row)):
            looks.append(_estimate(current, row.at, hidden))
            current = None
        if row.kind == "slide.entered":
            current = _entered(row)
        elif current is not None:
            _note(current, row)
        else:
            strays.append(row)
    if current is not None:
        looks.append(_estimate(current, _end(current, rows, present), hidden))
    _place(strays, looks)
    return looks


def _place(strays: Iterable[EventRow], looks: list[_Look]) -> None:
    """Give what was done outside of a look to the nearest look at its slide.

    Where there is none, both its beginning and its end were lost: what was done is kept, and no
    time is made up for it.
    """
    for row in strays:
        near = [look for look in looks if _is_on(look, row)]
        if not near:
            near = [_estimate(_entered(row), row.at, ())]
            looks.append(near[0])
        _note(min(near, key=lambda look: _distance(look, row.at)), row)


def _distance(look: _Look, at: int) -> int:
    return max(look.entered_at - at, at - look.left_at, 0)


def _is_on(look: _Look | None, row: EventRow) -> bool:
    return look is not None and (look.version, look.slide) == (row.version, row.slide)


def _entered(row: EventRow, at: int | None = None) -> _Look:
    assert row.version is not None and row.slide is not None
    entered_at = row.at if at is None else at
    return _Look(row.session, row.version, row.slide, row.slide_key, entered_at, {row.step or 0})


def _note(look: _Look, row: EventRow) -> None:
    if row.kind == "step.shown":
        look.steps.add(row.step or 0)
    elif row.kind == "pointer.clicked":
        look.clicks += 1
    elif row.kind == "slide.zoomed":
        look.zooms += 1


def _left(
    current: _Look | None, row: EventRow, hidden: Sequence[Interval], looks: list[_Look]
) -> _Look:
    total = int(row.values["total_ms"])
    if current is not None and not _is_on(current, row):
        looks.append(_estimate(current, row.at - total, hidden))
        current = None
    look = current or _entered(row, at=row.at - total)
    look.left_at = row.at
    look.total_ms = total
    # A browser cannot see a slide for longer than it was there.
    look.visible_ms = min(int(row.values["visible_ms"]), total)
    return look


def _estimate(look: _Look, end: int, hidden: Sequence[Interval]) -> _Look:
    end = max(end, look.entered_at)
    look.left_at = end
    look.total_ms = end - look.entered_at
    look.visible_ms = intervals.length(intervals.without([(look.entered_at, end)], hidden))
    look.estimated = True
    return look


def _end(look: _Look, rows: Sequence[EventRow], present: Sequence[Interval]) -> int:
    """When a look ended of which the tab said no more: with the connection, else its last word."""
    for start, end in present:
        if start <= look.entered_at < end:
            return end
    return rows[-1].at


def _reactions(looks: Sequence[_Look], judgements: Iterable[Judgement]) -> dict[int, str | None]:
    """Each judgement goes to the last look at its slide that had begun by then."""
    reactions: dict[int, str | None] = {}
    for judgement in sorted(judgements, key=lambda judgement: judgement.at):
        place = (judgement.version, judgement.slide)
        begun = [
            ordinal
            for ordinal, look in enumerate(looks, 1)
            if (look.version, look.slide) == place and look.entered_at <= judgement.at
        ]
        if begun:
            reactions[begun[-1]] = judgement.reaction
    return reactions


def _view(ordinal: int, look: _Look, reaction: str | None, acts: Sequence[int]) -> SlideView:
    acted = any(look.entered_at <= at < look.left_at for at in acts)
    done = acted or reaction is not None or look.clicks + look.zooms > 0
    return SlideView(
        ordinal=ordinal,
        session=look.session,
        version=look.version,
        slide=look.slide,
        slide_key=look.slide_key,
        entered_at=look.entered_at,
        left_at=look.left_at,
        visible_ms=look.visible_ms,
        total_ms=look.total_ms,
        steps=len(look.steps),
        clicks=look.clicks,
        zooms=look.zooms,
        reaction=reaction,
        counted=done or look.visible_ms >= COUNTS_MS,
        estimated=look.estimated,
    )
