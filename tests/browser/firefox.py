"""A real Firefox ESR with a camera and a microphone of its own making."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aioice.ice import get_host_addresses
from playwright.async_api import Browser, async_playwright

from bench.interop.__main__ import Open
from bench.interop.browsers import FIREFOX
from tests.browser.running import Running

PATH = "/usr/bin/firefox-esr"

needs_address = pytest.mark.skipif(
    not get_host_addresses(use_ipv4=True, use_ipv6=False),
    reason="Firefox and aiortc find no way on a machine with loopback only",
)


@asynccontextmanager
async def opened(server: Running) -> AsyncIterator[Open]:
    """The server started anew on every address of the machine: Firefox leaves loopback out."""
    await server.stop()
    again = Open(server.data)
    await again.start()
    try:
        yield again
    finally:
        await again.stop()
        print(again.log())  # pytest shows it when the test failed


@asynccontextmanager
async def firefox() -> AsyncIterator[Browser]:
    """Debian's Firefox ESR; its camera is allowed by settings, since it knows no permissions."""
    async with async_playwright() as playwright:
        browser = await playwright.firefox.launch(
            channel="moz-firefox", executable_path=PATH, firefox_user_prefs=FIREFOX, timeout=60_000
        )
        try:
            yield browser
        finally:
            await browser.close()
