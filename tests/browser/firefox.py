"""A real Firefox ESR with a camera and a microphone of its own making."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, async_playwright

from bench.interop.browsers import FIREFOX

PATH = "/usr/bin/firefox-esr"


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
