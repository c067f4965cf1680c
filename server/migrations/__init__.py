"""Migrations of the main database (accounts, decks, meetings, mail, timelines), run at every start.

One history for the metadata of several packages, because they share one file. To add one, change
the tables and run ``python -m server.migrations "What changes"``.
"""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncEngine

FOLDER = Path(__file__).parent


async def upgrade(engine: AsyncEngine) -> None:
    """Bring the database to the newest schema, in one transaction: a failure leaves the old."""
    async with engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            # SQLite's driver opens no transaction for CREATE TABLE, and two processes that start
            # at once must wait for each other.
            await connection.exec_driver_sql("BEGIN IMMEDIATE")
        await connection.run_sync(upgrade_on)
        await connection.commit()


def upgrade_on(connection: Connection) -> None:
    """The same on a plain connection inside a transaction of the caller's."""
    command.upgrade(config_for(connection), "head")


def config_for(connection: Connection) -> Config:
    """Alembic's configuration without an ini file."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    return config
