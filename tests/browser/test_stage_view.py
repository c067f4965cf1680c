"""The stage view of a webinar: run sheet, figures, trouble, wings and crew, wide and on a phone."""

from contextlib import AsyncExitStack

import pytest
from playwright.async_api import Page, expect

from tests.browser.cast import Rep, login_of, part, prepare
from tests.browser.conftest import NewContext
from tests.browser.mixer_pictures import prepare_evening
from tests.browser.running import Running
from tests.support import axe
from tests.support.browser import Browser as Client

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


async def open_console(server: Running, context: NewContext, webinar: str) -> Page:
    """Max at his console, on a desk."""
    rep = Rep(await prepare(await (await context()).new_page()))
    await rep.page.set_viewport_size({"width": 1440, "height": 900})
    demo = await server.demo()
    await rep.sign_in(server.url, login_of(demo, "rep"))
    await rep.open_room(f"{server.url}/meetings/{webinar}/room")
    return rep.page


async def test_leading_through_the_show(server: Running, context: NewContext) -> None:
    """He ticks what begins by keyboard, sees who is there and who is in trouble, asks the crew."""
    evening = await prepare_evening(server)
    page = await open_console(server, context, evening.id)
    async with AsyncExitStack() as stack:
        crowd = [
            await stack.enter_async_context(Client(server.url, token))
            for token in evening.audience[:6]
        ]
        for each in crowd:
            await each.join()
        figures, sheet = page.locator("#figures"), page.locator("#run-sheet")
        await expect(part(figures, "lobby")).to_have_text("6")
        await expect(part(figures, "registered")).to_have_text("30")
        await part(page.locator("#show"), "go-now").click()
        await expect(part(figures, "here")).to_have_text("6")
        await expect(part(figures, "curve")).to_have_attribute(
            "aria-label", "1 minutes; at most 6, now 6"
        )
        await expect(part(page.locator("#stage"), "sign")).to_have_text("Live")

        await page.get_by_role("button", name="Start Welcome and housekeeping").press("Enter")
        first = sheet.locator("li").first
        await expect(first).to_have_attribute("data-state", "now")
        await expect(sheet.locator("li").nth(1)).to_contain_text("Up next")
        await expect(part(sheet, "left")).to_contain_text("min left")
        await page.get_by_role("button", name="Take that back").press("Enter")
        await expect(first).to_have_attribute("data-state", "next")

        await page.get_by_label("Message to the crew").fill("You are next")
        await page.keyboard.press("Enter")
        await expect(page.locator("#crew-chat ol")).to_contain_text("You are next")
        await expect(part(page.locator("#talk"), "messages")).not_to_contain_text("You are next")
        assert not any(each.room.chat for each in crowd)

        crowd[0].vanish()
        trouble = page.locator("#trouble-list")
        await expect(trouble).to_contain_text("Dr Ana Ruiz")
        await expect(trouble).to_contain_text("Connection lost")
        await expect(page.locator("#spoken")).to_have_text(
            "1 person has trouble with the connection"
        )
        assert await axe.violations(page) == []
        await on_a_phone(page)
        await server.stop()
        await expect(part(figures, "standing")).to_contain_text("As of")
        assert await axe.violations(page, within="#figures") == [], "old figures stay readable"


async def on_a_phone(page: Page) -> None:
    """One part at a time, chosen by name."""
    await page.set_viewport_size({"width": 390, "height": 844})
    views = page.locator("#views")
    await expect(page.locator("#stage")).to_be_visible()
    await expect(page.locator("#run-sheet")).to_be_hidden()
    for word, seen in (("Run sheet", "run-sheet"), ("Audience", "figures"), ("Crew", "crew-chat")):
        button = views.get_by_role("button", name=word)
        await button.press("Enter")
        await expect(button).to_have_attribute("aria-current", "true")
        await expect(page.locator(f"#{seen}")).to_be_visible()
        await expect(page.locator("#stage")).to_be_hidden()
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert await axe.violations(page) == []
    await views.get_by_role("button", name="Audience").click()


async def test_nobody_and_nothing_planned(server: Running, context: NewContext) -> None:
    """Without an agenda, an audience, or anybody backstage each place says so."""
    evening = await prepare_evening(server, agenda=())
    page = await open_console(server, context, evening.id)
    await expect(page.locator("#run-sheet")).to_contain_text("This webinar has no agenda")
    await expect(part(page.locator("#figures"), "here")).to_have_text("0")
    await expect(page.locator("#trouble-list")).to_contain_text("Everybody gets through")
    await expect(page.locator("#wings")).to_contain_text("Nobody is backstage")
    await part(page.locator("#stage"), "on-air").get_by_role("button").click()
    await expect(part(page.locator("#wings"), "waiting")).to_contain_text("Host")
    await page.get_by_role("button", name="on stage").click()
    await expect(page.locator("#wings")).to_contain_text("Nobody is backstage")
    assert await axe.violations(page) == []
