"""Alembic runs this file; ``engagement.migrations`` has put a connection where it looks for one."""

from alembic import context
from sqlalchemy import Connection

from engagement.migrations import VERSION_TABLE
from engagement.tables import metadata

connection: Connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, version_table=VERSION_TABLE)
context.run_migrations()
