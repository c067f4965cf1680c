"""The stage that every test stands on: a clock that obeys, databases that are real."""

import importlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import MetaData
from sqlalchemy.ext.asyncio import AsyncEngine

from server.database import open_database

MAIN_PACKAGES = ("accounts", "decks", "scheduling", "recordings")


@dataclass
class Clock:
    """Milliseconds since 1970 that move only when a test says so."""

    now: int = 1_790_000_000_000

    def __call__(self) -> int:
        return self.now

    def advance(self, ms: int) -> int:
        self.now += ms
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def _metadata(package: str) -> MetaData:
    tables = importlib.import_module(f"{package}.tables")
    found = tables.metadata
    assert isinstance(found, MetaData)
    return found


@pytest.fixture
def open_store(tmp_path: Path) -> Callable[[str], AsyncEngine]:
    """Open a fresh database file by name, below this test's folder."""
    return lambda name: open_database(tmp_path / f"{name}.db")


@pytest.fixture
async def database(open_store: Callable[[str], AsyncEngine]) -> AsyncIterator[AsyncEngine]:
    """The main database with the tables of every package that has come so far."""
    engine = open_store("lectern")
    async with engine.begin() as connection:
        for package in MAIN_PACKAGES:
            if Path(package, "tables.py").exists():
                await connection.run_sync(_metadata(package).create_all)
    yield engine
    await engine.dispose()


@pytest.fixture
async def store(open_store: Callable[[str], AsyncEngine]) -> AsyncIterator[AsyncEngine]:
    """The common engagement store."""
    engine = open_store("engagement")
    async with engine.begin() as connection:
        await connection.run_sync(_metadata("engagement").create_all)
    yield engine
    await engine.dispose()
