"""The folder of one upload, from its first byte until its slides are on the shelf.

    <root>/<id>/lock      held (flock) by the process that works on it
    <root>/<id>/source/   what arrived, one file each
    <root>/<id>/out/      what the converter makes of it

The kernel lets the lock go when its process dies, however it dies. So a tray that nobody holds
was left behind, and a tray that is held belongs to a living server or command.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Self


class Tray:
    """One locked tray."""

    def __init__(self, folder: Path, lock: int) -> None:
        self.id = folder.name
        self.source = folder / "source"
        self.out = folder / "out"
        self._folder = folder
        self._lock: int | None = lock

    @classmethod
    def create(cls, root: Path, id: str) -> Self:
        """A new tray, held by this process."""
        folder = root / id
        folder.mkdir(parents=True, mode=0o700)
        lock = _locked(folder)
        assert lock is not None, "nobody else knows the name of a new tray"
        tray = cls(folder, lock)
        tray.source.mkdir()
        return tray

    @classmethod
    def claim(cls, root: Path, id: str) -> Self | None:
        """The tray that a dead process left behind; None when it is gone or somebody's."""
        folder = root / id
        lock = _locked(folder) if folder.is_dir() else None
        return None if lock is None else cls(folder, lock)

    def fresh_out(self) -> Path:
        """An empty folder for the converter."""
        shutil.rmtree(self.out, ignore_errors=True)
        self.out.mkdir()
        return self.out

    def remove(self) -> None:
        """Leave nothing on disk, and let go. Twice is harmless."""
        shutil.rmtree(self._folder, ignore_errors=True)
        self.release()

    def release(self) -> None:
        """Let go of the lock and keep the files. Twice is harmless."""
        lock, self._lock = self._lock, None
        if lock is not None:
            os.close(lock)


def ids(root: Path) -> Iterator[str]:
    """The trays on disk, held or not."""
    if root.is_dir():
        yield from (folder.name for folder in root.iterdir() if folder.is_dir())


def _locked(folder: Path) -> int | None:
    lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(lock)
        return None
    return lock
