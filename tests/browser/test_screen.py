"""A shared screen: picture and sound reach the HCP, it can be changed, and it is honest."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Locator, expect

from tests.browser.cast import Hcp, Rep, part
from tests.browser.conftest import Launch, NewContext
from tests.browser.running import Running
from tests.browser.talk import start
from tests.support.faultproxy import FaultProxy

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

SCREENS = """
(() => {
  // What the browser's own dialog and bar do: the choice of a screen, its sound, its end.
  window.testScreens = [];
  window.testTracks = [];
  window.testWithSound = true;
  const real = navigator.mediaDevices;
  const ask = real.getDisplayMedia.bind(real);
  real.getDisplayMedia = async (wishes) => {
    const stream = await ask(wishes);
    if (!window.testWithSound) {
      for (const track of stream.getAudioTracks()) { track.stop(); stream.removeTrack(track); }
    }
    window.testScreens.push(stream);
    window.testTracks.push(...stream.getTracks());
    return stream;
  };
  window.testStopInBar = () => {
    for (const track of window.testScreens.at(-1).getTracks()) {
      track.stop();
      track.dispatchEvent(new Event("ended"));
    }
  };
})();
"""

HEARD = """
async (video) => {
  const sum = {frames: Number(video.dataset.frames ?? 0), energy: 0};
  const [track] = video.srcObject?.getAudioTracks() ?? [];
  for (const peer of window.testPeers) {
    if (peer.connectionState === "closed") continue;
    const receiver = peer.getReceivers().find((each) => each.track === track);
    if (!receiver) continue;
    (await receiver.getStats()).forEach((report) => {
      if (report.type === "inbound-rtp") sum.energy += report.totalAudioEnergy ?? 0;
    });
  }
  return sum;
}
"""
"""Frames of a video that were really shown, and the energy of its sound."""


@pytest.fixture
async def sharing(launch: Launch) -> AsyncIterator[Browser]:
    """A browser that shares its screen without asking which."""
    launched = await launch("--use-fake-ui-for-media-stream")
    yield launched
    await launched.close()


def screen(hcp: Hcp) -> Locator:
    """The shared screen in the place of the slide."""
    return part(hcp.page, "screen-video")


def sign(rep: Rep) -> Locator:
    """The line of the console that says how the sharing goes."""
    return part(rep.page.locator("#stage"), "sharing")


async def plays(video: Locator, sound: bool = True, within_s: float = 20) -> None:
    """Wait until frames, and sound if there should be, keep coming to a video."""
    before = await video.evaluate(HEARD)
    for _ in range(int(within_s * 4)):
        await video.page.wait_for_timeout(250)
        now = await video.evaluate(HEARD)
        if now["frames"] >= before["frames"] + 3 and (
            not sound or now["energy"] > before["energy"]
        ):
            return
    raise AssertionError(f"no screen or no sound: {before} then {await video.evaluate(HEARD)}")


async def test_a_screen_with_sound(server: Running, context: NewContext, sharing: Browser) -> None:
    """It takes the slide's place, is heard, names who shares; the rep reads how it goes."""
    rep, hcp, _ = await start(server, context, rep_browser=sharing, rep_script=SCREENS)
    await rep.press("s")
    await expect(sign(rep)).to_contain_text("Your screen and its sound are shared")
    await expect(screen(hcp)).to_be_visible()
    await expect(part(hcp.page, "screen-by")).to_have_text("Max Stein shares a screen")
    await plays(screen(hcp))
    await hcp.sees_and_hears()
    await rep.press("s")
    await expect(screen(hcp)).to_be_hidden()
    await expect(sign(rep)).to_be_hidden()
    await hcp.shows(0)


async def test_something_else(server: Running, context: NewContext, sharing: Browser) -> None:
    """What is shared changes during the call, sound comes and goes with it; the stream goes on."""
    rep, hcp, _ = await start(server, context, rep_browser=sharing, rep_script=SCREENS)
    await rep.page.evaluate("window.testWithSound = false")
    await rep.press("s")
    await expect(sign(rep)).to_contain_text("Your screen is shared")
    await plays(screen(hcp), sound=False)
    stream = await screen(hcp).evaluate("(video) => video.srcObject.id")
    await rep.page.evaluate("window.testWithSound = true")
    await part(sign(rep), "change-sharing").click()
    await expect(sign(rep)).to_contain_text("Your screen and its sound are shared")
    await plays(screen(hcp))
    assert await screen(hcp).evaluate("(video) => video.srcObject.id") == stream
    assert await rep.page.evaluate("testTracks[0].readyState") == "ended"
    await rep.page.evaluate("window.testWithSound = false")
    await part(sign(rep), "change-sharing").click()
    await expect(sign(rep)).to_contain_text("Your screen is shared")
    await plays(screen(hcp), sound=False)


async def test_ended_in_the_browsers_bar(
    server: Running, context: NewContext, sharing: Browser
) -> None:
    """The browser's own way to end it ends it for everybody."""
    rep, hcp, _ = await start(server, context, rep_browser=sharing, rep_script=SCREENS)
    await rep.press("s")
    await expect(screen(hcp)).to_be_visible()
    await rep.page.evaluate("testStopInBar()")
    await expect(sign(rep)).to_be_hidden()
    await expect(part(rep.page, "screen")).to_have_attribute("aria-pressed", "false")
    await expect(screen(hcp)).to_be_hidden()


async def test_a_crash_of_the_server(
    server: Running, context: NewContext, sharing: Browser
) -> None:
    """While nothing gets through the rep reads so; afterwards the screen is back by itself."""
    rep, hcp, _ = await start(server, context, rep_browser=sharing, rep_script=SCREENS)
    await rep.press("s")
    await plays(screen(hcp))
    await server.kill()
    await expect(sign(rep)).to_contain_text("does not get through", timeout=30_000)
    await server.start()
    await expect(sign(rep)).to_contain_text("are shared", timeout=40_000)
    await expect(screen(hcp)).to_be_visible(timeout=40_000)
    await plays(screen(hcp), within_s=40)


async def test_two_tabs(server: Running, context: NewContext, sharing: Browser) -> None:
    """A person shares one screen: the newer tab has it, the older one says so."""
    rep, hcp, demo = await start(server, context, rep_browser=sharing, rep_script=SCREENS)
    await rep.press("s")
    await plays(screen(hcp))
    second = Rep(await rep.page.context.new_page())
    await second.open_room(demo["host_url"])
    await second.press("s")
    await expect(sign(second)).to_contain_text("shared")
    await expect(sign(rep)).to_be_hidden()
    told = rep.page.locator(".toast", has_text="Your screen is shared from another tab now.")
    await expect(told).to_be_visible()
    await expect(screen(hcp)).to_be_visible()
    await plays(screen(hcp))


async def test_a_cut_of_the_signalling(
    server: Running, context: NewContext, launch: Launch
) -> None:
    """Media has its own way: a screen goes on while the connection is cut, and after it."""
    async with FaultProxy(server.port) as proxy:
        detour = f"--host-resolver-rules=MAP localhost:{server.port} 127.0.0.1:{proxy.port}"
        browser = await launch(detour, "--use-fake-ui-for-media-stream")
        rep, hcp, _ = await start(server, context, rep_browser=browser, rep_script=SCREENS)
        await rep.press("s")
        await plays(screen(hcp))
        await proxy.sever()
        await expect(part(rep.page, "line")).to_be_hidden()
        await plays(screen(hcp))
        await expect(sign(rep)).to_contain_text("are shared")
        await browser.close()
