"""Tables on paper: rows of one line, headings that come again on each page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from server.papers.paper import FAINT, INK, RULE, Paper, leading

SIZE = 8.5
ROW = 6.2
"""Height of a row in mm: a line of type and air."""


@dataclass(frozen=True, slots=True)
class Head:
    """A column: its words, its share of the width, and to which side its cells stand."""

    words: str
    share: float
    right: bool = False


def table(paper: Paper, heads: Sequence[Head], rows: Iterable[Sequence[str]]) -> None:
    """The table from here on; what is too long for its cell is cut with an ellipsis."""
    whole = sum(head.share for head in heads)
    widths = [paper.epw * head.share / whole for head in heads]
    _heading(paper, heads, widths)
    for row in rows:
        if paper.will_page_break(ROW):
            paper.add_page()
            _heading(paper, heads, widths)
        paper.pen(SIZE, INK)
        _line(paper, heads, widths, row)


def _heading(paper: Paper, heads: Sequence[Head], widths: Sequence[float]) -> None:
    if paper.will_page_break(2 * ROW):
        paper.add_page()  # A heading never stands alone at the foot of a page.
    paper.pen(SIZE - 1, FAINT, bold=True)
    _line(paper, heads, widths, [head.words for head in heads])


def _line(
    paper: Paper, heads: Sequence[Head], widths: Sequence[float], cells: Sequence[str]
) -> None:
    for head, width, text in zip(heads, widths, cells, strict=True):
        paper.cell(width, ROW, fitted(paper, text, width - 1.5), align="R" if head.right else "L")
    paper.ln(ROW)
    paper.set_draw_color(*RULE)
    paper.set_line_width(0.1)
    paper.line(paper.l_margin, paper.y, paper.l_margin + paper.epw, paper.y)


def fitted(paper: Paper, text: str, width: float) -> str:
    """The text on one line, cut where the width ends."""
    text = " ".join(text.split())
    if paper.get_string_width(text) <= width:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if paper.get_string_width(text[:middle].rstrip() + "…") <= width:
            low = middle
        else:
            high = middle - 1
    return text[:low].rstrip() + "…"


def heading(paper: Paper, words: str, after: float = 30) -> None:
    """The title of a section; it goes to the next page with what follows."""
    if paper.y > paper.t_margin + 5:
        paper.ln(5)
    if paper.will_page_break(after):
        paper.add_page()
    paper.pen(13, INK, bold=True)
    paper.multi_cell(0, leading(13), words, new_x="LMARGIN", new_y="NEXT")
    paper.ln(1.5)
