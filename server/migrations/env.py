"""What Alembic runs: our connection, the metadata of all packages of the main database."""

from alembic import context

import accounts.tables
import decks.tables
import recordings.tables
import scheduling.certificates.tables  # noqa: F401 - adds its tables to those of scheduling
import scheduling.tables
import scheduling.webinars.tables  # noqa: F401

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=[
        accounts.tables.metadata,
        decks.tables.metadata,
        scheduling.tables.metadata,
        recordings.tables.metadata,
    ],
    render_as_batch=True,
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
