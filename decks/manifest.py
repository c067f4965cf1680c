"""What the converter tells its parent: progress lines on stdout, and ``pages.json`` at the end.

The converter reads files from strangers, so its parent believes none of it unseen: closed
schemas, bounded sizes, and codes instead of sentences.
"""

from typing import Annotated

import msgspec
from msgspec import Meta

PAGES_FILE = "pages.json"
PAGES_BYTES = 16_000_000
"""500 pages with the longest notes take 10 MB."""

TITLE_CHARS = 200
NOTES_CHARS = 10_000


class Progress(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="progress"):
    """``page`` of ``of`` pages are written."""

    page: Annotated[int, Meta(ge=0)]
    of: Annotated[int, Meta(ge=1)]


class Refused(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="refused"):
    """The file is refused; the last line."""

    code: Annotated[str, Meta(max_length=40)]
    values: dict[Annotated[str, Meta(max_length=20)], int]


Line = Progress | Refused

_LINES: msgspec.json.Decoder[Line] = msgspec.json.Decoder(Progress | Refused)


class PageRead(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What was read from one page, and the size of its full picture."""

    title: Annotated[str, Meta(max_length=TITLE_CHARS)]
    notes: Annotated[str, Meta(max_length=NOTES_CHARS)]
    label: Annotated[str, Meta(max_length=100)]
    """The PDF's own name of the page; equal neighbours are the builds of one slide."""
    width: Annotated[int, Meta(ge=1, le=20_000)]
    height: Annotated[int, Meta(ge=1, le=20_000)]
    fingerprint: Annotated[str, Meta(max_length=64)]


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole file, read."""

    title: Annotated[str, Meta(max_length=TITLE_CHARS)]
    pages: Annotated[list[PageRead], Meta(min_length=1, max_length=5_000)]


def parse_line(line: bytes) -> Line:
    """One line of the converter; msgspec.DecodeError when it is none."""
    return _LINES.decode(line)


def parse_manifest(content: bytes) -> Manifest:
    """The converter's ``pages.json``; msgspec.DecodeError when it is none."""
    return msgspec.json.decode(content, type=Manifest)


def dump(value: Line | Manifest) -> bytes:
    return msgspec.json.encode(value)
