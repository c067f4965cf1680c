"""What the audience of a webinar answered, then and in the survey, and asked, on paper."""

from collections.abc import Mapping

from engagement.audience import AudienceReport, PollLine, QuestionLine
from engagement.surveyresults import QuestionResult, Results
from server.papers.paper import ACCENT, FAINT, INK, RULE, SOFT, TINT, Paper
from server.papers.tables import ROW, fitted, heading

OUTCOMES = {
    "live": "Answered live",
    "written": "Answered in writing",
    "dismissed": "Dismissed",
    "merged": "Put to another question",
    "open": "Open",
}


def polls(paper: Paper, report: AudienceReport) -> None:
    """Every poll with its answers as bars."""
    for number, poll in enumerate(report.polls):
        if number == 0:
            heading(paper, "Polls", 40)
        _poll(paper, poll)


def _poll(paper: Paper, poll: PollLine) -> None:
    paper.ln(1)
    if paper.will_page_break(30):
        paper.add_page()
    paper.block(poll.question, 10, INK, bold=True, lines=4)
    words = f"{poll.answered} of {poll.there} who were there answered"
    if poll.quiz:
        words += f", {poll.right} all right"
    paper.block(words, 8.5, FAINT, lines=1)
    most = max((each.count for each in poll.choices), default=0) or 1
    for each in poll.choices:
        _bar(paper, each.text + (" (right)" if each.correct else ""), each.count, most)
    for text in poll.texts:
        paper.block(f"– {text}", 9, SOFT, lines=20)
    paper.ln(2)


def _bar(paper: Paper, words: str, count: int, most: int) -> None:
    """An option: its words, a bar, its number."""
    if paper.will_page_break(ROW):
        paper.add_page()
    paper.pen(9, INK)
    left, width = paper.l_margin + paper.epw * 0.5, paper.epw * 0.4
    paper.cell(paper.epw * 0.5, ROW, fitted(paper, words, paper.epw * 0.5 - 3))
    y = paper.y + ROW / 2 - 1.3
    paper.set_fill_color(*TINT)
    paper.rect(left, y, width, 2.6, style="F")
    paper.set_fill_color(*ACCENT)
    paper.rect(left, y, width * count / most, 2.6, style="F")
    paper.set_x(left + width)
    paper.cell(paper.epw * 0.1, ROW, f"{count:,}", align="R")
    paper.ln(ROW)


def survey(paper: Paper, results: Results | None) -> None:
    """Every question of the survey with its answers as bars; nothing where nobody answered."""
    if results is None or not results.answered:
        return
    heading(paper, "Survey", 40)
    people = "person" if results.answered == 1 else "people"
    unnamed = f", {results.unnamed} of them without a name" if results.unnamed else ""
    paper.block(f"{results.answered} {people} answered{unnamed}", 8.5, FAINT, lines=1)
    if results.unnamed:
        words = "Answers without a name are told five at a time: the last one to four of a question"
        paper.block(f"{words} are not counted below.", 8.5, FAINT, lines=2)
    for each in results.questions:
        _asked(paper, each)


def _asked(paper: Paper, asked: QuestionResult) -> None:
    paper.ln(1)
    if paper.will_page_break(30):
        paper.add_page()
    paper.block(asked.label, 10, INK, bold=True, lines=4)
    words = f"{asked.answered} answered"
    words += "" if asked.mean is None else f", mean {asked.mean:.1f}"
    words += "" if asked.nps is None else f", net promoter score {asked.nps:+d}"
    paper.block(words, 8.5, FAINT, lines=1)
    most = max(asked.counts.values(), default=0) or 1
    for answer, count in asked.counts.items():
        _bar(paper, answer, count, most)
    for text in asked.texts:
        paper.block(f"– {text}", 9, SOFT, lines=20)
    paper.ln(2)


def questions(paper: Paper, report: AudienceReport, crew: Mapping[str, str]) -> None:
    """Every question with what came of it; ``crew`` names those who answered."""
    for number, each in enumerate(report.questions):
        if number == 0:
            heading(paper, "Questions", 30)
        _question(paper, each, crew)


def _question(paper: Paper, each: QuestionLine, crew: Mapping[str, str]) -> None:
    if paper.will_page_break(18):
        paper.add_page()  # A question and who asked it stay together.
    paper.block(each.text, 9.5, INK, lines=30)
    who = each.name or "without a name"
    votes = f", {each.votes} more want to know" if each.votes else ""
    words = f"{who}{votes} · {OUTCOMES.get(each.outcome, each.outcome)}"
    by = crew.get(each.answered_by or "", "")
    paper.block(words + (f" by {by}" if by else ""), 8, FAINT, lines=1)
    if each.answer:
        paper.block(each.answer, 9, SOFT, lines=30)
    paper.ln(1)
    paper.set_draw_color(*RULE)
    paper.set_line_width(0.1)
    paper.line(paper.l_margin, paper.y, paper.l_margin + paper.epw, paper.y)
    paper.ln(1)
