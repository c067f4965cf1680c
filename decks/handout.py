"""A deck as its audience may take it home: a PDF of what was shown, a page for each slide.

Rule: it is made of the pictures that everybody sees, never of the uploaded file: that one may hold
the speaker's notes.
"""

import io
import os
from collections.abc import Sequence
from pathlib import Path

from fpdf import FPDF
from PIL import Image

DPI = 144
"""A slide that is 1920 px wide becomes a page of 34 cm: sharp when printed on A4."""
POINTS = 72 / DPI
QUALITY = 85


def make(pictures: Sequence[Path], target: Path, title: str) -> None:
    """Write the PDF; whoever reads ``target`` meanwhile sees the whole of it, or nothing."""
    document = FPDF(unit="pt")
    document.set_title(title)
    document.set_auto_page_break(False)
    for path in pictures:
        picture, width, height = _jpeg(path)
        document.add_page(format=(width, height))
        document.image(picture, 0, 0, width, height)
    draft = target.with_suffix(f".{os.getpid()}.part")
    draft.write_bytes(bytes(document.output()))
    draft.replace(target)


def _jpeg(path: Path) -> tuple[io.BytesIO, float, float]:
    """A picture as PDF holds it, with its width and height in points."""
    made = io.BytesIO()
    with Image.open(path) as opened:
        opened.convert("RGB").save(made, "JPEG", quality=QUALITY)
        return made, opened.width * POINTS, opened.height * POINTS
