"""What is shown of sound and picture is so: seen or not, plugged in or not, let play or not."""

import asyncio
import re
from collections.abc import Callable

import pytest
from playwright.async_api import Page, expect

from tests.browser.cast import Hcp, part
from tests.browser.conftest import NewContext
from tests.browser.running import Running
from tests.browser.talk import start

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

DEVICES = """
(() => {
  // The system's own devices, and hands that can pull one out: no page sees more of that than a
  // track that has ended, a shorter list, and "devicechange".
  const real = navigator.mediaDevices;
  const [open, list] = [real.getUserMedia.bind(real), real.enumerateDevices.bind(real)];
  const given = [];
  let gone = new Set();
  real.getUserMedia = async (wishes) => {
    const kinds = [wishes.audio && "audioinput", wishes.video && "videoinput"].filter(Boolean);
    if (kinds.some((kind) => gone.has(kind))) throw new DOMException("gone", "NotFoundError");
    const stream = await open(wishes);
    given.push(...stream.getTracks());
    return stream;
  };
  real.enumerateDevices = async () => (await list()).filter(({kind}) => !gone.has(kind));
  window.testPull = (kind) => {
    gone.add(`${kind}input`);
    for (const track of given.filter((each) => each.kind === kind && each.readyState === "live")) {
      track.stop();
      track.dispatchEvent(new Event("ended"));
    }
    real.dispatchEvent(new Event("devicechange"));
  };
  window.testPlug = (kind) => {
    gone.delete(`${kind}input`);
    real.dispatchEvent(new Event("devicechange"));
  };
})();
"""

VIDEO_BYTES = """
async () => {
  let bytes = 0;
  for (const peer of window.testPeers) {
    if (peer.connectionState === "closed") continue;
    (await peer.getStats()).forEach((report) => {
      if (report.type === "inbound-rtp" && report.kind === "video") bytes += report.bytesReceived;
    });
  }
  return bytes;
}
"""


async def bytes_in(page: Page, ms: int = 2_000) -> int:
    """How many bytes of pictures come in while so much time passes."""
    before: int = await page.evaluate(VIDEO_BYTES)
    await page.wait_for_timeout(ms)
    after: int = await page.evaluate(VIDEO_BYTES)
    return after - before


async def until(page: Page, true: Callable[[int], bool], seconds: float = 30) -> None:
    """Wait until the bytes of pictures that come in within a while are so."""
    async with asyncio.timeout(seconds):
        while not true(await bytes_in(page)):
            pass


async def test_a_hidden_tile_is_not_sent(server: Running, context: NewContext) -> None:
    """With slides and sound only no picture comes in, and the sound goes on; then it comes back."""
    rep, hcp, _ = await start(server, context)
    await hcp.sees_and_hears()
    await part(hcp.page, "more").click()
    await part(hcp.page, "audio-only").click()
    await until(hcp.page, lambda came: came == 0)
    before = await hcp.received()
    await hcp.page.wait_for_timeout(1_500)
    assert (await hcp.received())["energy"] > before["energy"], "the sound goes on"
    await part(hcp.page, "more").click()
    await part(hcp.page, "audio-only").click()
    await until(hcp.page, lambda came: came > 0)
    await hcp.sees_and_hears()


async def test_a_small_tile_costs_little(server: Running, context: NewContext) -> None:
    """What the rep's console shows as a stamp is asked for as a stamp."""
    rep, hcp, _ = await start(server, context)
    await rep.sees_and_hears()
    told = await rep.page.evaluate("window.testViews")
    heights = [view["height"] for view in told]
    assert heights and 0 < max(heights) <= 240
    assert await hcp.page.evaluate("window.testViews.every(({height}) => height <= 480)")


async def test_the_microphone_is_pulled_out(server: Running, context: NewContext) -> None:
    """It is said in words, to others it is off, the picture goes on; plugged in again, it is on."""
    rep, hcp, _ = await start(server, context, hcp_script=DEVICES)
    await rep.sees_and_hears()
    await hcp.page.evaluate("testPull('audio')")
    line = part(hcp.page, "device")
    await expect(line).to_be_visible()
    await expect(line).to_contain_text("nobody hears you")
    mic = part(hcp.page, "mic")
    await expect(mic).to_have_attribute("aria-pressed", "false")
    await expect(part(rep.people, "silent")).to_be_visible()
    frames = (await rep.received())["frames"]
    await rep.page.wait_for_timeout(1_500)
    assert (await rep.received())["frames"] > frames, "the camera goes on"
    await hcp.page.evaluate("testPlug('audio')")
    await expect(line).to_be_hidden()
    await expect(mic).to_have_attribute("aria-pressed", "true")
    await expect(part(hcp.page, "message")).to_contain_text("others hear you again")
    await expect(part(rep.people, "silent")).to_be_hidden()
    await rep.sees_and_hears()


