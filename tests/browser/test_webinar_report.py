"""The report of a webinar in a browser: accessible, by keyboard, on a phone, in the dark."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Page, ViewportSize, expect

from accounts import StaffRole
from tests.browser.conftest import NewContext
from tests.server.held_meeting import approved
from tests.support import axe
from tests.support.audience import Guest, Show, hold, planned
from tests.support.site import Visitor, running

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

PHONE = ViewportSize(width=390, height=844)
GUESTS = [
    *(Guest(f"Dr Guest {place}", answers=(place % 3,), claps=1) for place in range(7)),
    Guest("Dr Asker", asks="How often a day, and does that change with age?"),
    Guest("Dr Nameless", asks="Is it safe?", anonymous=True, consents=()),
    Guest("Dr Missing", comes=None),
]


@pytest.fixture
async def held(tmp_path: Path) -> AsyncIterator[tuple[Show, Visitor]]:
    async with running(tmp_path / "data") as site:
        mara = await site.person(StaffRole.MARKETING, "Mara Lind")
        version = await approved(site, tmp_path, mara)
        yield await hold(await planned(site, mara, version), GUESTS), mara


async def opened(held: tuple[Show, Visitor], page: Page) -> Page:
    """The report, as Mara opens it."""
    show, mara = held
    await page.context.add_cookies(
        [
            {"name": name, "value": value, "domain": "localhost", "path": "/", "secure": True}
            for name, value in mara.cookies.items()
        ]
    )
    await page.goto(f"http://localhost:{show.site.client.server.port}{show.address}")
    return page


async def test_report(held: tuple[Show, Visitor], context: NewContext) -> None:
    """Nothing that axe finds, folded out; the picture is there with its slides."""
    page = await opened(held, await (await context()).new_page())
    picture = page.get_by_role("img", name="Attendance and attention, slide by slide")
    await expect(picture).to_be_visible()
    await expect(picture.locator("image")).to_have_count(3)
    why = page.locator("details.score summary").first
    await why.focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("30 of 30 minutes watched").first).to_be_visible()
    await page.get_by_text("The same as tables").click()
    await expect(page.get_by_role("table", name="People connected by minute")).to_be_visible()
    await axe.check(page)
    await page.get_by_role("searchbox", name="Search people").fill("asker")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("1 person")).to_be_visible()


async def test_on_a_phone_in_the_dark(held: tuple[Show, Visitor], context: NewContext) -> None:
    """Nothing runs out of the window, and the colours are told apart."""
    dark = await context(viewport=PHONE, color_scheme="dark")
    page = await opened(held, await dark.new_page())
    await expect(page.get_by_role("heading", name="Report")).to_be_visible()
    wide = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0
    await axe.check(page)
