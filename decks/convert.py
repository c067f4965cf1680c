"""The converter: ``python -m decks.convert IN OUT [LIMITS]``, a process of its own.

IN is a PDF, a picture, or a folder of pictures in the order of their names; OUT is an empty
folder; LIMITS is JSON. It writes three pictures a page and ``pages.json``, prints a line of JSON
for each page, and exits with 0. A refused file is one last line and exit status 2.

Rule 1: the limits bind before the first byte of IN is read; nothing loosens them again.

Rule 2: it starts no process and writes below OUT only; where the kernel allows, it has no network.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec

from decks import pdf, photos
from decks.converter import run, say
from decks.errors import FileRefused
from decks.filetypes import HEAD, FileType, recognise
from decks.limits import Limits
from decks.manifest import PAGES_FILE, Manifest, Progress, dump
from decks.pictures import Drawn, write


class Source(NamedTuple):
    """An opened upload."""

    title: str
    of: int
    pages: Iterator[Drawn]


def main(arguments: list[str]) -> int:
    """Convert and say how it went; the exit status."""
    source, out, *rest = arguments
    limits = msgspec.json.decode(rest[0], type=Limits) if rest else Limits()
    return run(limits, lambda: convert(open_source(Path(source), limits), Path(out), limits))


def open_source(source: Path, limits: Limits) -> Source:
    """What is to be converted; FileRefused when it is nothing that we take."""
    files = sorted(source.iterdir()) if source.is_dir() else [source]
    with files[0].open("rb") as opened:
        found = recognise("", opened.read(HEAD))
    if found is FileType.PDF:
        document = pdf.Pdf(files[0], limits)
        return Source(document.title, len(document), document.pages())
    pages = (photos.read(file, number, limits) for number, file in enumerate(files))
    return Source("", len(files), pages)


def convert(source: Source, out: Path, limits: Limits) -> None:
    """Write every page of ``source`` into ``out``."""
    read = []
    written = 0
    for number, drawn in enumerate(source.pages):
        written += write(out, number, drawn.picture)
        if written > limits.output_bytes:
            raise FileRefused("too-heavy")
        read.append(drawn.read)
        say(Progress(number + 1, source.of))
    (out / PAGES_FILE).write_bytes(dump(Manifest(source.title, read)))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
