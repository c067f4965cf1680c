"""Pictures of pages in two sizes, light and dark, to be looked at by people."""

import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.async_api import Browser, Page, Playwright, async_playwright

from tests.browser.conftest import CHROMIUM, QUIET
from tests.browser.portraits import ANA, MAX, Look, film
from tests.browser.running import Running

SIZES = {"desktop": (1440, 900), "phone": (390, 844)}
SHARE = "--use-fake-ui-for-media-stream"
"""Shares a screen without asking which; the picture is the browser's own."""


@dataclass
class Camera:
    """Takes each picture in one size and one set of colours."""

    rep: Browser
    hcp: Browser
    folder: Path
    size: str
    colours: str

    async def page(self, browser: Browser | None = None) -> Page:
        """A page with cookies of its own; in the rep's browser if nothing else is said."""
        width, height = SIZES[self.size]
        phone = self.size == "phone"
        context = await (browser or self.rep).new_context(
            viewport={"width": width, "height": height},
            has_touch=phone,
            is_mobile=phone,
            color_scheme="dark" if self.colours == "dark" else "light",
            permissions=["camera", "microphone"],
            locale="en-GB",
            timezone_id="Europe/Berlin",
        )
        context.set_default_timeout(15_000)
        return await context.new_page()

    async def take(self, page: Page, name: str, *, whole: bool = True) -> None:
        """One picture; ``whole`` takes what lies below the window too."""
        await page.wait_for_timeout(600)
        path = self.folder / f"{name}-{self.size}-{self.colours}.png"
        await page.screenshot(path=path, full_page=whole)
        with Image.open(path) as picture:
            small = picture.convert("RGB").quantize(256, kmeans=2)
        small.save(path, optimize=True)
        print(path)


async def take_all(folder: Path, story: Callable[[Camera, Running], Awaitable[None]]) -> None:
    """Tell a story on a server with the demo data, once for each size and set of colours."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        server = Running(Path(place) / "data")
        await server.start()
        try:
            await _tell(Path(place), folder, server, story)
        finally:
            await server.stop()


async def _tell(
    place: Path,
    folder: Path,
    server: Running,
    story: Callable[[Camera, Running], Awaitable[None]],
) -> None:
    async with async_playwright() as playwright:
        rep = await browser_of(playwright, MAX, place)
        hcp = await browser_of(playwright, ANA, place)
        for size in SIZES:
            for colours in ("light", "dark"):
                await story(Camera(rep, hcp, folder, size, colours), server)
        await rep.close()
        await hcp.close()


async def browser_of(playwright: Playwright, look: Look, place: Path) -> Browser:
    """A browser in front of which somebody sits."""
    camera = film(place / f"{look.hair[0]}.mjpeg", look)
    arguments = [*QUIET, SHARE, f"--use-file-for-fake-video-capture={camera}"]
    return await playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
