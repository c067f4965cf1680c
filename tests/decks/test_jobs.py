"""Import jobs: progress that everybody sees, a line that is short, servers that stop."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncEngine

from decks.errors import DiskFull, NotFound
from decks.imports import ATTEMPTS
from decks.model import Job, JobState
from decks.store import Decks
from decks.tables import import_job, metadata
from tests.decks.conftest import ALICE, ORG, Library
from tests.decks.samples import Leaf, many_pages, pdf, picture


async def begin(decks: Decks, path: Path) -> Job:
    """Upload and do not wait."""
    async with decks.receive() as intake:
        await intake.take(path)
        return await decks.import_upload(ORG, ALICE, intake)


async def until(decks: Decks, job: str, reached: Callable[[Job], bool]) -> Job:
    async with asyncio.timeout(30):
        while not reached(seen := await decks.job(ORG, job)):
            await asyncio.sleep(0.02)
    return seen


@pytest.fixture
def long(tmp_path: Path) -> Path:
    """A file that takes some seconds."""
    return many_pages(tmp_path / "long.pdf", 150)


async def test_progress(library: Library, long: Path) -> None:
    """A job is queued, runs with growing progress, and is done at 100; asking changes nothing."""
    job = await begin(library.decks, long)
    assert (job.state, job.progress) == (JobState.QUEUED, 0)
    seen = [job]
    while not seen[-1].over:
        seen.append(await library.decks.job(ORG, job.id))
        await asyncio.sleep(0.01)
    percents = [each.progress for each in seen]
    assert percents == sorted(percents)
    assert len(set(percents)) > 5
    assert all(each.progress < 100 for each in seen if each.state is JobState.RUNNING)
    assert (seen[-1].state, seen[-1].progress) == (JobState.DONE, 100)


async def test_jobs_of_an_organisation(library: Library, three_pages: Path) -> None:
    """The latest jobs are listed for their organisation alone."""
    job = await library.upload(three_pages)
    assert await library.decks.jobs(ORG) == [job]
    assert await library.decks.jobs("org-mallory") == []
    with pytest.raises(NotFound):
        await library.decks.job(ORG, "no-such-job")


async def test_line(library: Library, tmp_path: Path) -> None:
    """Two conversions run at once, the third waits in line; all are done in the end."""
    paths = [many_pages(tmp_path / f"{number}.pdf", 60 + number) for number in range(3)]
    jobs = [await begin(library.decks, path) for path in paths]
    most = 0
    states: list[JobState] = []
    while JobState.QUEUED in states or JobState.RUNNING in states or not states:
        states = [(await library.decks.job(ORG, job.id)).state for job in jobs]
        most = max(most, states.count(JobState.RUNNING))
        await asyncio.sleep(0.02)
    assert most == 2
    assert states == [JobState.DONE] * 3


async def test_unordered_upload(library: Library, three_pages: Path) -> None:
    """A browser that goes away in the middle of an upload leaves nothing."""
    with pytest.raises(ConnectionResetError):
        async with library.decks.receive() as intake:
            await intake.begin("cardio.pdf")
            await intake.write(three_pages.read_bytes()[:500])
            raise ConnectionResetError
    assert library.left_on_disk() == []


@pytest.fixture
async def reopened(
    library: Library, database: AsyncEngine, clock: Callable[[], int]
) -> AsyncIterator[Decks]:
    """The same folder and database under the next server, not yet started."""
    decks = Decks(database, library.folder, clock)
    yield decks
    await decks.close()


async def test_server_stops(library: Library, reopened: Decks, long: Path) -> None:
    """A conversion that the server's stop interrupts is taken up by the next start."""
    job = await begin(library.decks, long)
    await until(library.decks, job.id, lambda seen: seen.progress > 0)
    await library.decks.close()
    assert (await reopened.job(ORG, job.id)).state is JobState.RUNNING

    await reopened.start()
    done = await reopened.finished(ORG, job.id)
    assert done.state is JobState.DONE and done.version is not None
    assert len((await reopened.version(ORG, done.version)).slides) == 150
    assert not any("incoming" in name for name in library.left_on_disk())


