"""What a file is, by its first bytes. Its name and its declared type prove nothing."""

from collections.abc import Sequence
from enum import StrEnum
from pathlib import PurePath

from decks.errors import FileRefused

HEAD = 1024
"""Bytes to look at: a PDF's mark may stand anywhere in the first 1,024."""


class FileType(StrEnum):
    """What is taken, by its everyday name."""

    PDF = "PDF"
    PNG = "PNG picture"
    JPEG = "JPEG picture"
    WEBP = "WebP picture"


SUFFIXES = {
    ".pdf": FileType.PDF,
    ".png": FileType.PNG,
    ".jpg": FileType.JPEG,
    ".jpeg": FileType.JPEG,
    ".webp": FileType.WEBP,
}


def recognise(name: str, head: bytes) -> FileType:
    """The type that the first bytes show; FileRefused when none, or not what the name says."""
    found = _by_content(head)
    if found is None:
        raise FileRefused("unknown-type" if head else "empty-file", name=name)
    claimed = SUFFIXES.get(PurePath(name).suffix.lower(), found)
    if claimed is not found:
        raise FileRefused("name-mismatch", name=name, kind=found.value)
    return found


def check_together(types: Sequence[FileType], most: int) -> None:
    """Nothing when the files make one deck (one PDF, or pictures); FileRefused when not."""
    if not types:
        raise FileRefused("no-file")
    if FileType.PDF in types and len(types) > 1:
        raise FileRefused("mixed-files")
    if len(types) > most:
        raise FileRefused("too-many-files", count=len(types), most=most)


def _by_content(head: bytes) -> FileType | None:
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return FileType.PNG
    if head.startswith(b"\xff\xd8\xff"):
        return FileType.JPEG
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return FileType.WEBP
    # Last: the mark of a PDF may follow some bytes of rubbish, but no picture begins like that.
    return FileType.PDF if b"%PDF-" in head[:HEAD] else None
