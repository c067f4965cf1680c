"""What was shown: deck versions and their slides, as this store knows them.

Rule: a version is what its SHA-256 says. Registering it again brings its approval, validity and
slide texts up to date; events and views keep pointing at it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from engagement.errors import Invalid, NotFound
from engagement.tables import content_slide, content_version
from engagement.transactions import upsert, writing


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionInfo:
    """A deck version, as the shelf of decks knows it."""

    id: str
    deck: str
    title: str
    sha256: str
    state: str
    product: str | None = None
    market: str | None = None
    language: str | None = None
    approved_by: str | None = None
    approved_at: int | None = None
    valid_from: int | None = None
    valid_until: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SlideInfo:
    """One slide of a version."""

    number: int
    """From 0."""
    key: str
    """The same in each version of the deck."""
    title: str
    topic: str | None = None
    key_message: str | None = None
    mandatory: bool = False
    steps: int = 1


MOST_REMEMBERED = 1_000

SlideId = tuple[str, int]
"""Version and number."""


class Content:
    """The registered deck versions."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._keys: dict[tuple[str, str], tuple[str, ...]] = {}
        self._registered: dict[tuple[str, VersionInfo], tuple[SlideInfo, ...]] = {}

    async def register(
        self, org: str, version: VersionInfo, slides: Sequence[SlideInfo], now: int
    ) -> None:
        """Know a version from now on; raise ``Invalid`` when its slides are not 0, 1, 2 …

        Cheap when nothing has changed, so it can be called at every slide that is shown.
        """
        if [slide.number for slide in slides] != list(range(len(slides))):
            raise Invalid("slides", "must be numbered from 0 without holes")
        if self._registered.get((org, version)) == tuple(slides):
            return
        async with writing(self._engine, org) as connection:
            await _store(connection, org, version, slides, now)
        self._registered[org, version] = tuple(slides)
        self._remember(org, version.id, tuple(slide.key for slide in slides))

    async def slides(self, org: str, versions: set[str]) -> Mapping[SlideId, SlideInfo]:
        """The slides of those of ``versions`` that are known, by version and number."""
        statement = select(content_slide).where(
            content_slide.c.org == org, content_slide.c.version.in_(versions)
        )
        async with self._engine.connect() as connection:
            rows = await connection.execute(statement.order_by(content_slide.c.number))
            return {(row.version, row.number): _slide(row) for row in rows}

    async def keys(self, org: str, version: str) -> tuple[str, ...]:
        """The keys of a version's slides in order; none when we do not know the version.

        Asked for at each batch of events, so what is known is remembered.
        """
        known = self._keys.get((org, version))
        if known is not None:
            return known
        slides = await self.slides(org, {version})
        keys = tuple(slide.key for slide in slides.values())
        if keys:
            self._remember(org, version, keys)
        return keys

    def _remember(self, org: str, version: str, keys: tuple[str, ...]) -> None:
        if len(self._keys) >= MOST_REMEMBERED:
            self._keys.pop(next(iter(self._keys)))
        self._keys[org, version] = keys

    async def version(self, org: str, id: str) -> VersionInfo:
        """One version, or raise ``NotFound``."""
        table = content_version
        async with self._engine.connect() as connection:
            row = (
                await connection.execute(select(table).where(table.c.org == org, table.c.id == id))
            ).one_or_none()
        if row is None:
            raise NotFound("deck version")
        return VersionInfo(**{name: row._mapping[name] for name in VersionInfo.__slots__})


async def _store(
    connection: AsyncConnection,
    org: str,
    version: VersionInfo,
    slides: Sequence[SlideInfo],
    now: int,
) -> None:
    owner = await connection.scalar(
        select(content_version.c.org).where(content_version.c.id == version.id)
    )
    if owner not in (None, org):
        raise NotFound("deck version")
    row = {**asdict(version), "org": org, "slides": len(slides), "registered_at": now}
    await upsert(connection, content_version, row, ["id"])
    await connection.execute(
        content_slide.delete().where(
            content_slide.c.org == org, content_slide.c.version == version.id
        )
    )
    rows = [{**asdict(slide), "org": org, "version": version.id} for slide in slides]
    if rows:
        await connection.execute(content_slide.insert(), rows)


def _slide(row: Any) -> SlideInfo:
    return SlideInfo(**{name: row._mapping[name] for name in SlideInfo.__slots__})
