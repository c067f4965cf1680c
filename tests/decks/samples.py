"""Files as people upload them, made on the spot."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from fpdf import FPDF
from PIL import Image


@dataclass(frozen=True)
class Leaf:
    """One page of a sample PDF."""

    title: str = "A slide"
    note: str = ""
    body: str = "What the slide says in small letters. "
    label: int | None = None
    """The page's label; None goes on counting."""
    size: tuple[float, float] = (960, 540)


def pdf(path: Path, leaves: Sequence[Leaf], *, title: str = "", outline: bool = False) -> Path:
    """A PDF with these pages."""
    document = FPDF(unit="pt", format=(960, 540))
    if title:
        document.set_title(title)
    for leaf in leaves:
        _page(document, leaf)
        if outline:
            document.start_section(f"Chapter {leaf.title}")
    document.output(str(path))
    return path


def _page(document: FPDF, leaf: Leaf) -> None:
    if leaf.label is None:
        document.add_page(format=leaf.size)
    else:
        document.add_page(format=leaf.size, label_style="D", label_start=leaf.label)
    document.set_font("helvetica", size=40)
    document.multi_cell(0, 50, leaf.title, new_x="LMARGIN", new_y="NEXT")
    document.set_font("helvetica", size=14)
    document.multi_cell(0, 18, leaf.body * 5)
    if leaf.note:
        document.text_annotation(leaf.size[0] / 2, leaf.size[1] / 2, leaf.note)


def many_pages(path: Path, count: int) -> Path:
    """A real PDF of ``count`` flat and empty pages, written by hand because that takes no time."""
    kids = " ".join(f"{number + 3} 0 R" for number in range(count))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {count} /Kids [{kids}] >>",
        *["<< /Type /Page /Parent 2 0 R /MediaBox [0 0 960 96] >>"] * count,
    ]
    out = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, content in enumerate(objects):
        offsets.append(len(out))
        out += f"{number + 1} 0 obj\n{content}\nendobj\n".encode()
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += "".join(f"{offset:010} 00000 n \n" for offset in offsets).encode()
    out += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\n".encode()
    out += f"startxref\n{start}\n%%EOF\n".encode()
    path.write_bytes(out)
    return path


def locked_pdf(path: Path) -> Path:
    """A PDF that opens with a password only."""
    document = FPDF()
    document.add_page()
    document.set_encryption("owner", "secret")
    document.output(str(path))
    return path


def picture(
    kind: str = "PNG", size: tuple[int, int] = (640, 360), colour: str = "teal", **save: object
) -> bytes:
    """An encoded picture of one colour."""
    buffer = io.BytesIO()
    Image.new("RGB", size, colour).save(buffer, kind, **save)
    return buffer.getvalue()


def photo_with_place(path: Path) -> Path:
    """A photo that says where it was taken and lies on its side."""
    picture = Image.new("RGB", (600, 300), "navy")
    exif = Image.Exif()
    exif[0x0112] = 6  # Orientation: turn by 90 degrees
    exif[0x010F] = "Camera of Dr Bergmann"
    exif.get_ifd(0x8825)[2] = (48.0, 8.0, 0.0)  # GPS latitude
    picture.save(path, "JPEG", exif=exif)
    return path
