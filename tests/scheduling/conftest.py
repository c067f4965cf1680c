"""The cast: Alice hosts; Bob (German, Berlin) and Carol (English, New York) are invited."""

from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from scheduling import FileCarrier, Letters, Links, Meetings, Outbox, Words
from tests.conftest import Clock
from tests.scheduling.cast import KEYS

WEB = Path(__file__).resolve().parents[2] / "web"


@pytest.fixture
def links(database: AsyncEngine, clock: Clock) -> Links:
    return Links(database, KEYS, base_url="https://lectern.example/", clock=clock)


@pytest.fixture
def meetings(database: AsyncEngine, links: Links, clock: Clock) -> Meetings:
    return Meetings(database, links, clock=clock)


@pytest.fixture
def words() -> Words:
    return Words(WEB / "locales")


@pytest.fixture
def letters(words: Words) -> Letters:
    return Letters(WEB / "templates" / "mail", words, "Lectern <no-reply@lectern.example>")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "outbox"


@pytest.fixture
def outbox(
    database: AsyncEngine, links: Links, letters: Letters, folder: Path, clock: Clock
) -> Outbox:
    return Outbox(database, links, letters, FileCarrier(folder), clock=clock)
