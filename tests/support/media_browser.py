"""A real Chromium with a camera and a microphone of its own making, before the test page."""

import shutil
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import web
from playwright.async_api import Page, async_playwright

from media.server import MediaServer
from tests.support import chromium
from tests.support.media_whip import WhipDoor

CHROMIUM = shutil.which("chromium")
PAGE = Path(__file__).with_name("media_page.html")
STATIC = Path(__file__).parents[2] / "web" / "static"

FLAGS = (
    *chromium.QUIET,
    *chromium.AWAKE,
    chromium.fake_camera(30),
    "--use-fake-ui-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
)


@asynccontextmanager
async def serve_page(media: MediaServer, door: WhipDoor | None = None) -> AsyncIterator[str]:
    """The test page and its WHIP and WHEP doors; gives the page's URL."""

    async def page(request: web.Request) -> web.FileResponse:
        return web.FileResponse(PAGE)

    app = (door or WhipDoor(media)).app()
    app.router.add_get("/", page)
    app.router.add_static("/static", STATIC)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def open_page(url: str, flags: Sequence[str] = ()) -> AsyncIterator[Page]:
    """The page in a Chromium, which takes these flags, too."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=CHROMIUM, args=[*FLAGS, *flags], timeout=30_000
        )
        try:
            page = await browser.new_page()
            page.set_default_timeout(30_000)
            await page.goto(url)
            yield page
        finally:
            await browser.close()
