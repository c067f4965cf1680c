"""Organisations: the tenants of a server."""

import secrets

from sqlalchemy import RowMapping, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from accounts.errors import NotFound
from accounts.people import Clock, Organisation, clean_language, clean_name, clean_zone
from accounts.tables import organisation


class Organisations:
    """Creates and finds organisations."""

    def __init__(self, engine: AsyncEngine, *, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    async def create(
        self, name: str, *, language: str = "en", zone: str = "Europe/Berlin"
    ) -> Organisation:
        """A new tenant; raises ``BadName``, ``BadLanguage``, ``BadZone``."""
        made = Organisation(
            id=secrets.token_urlsafe(16),
            name=clean_name(name),
            language=clean_language(language),
            zone=clean_zone(zone),
            created=self._clock(),
        )
        async with self._engine.begin() as connection:
            await connection.execute(
                insert(organisation).values(
                    id=made.id,
                    name=made.name,
                    language=made.language,
                    zone=made.zone,
                    created=made.created,
                )
            )
        return made

    async def get(self, org: str) -> Organisation:
        """The organisation; raises ``NotFound``."""
        async with self._engine.connect() as connection:
            query = select(organisation).where(organisation.c.id == org)
            row = (await connection.execute(query)).mappings().one_or_none()
        if row is None:
            raise NotFound("organisation")
        return _organisation(row)

    async def all(self) -> tuple[Organisation, ...]:
        """Every organisation, oldest first: for the command line, never for a page."""
        query = select(organisation).order_by(organisation.c.created, organisation.c.id)
        async with self._engine.connect() as connection:
            return tuple(map(_organisation, (await connection.execute(query)).mappings()))


def _organisation(row: RowMapping) -> Organisation:
    return Organisation(row["id"], row["name"], row["language"], row["zone"], row["created"])
