"""A shelf for decks, and two organisations that must never meet."""

import subprocess
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from decks.limits import Limits
from decks.model import Job, Version
from decks.store import Decks
from decks.workflow import Validity
from tests.decks.samples import Leaf, pdf

ORG = "org-alice"
OTHER_ORG = "org-mallory"
ALICE = "staff-alice"
CAROL = "staff-carol"
"""Carol is of compliance: she approves."""

DAY = 86_400_000


@dataclass
class Library:
    """The store, and short ways to fill it."""

    decks: Decks
    folder: Path
    clock: Callable[[], int]

    async def upload(self, *paths: Path, deck: str | None = None, org: str = ORG) -> Job:
        return await self.decks.import_files(org, ALICE, paths, deck=deck)

    async def draft(self, path: Path, deck: str | None = None) -> Version:
        job = await self.upload(path, deck=deck)
        assert job.version is not None, job.sentence
        return await self.decks.version(ORG, job.version)

    async def approved(self, path: Path, days: int = 30) -> Version:
        draft = await self.draft(path)
        await self.decks.review.submit(ORG, draft.id)
        validity = Validity(self.clock(), self.clock() + days * DAY)
        return await self.decks.review.approve(ORG, draft.id, CAROL, validity)

    def left_on_disk(self) -> list[str]:
        """Every file below the folder of decks."""
        files = (path for path in self.folder.rglob("*") if path.is_file())
        return sorted(str(path.relative_to(self.folder)) for path in files)


@pytest.fixture
def limits() -> Limits:
    """Tests that need other limits override this."""
    return Limits()


@pytest.fixture
async def library(
    database: AsyncEngine, tmp_path: Path, clock: Callable[[], int], limits: Limits
) -> AsyncIterator[Library]:
    folder = tmp_path / "decks"
    decks = Decks(database, folder, clock, limits)
    yield Library(decks, folder, clock)
    await decks.close()


@pytest.fixture
def three_pages(tmp_path: Path) -> Path:
    """A PDF of three slides with notes."""
    leaves = [Leaf("Why now", "Ask about her patients"), Leaf("The trial"), Leaf("Safety first")]
    return pdf(tmp_path / "cardio.pdf", leaves)


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system of one megabyte, which fills up."""
    folder = tmp_path / "tiny"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("needs the right to mount a small file system")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)
