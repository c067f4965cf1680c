"""The report of a webinar on paper, in English, for the staff: figures, picture, tables."""

from collections.abc import Mapping

from engagement.audience import AgendaLine, AudienceMember, AudienceReport
from engagement.surveyresults import Results
from scheduling.moments import in_words, local
from server.papers.curve import curve
from server.papers.paper import FAINT, INK, SOFT, Paper, leading
from server.papers.said import polls, questions, survey
from server.papers.tables import Head, fitted, heading, table

MINUTE_MS = 60_000
EDGE, FOOT = 18.0, 16.0
FIGURES_IN_ROW = 4

ATTENTION = "Amber lines: of those who agreed, the share with the slide in sight; at the top all."
ATTENDED = {
    "live": "Live",
    "on_demand": "On demand",
    "both": "Live, on demand",
    "no_show": "Did not come",
    "expected": "Expected",
    "excused": "Wants the recording",
}


class _Pages(Paper):
    """With the title and the number of the page at each foot."""

    foot = ""

    def footer(self) -> None:
        """Called by the library at the end of each page."""
        self.set_y(-FOOT + 4)
        self.pen(7.5, FAINT)
        self.cell(self.epw * 0.8, 4, self.foot)
        self.cell(self.epw * 0.2, 4, f"Page {self.page_no()}", align="R")


def audience_paper(
    report: AudienceReport,
    organisation: str,
    crew: Mapping[str, str],
    results: Results | None = None,
) -> bytes:
    """The report as PDF; ``crew`` names those who answered questions, ``results`` the survey's."""
    occasion = report.occasion
    title = f"Report: {occasion.title}"
    paper = _Pages(title, "en", report.as_of, by=organisation)
    paper.foot = _foot(paper, report)
    paper.set_margins(EDGE, EDGE, EDGE)
    paper.set_auto_page_break(True, FOOT)
    paper.add_page()
    _head(paper, report, organisation)
    _figures(paper, report)
    if report.curve:
        heading(paper, "Who was there, minute by minute", 70)
        paper.block(ATTENTION, 8, FAINT, lines=1)
        paper.ln(1)
        curve(paper, report)
    _agenda(paper, report)
    _slides(paper, report)
    polls(paper, report)
    survey(paper, results)
    questions(paper, report, crew)
    _offered(paper, report)
    _segments(paper, report)
    _comparison(paper, report)
    _people(paper, report)
    return paper.finished()


def _foot(paper: Paper, report: AudienceReport) -> str:
    paper.pen(7.5)
    drawn = f"{local(report.as_of, report.occasion.zone):%Y-%m-%d %H:%M} {report.occasion.zone}"
    return fitted(paper, f"{report.occasion.title[:90]} · as of {drawn}", 130)


def _head(paper: Paper, report: AudienceReport, organisation: str) -> None:
    occasion = report.occasion
    paper.block(organisation, 10, SOFT, bold=True, lines=1)
    paper.ln(2)
    paper.block(occasion.title, 22, INK, bold=True, lines=3)
    paper.ln(1)
    start = report.start or occasion.planned_start
    words = in_words("en", start, occasion.zone)
    if report.start is not None:
        end = report.end or report.as_of
        words += f", {_minutes(end - report.start)} minutes"
        words += "" if report.end else " so far: it is still running"
    else:
        words += ". Not held yet."
    paper.block(words, 10, SOFT, lines=2)


