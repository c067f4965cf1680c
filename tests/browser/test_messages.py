"""Short messages of the console: where they stand, and what they never lie over."""

from dataclasses import replace

import pytest
from playwright.async_api import Page, expect

from server import commands
from server.settings import read_settings
from tests.browser.cast import Rep, login_of, part, prepare
from tests.browser.conftest import NewContext
from tests.browser.running import Running
from tests.browser.test_webinar import invite
from tests.support.browser import Browser as Client

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

SIZES = ((1440, 900), (1100, 768), (390, 844))

TELL = """
async (texts) => {
  const at = document.querySelector('script[src*="console/main"]').src;
  const { toast } = await import(new URL("../ui/toast.js", at));
  for (const text of texts) toast(text, "danger");
}
"""
"""Messages of the page's own kind, of the kind that stays."""

COVERED = """
async () => {
  await Promise.allSettled(document.getAnimations().map((each) => each.finished));
  const told = [...document.querySelectorAll("#toasts .toast")];
  const boxes = told.map((each) => each.getBoundingClientRect());
  const pressed = "button, a, input, select, textarea, summary, label";
  const found = new Set();
  const toasts = document.getElementById("toasts");
  toasts.style.display = "none";
  for (const box of boxes.filter(({ width }) => width > 0)) {
    for (let x = box.left + 1; x < box.right; x += 6) {
      for (let y = box.top + 1; y < box.bottom; y += 6) {
        const under = document.elementFromPoint(x, y)?.closest(pressed);
        if (under) found.add(under.getAttribute("aria-label") || under.textContent.trim());
      }
    }
  }
  toasts.style.display = "";
  return [...found];
}
"""
"""What can be pressed and lies under a message."""

TEXTS = ["Dr Ana Ruiz has raised a hand", "Dr Bob Lang has lost the connection and is coming back"]


async def tell(page: Page, texts: list[str]) -> None:
    await page.evaluate(TELL, texts)
    await expect(page.locator("#toasts .toast")).to_have_count(len(texts))


async def untell(page: Page) -> None:
    for _ in range(await page.locator("#toasts .toast").count()):
        await page.locator("#toasts .toast:last-child button").click()


async def top_of(page: Page, name: str) -> float:
    box = await part(page.locator("#lobby"), name).first.bounding_box()
    assert box is not None
    return box["y"]


async def lies_over_nothing(page: Page) -> None:
    """In every size, in every part of the page, with a guest who knocks."""
    for width, height in SIZES:
        await page.set_viewport_size({"width": width, "height": height})
        views = page.locator("#views button")
        count = await views.count() if await views.first.is_visible() else 0
        for view in range(max(1, count)):
            if count:
                await views.nth(view).click()
            before = await top_of(page, "admit")
            await tell(page, TEXTS)
            name = f"{width} px, part {view}"
            assert await page.evaluate(COVERED) == [], name
            assert await top_of(page, "admit") == before, f"the guest stays in place: {name}"
            await untell(page)


async def test_over_nothing_in_a_meeting(server: Running, context: NewContext) -> None:
    """The rep lets a guest in, looks at slides, talks: no message lies over a button."""
    demo = await server.demo()
    rep = Rep(await prepare(await (await context()).new_page()))
    await rep.sign_in(server.url, login_of(demo, "rep"))
    await rep.open_room(demo["host_url"])
    async with Client(server.url, await knocking(server, demo["meeting_id"])) as jo:
        await jo.join()
        await expect(rep.knocks).to_have_count(1)
        await lies_over_nothing(rep.page)
        await rep.let_in()
        await rep.press("ArrowRight")
        await rep.shows(0)


async def knocking(server: Running, meeting: str) -> str:
    """The token of somebody whom the host must let in."""
    settings = read_settings(server.environment, data=server.data)
    made = await commands.token(settings, meeting, "attendee", None, "Dr Jo Vik", [])
    async with commands.parts_of(settings) as parts:
        claim = parts.tokens.read(made["token"])
        return str(parts.tokens.issue(replace(claim, admitted=False)))


async def test_over_nothing_in_a_webinar(server: Running, context: NewContext) -> None:
    """The host lets somebody back in, whatever part of the console a phone shows."""
    demo = await server.demo()
    leads, _, other = await invite(server.data, server.environment)
    rep = Rep(await prepare(await (await context()).new_page()))
    await rep.sign_in(server.url, login_of(demo, "rep"))
    async with Client(server.url, leads) as host, Client(server.url, other) as bob:
        await host.join()
        await knocks_again(host, bob)
        await rep.open_room(f"{server.url}/meetings/{host.room.room}/room")
        await expect(rep.knocks).to_have_count(1)
        await rep.press("ArrowRight")
        await lies_over_nothing(rep.page)


async def knocks_again(host: Client, bob: Client) -> None:
    """Live; somebody of the audience was put out and is at the door."""
    await host.send("go_live")
    await bob.join()
    await bob.until_state("present")
    who = bob.room.me
    await host.until(lambda h: any(each.id == who for each in h.room.participants))
    await host.send("remove", participant=who, ban=False)
    await bob.until_state("removed")
    await bob.join()
    assert bob.state == "lobby"
