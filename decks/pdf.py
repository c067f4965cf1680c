"""Reading a PDF: its pages as pictures, and what it says about them. In the converter only.

Rule 1: pages are drawn without annotations and forms. A sticky note is the speaker's; an HCP
never sees one.

Rule 2: whatever pdfium returns is a stranger's text: it is cleaned and cut before it goes on.
"""

import ctypes
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image

from decks.errors import FileRefused
from decks.limits import Limits
from decks.manifest import NOTES_CHARS, TITLE_CHARS, PageRead
from decks.pictures import FULL, Drawn, fitted
from decks.texts import block, heading, line

UNSPOKEN = (pdfium.FPDF_ANNOT_LINK, pdfium.FPDF_ANNOT_POPUP, pdfium.FPDF_ANNOT_WIDGET)
"""Kinds of annotation whose text is not a note: link targets, empty windows, form fields."""

ANNOTATIONS = 200
BOOKMARKS = 2_000
LINES = 200
LABEL_CHARS = 100
SHAPE = 10


class Pdf:
    """An open PDF. Not for more than one thread: pdfium has global state."""

    def __init__(self, path: Path, limits: Limits) -> None:
        self._document = _open(path)
        self._outline = _outline(self._document)
        if len(self) > limits.pages:
            raise FileRefused("too-many-pages", count=len(self), most=limits.pages)

    def __len__(self) -> int:
        return len(self._document)

    @property
    def title(self) -> str:
        """What the document calls itself; often empty."""
        return line(self._document.get_metadata_value("Title"), TITLE_CHARS)

    def pages(self) -> Iterator[Drawn]:
        """Every page, drawn at the size of the full picture, with what it says."""
        for number in range(len(self)):
            try:
                page = self._document[number]
            except pypdfium2.PdfiumError:
                raise FileRefused("broken-page", page=number + 1) from None
            yield self._draw(number, page)
            page.close()

    def _draw(self, number: int, page: Any) -> Drawn:
        width, height = page.get_size()
        if not (0 < width <= SHAPE * height and height <= SHAPE * width):
            raise FileRefused("page-shape", page=number + 1)
        target = fitted(width, height, FULL, enlarge=True)
        bitmap = page.render(
            scale=target[0] / width, draw_annots=False, may_draw_forms=False, rev_byteorder=True
        )
        # The bitmap's memory goes with it; copying costs 3 ms and saves a dangling picture.
        picture = bitmap.to_pil().copy()
        bitmap.close()
        return Drawn(picture, self._read(number, page, picture))

    def _read(self, number: int, page: Any, picture: Image.Image) -> PageRead:
        words = page.get_textpage()
        text = words.get_text_bounded()
        title = self._outline.get(number) or heading(_lines(words), TITLE_CHARS)
        words.close()
        return PageRead(
            title=title,
            notes=_notes(page),
            label=line(self._document.get_page_label(number), LABEL_CHARS),
            width=picture.width,
            height=picture.height,
            fingerprint=_fingerprint(text, picture),
        )


def _open(path: Path) -> Any:
    try:
        return pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        locked = error.err_code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY)
        raise FileRefused("encrypted" if locked else "broken-pdf") from None


def _outline(document: Any) -> dict[int, str]:
    """Page number -> its first bookmark, the words people chose for it themselves."""
    titles: dict[int, str] = {}
    for count, bookmark in enumerate(document.get_toc(max_depth=3)):
        if count == BOOKMARKS:
            break
        target = bookmark.get_dest()
        number = None if target is None else target.get_index()
        if number is not None:
            titles.setdefault(number, line(bookmark.get_title(), TITLE_CHARS))
    return titles


def _lines(words: Any) -> list[tuple[float, str]]:
    """The first lines of a page with their heights, in reading order."""
    found: list[tuple[float, str]] = []
    for index in range(min(words.count_rects(), LINES)):
        left, bottom, right, top = words.get_rect(index)
        found.append((top - bottom, words.get_text_bounded(left, bottom, right, top)))
    return found


def _notes(page: Any) -> str:
    """What the annotations of a page say, for the rep."""
    count = min(pdfium.FPDFPage_GetAnnotCount(page), ANNOTATIONS)
    parts = (block(_annotation(page, index), NOTES_CHARS) for index in range(count))
    return "\n\n".join(dict.fromkeys(part for part in parts if part))[:NOTES_CHARS]


def _annotation(page: Any, index: int) -> str:
    annotation = pdfium.FPDFPage_GetAnnot(page, index)
    if not annotation:
        return ""
    try:
        if pdfium.FPDFAnnot_GetSubtype(annotation) in UNSPOKEN:
            return ""
        return _contents(annotation)
    finally:
        pdfium.FPDFPage_CloseAnnot(annotation)


def _contents(annotation: Any) -> str:
    size = pdfium.FPDFAnnot_GetStringValue(annotation, b"Contents", None, 0)
    buffer = ctypes.create_string_buffer(size)
    target = ctypes.cast(buffer, ctypes.POINTER(pdfium.FPDF_WCHAR))
    pdfium.FPDFAnnot_GetStringValue(annotation, b"Contents", target, size)
    return buffer.raw.decode("utf-16-le", "ignore")


def _fingerprint(text: str, picture: Image.Image) -> str:
    """A hash of the words; of a small grey copy where there are no words."""
    words = " ".join(text.split())
    content = words.encode("utf-8", "ignore") or picture.convert("L").resize((32, 32)).tobytes()
    return hashlib.sha256(content).hexdigest()
