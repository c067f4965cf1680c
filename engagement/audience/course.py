"""The course of a show: who was there minute by minute, and who had which slide in sight. Pure.

Rules:

1. The show begins when the crew goes live and ends when the host ends it, as the room told; what
   was on stage in the rehearsal is no part of it.
2. A slide's turn lasts until another slide is shown; its builds are one turn.
3. Who had a slide in sight is asked of those alone who agreed to capture.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from engagement import intervals
from engagement.audience.attending import Presence
from engagement.audience.figures import FEWEST, AgendaLine, Band, Minute
from engagement.audience.gathered import Gathered
from engagement.audience.members import Occasion
from engagement.content import SlideId
from engagement.views import SlideView

MINUTE_MS = 60_000
MOST_MINUTES = 24 * 60
"""Of a curve: a show that was forgotten for days is drawn for its first day."""


@dataclass(frozen=True, slots=True)
class Span:
    """From when to when the show was."""

    start: int | None
    end: int | None
    """None: it has not ended."""
    until: int
    """Its end, or the moment of reading."""

    @property
    def length_ms(self) -> int:
        return 0 if self.start is None else max(0, self.until - self.start)


@dataclass(frozen=True, slots=True)
class Turn:
    """A slide on stage."""

    slide: SlideId
    key: str | None
    start: int
    end: int


def span_of(occasion: Occasion, found: Gathered) -> Span:
    """When the show was; what the room told goes before what the plan knows."""
    start = min((row.at for row in found.kind("meeting.started")), default=occasion.started)
    told = max((row.at for row in found.kind("meeting.ended")), default=occasion.ended)
    end = told if occasion.over else None
    if start is None:
        return Span(None, end, found.now)
    return Span(start, end, max(start, found.now if end is None else end))


def curve(span: Span, people: Iterable[Presence]) -> tuple[Minute, ...]:
    """How many were connected at any time within each minute of the show."""
    if span.start is None:
        return ()
    count = min(MOST_MINUTES, max(1, -(-span.length_ms // MINUTE_MS)))
    changes = [0] * (count + 1)
    for there in people:
        for first, last in _minutes(there.live, span.start, count):
            changes[first] += 1
            changes[last + 1] -= 1
    points: list[Minute] = []
    now = 0
    for place in range(count):
        now += changes[place]
        points.append(Minute(span.start + place * MINUTE_MS, now))
    return tuple(points)


def _minutes(there: Sequence[intervals.Interval], start: int, count: int) -> list[tuple[int, int]]:
    """The minutes that somebody was in, as runs from first to last, each minute once."""
    runs: list[tuple[int, int]] = []
    for begin, end in there:
        first = max(0, (begin - start) // MINUTE_MS)
        last = min(count - 1, (end - 1 - start) // MINUTE_MS)
        if runs and first <= runs[-1][1]:
            first = runs[-1][1] + 1
        if first <= last:
            runs.append((first, last))
    return runs


def turns(span: Span, found: Gathered) -> tuple[Turn, ...]:
    """What was on stage during the show, in order."""
    if span.start is None:
        return ()
    shown = [row for row in found.kind("slide.shown") if row.at < span.until]
    told: list[Turn] = []
    for place, row in enumerate(shown):
        end = shown[place + 1].at if place + 1 < len(shown) else span.until
        slide = (row.version or "", row.slide or 0)
        if end <= span.start:
            continue
        if told and told[-1].slide == slide:
            told[-1] = Turn(slide, told[-1].key, told[-1].start, end)
        else:
            told.append(Turn(slide, row.slide_key, max(row.at, span.start), end))
    return tuple(turn for turn in told if turn.start < turn.end)


def bands(
    told: Sequence[Turn],
    found: Gathered,
    people: Mapping[str, Presence],
    views: Mapping[str, Sequence[SlideView]],
) -> tuple[Band, ...]:
    """Of each turn, how many had the slide in sight. ``people`` and ``views`` by participant."""
    agreed = [who for who in people if who in views]
    return tuple(_band(turn, found, agreed, people, views) for turn in told)


def _band(
    turn: Turn,
    found: Gathered,
    agreed: Sequence[str],
    people: Mapping[str, Presence],
    views: Mapping[str, Sequence[SlideView]],
) -> Band:
    there = [who for who in agreed if _met(people[who].live, turn)]
    watched = sum(any(_saw(view, turn) for view in views[who]) for who in there)
    info = found.slides.get(turn.slide)
    return Band(
        version=turn.slide[0],
        slide=turn.slide[1],
        key=info.key if info else turn.key,
        title=info.title if info else f"Slide {turn.slide[1] + 1}",
        start=turn.start,
        end=turn.end,
        there=len(there),
        watched=watched,
        share=watched / len(there) if len(there) >= FEWEST else None,
    )


def _met(there: Sequence[intervals.Interval], turn: Turn) -> bool:
    return any(start < turn.end and end > turn.start for start, end in there)


def _saw(view: SlideView, turn: Turn) -> bool:
    return (
        (view.version, view.slide) == turn.slide
        and view.visible_ms > 0
        and view.entered_at < turn.end
        and view.left_at > turn.start
    )


def agenda(occasion: Occasion, span: Span, found: Gathered) -> tuple[AgendaLine, ...]:
    """The parts as planned, one after the other, and when they were.

    A part began when a host ticked it, and ended when the next one began, the last one with the
    show. Where nobody ticked anything only the beginning and the end of the whole are known.
    """
    began = _began(found)
    lines: list[AgendaLine] = []
    at, last = occasion.planned_start, len(occasion.agenda) - 1
    for place, item in enumerate(occasion.agenda):
        planned_end = at + item.minutes * MINUTE_MS
        if began:
            start, end = _real(place, began, span)
        else:
            start, end = span.start if place == 0 else None, span.end if place == last else None
        lines.append(AgendaLine(item.title, item.speaker, at, planned_end, start, end))
        at = planned_end
    return tuple(lines)


def _real(place: int, began: Mapping[int, int], span: Span) -> tuple[int | None, int | None]:
    start = began.get(place)
    if start is None:
        return None, None
    return start, min((at for at in began.values() if at > start), default=span.end)


def _began(found: Gathered) -> dict[int, int]:
    """When each part began that did; a tick that was taken back is none."""
    began: dict[int, int] = {}
    for row in found.kind("agenda.started"):
        item = int(row.values.get("item", 0))
        if row.values.get("started"):
            began[item] = row.at
        else:
            began.pop(item, None)
    return began