def _figures(paper: Paper, report: AudienceReport) -> None:
    """The head of the report, four large figures in a row."""
    totals = report.totals
    figures = [
        (f"{totals.registered:,}", "registered"),
        (f"{totals.live:,}", f"came live{_of(totals.rate)}"),
        (f"{totals.peak:,}", "at most at once"),
        (_or_dash(totals.median_ms and _minutes(totals.median_ms)), "minutes, the median stay"),
        (f"{totals.on_demand:,}", "watched on demand"),
        (f"{totals.no_shows:,}", "did not come"),
        (_or_dash(totals.mean_score), f"mean score of {totals.scored}"),
        (f"{totals.questions:,}", f"questions, {totals.answered} answered"),
    ]
    paper.ln(5)
    width, top = paper.epw / FIGURES_IN_ROW, paper.y
    for place, (number, words) in enumerate(figures):
        x = paper.l_margin + width * (place % FIGURES_IN_ROW)
        y = top + 17 * (place // FIGURES_IN_ROW)
        paper.set_xy(x, y)
        paper.pen(18, INK, bold=True)
        paper.cell(width, leading(18), number)
        paper.set_xy(x, y + leading(18))
        paper.pen(8.5, FAINT)
        paper.cell(width, leading(8.5), words)
    paper.set_xy(paper.l_margin, top + 17 * (len(figures) // FIGURES_IN_ROW))


def _agenda(paper: Paper, report: AudienceReport) -> None:
    if not report.agenda:
        return
    heading(paper, "Agenda")
    heads = [Head("Part", 6), Head("Speaker", 4), Head("Planned", 3), Head("Really", 3)]
    zone = report.occasion.zone
    rows = (
        (
            each.title,
            each.speaker,
            f"{local(each.planned_start, zone):%H:%M} – {local(each.planned_end, zone):%H:%M}",
            _span(each, zone),
        )
        for each in report.agenda
    )
    table(paper, heads, rows)


def _span(line: AgendaLine, zone: str) -> str:
    if line.real_start is None:
        return "not told"
    end = "" if line.real_end is None else f"{local(line.real_end, zone):%H:%M}"
    return f"{local(line.real_start, zone):%H:%M} – {end}"


def _offered(paper: Paper, report: AudienceReport) -> None:
    """Links and files, and the reactions in a line."""
    if report.links:
        heading(paper, "Links and files")
        heads = [Head("Offered", 8), Head("Opened by", 2, right=True)]
        table(paper, heads, ((each.name, f"{each.people:,}") for each in report.links))
    if report.reactions:
        heading(paper, "Reactions", 15)
        words = ", ".join(f"{each.reaction} {each.count:,}" for each in report.reactions)
        paper.block(words, 9.5, INK, lines=4)


def _slides(paper: Paper, report: AudienceReport) -> None:
    if not report.bands:
        return
    heading(paper, "Slides")
    heads = [
        Head("Slide", 1),
        Head("Title", 7),
        Head("From", 2),
        Head("Minutes", 2, right=True),
        Head("Had it in sight", 3, right=True),
    ]
    zone = report.occasion.zone
    rows = (
        (
            str(each.slide + 1),
            each.title,
            f"{local(each.start, zone):%H:%M:%S}",
            f"{(each.end - each.start) / MINUTE_MS:.1f}",
            "fewer than five"
            if each.share is None
            else f"{each.watched:,} of {each.there:,}{_of(each.share)}",
        )
        for each in report.bands
    )
    table(paper, heads, rows)


def _segments(paper: Paper, report: AudienceReport) -> None:
    for group in report.segments:
        heading(paper, f"By {group.by}")
        heads = [
            Head(group.by.capitalize(), 6),
            Head("Registered", 2, right=True),
            Head("Live", 2, right=True),
            Head("Median minutes", 2, right=True),
            Head("Mean score", 2, right=True),
        ]
        rows = (
            (
                f"Small groups: {each.folded}" if each.folded else each.name or "Not told",
                str(each.registered),
                str(each.live),
                _or_dash(each.median_ms and _minutes(each.median_ms)),
                _or_dash(each.mean_score),
            )
            for each in group.lines
        )
        table(paper, heads, rows)


def _comparison(paper: Paper, report: AudienceReport) -> None:
    if not report.comparison:
        return
    heading(paper, "Earlier webinars")
    heads = [
        Head("Webinar", 6),
        Head("Date", 2),
        Head("Registered", 2, right=True),
        Head("Live", 2, right=True),
        Head("Median minutes", 2.4, right=True),
        Head("Mean score", 2, right=True),
    ]
    rows = (
        (
            each.title,
            f"{local(each.starts, report.occasion.zone):%Y-%m-%d}",
            str(each.registered),
            f"{each.live}{_of(each.rate)}",
            _or_dash(each.median_ms and _minutes(each.median_ms)),
            _or_dash(each.mean_score),
        )
        for each in report.comparison
    )
    table(paper, heads, rows)


def _people(paper: Paper, report: AudienceReport) -> None:
    if not report.members:
        return
    heading(paper, "People")
    heads = [
        Head("Name", 5),
        Head("Specialty", 3),
        Head("Country", 1.4),
        Head("Attended", 3),
        Head("Minutes", 1.6, right=True),
        Head("On demand", 1.9, right=True),
        Head("Score", 1.3, right=True),
    ]
    table(paper, heads, map(_person, report.members))


def _person(one: AudienceMember) -> tuple[str, ...]:
    attended = ATTENDED.get(one.attended.value, one.attended.value)
    walk_in = ", walk-in" if one.walk_in and one.attended.came else ""
    return (
        one.name,
        one.specialty,
        one.country,
        attended + walk_in,
        str(_minutes(one.live_ms)) if one.live_ms else "–",
        str(_minutes(one.on_demand_ms)) if one.on_demand_ms else "–",
        _or_dash(one.score.total if one.score else None),
    )


def _minutes(milliseconds: int) -> int:
    """Whole minutes, rounded."""
    return round(milliseconds / MINUTE_MS)


def _of(share: float | None) -> str:
    return "" if share is None else f" ({share:.0%})"


def _or_dash(number: int | None) -> str:
    return "–" if number is None else f"{number:,}"
