"""A whole server for the tests of pages."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.site import Site, running


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    """A server with one organisation and nobody in it."""
    async with running(tmp_path / "data") as found:
        yield found
