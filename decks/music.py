"""Pieces of music of an organisation, for whoever waits: one calm MP3 file each.

Rule 1: only the converter (``transcode``) decodes what arrives: another process, bounded and
without network. Sound alone comes back: no title, no cover.
Rule 2: how files are called, and when they go, is ``keep``'s.
"""

import asyncio
from collections.abc import Callable, Collection, Mapping
from pathlib import Path

from decks.conversion import convert, unwatched
from decks.errors import FileRefused
from decks.intake import shown_name
from decks.keep import Keep
from decks.limits import Limits
from decks.soundtypes import HEAD, SOUND_FILE, recognise

LIMITS = Limits(
    upload_bytes=40_000_000,
    files=1,
    seconds=600,
    memory_bytes=600_000_000,
    cpu_seconds=120,
    wall_seconds=180.0,
    file_bytes=12_000_000,
)
"""Ten minutes are 10 MB as they are kept. 40 MB are four minutes of uncompressed WAV."""

HEAVY = {"too-heavy", "too-slow", "converter-failed"}
"""What the converter says of decks means something else of a sound."""


class Music:
    """The pieces below one folder, apart for each organisation."""

    def __init__(self, folder: Path, clock: Callable[[], int]) -> None:
        self._keep = Keep(folder, ".mp3", clock)
        # A minute of music takes a second of a core; one at a time is enough.
        self._turn = asyncio.Semaphore(1)

    async def add(self, org: str, name: str, content: bytes) -> str:
        """Keep a piece; its name. Raises ``FileRefused``, ``DiskFull``.

        ``name`` is only shown to people, when the file is refused.
        """
        _check(shown_name(name), content)
        async with self._turn:
            return await self._convert(org, content)

    async def _convert(self, org: str, content: bytes) -> str:
        with self._keep.bench(org) as place:
            source, out = place / "source", place / "out"
            await asyncio.to_thread(source.write_bytes, content)
            out.mkdir()
            try:
                await convert(source, out, LIMITS, unwatched, "decks.transcode")
            except FileRefused as error:
                raise FileRefused("sound-too-heavy") if error.code in HEAVY else error from error
            (name,) = await asyncio.to_thread(self._keep.take, org, [out / SOUND_FILE])
            return name

    def find(self, org: str, name: str) -> Path | None:
        """The file of that piece; None when there is none."""
        return self._keep.find(org, name)

    def sweep(self, used: Mapping[str, Collection[str]]) -> int:
        """Take away what no organisation uses; how many went. ``used`` is by organisation."""
        return self._keep.sweep(used)


def _check(name: str, content: bytes) -> None:
    if not content:
        raise FileRefused("empty-file", name=name)
    if len(content) > LIMITS.upload_bytes:
        raise FileRefused("too-large", most=LIMITS.upload_bytes // 1_000_000)
    if recognise(content[:HEAD]) is None:
        raise FileRefused("no-sound", name=name)
