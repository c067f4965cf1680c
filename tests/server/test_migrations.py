"""A migrated database is the database that the tables describe."""

from collections.abc import Callable

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, MetaData
from sqlalchemy.ext.asyncio import AsyncEngine

import accounts.tables
import decks.tables
import recordings.tables
import scheduling.tables
from server.migrations import upgrade

PACKAGES = (accounts.tables, decks.tables, scheduling.tables, recordings.tables)


def all_tables() -> MetaData:
    """The tables of all packages that share the file."""
    merged = MetaData()
    for package in PACKAGES:
        for table in package.metadata.sorted_tables:
            table.to_metadata(merged)
    return merged


def differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, all_tables()))


async def test_schema_is_the_tables(open_store: Callable[[str], AsyncEngine]) -> None:
    """Migrating an empty file leaves nothing to add, change or drop; again does nothing."""
    engine = open_store("fresh")
    await upgrade(engine)
    await upgrade(engine)
    async with engine.connect() as connection:
        assert await connection.run_sync(differences) == []
    await engine.dispose()
