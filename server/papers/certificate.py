"""A certificate of attendance: one landscape page, in the language of whoever gets it."""

from collections.abc import Callable, Mapping

from scheduling import moments
from scheduling.certificates import Certificate, codes
from scheduling.words import fill
from server.papers.paper import ACCENT, FAINT, INK, RULE, SOFT, Paper, colour_of, leading
from server.papers.square import square_of

WIDTH, HEIGHT, EDGE, BAND = 297.0, 210.0, 24.0, 6.0
FOOT_Y = 172.0
SQUARE = 27.0
"""With its quiet zone; a module is 0.65 mm then, which a telephone reads at arm's length."""

Say = Callable[..., str]
"""The words of a text in the reader's language, with its values."""


def certificate_in_words(
    certificate: Certificate, verify_url: str, catalogue: Mapping[str, str]
) -> bytes:
    """As ``certificate_paper``, in the words of a catalogue: plain values, fit for the press."""

    def say(text: str, **values: object) -> str:
        return fill(catalogue.get(text, text), values)

    return certificate_paper(certificate, verify_url, say)


def certificate_paper(certificate: Certificate, verify_url: str, say: Say) -> bytes:
    """The certificate as PDF; ``verify_url`` is the address at which anybody can verify it."""
    facts = certificate.statement
    title = say("Certificate of attendance")
    paper = Paper(
        f"{title} {certificate.number}",
        facts.language,
        certificate.issued,
        landscape=True,
        by=facts.organisation,
    )
    paper.set_margins(EDGE + BAND, EDGE, EDGE)
    paper.set_auto_page_break(False)
    paper.add_page()
    _frame(paper, facts.colour)
    _who(paper, certificate, say)
    _what(paper, certificate, say)
    _foot(paper, certificate, verify_url, say)
    return paper.finished()


def _frame(paper: Paper, colour: str) -> None:
    """A band in the brand's colour, and a thin rule around the rest."""
    paper.set_fill_color(*colour_of(colour))
    paper.rect(0, 0, BAND, HEIGHT, style="F")
    paper.set_draw_color(*RULE)
    paper.set_line_width(0.3)
    paper.rect(BAND + 9, 9, WIDTH - BAND - 18, HEIGHT - 18)


def _who(paper: Paper, certificate: Certificate, say: Say) -> None:
    facts = certificate.statement
    paper.set_y(EDGE)
    paper.block(facts.organisation, 12, SOFT, bold=True, lines=1)
    paper.set_y(40)
    accent = colour_of(facts.colour) if facts.colour else ACCENT
    paper.block(say("Certificate of attendance"), 30, accent, bold=True, lines=1)
    paper.set_y(60)
    paper.block(say("This is to certify that"), 12, SOFT, lines=1)
    paper.ln(2)
    paper.block(facts.name, 26, INK, bold=True, lines=2)


def _what(paper: Paper, certificate: Certificate, say: Say) -> None:
    facts = certificate.statement
    paper.ln(3)
    paper.block(say("attended the live webinar"), 12, SOFT, lines=1)
    paper.ln(2)
    paper.block(facts.title, 18, INK, bold=True, lines=3)
    paper.ln(2)
    paper.block(_when(certificate), 11, SOFT, lines=2)
    paper.ln(4)
    length = moments.duration(facts.language, facts.minutes) or "–"
    attended = moments.duration(facts.language, facts.attended) or "–"
    words = say("Length: {length}. Attended: {attended}.", length=length, attended=attended)
    paper.block(words, 12, INK, bold=True, lines=1)
    if facts.credit:
        paper.ln(3)
        paper.block(facts.credit, 11, INK, lines=3)


def _when(certificate: Certificate) -> str:
    """ "Thursday, 1 October 2026, 18:00 (Central European Summer Time)"."""
    facts = certificate.statement
    return moments.in_words(facts.language, facts.starts, facts.zone)


def _foot(paper: Paper, certificate: Certificate, verify_url: str, say: Say) -> None:
    """Number, date of issue, and how anybody can find out whether this is true."""
    facts = certificate.statement
    left, right = paper.l_margin, WIDTH - EDGE
    paper.set_draw_color(*RULE)
    paper.line(left, FOOT_Y, right, FOOT_Y)
    paper.set_xy(left, FOOT_Y + 4)
    day = moments.day(facts.language, certificate.issued, facts.zone)
    paper.pen(9, FAINT)
    number = say("Certificate {number}, issued {day}", number=certificate.number, day=day)
    paper.cell(0, leading(9), number, new_x="LMARGIN", new_y="NEXT")
    paper.ln(1)
    paper.cell(0, leading(9), say("Verify it at:"), new_x="LMARGIN", new_y="NEXT")
    paper.pen(9, INK)
    shown = f"{verify_url}/{codes.shown(certificate.code)}"
    paper.cell(0, leading(9), shown, link=shown, new_x="LMARGIN", new_y="NEXT")
    _square(paper, shown, right - SQUARE, FOOT_Y + 1)


def _square(paper: Paper, address: str, left: float, top: float) -> None:
    """The address to scan. One path, so that no reader of PDFs draws seams between the modules."""
    square = square_of(address)
    module = SQUARE / square.size
    with paper.new_path() as path:
        path.style.fill_color = "#000000"
        path.style.stroke_color = None
        path.style.auto_close = True
        for run in square.runs:
            x, y = left + run.x * module, top + run.y * module
            path.rectangle(x, y, run.length * module, module)
