"""A venue with its doors open."""

from collections.abc import AsyncIterator, Callable

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.support.venue import Venue


@pytest.fixture
async def venue(
    database: AsyncEngine, store: AsyncEngine, clock: Callable[[], int]
) -> AsyncIterator[Venue]:
    venue = Venue(database, store, clock)
    await venue.start()
    yield venue
    await venue.close()
