"""Write the next migration from what the tables say: ``python -m server.migrations "Message"``."""

import sys
import tempfile
from pathlib import Path

from alembic import command
from sqlalchemy import create_engine

from server.migrations import FOLDER, config_for, upgrade_on

number = len(list((FOLDER / "versions").glob("[0-9]*.py"))) + 1
with tempfile.TemporaryDirectory() as folder:
    engine = create_engine(f"sqlite:///{Path(folder) / 'new.db'}")
    with engine.begin() as connection:
        upgrade_on(connection)
        command.revision(
            config_for(connection),
            message=sys.argv[1],
            rev_id=f"{number:04}",
            autogenerate=True,
        )
    engine.dispose()
