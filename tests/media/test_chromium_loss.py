"""On a bad network sound stays usable and the picture recovers, by what Chromium itself counts."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from media.server import MediaServer
from tests.support.media_browser import CHROMIUM
from tests.support.media_lab import Call, Worth, between, open_call

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Debian's chromium is not installed"),
]

USABLE = 0.05
"""Share of concealed sound at which speech is still understood without effort."""


@pytest.fixture
async def call(media: MediaServer, tmp_path: Path) -> AsyncIterator[Call]:
    async with open_call(media, tmp_path) as opened:
        await opened.begin()
        yield opened


async def watch(call: Call, seconds: float) -> Worth:
    """What the call is worth from now on for a while."""
    before = await call.read()
    await asyncio.sleep(seconds)
    return between(before, await call.read())


async def recovers(call: Call) -> None:
    """Wait for a second with a moving picture, and without anything made up."""
    async with asyncio.timeout(30):
        while True:
            worth = await watch(call, 1)
            if worth.fps >= 10 and not worth.freezes and worth.concealed < 0.01:
                return


@pytest.mark.parametrize("way", ["up", "down"])
async def test_loss_and_jitter(call: Call, way: str) -> None:
    """With 10 % loss and 200 ms jitter on either way sound stays usable, and the picture moves;
    when the weather is good again, both are whole."""
    call.disturb(way, loss=0.1, jitter=0.2)
    # The buffers need a moment to learn the weather.
    await asyncio.sleep(4)
    worth = await watch(call, 8)
    assert worth.concealed < USABLE
    assert worth.sound_delay < 0.6
    assert worth.fps >= 5
    assert worth.picture_kbps > 80
    assert worth.asked_up + worth.asked_down > 10
    call.mend()
    await recovers(call)


async def test_jitter_is_no_loss(call: Call) -> None:
    """Packets that overtake each other are not asked for by the score."""
    call.disturb("up", loss=0, jitter=0.2)
    await asyncio.sleep(3)
    worth = await watch(call, 5)
    # Five seconds are 250 packets of sound and several hundred of picture.
    assert worth.asked_up < 250
    assert worth.concealed < 0.02


async def test_patience(call: Call) -> None:
    """A page that stumbles over losses waits longer for what is late; on a good way it does not."""
    await call.page.evaluate("bePatient('down')")
    await asyncio.sleep(3)
    assert await call.page.evaluate("waits('down')") == [0, 0]
    call.disturb("down", loss=0.1, jitter=0.2)
    async with asyncio.timeout(30):
        while await call.page.evaluate("waits('down')") == [0, 0]:
            await asyncio.sleep(0.2)
    assert (await watch(call, 6)).concealed < USABLE


@pytest.mark.parametrize("way", ["up", "down"])
async def test_gap(call: Call, way: str) -> None:
    """After two seconds without anything the picture is not dead: a key frame brings it back."""
    wire = call.up if way == "up" else call.down
    wire.cut()
    await asyncio.sleep(2)
    wire.mend()
    await recovers(call)


async def test_muted_microphone(call: Call, media: MediaServer) -> None:
    """A microphone that is off costs next to nothing (DTX), nothing is asked for, nobody takes its
    owner for gone, and the voice is back at once."""
    await call.page.evaluate("microphone(false)")
    await asyncio.sleep(1)
    silent = await watch(call, 4)
    assert silent.sound_kbps < 4
    assert silent.asked_up == 0
    quality = media.qualities().get(("room", "presenter"))
    assert quality is not None and quality.score > 0
    await call.page.evaluate("microphone(true)")
    await recovers(call)
    assert (await watch(call, 2)).sound_kbps > 15
