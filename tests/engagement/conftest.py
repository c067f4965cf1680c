"""A writer on the store of the test."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from engagement.writer import Writer


@pytest.fixture
async def writer(store: AsyncEngine) -> AsyncIterator[Writer]:
    async with Writer(store) as writer:
        yield writer
