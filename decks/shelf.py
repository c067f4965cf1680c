"""Where the pictures of versions lie on disk.

    <folder>/versions/<organisation>/<SHA-256>/<page>-<size>.webp
                                               source/0000 …      the upload itself

A version's folder appears whole, by one rename, and is never written again.
"""

import os
import re
import shutil
from pathlib import Path

from decks.pictures import Size, file_name
from decks.tray import Tray

SAFE = re.compile(r"[A-Za-z0-9_-]{1,64}")


class Shelf:
    """The folders of all versions."""

    def __init__(self, folder: Path) -> None:
        self.incoming = folder / "incoming"
        self._versions = folder / "versions"

    def open(self) -> None:
        """Make the folders, for this server's eyes only."""
        for folder in (self.incoming, self._versions):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def folder(self, org: str, sha256: str) -> Path:
        """The folder of a version; ids are ours, yet none becomes a path unlooked at."""
        if not (SAFE.fullmatch(org) and SAFE.fullmatch(sha256)):
            raise ValueError("not an id of ours")
        return self._versions / org / sha256

    def put(self, tray: Tray, org: str, sha256: str) -> Path:
        """Move what the converter made, and the upload, to their place; the place.

        A folder that is there already has the same content: a crash came between it and its row.
        """
        target = self.folder(org, sha256)
        target.parent.mkdir(exist_ok=True, mode=0o700)
        if not target.exists():
            tray.source.rename(tray.out / "source")
            _sync(tray.out)
            tray.out.rename(target)
            _sync(target.parent)
        return target

    def picture(self, org: str, sha256: str, page: int, size: Size) -> Path:
        return self.folder(org, sha256) / file_name(page, size)

    def source(self, org: str, sha256: str) -> Path:
        """The folder of the uploaded files."""
        return self.folder(org, sha256) / "source"

    def handout(self, org: str, sha256: str, version: str) -> Path:
        """The PDF to take home: of an approved version, whose builds are fixed."""
        return self.folder(org, sha256) / f"{version}.pdf"

    def remove(self, org: str, sha256: str) -> None:
        shutil.rmtree(self.folder(org, sha256), ignore_errors=True)


def _sync(folder: Path) -> None:
    """The names in a folder are on disk, not only in memory."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
