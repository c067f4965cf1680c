"""The picture of a webinar: who was there minute by minute, over the slides that were shown."""

from engagement.audience import AudienceReport, Band
from scheduling.moments import local
from server.papers.paper import ACCENT, FAINT, RULE, TINT, Paper
from server.papers.tables import fitted

HEIGHT = 44.0
STRIP = 7.0
"""Height in mm of the strip of slides below the curve."""
LEFT = 9.0
"""Room for the figures of the axis."""
AREA = (214, 234, 232)
AMBER = (180, 110, 10)


def curve(paper: Paper, report: AudienceReport) -> None:
    """The curve from here on; nothing when nobody was there for a minute."""
    if not report.curve or report.start is None:
        return
    top, peak = paper.y, max(1, report.totals.peak)
    until = max(report.end or report.as_of, report.start + 60_000)
    stage = _Stage(paper, top, report.start, until, peak)
    _axis(stage, report.occasion.zone)
    _line(stage, report)
    for place, band in enumerate(report.bands):
        _band(stage, band, place)
        _attention(stage, band)
    paper.set_xy(paper.l_margin, top + HEIGHT + STRIP + 6)


class _Stage:
    """From minutes and people to millimetres."""

    def __init__(self, paper: Paper, top: float, start: int, until: int, peak: int) -> None:
        self.paper, self.top, self.start, self.until, self.peak = paper, top, start, until, peak
        self.left, self.width = paper.l_margin + LEFT, paper.epw - LEFT

    def x(self, at: float) -> float:
        share = (at - self.start) / (self.until - self.start)
        return self.left + self.width * min(1.0, max(0.0, share))

    def y(self, people: float) -> float:
        return self.top + HEIGHT * (1 - people / self.peak)


def _axis(stage: _Stage, zone: str) -> None:
    paper = stage.paper
    paper.set_draw_color(*RULE)
    paper.set_line_width(0.15)
    paper.pen(7, FAINT)
    for people in sorted({0, (stage.peak + 1) // 2, stage.peak}):
        paper.line(stage.left, stage.y(people), stage.left + stage.width, stage.y(people))
        paper.set_xy(paper.l_margin, stage.y(people) - 1.6)
        paper.cell(LEFT - 1.5, 3.2, f"{people:,}", align="R")
    for at in _ticks(stage.start, stage.until):
        paper.set_xy(stage.x(at) - 8, stage.top + HEIGHT + STRIP + 1.2)
        paper.cell(16, 3.2, f"{local(at, zone):%H:%M}", align="C")


def _ticks(start: int, until: int) -> list[int]:
    """At most seven moments, whole minutes apart."""
    step = max(1, -(-(until - start) // (6 * 60_000))) * 60_000
    return list(range(start, until + 1, step))


def _line(stage: _Stage, report: AudienceReport) -> None:
    """A step for each minute: the count is of the whole minute."""
    points: list[tuple[float, float]] = []
    for each in report.curve:
        points.append((stage.x(each.at), stage.y(each.people)))
        points.append((stage.x(each.at + 60_000), stage.y(each.people)))
    ground = [(points[0][0], stage.y(0)), *points, (points[-1][0], stage.y(0))]
    paper = stage.paper
    paper.set_fill_color(*AREA)
    paper.polygon(ground, style="F")
    paper.set_draw_color(*ACCENT)
    paper.set_line_width(0.5)
    paper.polyline(points)


def _attention(stage: _Stage, band: Band) -> None:
    """The share of a slide's turn as a line over the curve; the full height is everybody."""
    if band.share is not None:
        y = stage.top + HEIGHT * (1 - band.share)
        stage.paper.set_draw_color(*AMBER)
        stage.paper.set_line_width(0.7)
        stage.paper.line(stage.x(band.start), y, stage.x(band.end), y)


def _band(stage: _Stage, band: Band, place: int) -> None:
    """A slide's turn, named where there is room for its number."""
    paper, left, right = stage.paper, stage.x(band.start), stage.x(band.end)
    paper.set_fill_color(*(TINT if place % 2 else AREA))
    paper.rect(left, stage.top + HEIGHT + 1, max(0.1, right - left), STRIP - 1, style="F")
    paper.pen(6.5, FAINT)
    words = fitted(paper, f"{band.slide + 1} {band.title}", right - left - 1)
    if len(words) > 1 and right - left > 4:
        paper.set_xy(left + 0.5, stage.top + HEIGHT + 1)
        paper.cell(right - left - 1, STRIP - 1, words)
