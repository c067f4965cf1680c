"""A PDF document of ours: typefaces, colours, and what every document does alike.

Inter writes Latin, Greek and Cyrillic; what it lacks is written in DejaVu Sans (Armenian, Georgian,
Hebrew and more). A character that neither has is a box: the document is made all the same.
"""

import logging
from datetime import UTC, datetime
from pathlib import Path

from fpdf import FPDF

FONTS = Path(__file__).resolve().parents[2] / "web" / "fonts"
FACE, RESERVE = "Inter", "DejaVu"

Colour = tuple[int, int, int]

# The light theme of web/static/tokens.css, on white.
INK: Colour = (23, 28, 40)
SOFT: Colour = (71, 80, 99)
FAINT: Colour = (98, 108, 128)
RULE: Colour = (198, 204, 215)
TINT: Colour = (236, 239, 244)
ACCENT: Colour = (10, 117, 112)

# It writes the characters that no typeface has into the log, and so parts of people's names.
logging.getLogger("fpdf").setLevel(logging.ERROR)
logging.getLogger("fontTools").setLevel(logging.ERROR)


class Paper(FPDF):
    """An A4 document with the house's typefaces; lengths are in mm, sizes of type in pt."""

    def __init__(
        self, title: str, language: str, made: int, *, landscape: bool = False, by: str = ""
    ) -> None:
        super().__init__("landscape" if landscape else "portrait", "mm", "A4")
        # Else the library puts the number of pages where a name or a question says "{nb}".
        self.str_alias_nb_pages = ""
        self.c_margin = 0
        self.add_font(FACE, "", FONTS / "Inter-Regular.ttf")
        self.add_font(FACE, "B", FONTS / "Inter-Bold.ttf")
        self.add_font(RESERVE, "", FONTS / "DejaVuSans.ttf")
        self.set_fallback_fonts([RESERVE], exact_match=False)
        self.set_title(title)
        self.set_lang(language)
        self.set_author(by)
        self.set_creator("Lectern")
        self.set_producer("Lectern")
        self.set_creation_date(datetime.fromtimestamp(made / 1000, UTC))
        self.set_display_mode("fullpage")

    def pen(self, size: float, colour: Colour = INK, *, bold: bool = False) -> None:
        """How what follows is written."""
        self.set_font(FACE, "B" if bold else "", size)
        self.set_text_color(*colour)

    def block(
        self, text: str, size: float, colour: Colour = INK, *, bold: bool = False, lines: int = 3
    ) -> None:
        """A paragraph over the whole width, in smaller type when it would have too many lines."""
        self.pen(size, colour, bold=bold)
        while size > SMALLEST and self._lines(text, size) > lines:
            size -= 1
            self.pen(size, colour, bold=bold)
        self.multi_cell(0, leading(size), text, align="L", new_x="LMARGIN", new_y="NEXT")

    def _lines(self, text: str, size: float) -> int:
        found = self.multi_cell(0, leading(size), text, dry_run=True, output="LINES")
        assert isinstance(found, list)
        return len(found)

    def finished(self) -> bytes:
        """The document."""
        return bytes(self.output())


SMALLEST = 8.0


def leading(size: float) -> float:
    """The height of a line of type, in mm (a point is 0.353 mm)."""
    return size * 0.353 * 1.3


def colour_of(text: str) -> Colour:
    """The colour in #rrggbb; the house's accent where there is none."""
    if len(text) != 7:
        return ACCENT
    red, green, blue = bytes.fromhex(text[1:])
    return red, green, blue
