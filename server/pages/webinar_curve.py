"""The attention curve of a webinar as a picture: from figures to places. Pure; px of the drawing.

From top to bottom: the agenda as planned and as it was, people by minute with the share of those
who had the slide in sight, the slides' turns above their thumbnails, and the hours.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engagement.audience import AudienceReport, Band, Minute
from server.pages.moments import clock_text, wall

WIDTH = 960
LEFT, RIGHT = 44, 44
"""Room for the figures of the two axes."""
AGENDA_HEIGHT, GAP = 20, 4
PLOT_HEIGHT = 200
BAND_HEIGHT = 18
THUMB_HEIGHT = 54
THUMB_WIDTH = 96
LEAST_THUMB = 40
"""Of a narrower turn no slide can be made out."""
LEAST_NUMBER = 14
MINUTE_MS = 60_000
NEAR_MS = 45 * MINUTE_MS
"""A plan that is further away from the show than this is no part of its picture."""
MOST_TICKS = 8
STEPS = (1, 2, 5, 10, 15, 20, 30, 60, 120, 240, 480)
"""Minutes between the hours that are written."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A figure at an axis."""

    at: float
    text: str


@dataclass(frozen=True, slots=True)
class Box:
    """A stretch of time with a name."""

    x: float
    width: float
    title: str


