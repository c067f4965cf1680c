"""The README's pictures: ``python -m tests.browser.readme_pictures [FOLDER]``.

Three moments of the stories that ``make screenshots`` and ``mixer_pictures`` tell, on a desk and in
light colours, finer than the page: shown in a column of text they are crisp.
"""

import asyncio
import sys
from pathlib import Path

from playwright.async_api import Page, expect

from tests.browser import mixer_pictures
from tests.browser.camera import Camera, take_all
from tests.browser.running import ROOT, Running
from tests.browser.screenshots import meeting_pages

FOLDER = ROOT / "docs" / "screenshots"
SHOWN = {"console": "console", "room": "room", "mixer-live": "webinar"}
"""The moments of the stories, and the names of their pictures."""


class Chooser(Camera):
    """Lets a story be told, and takes what the README shows."""

    scale = 1.5

    async def take(self, page: Page, name: str, *, whole: bool = True) -> None:
        """As ``Camera.take``, without messages that pass."""
        if name in SHOWN:
            await expect(page.locator(".toast")).to_have_count(0)
            await self.keep(page, self.folder / f"readme-{SHOWN[name]}.png", whole)


async def stories(camera: Camera, server: Running) -> None:
    """A meeting, then a webinar."""
    await meeting_pages(camera, server, await server.demo())
    await mixer_pictures.show(camera, server)


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    asyncio.run(take_all(folder, stories, [("desktop", "light")], Chooser))
