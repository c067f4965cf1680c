"""The rows of import jobs: what survives a page that is closed and a server that stops."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from decks.errors import DeckError, NotFound
from decks.model import Job, JobState
from decks.tables import import_job

OPEN = (JobState.QUEUED, JobState.RUNNING)


@dataclass(frozen=True, slots=True)
class Order:
    """What an import is to become."""

    org: str
    by: str
    deck: str | None
    """None for a new deck."""
    title: str
    """Empty: the file's own."""
    product: str
    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Held:
    """The version that has these bytes, and its deck."""

    deck: str
    version: str
    known: bool = False
    """It was there before."""


class Jobs:
    """Import jobs of all organisations."""

    def __init__(self, engine: AsyncEngine, clock: Callable[[], int]) -> None:
        self._engine = engine
        self._clock = clock

    async def add(self, id: str, order: Order) -> None:
        """A new job, in line."""
        row = {
            "id": id,
            "org": order.org,
            "by": order.by,
            "deck": order.deck,
            "title": order.title,
            "product": order.product,
            "name": order.name,
            "sha256": order.sha256,
            "state": JobState.QUEUED,
            "progress": 0,
            "attempts": 0,
            "known": False,
            "created": self._clock(),
        }
        async with self._engine.begin() as connection:
            await connection.execute(insert(import_job).values(row))

    async def get(self, org: str, id: str) -> Job:
        """One job as it stands; NotFound."""
        job = import_job.c
        async with self._engine.connect() as connection:
            found = await connection.execute(select(import_job).where(job.org == org, job.id == id))
        row = found.one_or_none()
        if row is None:
            raise NotFound("import")
        return _job(row)

    async def recent(self, org: str, most: int) -> list[Job]:
        """The newest jobs, newest first."""
        job = import_job.c
        query = select(import_job).where(job.org == org).order_by(job.created.desc()).limit(most)
        async with self._engine.connect() as connection:
            return [_job(row) for row in await connection.execute(query)]

    async def unfinished(self) -> Sequence[tuple[str, int]]:
        """The ids of all jobs in line or at work, with the attempts they have had; oldest first."""
        job = import_job.c
        query = select(job.id, job.attempts).where(job.state.in_(OPEN)).order_by(job.created)
        async with self._engine.connect() as connection:
            return [(id, attempts) for id, attempts in await connection.execute(query)]

    async def order(self, id: str) -> Order:
        """What a job is to become."""
        async with self._engine.connect() as connection:
            found = await connection.execute(select(import_job).where(import_job.c.id == id))
        row = found.one()
        return Order(row.org, row.by, row.deck, row.title, row.product, row.name, row.sha256)

    async def run(self, id: str) -> None:
        """The job is at work, once more."""
        await self._set(id, state=JobState.RUNNING, attempts=import_job.c.attempts + 1)

    async def progress(self, id: str, percent: int) -> None:
        await self._set(id, progress=percent)

    async def finish(self, id: str, held: Held) -> None:
        """The job has become a version."""
        await self._set(
            id,
            state=JobState.DONE,
            progress=100,
            deck=held.deck,
            version=held.version,
            known=held.known,
            code=None,
            sentence=None,
        )

    async def fail(self, id: str, error: DeckError) -> None:
        """The job has failed; its error is kept for whoever asks."""
        await self._set(id, state=JobState.FAILED, code=error.code, sentence=error.sentence)

    async def _set(self, id: str, **values: Any) -> None:
        async with self._engine.begin() as connection:
            await connection.execute(update(import_job).where(import_job.c.id == id).values(values))


def _job(row: Row[Any]) -> Job:
    return Job(
        id=row.id,
        state=JobState(row.state),
        progress=row.progress,
        name=row.name,
        deck=row.deck,
        version=row.version,
        known=row.known,
        code=row.code,
        sentence=row.sentence,
        created=row.created,
    )
