"""Small files that an organisation uploads for its plans: pictures, music; called by their content.

Rule 1: a file's name is the SHA-256 of what is stored, so the same one twice is one file.
Rule 2: a file that nothing names goes, but only after ``GRACE_MS``: whoever has just uploaded it
may still be writing the form that names it.
"""

import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from decks.errors import disk_trouble

GRACE_MS = 24 * 3_600_000

_NAME = re.compile(r"[0-9a-f]{64}")


class Keep:
    """The files of one kind below one folder, apart for each organisation."""

    def __init__(self, folder: Path, suffix: str, clock: Callable[[], int]) -> None:
        self._folder = folder
        self._suffix = suffix
        self._clock = clock

    @contextmanager
    def bench(self, org: str) -> Iterator[Path]:
        """A folder to make files in, which is gone afterwards. Raises ``DiskFull``."""
        try:
            with tempfile.TemporaryDirectory(dir=self._home(org), prefix=".new-") as place:
                yield Path(place)
        except OSError as error:
            raise disk_trouble(error) from error

    def take(self, org: str, files: Sequence[Path]) -> list[str]:
        """Take these files in; their names in that order."""
        names = []
        for file in files:
            name = hashlib.sha256(file.read_bytes()).hexdigest()
            now = self._clock() / 1000
            os.utime(file, (now, now))
            file.replace(self._place(org, name))
            names.append(name)
        return names

    def find(self, org: str, name: str) -> Path | None:
        """The file of that name; None when there is none."""
        if not is_name(name):
            return None
        place = self._place(org, name)
        return place if place.is_file() else None

    def sweep(self, used: Mapping[str, Collection[str]]) -> int:
        """Take away what no organisation uses; how many went. ``used`` is by organisation."""
        oldest = (self._clock() - GRACE_MS) / 1000
        gone = 0
        for file in self._folder.glob(f"*/*{self._suffix}"):
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
        return self._folder / org / f"{name}{self._suffix}"


def is_name(text: str) -> bool:
    """Whether a file may be called that; what it is not never becomes a path."""
    return _NAME.fullmatch(text) is not None
