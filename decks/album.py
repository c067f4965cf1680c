"""Single pictures of an organisation, such as logos, portraits, slides for breaks: one WebP each.

Rule 1: only the converter (``conversion``) decodes what arrives: another process, bounded and
without network. Pixels alone come back: no place, no camera, no colour profile, no movement.
Rule 2: how pictures are called, and when they go, is ``keep``'s.
"""

import asyncio
import io
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from PIL import Image

from decks.conversion import convert, unwatched
from decks.errors import FileRefused
from decks.filetypes import HEAD, FileType, recognise
from decks.intake import shown_name
from decks.keep import Keep
from decks.limits import Limits
from decks.mailpicture import LARGEST, NAMES
from decks.pictures import BOXES, Size, file_name

LIMITS = Limits(
    upload_bytes=8_000_000,
    files=24,
    pixels=40_000_000,
    memory_bytes=1_000_000_000,
    cpu_seconds=20,
    wall_seconds=30.0,
    file_bytes=4_000_000,
    output_bytes=40_000_000,
)
"""A phone's camera makes pictures of 12 to 50 megapixels and 2 to 8 MB."""

SMALL = Size.THUMB
"""320 pixels wide: a portrait is shown at 96, a logo at 160, both sharp on a dense screen."""
LARGE = Size.FULL
"""1920 pixels wide: a picture that takes a slide's place."""


@dataclass(frozen=True, slots=True)
class MailPicture:
    """A picture as mail programs show it."""

    kind: Literal["png", "jpeg"]
    content: bytes
    width: int
    height: int


class Album:
    """The pictures below one folder, apart for each organisation."""

    def __init__(self, folder: Path, clock: Callable[[], int]) -> None:
        self._keep = Keep(folder, ".webp", clock)
        # Each conversion is a process of its own that takes a core for a moment.
        self._turn = asyncio.Semaphore(1)

    async def add(self, org: str, name: str, content: bytes, size: Size = SMALL) -> str:
        """Keep a picture; its name. Raises ``FileRefused``, ``DiskFull``.

        ``name`` is only shown to people, when the picture is refused.
        """
        return (await self.add_all(org, [(name, content)], size))[0]

    async def add_all(
        self, org: str, pictures: Sequence[tuple[str, bytes]], size: Size = SMALL
    ) -> list[str]:
        """Keep several at once, all or none; their names in that order."""
        for name, content in pictures:
            _check(shown_name(name), content)
        async with self._turn:
            return await self._convert(org, [content for _, content in pictures], size)

    async def _convert(self, org: str, contents: Sequence[bytes], size: Size) -> list[str]:
        with self._keep.bench(org) as place:
            source, out = place / "source", place / "out"
            await asyncio.to_thread(_write, source, contents)
            out.mkdir()
            await convert(source, out, LIMITS, unwatched)
            files = [out / file_name(n, size) for n in range(len(contents))]
            return await asyncio.to_thread(self._keep.take, org, files)

    async def for_mail(self, org: str, name: str) -> MailPicture | None:
        """The picture small, as PNG or JPEG; None when there is none. Raises ``DeckError``."""
        source = self.find(org, name)
        if source is None:
            return None
        async with self._turn:
            with self._keep.bench(org) as out:
                await convert(source, out, LIMITS, unwatched, "decks.mailpicture")
                return await asyncio.to_thread(_mail_picture, out)

    def find(self, org: str, name: str) -> Path | None:
        """The file of that picture; None when there is none."""
        return self._keep.find(org, name)

    def sweep(self, used: Mapping[str, Collection[str]]) -> int:
        """Take away what no organisation uses; how many went. ``used`` is by organisation."""
        return self._keep.sweep(used)


def _mail_picture(folder: Path) -> MailPicture:
    """What the converter has made: only its head is looked at here. Raises ``FileRefused``."""
    there = [kind for kind, name in NAMES.items() if (folder / name).is_file()]
    if len(there) != 1:
        raise FileRefused("converter-failed")
    kind = there[0]
    content = (folder / NAMES[kind]).read_bytes()
    try:
        with Image.open(io.BytesIO(content), formats=(kind,)) as opened:
            width, height = opened.size
    except (OSError, SyntaxError, ValueError):
        raise FileRefused("converter-failed") from None
    if len(content) > LARGEST or not 0 < width <= BOXES[SMALL][0]:
        raise FileRefused("converter-failed")
    return MailPicture("png" if kind == "png" else "jpeg", content, width, height)


def _check(name: str, content: bytes) -> None:
    if len(content) > LIMITS.upload_bytes:
        raise FileRefused("too-large", most=LIMITS.upload_bytes // 1_000_000)
    if recognise(name, content[:HEAD]) is FileType.PDF:
        raise FileRefused("no-picture", name=name)


def _write(source: Path, contents: Sequence[bytes]) -> None:
    source.mkdir()
    for number, content in enumerate(contents):
        (source / f"{number:04}").write_bytes(content)
