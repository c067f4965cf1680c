"""A real Chromium sends a simulcast and views it: layers change, its decoder sees one encoding."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Page

from media.resources import Level
from media.server import MediaServer
from tests.support.media_browser import CHROMIUM, open_page, serve_page
from tests.support.media_faults import Weather, nothing
from tests.support.media_stage import Heard
from tests.support.media_whip import WhipDoor
from tests.support.media_wire import Wire

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Debian's chromium is not installed"),
]


@pytest.fixture
async def page(media: MediaServer, wire: Wire) -> AsyncIterator[Page]:
    """A page whose viewer sits behind the wire."""
    door = WhipDoor(media)
    door.ways["play"] = wire.address
    async with serve_page(media, door) as url, open_page(url) as opened:
        yield opened


async def video(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = (await page.evaluate("stats('down')")).get("video", {})
    return found


async def until(page: Page, height: int, seconds: float = 60) -> dict[str, Any]:
    """Wait until pictures of that height are decoded, many of them."""
    first = None
    try:
        async with asyncio.timeout(seconds):
            while True:
                now = await video(page)
                if now.get("frameHeight") == height:
                    first = first or now
                    if now["framesDecoded"] - first["framesDecoded"] >= 15:
                        return now
                else:
                    first = None
                await asyncio.sleep(0.1)
    except TimeoutError:
        raise TimeoutError(f"no picture of {height}; at last {await video(page)}") from None


async def begin(page: Page, media: MediaServer) -> Heard:
    """Publish layers and view the best."""
    heard = Heard()
    media.set_listener(heard)
    await page.evaluate("publishLayers('room')")
    async with asyncio.timeout(20):
        while not heard.started:
            await asyncio.sleep(0.02)
    await page.evaluate("play('room')")
    await until(page, 720, 60)
    return heard


async def test_heights(page: Page, media: MediaServer) -> None:
    """As the page's tile shrinks and grows, layers follow, without a freeze or a loss."""
    heard = await begin(page, media)
    stream = heard.started[0].id
    before = await video(page)
    for height in (180, 360, 720, 180, 720):
        media.view(stream, "viewer", height)
        await until(page, height)
    after = await video(page)
    assert after["packetsLost"] == before["packetsLost"]
    assert after["freezeCount"] - before["freezeCount"] <= 1
    assert after["pliCount"] - before["pliCount"] <= 1


async def test_hidden(page: Page, media: MediaServer) -> None:
    """A tile that is hidden for a while goes on when it is seen again."""
    heard = await begin(page, media)
    stream = heard.started[0].id
    media.view(stream, "viewer", 0)
    await asyncio.sleep(0.5)
    first = (await video(page))["framesDecoded"]
    await asyncio.sleep(1.0)
    assert (await video(page))["framesDecoded"] - first <= 1
    media.view(stream, "viewer", 360)
    now = await until(page, 360)
    assert now["packetsLost"] == 0


async def test_bottleneck(page: Page, media: MediaServer, wire: Wire) -> None:
    """A downlink that becomes narrow gets a lower layer, and the page is told; when it is wide
    again, the picture comes back by itself."""
    heard = await begin(page, media)
    wire.down = Weather(kbps=450)
    async with asyncio.timeout(30):
        while not heard.levels:
            await asyncio.sleep(0.1)
    assert heard.levels[0][2] in (Level.MIDDLE, Level.LOW)
    assert (await until(page, 180))["frameHeight"] == 180
    wire.down = nothing
    await until(page, 720, 60)