@dataclass(frozen=True, slots=True)
class Turn:
    """A slide's turn on stage."""

    x: float
    width: float
    number: int
    """As people count, from 1."""
    title: str
    thumb: str
    """Address of the slide's picture; empty: the turn is too narrow for one."""
    thumb_width: float
    share: str
    even: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A piece of the line of attention."""

    x1: float
    x2: float
    y: float


@dataclass(frozen=True, slots=True)
class Picture:
    """All places of the drawing."""

    width: int
    height: int
    left: int
    right: int
    planned: tuple[Box, ...]
    real: tuple[Box, ...]
    planned_y: int
    real_y: int
    plot_y: int
    plot_height: int
    bands_y: int
    thumbs_y: int
    hours_y: int
    area: str
    """Path of the people, as a filled shape."""
    outline: str
    """Path of its upper edge."""
    attention: tuple[Line, ...]
    people: tuple[Tick, ...]
    shares: tuple[Tick, ...]
    hours: tuple[Tick, ...]
    turns: tuple[Turn, ...]
    title: str
    words: str
    """What the picture shows, for who does not see it."""


@dataclass(frozen=True, slots=True)
class _Axis:
    """Time from left to right."""

    start: int
    end: int

    def x(self, at: int) -> float:
        share = (min(max(at, self.start), self.end) - self.start) / (self.end - self.start)
        return round(LEFT + share * (WIDTH - LEFT - RIGHT), 1)


def picture(report: AudienceReport, zone: str) -> Picture | None:
    """The drawing; None when the show has not begun."""
    if report.start is None or not report.curve:
        return None
    axis = _axis(report, report.start)
    top = ceiling(max(minute.people for minute in report.curve))
    agenda = bool(report.agenda)
    planned_y = 0
    real_y = planned_y + AGENDA_HEIGHT + GAP
    plot_y = real_y + AGENDA_HEIGHT + 3 * GAP if agenda else 2 * GAP
    bands_y = plot_y + PLOT_HEIGHT + 2 * GAP
    thumbs_y = bands_y + BAND_HEIGHT + GAP
    hours_y = thumbs_y + (THUMB_HEIGHT if report.bands else 0) + 16
    outline = _outline(report.curve, axis, top, plot_y, report.end or report.as_of)
    floor = plot_y + PLOT_HEIGHT
    first, last = axis.x(report.start), axis.x(report.end or report.as_of)
    return Picture(
        width=WIDTH,
        height=hours_y + 8,
        left=LEFT,
        right=WIDTH - RIGHT,
        planned=tuple(_planned(report, axis)),
        real=tuple(_real(report, axis)),
        planned_y=planned_y,
        real_y=real_y,
        plot_y=plot_y,
        plot_height=PLOT_HEIGHT,
        bands_y=bands_y,
        thumbs_y=thumbs_y,
        hours_y=hours_y,
        area=f"M{first} {floor}L{outline}L{last} {floor}Z",
        outline=f"M{outline}",
        attention=tuple(_attention(report.bands, axis, plot_y)),
        people=tuple(_people(top, plot_y)),
        shares=tuple(
            Tick(plot_y + PLOT_HEIGHT * (1 - share / 100), f"{share} %") for share in (0, 50, 100)
        ),
        hours=tuple(_hours(axis, zone)),
        turns=tuple(_turns(report.bands, axis)),
        title="Attendance and attention, slide by slide",
        words=words(report, zone),
    )


def ceiling(people: int) -> int:
    """The highest figure of the axis: 1, 2 or 5 with noughts, and not below ``people``."""
    power = 1
    while True:
        for digit in (1, 2, 5):
            if digit * power >= max(people, 2):
                return digit * power
        power *= 10


def words(report: AudienceReport, zone: str) -> str:
    """The picture in words."""
    if report.start is None:
        return ""
    until = report.end or report.as_of
    told = [
        f"From {clock_text(report.start, zone)} to {clock_text(until, zone)}.",
        f"At most {report.totals.peak} connected within one minute, "
        f"{report.curve[-1].people if report.curve else 0} in the last one.",
    ]
    shares = [(band.share, band) for band in report.bands if band.share is not None]
    if shares:
        best, worst = max(shares, key=_share), min(shares, key=_share)
        told.append(f"Most attention: slide {_named(best[1])}, {best[0]:.0%}.")
        told.append(f"Least: slide {_named(worst[1])}, {worst[0]:.0%}.")
    return " ".join(told)


def _share(pair: tuple[float, Band]) -> float:
    return pair[0]


def _named(band: Band) -> str:
    return f"{band.slide + 1}, {band.title}"


def _axis(report: AudienceReport, start: int) -> _Axis:
    end = report.end or report.as_of
    planned = (report.occasion.planned_start, report.occasion.planned_end)
    near = [at for at in planned if start - NEAR_MS <= at <= end + NEAR_MS]
    first = min([start, *near]) if report.agenda else start
    last = max([end, *near]) if report.agenda else end
    return _Axis(first, max(last, first + MINUTE_MS))


def _outline(curve: Sequence[Minute], axis: _Axis, top: int, plot_y: int, until: int) -> str:
    """The upper edge as steps: each minute is as high as its people."""
    points: list[str] = []
    for place, minute in enumerate(curve):
        y = round(plot_y + PLOT_HEIGHT * (1 - minute.people / top), 1)
        end = curve[place + 1].at if place + 1 < len(curve) else until
        points += [f"{axis.x(minute.at)} {y}", f"{axis.x(end)} {y}"]
    return "L".join(points)


def _planned(report: AudienceReport, axis: _Axis) -> Iterator[Box]:
    for line in report.agenda:
        x = axis.x(line.planned_start)
        width = axis.x(line.planned_end) - x
        if width > 0:
            yield Box(x, round(width, 1), line.title)


def _real(report: AudienceReport, axis: _Axis) -> Iterator[Box]:
    until = report.end or report.as_of
    for line in report.agenda:
        ended = until if line.real_end is None and report.running else line.real_end
        if line.real_start is not None and ended is not None:
            x = axis.x(line.real_start)
            yield Box(x, round(axis.x(ended) - x, 1), line.title)


def _attention(bands: Sequence[Band], axis: _Axis, plot_y: int) -> Iterator[Line]:
    for band in bands:
        if band.share is not None:
            y = round(plot_y + PLOT_HEIGHT * (1 - band.share), 1)
            yield Line(axis.x(band.start), axis.x(band.end), y)


def _people(top: int, plot_y: int) -> Iterator[Tick]:
    for figure in (0, top // 2, top):
        yield Tick(round(plot_y + PLOT_HEIGHT * (1 - figure / top), 1), str(figure))


def _hours(axis: _Axis, zone: str) -> Iterator[Tick]:
    minutes = (axis.end - axis.start) / MINUTE_MS
    step = next((step for step in STEPS if minutes / step <= MOST_TICKS), STEPS[-1]) * MINUTE_MS
    at = -(-axis.start // step) * step
    while at <= axis.end:
        yield Tick(axis.x(at), f"{wall(at, zone):%H:%M}")
        at += step


def _turns(bands: Sequence[Band], axis: _Axis) -> Iterator[Turn]:
    for place, band in enumerate(bands):
        x = axis.x(band.start)
        width = round(axis.x(band.end) - x, 1)
        thumb = f"/slides/{band.version}/{band.slide}/0/thumb" if width >= LEAST_THUMB else ""
        yield Turn(
            x=x,
            width=width,
            number=band.slide + 1 if width >= LEAST_NUMBER else 0,
            title=band.title,
            thumb=thumb,
            thumb_width=min(width, THUMB_WIDTH),
            share="not told" if band.share is None else f"{band.share:.0%}",
            even=place % 2 == 0,
        )
