"""The schema, step by step."""

import asyncio
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, create_mock_engine
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.schema import CreateIndex, CreateTable

from engagement import migrations
from engagement.migrations import VERSION_TABLE, upgrade
from engagement.rows import Stored
from engagement.tables import event, metadata
from engagement.writer import Writer
from tests.engagement.cast import row

OpenStore = Callable[[str], AsyncEngine]


def schema_of(engine: AsyncEngine) -> dict[str, str]:
    """The SQL of every table and index in a file, but for Alembic's own."""
    connection = sqlite3.connect(str(engine.url.database))
    found = dict(connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"))
    connection.close()
    found.pop(VERSION_TABLE, None)
    return found


async def test_upgrade(open_store: OpenStore, store: AsyncEngine) -> None:
    """The steps make what the tables say, word for word, and twice is once."""
    engine = open_store("migrated")
    await upgrade(engine)
    assert schema_of(engine) == schema_of(store)
    await upgrade(engine)
    assert schema_of(engine) == schema_of(store)
    async with Writer(engine) as writer:
        assert await writer.store([row()]) == Stored(1, 0)
    await engine.dispose()


async def test_no_step_is_missing(open_store: OpenStore) -> None:
    """Alembic finds nothing to do after the last step."""
    engine = open_store("migrated")
    await upgrade(engine)

    def differences(connection: Connection) -> list[object]:
        options = {"version_table": VERSION_TABLE}
        context = MigrationContext.configure(connection, opts=options)
        return list(compare_metadata(context, metadata))

    async with engine.connect() as connection:
        assert await connection.run_sync(differences) == []
    await engine.dispose()


async def test_upgrade_keeps_rows(open_store: OpenStore) -> None:
    """What was stored under an earlier step is there after the next."""
    engine = open_store("migrated")
    await upgrade(engine, "0002")
    async with Writer(engine) as writer:
        sent = row()
        await writer.store([sent])
        await upgrade(engine)
        assert await writer.store([sent]) == Stored(0, 1)
    await engine.dispose()


async def test_upgrade_beside_another(open_store: OpenStore, store: AsyncEngine) -> None:
    """Two servers that start at once wait for each other."""
    first, second = open_store("migrated"), open_store("migrated")
    await asyncio.gather(upgrade(first), upgrade(second))
    assert schema_of(first) == schema_of(store)
    await first.dispose()
    await second.dispose()


async def test_upgrade_that_fails(
    open_store: OpenStore, store: AsyncEngine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A step that breaks leaves the schema as it was, and the repaired one goes through."""
    engine = open_store("migrated")
    broken = _copy_of_the_steps(tmp_path)
    last = broken / "versions" / "0003_ledgers.py"
    last.write_text(last.read_text().replace("    _delivery()\n", "    raise ZeroDivisionError\n"))
    monkeypatch.setattr(migrations, "__file__", str(broken / "__init__.py"))
    with pytest.raises(ZeroDivisionError):
        await upgrade(engine)
    assert schema_of(engine) == {}
    monkeypatch.undo()
    await upgrade(engine)
    assert schema_of(engine) == schema_of(store)
    await engine.dispose()


def _copy_of_the_steps(folder: Path) -> Path:
    source, copy = Path(migrations.__file__).parent, folder / "migrations"
    (copy / "versions").mkdir(parents=True)
    for path in [source / "env.py", *(source / "versions").glob("*.py")]:
        (copy / path.relative_to(source)).write_text(path.read_text())
    return copy


def test_postgresql_takes_the_schema() -> None:
    """Every table and index can be said in PostgreSQL's words, with names that it does not cut."""
    dialect = create_mock_engine("postgresql://", print).dialect
    said = {
        table: str(CreateTable(table).compile(dialect=dialect))
        for table in metadata.tables.values()
    }
    assert "values JSONB NOT NULL" in said[event]
    assert "position BIGSERIAL NOT NULL" in said[event]
    for table in said:
        for index in table.indexes:
            assert str(CreateIndex(index).compile(dialect=dialect))
            assert len(str(index.name)) <= 63
