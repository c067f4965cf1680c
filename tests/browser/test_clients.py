"""Clients that nobody here wrote publish and play by WHIP and WHEP, against a whole server.

Those that need nothing but what the tests have anyway; ``python -m bench.interop`` has the others.
"""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bench.interop import clients
from bench.interop.__main__ import Bench, cases
from tests.browser.firefox import needs_address, opened
from tests.browser.running import Running

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300), needs_address]


@pytest.fixture
async def bench(server: Running) -> AsyncIterator[Bench]:
    """A server that is reached by every address, as in production."""
    async with opened(server) as site:
        yield await Bench.make(site)


async def works(bench: Bench, client: clients.Client | None) -> None:
    """All that the client can do, one after another."""
    assert client is not None, "make test installs it"
    for case in cases(client):
        result = await bench.attempt(client, case)
        assert result.ok, f"{case}: {result.note}"


async def test_chromium(bench: Bench) -> None:
    """Chromium, with VP8 and H.264."""
    await works(bench, clients.chromium())


async def test_firefox(bench: Bench) -> None:
    """Firefox ESR, with VP8."""
    await works(bench, clients.firefox())


async def test_aiortc(bench: Bench) -> None:
    """aiortc's own peer connection, with VP8 and H.264."""
    await works(bench, clients.aiortc())


async def test_ffmpeg(bench: Bench, tmp_path: Path) -> None:
    """FFmpeg's WHIP muxer, with H.264 and Opus, as the wheel of PyAV has it."""
    await works(bench, clients.ffmpeg(tmp_path))
