"""The schema of the engagement store, brought up to date step by step (Alembic).

Rules:

1. A step that was released is never edited; the next change is a new file in ``versions``.
2. All steps of one upgrade are one transaction: a server killed in the middle finds the old schema.
3. The outcome of all steps is ``engagement.tables``; a test compares the two.
"""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncEngine

VERSION_TABLE = "engagement_version"
"""Of our own: the store may share a database with other packages that use Alembic."""


async def upgrade(engine: AsyncEngine, revision: str = "head") -> None:
    """Bring the schema up to ``revision``; do nothing when it is there. Safe beside a server."""
    async with engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            # The driver starts no transaction for CREATE TABLE, and two starting servers must wait
            # for each other.
            await connection.exec_driver_sql("BEGIN IMMEDIATE")
        await connection.run_sync(_upgrade, revision)
        await connection.commit()


def _upgrade(connection: Connection, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)
