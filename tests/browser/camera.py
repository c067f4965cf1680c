"""Pictures of pages in two sizes, light and dark, to be looked at by people.

They are made small by another process: a second of that in this one, and the clients that a story
has beside its pages would not answer their server in time.
"""

import asyncio
import multiprocessing
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from PIL import Image
from playwright.async_api import Browser, Page, Playwright, async_playwright

from tests.browser.conftest import CHROMIUM, QUIET
from tests.browser.portraits import ANA, MAX, Look, film
from tests.browser.running import Running

SIZES = {"desktop": (1440, 900), "phone": (390, 844)}
LOOKS = tuple((size, colours) for size in SIZES for colours in ("light", "dark"))
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
    press: Executor
    """Makes pictures small."""

    scale: ClassVar[float] = 1
    """Pixels of a picture for each of the page."""

    async def page(self, browser: Browser | None = None) -> Page:
        """A page with cookies of its own; in the rep's browser if nothing else is said."""
        width, height = SIZES[self.size]
        phone = self.size == "phone"
        context = await (browser or self.rep).new_context(
            viewport={"width": width, "height": height},
            has_touch=phone,
            is_mobile=phone,
            device_scale_factor=self.scale,
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
        await self.keep(page, self.folder / f"{name}-{self.size}-{self.colours}.png", whole)

    async def keep(self, page: Page, path: Path, whole: bool) -> None:
        """Take it and make it small."""
        await page.screenshot(path=path, full_page=whole)
        await asyncio.get_running_loop().run_in_executor(self.press, make_small, path)
        print(path)


def make_small(path: Path) -> None:
    """Keep 256 colours of a picture: a third of the bytes, and nobody sees it."""
    with Image.open(path) as picture:
        small = picture.convert("RGB").quantize(256, kmeans=2)
    small.save(path, optimize=True)


Story = Callable[[Camera, Running], Awaitable[None]]


async def take_all(
    folder: Path,
    story: Story,
    looks: Sequence[tuple[str, str]] = LOOKS,
    kind: type[Camera] = Camera,
) -> None:
    """Tell a story on a server with the demo data, once for each size and set of colours."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        server = Running(Path(place) / "data")
        await server.start()
        try:
            async with seats(Path(place)) as (rep, hcp, press):
                for size, colours in looks:
                    await story(kind(rep, hcp, folder, size, colours, press), server)
        finally:
            await server.stop()


@asynccontextmanager
async def seats(place: Path) -> AsyncIterator[tuple[Browser, Browser, Executor]]:
    """The rep's browser, the HCP's, and the process that makes pictures small."""
    spawning = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=spawning) as press:
        async with async_playwright() as playwright:
            rep = await browser_of(playwright, MAX, place)
            hcp = await browser_of(playwright, ANA, place)
            yield rep, hcp, press
            await rep.close()
            await hcp.close()


async def browser_of(playwright: Playwright, look: Look, place: Path) -> Browser:
    """A browser in front of which somebody sits."""
    camera = film(place / f"{look.hair[0]}.mjpeg", look)
    arguments = [*QUIET, SHARE, f"--use-file-for-fake-video-capture={camera}"]
    return await playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
