"""From one full picture to the three that browsers load.

Files are content of a version and never change: ``<page>-<size>.webp``.

They are WebP because a deck is converted once and loaded by everybody, some on a hospital's thin
line. A page of the demo deck, 1920 wide: WebP q90 method 2 takes 50 ms and 81 KiB, method 4 twice
the time for 4 % less; JPEG q85 with full colour resolution 9 ms and 186 KiB, without it red text
has fringes; PNG 73 ms and 183 KiB. Every browser with WebRTC shows WebP.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from PIL import Image

from decks.manifest import PageRead


class Size(StrEnum):
    """The three pictures of a page."""

    FULL = "full"
    PHONE = "phone"
    THUMB = "thumb"


Box = tuple[int, int]

FULL: Box = (1920, 2880)
BOXES: dict[Size, Box] = {Size.FULL: FULL, Size.PHONE: (960, 1440), Size.THUMB: (320, 480)}
"""Largest width and height. Wide pages fill the width; A4 upright is 1920 × 2715."""

QUALITY = 90
EFFORT = 2


@dataclass(frozen=True, slots=True)
class Drawn:
    """One page: its full picture and what it says."""

    picture: Image.Image
    read: PageRead


def file_name(page: int, size: Size) -> str:
    """The name of a picture below its version's folder."""
    return f"{page}-{size}.webp"


def fitted(width: float, height: float, box: Box, enlarge: bool) -> Box:
    """The whole pixels of a page in ``box``; pictures are never enlarged, drawings may be."""
    scale = min(box[0] / width, box[1] / height)
    if not enlarge:
        scale = min(scale, 1.0)
    return max(1, round(width * scale)), max(1, round(height * scale))


def encoded(picture: Image.Image) -> Iterator[tuple[Size, bytes]]:
    """The files of a page, largest first; each is made from the one before."""
    for size, box in BOXES.items():
        target = fitted(*picture.size, box, enlarge=False)
        if target != picture.size:
            picture = picture.resize(target, Image.Resampling.LANCZOS)
        yield size, _webp(picture)


def write(folder: Path, page: int, picture: Image.Image) -> int:
    """Write the three files of a page; the bytes written. OSError keeps its errno (disk full)."""
    written = 0
    for size, content in encoded(picture):
        # Encoded in memory first: Pillow's own file writing turns a full disk into a bare error.
        (folder / file_name(page, size)).write_bytes(content)
        written += len(content)
    return written


def _webp(picture: Image.Image) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "WEBP", quality=QUALITY, method=EFFORT, use_sharp_yuv=True)
    return buffer.getvalue()
