"""Transactions that change, or look at one state; inserts that may find the row there."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from engagement.chain import NO_HASH
from engagement.errors import Unavailable
from engagement.tables import audit_head


@asynccontextmanager
async def writing(engine: AsyncEngine, org: str) -> AsyncIterator[AsyncConnection]:
    """A transaction of one organisation that may read first and write later.

    It starts with a write, so that SQLite gives it the lock at once: a transaction that has only
    read is refused, without waiting, when another one has written meanwhile.
    """
    try:
        async with engine.begin() as connection:
            await insert_new(connection, audit_head, {"org": org, "seq": 0, "hash": NO_HASH})
            yield connection
    except OperationalError as error:
        raise Unavailable(f"The engagement store failed: {error.orig}.") from error


@asynccontextmanager
async def snapshot(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """A connection for several questions about one and the same state of the store."""
    async with engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            await connection.exec_driver_sql("BEGIN")
        else:
            await connection.execution_options(isolation_level="REPEATABLE READ")
        yield connection


async def insert_new(connection: AsyncConnection, table: Table, row: Mapping[str, Any]) -> bool:
    """Insert ``row`` unless one like it is there; return whether it was inserted."""
    statement = _insert(connection, table).values(**row).on_conflict_do_nothing()
    return (await connection.execute(statement)).rowcount > 0


async def upsert(
    connection: AsyncConnection, table: Table, row: Mapping[str, Any], unique: Sequence[str]
) -> None:
    """Insert ``row``, or give its values to the row that has the same ``unique`` columns."""
    statement = _insert(connection, table).values(**row)
    rest = {name: statement.excluded[name] for name in row if name not in unique}
    await connection.execute(
        statement.on_conflict_do_update(index_elements=list(unique), set_=rest)
    )


def _insert(connection: AsyncConnection, table: Table) -> sqlite.Insert | postgresql.Insert:
    if connection.dialect.name == "sqlite":
        return sqlite.insert(table)
    return postgresql.insert(table)
