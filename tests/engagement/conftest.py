"""A writer on the store of the test, and the whole store put together."""

from collections.abc import AsyncIterator

import pytest
from hypothesis import settings
from sqlalchemy.ext.asyncio import AsyncEngine

from engagement.store import EngagementStore
from engagement.writer import Writer

# How long an example takes is the machine's business, not the promise's.
settings.register_profile("engagement", deadline=None)
settings.load_profile("engagement")


@pytest.fixture
async def writer(store: AsyncEngine) -> AsyncIterator[Writer]:
    async with Writer(store) as writer:
        yield writer


@pytest.fixture
async def books(store: AsyncEngine) -> AsyncIterator[EngagementStore]:
    async with EngagementStore(store) as books:
        yield books