async def test_file_that_kills_servers(
    library: Library, reopened: Decks, database: AsyncEngine, long: Path
) -> None:
    """After the last attempt a job is given up with a sentence, and its file is gone."""
    job = await begin(library.decks, long)
    await until(library.decks, job.id, lambda seen: seen.progress > 0)
    await library.decks.close()
    async with database.begin() as connection:
        await connection.execute(update(import_job).values(attempts=ATTEMPTS))

    await reopened.start()
    failed = await reopened.finished(ORG, job.id)
    assert (failed.state, failed.code) == (JobState.FAILED, "interrupted")
    assert failed.sentence is not None and "Upload the file once more" in failed.sentence
    assert library.left_on_disk() == []


async def test_living_neighbour(library: Library, reopened: Decks, long: Path) -> None:
    """A start takes nothing from a command that still works beside the server."""
    job = await begin(library.decks, long)
    await until(library.decks, job.id, lambda seen: seen.progress > 0)
    async with library.decks.receive() as intake:
        await intake.begin("half.pdf")
        await reopened.start()
        assert intake.tray.source.exists()
    assert (await library.decks.finished(ORG, job.id)).state is JobState.DONE


async def test_forgotten_trays(library: Library, reopened: Decks) -> None:
    """Half an upload that a killed server left is cleared away at the next start."""
    tray = library.folder / "incoming" / "left-behind" / "source"
    tray.mkdir(parents=True)
    (tray / "0000").write_bytes(b"%PDF-1.7 half")
    await reopened.start()
    assert library.left_on_disk() == []


async def test_job_without_its_file(
    library: Library, reopened: Decks, database: AsyncEngine, three_pages: Path
) -> None:
    """A job whose file was lost fails with a sentence instead of waiting for ever."""
    job = await library.upload(three_pages)
    async with database.begin() as connection:
        await connection.execute(update(import_job).values(state=JobState.QUEUED))
    await reopened.start()
    failed = await reopened.job(ORG, job.id)
    assert (failed.state, failed.code) == (JobState.FAILED, "server-error")


async def test_crash_between_shelf_and_row(
    library: Library, database: AsyncEngine, three_pages: Path
) -> None:
    """Pictures that a crash left without a row serve the next upload of the same bytes."""
    await library.draft(three_pages)
    async with database.begin() as connection:
        for table in reversed(metadata.sorted_tables):
            await connection.execute(delete(table))
    kept = library.left_on_disk()
    assert len((await library.draft(three_pages)).slides) == 3
    assert library.left_on_disk() == kept


async def test_full_disk_while_receiving(
    database: AsyncEngine, clock: Callable[[], int], tiny_disk: Path
) -> None:
    """An upload that fills the disk is refused at once, and gives all of it back."""
    decks = Decks(database, tiny_disk, clock)
    with pytest.raises(DiskFull):
        async with decks.receive() as intake:
            await intake.begin("large.pdf")
            await intake.write(b"%PDF-1.7\n")
            for _ in range(4):
                await intake.write(bytes(1_000_000))
    assert not any((tiny_disk / "incoming").iterdir())
    with pytest.raises(DiskFull):
        async with decks.receive(5_000_000):
            pass


async def test_full_disk_while_converting(
    database: AsyncEngine, clock: Callable[[], int], tiny_disk: Path, tmp_path: Path
) -> None:
    """A disk that the pictures fill: the job says so, nothing is left, and the next file fits."""
    decks = Decks(database, tiny_disk, clock)
    leaves = [Leaf(f"Slide {number}", body=f"{number}, again. " * 9) for number in range(40)]
    job = await decks.import_files(ORG, ALICE, [pdf(tmp_path / "a.pdf", leaves)])
    assert (job.state, job.code) == (JobState.FAILED, "disk-full")
    assert not [path for path in tiny_disk.rglob("*") if path.is_file()]

    small = tmp_path / "small.png"
    small.write_bytes(picture())
    assert (await decks.import_files(ORG, ALICE, [small])).state is JobState.DONE
    await decks.close()


async def test_trouble_of_our_own(library: Library, three_pages: Path) -> None:
    """When something unforeseen breaks, the job fails with a sentence and keeps nothing."""
    (library.folder / "versions").rmdir()
    job = await library.upload(three_pages)
    assert (job.state, job.code) == (JobState.FAILED, "server-error")
    assert library.left_on_disk() == []
