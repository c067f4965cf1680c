"""Single pictures of an organisation, such as a logo or a portrait: one small WebP file each.

Rule 1: only the converter (``conversion``) decodes what arrives: another process, bounded and
without network. Pixels alone come back: no place, no camera, no colour profile.
Rule 2: a picture's name is the SHA-256 of what is stored, so the same one twice is one file.
Rule 3: a picture that nothing names goes, but only after ``GRACE_MS``: whoever has just uploaded it
may still be writing the form that names it.
"""

import asyncio
import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path

from decks.conversion import convert
from decks.errors import FileRefused, disk_trouble
from decks.filetypes import HEAD, FileType, recognise
from decks.intake import shown_name
from decks.limits import Limits
from decks.manifest import Progress
from decks.pictures import Size, file_name

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

GRACE_MS = 24 * 3_600_000
STORED = Size.THUMB
"""320 pixels wide: a portrait is shown at 96, a logo at 160, both sharp on a dense screen."""

_NAME = re.compile(r"[0-9a-f]{64}")


class Album:
    """The pictures below one folder, apart for each organisation."""

    def __init__(self, folder: Path, clock: Callable[[], int]) -> None:
        self._folder = folder
        self._clock = clock
        # Each conversion is a process of its own that takes a core for a moment.
        self._turn = asyncio.Semaphore(1)

    async def add(self, org: str, name: str, content: bytes) -> str:
        """Keep a picture; its name. Raises ``FileRefused``, ``DiskFull``.

        ``name`` is only shown to people, when the picture is refused.
        """
        return (await self.add_all(org, [(name, content)]))[0]

    async def add_all(self, org: str, pictures: Sequence[tuple[str, bytes]]) -> list[str]:
        """Keep several at once, all or none; their names in that order."""
        for name, content in pictures:
            _check(shown_name(name), content)
        async with self._turn:
            return await self._convert(org, [content for _, content in pictures])

    async def _convert(self, org: str, contents: Sequence[bytes]) -> list[str]:
        try:
            with tempfile.TemporaryDirectory(dir=self._home(org), prefix=".new-") as place:
                source, out = Path(place, "source"), Path(place, "out")
                await asyncio.to_thread(_write, source, contents)
                out.mkdir()
                await convert(source, out, LIMITS, _unwatched)
                files = [out / file_name(n, STORED) for n in range(len(contents))]
                return await asyncio.to_thread(self._keep, org, files)
        except OSError as error:
            raise disk_trouble(error) from error

    def _keep(self, org: str, files: Sequence[Path]) -> list[str]:
        names = []
        for file in files:
            name = hashlib.sha256(file.read_bytes()).hexdigest()
            now = self._clock() / 1000
            os.utime(file, (now, now))
            file.replace(self._place(org, name))
            names.append(name)
        return names

    def find(self, org: str, name: str) -> Path | None:
        """The file of that picture; None when there is none."""
        if not is_name(name):
            return None
        place = self._place(org, name)
        return place if place.is_file() else None

    def sweep(self, used: Mapping[str, Collection[str]]) -> int:
        """Take away what no organisation uses; how many went. ``used`` is by organisation."""
        oldest = (self._clock() - GRACE_MS) / 1000
        gone = 0
        for file in self._folder.glob("*/*.webp"):
            kept = file.stem in used.get(file.parent.name, ())
            if not kept and file.stat().st_mtime < oldest:
                file.unlink(missing_ok=True)
                gone += 1
        for place in self._folder.glob("*/.new-*"):
            # A server that was killed in the middle of a conversion leaves its folder.
            if place.stat().st_mtime < oldest:
                shutil.rmtree(place, ignore_errors=True)
        return gone

    def _home(self, org: str) -> Path:
        home = self._folder / org
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        return home

    def _place(self, org: str, name: str) -> Path:
        return self._folder / org / f"{name}.webp"


def is_name(text: str) -> bool:
    """Whether a picture may be called that; what it is not never becomes a path."""
    return _NAME.fullmatch(text) is not None


def _check(name: str, content: bytes) -> None:
    if len(content) > LIMITS.upload_bytes:
        raise FileRefused("too-large", most=LIMITS.upload_bytes // 1_000_000)
    if recognise(name, content[:HEAD]) is FileType.PDF:
        raise FileRefused("no-picture", name=name)


def _write(source: Path, contents: Sequence[bytes]) -> None:
    source.mkdir()
    for number, content in enumerate(contents):
        (source / f"{number:04}").write_bytes(content)


async def _unwatched(_: Progress) -> None:
    """A single picture is done before anybody could watch."""