async def test_the_camera_is_pulled_out(server: Running, context: NewContext) -> None:
    """The others see the name, the sound goes on; plugged in again, the picture is back."""
    rep, hcp, _ = await start(server, context, rep_script=DEVICES)
    await hcp.sees_and_hears()
    await rep.page.evaluate("testPull('video')")
    trouble = rep.page.locator("#trouble")
    await expect(trouble).to_contain_text("the others see your name instead")
    await expect(part(rep.page.locator("#bar"), "camera")).to_have_attribute(
        "aria-pressed", "false"
    )
    tile = part(hcp.page, "tiles").locator(".tile")
    await expect(tile).to_have_attribute("data-state", "paused")
    await expect(part(tile, "note")).to_have_text("Camera off")
    await rep.page.evaluate("testPlug('video')")
    await expect(trouble).to_be_hidden()
    await expect(tile).to_have_attribute("data-state", "live")
    await hcp.sees_and_hears()


LAYERS = """
async () => {
  const found = {};
  for (const peer of window.testPeers) {
    if (peer.connectionState !== "connected") continue;
    (await peer.getStats()).forEach((report) => {
      if (report.type === "outbound-rtp" && report.kind === "video") {
        found[report.rid ?? ""] = report.framesSent;
      }
    });
  }
  return found;
}
"""
"""Pictures sent so far, by layer."""


async def test_a_camera_goes_out_in_layers(server: Running, context: NewContext) -> None:
    """Three sizes leave the rep's browser, and the HCP's small tile is sent one that is small."""
    rep, hcp, _ = await start(server, context)
    await hcp.sees_and_hears()
    sent: dict[str, int] = {}
    for _ in range(60):
        sent = await rep.page.evaluate(LAYERS)
        if len(sent) == 3 and all(sent.values()):
            break
        await rep.page.wait_for_timeout(500)
    assert set(sent) == {"q", "h", "f"} and all(sent.values()), sent
    video = part(hcp.page, "tiles").locator("video")
    for _ in range(60):
        if await video.evaluate("(video) => video.videoHeight") <= 240:
            return
        await hcp.page.wait_for_timeout(500)
    raise AssertionError("a tile of 150 pixels is sent a large picture")


DEAF = """
(() => {
  // A microphone that delivers nothing although it is open, as after a broken driver.
  const real = navigator.mediaDevices;
  const open = real.getUserMedia.bind(real);
  window.testDeaf = true;
  real.getUserMedia = async (wishes) => {
    const stream = await open(wishes);
    if (!window.testDeaf) return stream;
    for (const track of stream.getAudioTracks()) {
      stream.removeTrack(track);
      track.stop();
      const generator = new MediaStreamTrackGenerator({ kind: "audio" });
      stream.addTrack(generator);
    }
    return stream;
  };
})();
"""


async def test_an_open_microphone_that_sends_nothing(server: Running, context: NewContext) -> None:
    """Nobody is shown it as open: not the person, not the others; it is started again by itself."""
    rep, hcp, _ = await start(server, context, hcp_script=DEAF)
    line = part(hcp.page, "device")
    await expect(line).to_contain_text("sends nothing")
    await expect(part(hcp.page, "mic")).to_have_attribute("aria-pressed", "false")
    await expect(part(rep.people, "silent")).to_be_visible()
    await hcp.page.evaluate("window.testDeaf = false")
    await expect(line).to_be_hidden(timeout=40_000)
    await expect(part(hcp.page, "mic")).to_have_attribute("aria-pressed", "true")
    await expect(part(rep.people, "silent")).to_be_hidden()
    await rep.sees_and_hears()


PLAYS = """
(() => {
  const real = HTMLMediaElement.prototype.play;
  HTMLMediaElement.prototype.play = function () {
    const playing = real.call(this);
    playing.catch(({name}) => name === "NotAllowedError" && console.log("test: not allowed"));
    return playing;
  };
})();
"""
"""Says when the browser would not play. A test that looked into the page to find out would count as
somebody who has touched it, and the browser would play."""


async def test_tap_to_resume(server: Running, context: NewContext) -> None:
    """A browser that plays no sound before a tap: one large button says so, and one tap does it."""
    _, hcp, _ = await start(server, context)
    # Who gives neither camera nor microphone is not trusted with sound before a tap.
    await hcp.page.context.clear_permissions()
    again = Hcp(await hcp.page.context.new_page())
    await again.page.add_init_script(PLAYS)
    async with again.page.expect_console_message(lambda said: said.text == "test: not allowed"):
        await again.page.goto(hcp.page.url)
    # Sound and picture come one after the other; each would be played by whoever looks in between.
    await again.page.wait_for_timeout(2_000)
    await hcp.page.close()
    button = part(again.page, "resume")
    await expect(button).to_be_visible()
    await expect(button).to_have_text("Tap to hear the others")
    tile = part(again.page, "tiles").locator(".tile")
    await expect(tile).to_have_attribute("data-state", "silent")
    video = tile.locator("video")
    await expect(video).to_have_attribute("data-frames", re.compile(r"^\d{2,}$"))
    await button.click()
    await expect(button).to_be_hidden()
    await expect(tile).to_have_attribute("data-state", "live")
    assert not await video.evaluate("(video) => video.muted || video.paused")


async def test_after_a_phone_call(server: Running, context: NewContext) -> None:
    """What the system has paused plays again when the person is back, without a tap if it may."""
    _, hcp, _ = await start(server, context)
    await hcp.sees_and_hears()
    video = part(hcp.page, "tiles").locator(".tile video").first
    await video.evaluate("(video) => video.pause()")
    await hcp.page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow'))")
    await expect(video).to_have_js_property("paused", False)
    assert not await video.evaluate("(video) => video.muted")
