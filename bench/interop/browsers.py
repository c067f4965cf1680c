"""Chromium and Firefox, driven by Playwright, on a page that knows only WHIP and WHEP."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from aiohttp import web
from playwright.async_api import BrowserType, Page, Playwright, async_playwright
from playwright.async_api import Error as BrowserError

from bench.interop.endpoint import Endpoint, Failed
from tests.support import chromium

PAGE = Path(__file__).with_name("page.html")
CHROMIUM = (
    *chromium.QUIET,
    chromium.fake_camera(30),
    "--use-fake-ui-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
)
FIREFOX: dict[str, str | float | bool] = {
    "media.navigator.streams.fake": True,
    "media.navigator.permission.disabled": True,
    "media.autoplay.default": 0,
    "media.peerconnection.ice.obfuscate_host_addresses": False,
}
WAIT_MS = 30_000
ENOUGH = 20
"""Pictures and packets of sound after which a player plays."""


class Browser:
    """One kind of browser."""

    def __init__(self, kind: str, path: str) -> None:
        self._kind = kind
        self._path = path

    @asynccontextmanager
    async def publish(self, endpoint: Endpoint, codec: str) -> AsyncIterator[None]:
        """Publish a fake camera while the block runs. Raises Failed."""
        async with self._page() as page:
            call = "([url, token, codec]) => publish(url, token, codec)"
            if not await _call(page, call, [endpoint.url, endpoint.token, codec]):
                raise Failed(f"this browser does not encode {codec}")
            yield
            await page.evaluate("stop()")

    async def play(self, endpoint: Endpoint) -> tuple[int, str]:
        """Milliseconds to the first picture, and what was seen. Raises Failed."""
        async with self._page() as page:
            first = await _call(
                page, "([url, token]) => play(url, token)", [endpoint.url, endpoint.token]
            )
            enough = f"async () => {{ const x = await received(); return x.video >= {ENOUGH} && "
            enough += f"x.audio >= {ENOUGH} }}"
            await _until(page, enough)
            seen = await page.evaluate("received()")
            counts = f"{seen['video']} pictures, {seen['audio']} audio"
            return int(first), f"{seen['width']}×{seen['height']}, {counts}"

    @asynccontextmanager
    async def _page(self) -> AsyncIterator[Page]:
        async with _served() as url, async_playwright() as playwright:
            browser = await self._launch(playwright)
            try:
                page = await browser.new_page()
                page.set_default_timeout(WAIT_MS)
                await page.goto(url)
                yield page
            finally:
                await browser.close()

    async def _launch(self, playwright: Playwright) -> Any:
        kind: BrowserType = getattr(playwright, self._kind)
        if self._kind == "chromium":
            return await kind.launch(executable_path=self._path, args=list(CHROMIUM))
        return await kind.launch(
            channel="moz-firefox", executable_path=self._path, firefox_user_prefs=FIREFOX
        )


async def _call(page: Page, call: str, arguments: list[str]) -> Any:
    try:
        return await page.evaluate(
            f"""given => Promise.race([
            ({call})(given),
            new Promise((_, no) => setTimeout(() => no(new Error("nothing came")), {WAIT_MS})),
        ])""",
            arguments,
        )
    except BrowserError as error:
        raise Failed(error.message.splitlines()[0][:300]) from None


async def _until(page: Page, condition: str) -> None:
    for _ in range(WAIT_MS // 100):
        if await page.evaluate(condition):
            return
        await page.wait_for_timeout(100)
    raise Failed(f"it received only {await page.evaluate('received()')}")


@asynccontextmanager
async def _served() -> AsyncIterator[str]:
    """The page, on loopback: a secure context, so that there is a camera."""

    async def page(_request: web.Request) -> web.FileResponse:
        return web.FileResponse(PAGE)

    app = web.Application()
    app.router.add_get("/", page)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/"
    finally:
        await runner.cleanup()
