"""The converter for mails: ``python -m decks.mailpicture IN OUT LIMITS``, a process of its own.

IN is a picture of an ``Album``; OUT an empty folder, which has one file of ``NAMES`` afterwards.
Many mail programs show no WebP; all show PNG and JPEG. The rules of ``decks.convert`` hold.
"""

import io
import sys
from pathlib import Path

import msgspec
from PIL import Image

from decks.converter import run
from decks.errors import FileRefused
from decks.limits import Limits

NAMES = {"png": "mail.png", "jpeg": "mail.jpeg"}
LARGEST = 60_000
"""Bytes, in each of a thousand mails; a logo of flat colours has 5 to 20 kB."""
QUALITIES = (88, 70, 50)


def main(arguments: list[str]) -> int:
    """Convert and say how it went; the exit status."""
    source, out, given = arguments
    limits = msgspec.json.decode(given, type=Limits)
    return run(limits, lambda: _convert(Path(source), Path(out)))


def _convert(source: Path, out: Path) -> None:
    try:
        with Image.open(source, formats=("WEBP",)) as opened:
            picture = opened.convert("RGB")
    except (OSError, SyntaxError, ValueError):
        raise FileRefused("broken-image", page=1) from None
    kind, content = small(picture)
    (out / NAMES[kind]).write_bytes(content)


def small(picture: Image.Image) -> tuple[str, bytes]:
    """The picture as a file that is small enough: without loss if it can be. Raises FileRefused."""
    made = io.BytesIO()
    picture.save(made, "PNG", optimize=True)
    if made.tell() <= LARGEST:
        return "png", made.getvalue()
    for quality in QUALITIES:
        made = io.BytesIO()
        picture.save(made, "JPEG", quality=quality, optimize=True)
        if made.tell() <= LARGEST:
            return "jpeg", made.getvalue()
    raise FileRefused("too-large", most=1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
