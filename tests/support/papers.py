"""Real PDFs to order."""

from pathlib import Path

from fpdf import FPDF


def a_pdf(path: Path, *titles: str) -> Path:
    """A PDF with a page for each title."""
    document = FPDF(orientation="landscape", format=(190, 338))
    for title in titles:
        document.add_page()
        document.set_font("helvetica", size=32)
        document.cell(text=title)
    document.output(str(path))
    return path
