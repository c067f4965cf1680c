"""The two people of every story, as their browsers see it: a rep and an HCP.

They use what a person uses (buttons, keys, fields) and look at what a person looks at; only how
much media arrives is asked of the browser itself.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from playwright.async_api import Locator, Page, expect

from tests.browser.running import Json

PEERS = """
(() => {
  const Real = window.RTCPeerConnection;
  window.testPeers = [];
  window.RTCPeerConnection = class extends Real {
    constructor(...given) { super(...given); window.testPeers.push(this); }
  };
})();
"""
"""Keeps hold of the page's peer connections, so that a test can ask for their statistics."""

RECEIVED = """
async () => {
  const sum = {frames: 0, energy: 0};
  for (const peer of window.testPeers) {
    if (peer.connectionState === "closed") continue;
    (await peer.getStats()).forEach((report) => {
      if (report.type !== "inbound-rtp") return;
      sum.frames += report.framesDecoded ?? 0;
      sum.energy += report.totalAudioEnergy ?? 0;
    });
  }
  return sum;
}
"""

SLIDE_LOG = """
(() => {
  window.testSlides = [];
  window.testStall = 0;
  let last = performance.now();
  setInterval(() => {
    const now = performance.now();
    window.testStall = Math.max(window.testStall, now - last - 20);
    last = now;
  }, 20);
  const look = () => {
    const stage = document.getElementById("stage");
    if (!stage) return;
    new MutationObserver(() => {
      const {slide, step} = stage.dataset;
      const last = window.testSlides.at(-1);
      if (slide === undefined || (last && last.slide === +slide && last.step === +step)) return;
      window.testSlides.push({at: performance.now(), slide: +slide, step: +step});
    }).observe(stage, {attributes: true, attributeFilter: ["data-slide", "data-step"]});
  };
  document.addEventListener("DOMContentLoaded", look);
})();
"""
"""Notes when which slide was really on the HCP's screen, by the page's own clock; and for how long
this machine let the page wait at worst, which no clock can know better."""


def part(root: Page | Locator, name: str) -> Locator:
    """An element by the name that page and script share."""
    return root.locator(f'[data-part="{name}"]')


@dataclass
class Person:
    """Somebody in front of a page."""

    page: Page

    async def received(self) -> Json:
        """Video frames decoded and audio energy received so far, over all connections."""
        found: Json = await self.page.evaluate(RECEIVED)
        return found

    async def sees_and_hears(self, within_s: float = 20) -> None:
        """Wait until pictures and sound of somebody else keep coming."""
        before = await self.received()
        for _ in range(int(within_s * 4)):
            await self.page.wait_for_timeout(250)
            now = await self.received()
            if now["frames"] >= before["frames"] + 10 and now["energy"] > before["energy"]:
                return
        raise AssertionError(f"no picture or no sound: {before} then {await self.received()}")


class Rep(Person):
    """Max, in the console."""

    async def sign_in(self, url: str, login: Json) -> None:
        await self.page.goto(f"{url}/login")
        await self.page.fill("#email", login["email"])
        await self.page.fill("#password", login["password"])
        await self.page.click("main button.primary")
        await expect(self.page.locator("h1")).not_to_have_text("Sign in")

    async def schedule(self, url: str, title: str, hcp: str) -> str:
        """Plan a meeting that begins now, by the form, with the first deck; its id."""
        page = self.page
        await page.goto(f"{url}/meetings/new")
        await page.fill("#title", title)
        await page.locator("#people label", has_text=hcp).click()
        now = datetime.now(ZoneInfo("Europe/Berlin"))
        await page.fill("#zone", "Europe/Berlin")
        await page.fill("#date", f"{now:%Y-%m-%d}")
        await page.fill("#time", f"{now:%H:%M}")
        await page.fill("#minutes", "20")
        await page.locator("#decks label").first.click()
        await page.click("form footer button.primary")
        await expect(page.locator("h1")).to_have_text(title)
        return page.url.rsplit("/", 1)[-1]

    async def open_room(self, url: str) -> None:
        """Open the console, and wait until it is connected."""
        await self.page.goto(url)
        await expect(part(self.page, "line")).to_be_hidden()
        await expect(part(self.page, "sections").locator("li").first).to_be_visible()

    @property
    def knocks(self) -> Locator:
        return self.page.locator("#lobby li")

    @property
    def people(self) -> Locator:
        return self.page.locator("#people li.console-person")

    async def let_in(self) -> None:
        await expect(self.knocks).to_have_count(1)
        await part(self.knocks, "admit").click()
        await expect(self.knocks).to_have_count(0)

    async def press(self, key: str) -> None:
        await self.page.keyboard.press(key)

    async def shows(self, slide: int, step: int = 0) -> None:
        """Wait until the console's own picture is this one."""
        await shows(part(self.page.locator("#stage"), "frame"), slide, step)

    async def end(self) -> None:
        await part(self.page.locator("#bar"), "end").click()
        await self.page.locator("#end-dialog button.danger").click()


class Hcp(Person):
    """Dr Ana, in the room."""

    @property
    def stage(self) -> Locator:
        return self.page.locator("#stage")

    @property
    def view(self) -> Locator:
        return self.page.locator("body")

    async def open_link(self, url: str) -> None:
        await self.page.goto(url)
        await expect(part(self.page, "join")).to_be_visible()

    async def join(self, *consents: str) -> None:
        """Agree to some things, then join."""
        for field in consents:
            await self.page.check(f'input[name="{field}"]')
        await part(self.page, "join").click()
        await self.page.wait_for_url("**/room/*", wait_until="commit")

    async def is_in(self, view: str) -> None:
        """Wait for connecting, lobby, room, goodbye …"""
        await expect(self.view).to_have_attribute("data-view", view)

    async def shows(self, slide: int, step: int = 0) -> None:
        await shows(self.stage, slide, step)

    async def slides_seen(self) -> list[Json]:
        """When which slide came on the screen: at (ms of the page's clock), slide, step."""
        found: list[Json] = await self.page.evaluate("window.testSlides")
        return found

    async def stall(self, *, reset: bool = False) -> float:
        """The longest time (ms) for which the page was not let run since the last reset."""
        found: float = await self.page.evaluate("window.testStall")
        if reset:
            await self.page.evaluate("window.testStall = 0")
        return found

    async def click_slide(self, x: float, y: float) -> None:
        """Click at a share of the slide's width and height."""
        box = await self.stage.locator(".slide-view-canvas").bounding_box()
        assert box is not None
        await self.page.mouse.click(box["x"] + x * box["width"], box["y"] + y * box["height"])

    async def say(self, text: str) -> None:
        await part(self.page, "talk").click()
        await self.page.fill("#chat-text", text)
        await self.page.locator('[data-part="chat-form"] button').click()

    async def ask(self, text: str) -> None:
        await part(self.page, "ask").click()
        await self.page.fill("#question-text", text)
        await self.page.locator('[data-part="questions-form"] button').click()


async def shows(stage: Locator, slide: int, step: int) -> None:
    """Wait until a slide view has drawn this slide and build."""
    await expect(stage).to_have_attribute("data-slide", str(slide))
    await expect(stage).to_have_attribute("data-step", str(step))
    await expect(stage).to_have_attribute("data-state", "shown")


async def prepare(page: Page) -> Page:
    """Let a test look into the page's connections and slides."""
    await page.add_init_script(PEERS)
    await page.add_init_script(SLIDE_LOG)
    return page


def login_of(demo: Json, role: str) -> dict[str, Any]:
    """The demo's login of one role."""
    found: dict[str, Any] = next(login for login in demo["logins"] if login["role"] == role)
    return found
