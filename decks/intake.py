"""Receiving an upload: streamed to disk under a cap, hashed on the way, never whole in memory."""

import asyncio
import hashlib
import shutil
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import IO

from decks.errors import DiskFull, FileRefused, disk_trouble
from decks.filetypes import HEAD, FileType, check_together, recognise
from decks.limits import Limits
from decks.texts import line
from decks.tray import Tray

BUFFER = 1 << 20
"""Bytes that go to a thread at a time: hashing and writing them takes 2 ms."""

NAME_CHARS = 120


@dataclass(frozen=True, slots=True)
class Received:
    """A whole upload."""

    name: str
    """Of its first file, for people."""
    sha256: str
    size: int


class Intake:
    """One upload while it arrives. Begin each file with ``begin``, feed it with ``write``."""

    def __init__(self, tray: Tray, limits: Limits) -> None:
        self.tray = tray
        self._limits = limits
        self._size = 0
        self._types: list[FileType] = []
        self._digests: list[str] = []
        self._first = ""
        self._name = ""
        self._file: IO[bytes] | None = None
        self._hash = hashlib.sha256()
        self._buffer = bytearray()

    async def begin(self, name: str) -> None:
        """The next file; ``name`` is only shown to people and never becomes a path."""
        await self._end()
        self._name = shown_name(name)
        self._first = self._first or self._name
        self._hash = hashlib.sha256()
        self._file = self._open()

    async def write(self, chunk: bytes) -> None:
        """More of the file; FileRefused as soon as it cannot become a deck, DiskFull."""
        self._size += len(chunk)
        if self._size > self._limits.upload_bytes:
            raise too_large(self._limits)
        self._buffer += chunk
        if len(self._buffer) >= BUFFER:
            await self._flush()

    async def take(self, path: Path) -> None:
        """A whole file from this machine's disk."""
        await self.begin(path.name)
        with path.open("rb") as file:
            while chunk := await asyncio.to_thread(file.read, BUFFER):
                await self.write(chunk)

    async def end(self) -> Received:
        """All files are here; FileRefused when together they make no deck."""
        await self._end()
        check_together(self._types, self._limits.files)
        return Received(self._first, self._digest(), self._size)

    def close(self) -> None:
        """Close the open file. Twice is harmless."""
        file, self._file = self._file, None
        if file is not None:
            file.close()

    async def _end(self) -> None:
        if self._file is None:
            return
        await self._flush()
        self.close()
        if len(self._digests) == len(self._types):
            raise FileRefused("empty-file", name=self._name)
        self._digests.append(self._hash.hexdigest())

    async def _flush(self) -> None:
        if not self._buffer:
            return
        content, self._buffer = bytes(self._buffer), bytearray()
        if len(self._digests) == len(self._types):
            self._types.append(recognise(self._name, content[:HEAD]))
            check_together(self._types, self._limits.files)
        await asyncio.to_thread(self._store, content)

    def _store(self, content: bytes) -> None:
        assert self._file is not None, "begin() comes before write()"
        self._hash.update(content)
        try:
            self._file.write(content)
        except OSError as error:
            raise disk_trouble(error) from error

    def _open(self) -> IO[bytes]:
        # Unbuffered: a full disk shows at the write that met it, not at some later close.
        path = self.tray.source / f"{len(self._digests):04}"
        try:
            return path.open("xb", buffering=0)
        except OSError as error:
            raise disk_trouble(error) from error

    def _digest(self) -> str:
        """Of the content: the file's own; of several, the hash of theirs in order."""
        if len(self._digests) == 1:
            return self._digests[0]
        return hashlib.sha256("\n".join(self._digests).encode()).hexdigest()


def check_room(folder: Path, expected: int, limits: Limits) -> None:
    """Refuse an upload of ``expected`` bytes before its first one, when it cannot end well."""
    if expected > limits.upload_bytes:
        raise too_large(limits)
    if expected > shutil.disk_usage(folder).free:
        raise DiskFull


def too_large(limits: Limits) -> FileRefused:
    return FileRefused("too-large", most=limits.upload_bytes // 1_000_000)


def shown_name(name: str) -> str:
    """The last part of a name as people know it, from any system."""
    last = PureWindowsPath(PurePosixPath(name).name).name
    return line(last, NAME_CHARS) or "file"
