"""A database that takes few values a statement, as all do at some number."""

import sqlite3
from typing import Any

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

VALUES = 520
"""More than a portion and what stands beside it."""


async def narrow(engine: AsyncEngine) -> None:
    """From now on the connections of this engine take ``VALUES`` values a statement."""
    await engine.dispose()
    event.listen(engine.sync_engine, "connect", _limit)


def _limit(connection: Any, _record: object) -> None:
    raw: sqlite3.Connection = connection.driver_connection._conn
    raw.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, VALUES)
