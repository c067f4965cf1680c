"""A real Chromium publishes and views through the server: nothing is decoded on the way."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page

from media.server import MediaServer
from server.relay import Relay, for_page
from tests.support.coturn import SECRET, TURNSERVER, coturn
from tests.support.media_browser import CHROMIUM, open_page, serve_page
from tests.support.media_stage import Heard
from tests.support.media_whip import now_ms

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Debian's chromium is not installed"),
]


@pytest.fixture
async def page(media: MediaServer) -> AsyncIterator[Page]:
    async with serve_page(media) as url, open_page(url) as opened:
        yield opened


async def stats(page: Page, name: str) -> dict[str, Any]:
    found: dict[str, Any] = await page.evaluate("name => stats(name)", name)
    return found


async def grows(page: Page, name: str, kind: str, field: str, by: int) -> None:
    """Wait until a number of the connection's statistics has grown that much."""
    async with asyncio.timeout(30):
        first = None
        while True:
            value = (await stats(page, name)).get(kind, {}).get(field, 0)
            first = value if first is None else first
            if value - first >= by:
                return
            await asyncio.sleep(0.1)


async def publish(page: Page, media: MediaServer, codec: str | None = None) -> bool:
    heard = Heard()
    media.set_listener(heard)
    if not await page.evaluate("codec => publish('room', codec)", codec):
        return False
    async with asyncio.timeout(20):
        while not heard.started:
            await asyncio.sleep(0.02)
    return True


@pytest.mark.parametrize("codec", ["VP8", "H264", "VP9", "AV1"])
async def test_publish_and_view(page: Page, media: MediaServer, codec: str) -> None:
    """Pictures and sound arrive, in every codec that this Chromium encodes."""
    if not await publish(page, media, codec):
        pytest.skip(f"this Chromium does not encode {codec}")
    await page.evaluate("play('room')")
    await grows(page, "down", "video", "framesDecoded", 20)
    await grows(page, "down", "audio", "packetsReceived", 50)
    down = await stats(page, "down")
    assert down["video"]["packetsLost"] == down["audio"]["packetsLost"] == 0
    assert down["video"]["frameWidth"] >= 320
    assert down["video"]["decoderImplementation"]


async def test_bit_rate_rises(page: Page, media: MediaServer) -> None:
    """Feedback lets the presenter's bit rate rise: 1 Mbit/s within seconds, not half a minute."""
    await publish(page, media, "VP8")
    async with asyncio.timeout(20):
        while True:
            pair = (await stats(page, "up")).get("pair", {})
            if pair.get("availableOutgoingBitrate", 0) > 1_000_000:
                break
            await asyncio.sleep(0.1)
    quality = media.qualities().get(("room", "presenter"))
    assert quality is not None and quality.loss < 0.05


async def test_closing_the_page(page: Page, media: MediaServer) -> None:
    """`pc.close()` ends the viewing, and the publisher's ends the stream."""
    await publish(page, media)
    await page.evaluate("play('room')")
    await page.evaluate("close('down')")
    async with asyncio.timeout(3):
        while media.stats()["viewers"]:
            await asyncio.sleep(0.02)
    await page.evaluate("close('up')")
    async with asyncio.timeout(3):
        while media.streams("room"):
            await asyncio.sleep(0.02)


async def test_ice_restart(page: Page, media: MediaServer) -> None:
    """A browser that restarts ICE by PATCH, publisher and viewer: pictures go on, nobody is new."""
    await publish(page, media)
    await page.evaluate("play('room')")
    await grows(page, "down", "video", "framesDecoded", 10)
    before = {name: (await stats(page, name))["pair"]["id"] for name in ("up", "down")}
    for name in ("up", "down"):
        await page.evaluate("name => restart(name)", name)
        async with asyncio.timeout(20):
            while (await stats(page, name)).get("pair", {}).get("id") in (None, before[name]):
                await asyncio.sleep(0.1)
    await grows(page, "down", "video", "framesDecoded", 30)
    assert media.stats()["sessions_started"] == 2


async def test_reload_goes_on(page: Page, media: MediaServer) -> None:
    """A presenter that publishes again is seen by those who view already."""
    await publish(page, media)
    await page.evaluate("play('room')")
    await grows(page, "down", "video", "framesDecoded", 10)
    stream = media.streams("room")[0].id
    await page.evaluate("connections.old = connections.up; publish('room')")
    async with asyncio.timeout(10):
        while media.stats()["publishers"] != 1 or media.stats()["sessions_started"] < 3:
            await asyncio.sleep(0.02)
    await grows(page, "down", "video", "framesDecoded", 20)
    assert [each.id for each in media.streams("room")] == [stream]


async def test_second_viewer(page: Page, media: MediaServer) -> None:
    """Two viewers see the stream; the second need not trouble the first."""
    await publish(page, media)
    await page.evaluate("play('room')")
    await page.evaluate("play('room', 'second')")
    for name in ("down", "second"):
        await grows(page, name, "video", "framesDecoded", 20)


ONLY_TCP = """() => {
const set = RTCPeerConnection.prototype.setRemoteDescription;
RTCPeerConnection.prototype.setRemoteDescription = function ({type, sdp}) {
  const lines = sdp.split("\\r\\n").filter((line) => !/^a=candidate:.* udp /.test(line));
  return set.call(this, {type, sdp: lines.join("\\r\\n")});
};
}"""


async def test_by_tcp(page: Page, media: MediaServer) -> None:
    """With only the TCP candidates it connects both ways, and pictures and sound arrive."""
    await page.evaluate(ONLY_TCP)
    await publish(page, media, "VP8")
    await page.evaluate("play('room')")
    await grows(page, "down", "video", "framesDecoded", 20)
    await grows(page, "down", "audio", "packetsReceived", 50)
    assert media.stats()["tcp_connections"] >= 2
    assert (await stats(page, "down"))["video"]["packetsLost"] == 0


RELAY_ONLY = """servers => {
  const Real = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Real {
    constructor() { super({iceServers: servers, iceTransportPolicy: "relay"}); }
  };
}"""


@pytest.mark.skipif(TURNSERVER is None, reason="Debian's coturn is not installed")
@pytest.mark.parametrize("way", ["udp", "tcp", "tls"])
async def test_by_relay(media: MediaServer, tmp_path: Path, way: str) -> None:
    """With nothing but a relay, both ways lead through it, and a picture is decoded."""
    trust = ["--ignore-certificate-errors"] if way == "tls" else []
    async with coturn(tmp_path) as relay, serve_page(media) as url, open_page(url, trust) as page:
        where = {"udp": relay.udp, "tcp": relay.tcp, "tls": relay.tls}[way]
        servers = Relay([where], SECRET, now_ms).servers("ana")
        await page.evaluate(RELAY_ONLY, for_page(servers))
        await publish(page, media, "VP8")
        milliseconds = await page.evaluate("play('room')")
        print(f"relay by {way}: first frame after {milliseconds:.0f} ms")
        await grows(page, "down", "video", "framesDecoded", 20)
