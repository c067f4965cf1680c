"""Another camera, another microphone in the middle of a call; and a system that takes one away."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from tests.browser.cast import part
from tests.browser.conftest import Launch, NewContext
from tests.browser.running import Running
from tests.browser.talk import start
from tests.browser.test_paths import started

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

SENT = """
(kind) => {
  for (const peer of window.testPeers) {
    if (peer.connectionState !== "connected") continue;
    const sender = peer.getSenders().find(({track}) => track?.kind === kind);
    if (sender) return sender.track.getSettings().deviceId;
  }
  return null;
}
"""
"""The device whose track is sent."""

SYSTEM = """
([kind, silenced]) => {
  // What a page sees when a call comes in or somebody presses the key of the laptop.
  for (const peer of window.testPeers) {
    for (const {track} of peer.getSenders()) {
      if (track?.kind !== kind) continue;
      Object.defineProperty(track, "muted", {value: silenced, configurable: true});
      track.dispatchEvent(new Event(silenced ? "mute" : "unmute"));
    }
  }
}
"""


PHONE = """
(() => {
  // A phone opens one camera at a time.
  const real = navigator.mediaDevices;
  const open = real.getUserMedia.bind(real);
  const given = [];
  real.getUserMedia = async (wishes) => {
    if (wishes.video && given.some((track) => track.readyState === "live"))
      throw new DOMException("one at a time", "NotReadableError");
    const stream = await open(wishes);
    given.push(...stream.getVideoTracks());
    return stream;
  };
})();
"""


@pytest.fixture
async def equipped(launch: Launch) -> AsyncIterator[Browser]:
    """A browser with several cameras and microphones."""
    launched = await launch("--use-fake-device-for-media-stream=device-count=4,fps=15")
    yield launched
    await launched.close()


async def choose_last(page: Page, select: Locator, kind: str) -> None:
    """Take the last device of the list, and wait until it is the one that is sent.

    Chromium's made-up cameras are the same but for the second, which sees depth, and the third.
    """
    now = await select.input_value()
    other = await select.locator("option").last.get_attribute("value")
    assert other not in (now, "", None)
    await select.select_option(other)
    await expect(select).to_have_value(other)
    for _ in range(60):
        if await page.evaluate(SENT, kind) == other:
            return
        await page.wait_for_timeout(250)
    raise AssertionError(f"{other} was chosen, {await page.evaluate(SENT, kind)} is sent")


async def test_an_hcp_takes_another_camera_and_microphone(
    server: Running, context: NewContext, equipped: Browser
) -> None:
    """The others go on seeing and hearing them, in the same media sessions; a reload keeps it."""
    rep, hcp, _ = await start(server, context, hcp_browser=equipped)
    await rep.sees_and_hears()
    sessions = await started(server)
    await part(hcp.page, "more").click()
    await part(hcp.page, "open-devices").click()
    dialog = part(hcp.page, "devices")
    await choose_last(hcp.page, part(dialog, "use-camera"), "video")
    await choose_last(hcp.page, part(dialog, "use-microphone"), "audio")
    await rep.sees_and_hears()
    assert await started(server) == sessions
    chosen = [await hcp.page.evaluate(SENT, kind) for kind in ("video", "audio")]
    await hcp.page.reload()
    await hcp.is_in("room")
    await rep.sees_and_hears(40)
    assert [await hcp.page.evaluate(SENT, kind) for kind in ("video", "audio")] == chosen


async def test_a_rep_takes_another_camera(
    server: Running, context: NewContext, equipped: Browser
) -> None:
    """So does the rep, in the console."""
    rep, hcp, _ = await start(server, context, rep_browser=equipped)
    await hcp.sees_and_hears()
    sessions = await started(server)
    await part(rep.page.locator("#bar"), "devices").click()
    dialog = rep.page.locator("#device-dialog")
    await choose_last(rep.page, part(dialog, "use-camera"), "video")
    await hcp.sees_and_hears()
    assert await started(server) == sessions


async def test_a_phone_turns_its_camera(
    server: Running, context: NewContext, equipped: Browser
) -> None:
    """Where only one camera can be open, the one in use gives way to the other."""
    rep, hcp, _ = await start(server, context, hcp_browser=equipped, hcp_script=PHONE)
    await rep.sees_and_hears()
    await part(hcp.page, "more").click()
    await part(hcp.page, "open-devices").click()
    dialog = part(hcp.page, "devices")
    await choose_last(hcp.page, part(dialog, "use-camera"), "video")
    await rep.sees_and_hears()


async def test_a_call_takes_the_microphone(server: Running, context: NewContext) -> None:
    """Whoever it is taken from reads so, the others see it; when it is given back, all is well."""
    rep, hcp, _ = await start(server, context)
    await rep.sees_and_hears()
    await hcp.page.evaluate(SYSTEM, ["audio", True])
    line = part(hcp.page, "device")
    await expect(line).to_have_text(
        "Your system has switched your microphone off: nobody hears you."
    )
    mic = part(hcp.page, "mic")
    await expect(mic).to_have_attribute("aria-pressed", "false")
    await expect(part(rep.people, "silent")).to_be_visible()
    await hcp.page.evaluate(SYSTEM, ["audio", False])
    await expect(line).to_be_hidden()
    await expect(mic).to_have_attribute("aria-pressed", "true")
    await expect(part(rep.people, "silent")).to_be_hidden()
