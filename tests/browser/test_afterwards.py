"""After a webinar in a browser: goodbye with its survey on a phone, follow-ups on a desk."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import BrowserContext, Page, expect

from accounts import StaffRole
from engagement.kinds import ConsentKind
from scheduling.webinars import SurveyQuestion
from scheduling.webinars.plans import Material
from tests.browser.conftest import NewContext
from tests.support import axe
from tests.support.aftermath import came, link_of, over, planned, signed_up
from tests.support.site import PASSWORD, Site, running

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

SURVEY = (
    SurveyQuestion("s1", "How useful was it?"),
    SurveyQuestion("s2", "Would you recommend it?", "nps"),
    SurveyQuestion("s3", "What next?", "choice", ("Dosing", "Safety")),
    SurveyQuestion("s4", "Anything else?", "text"),
)
PHONE = {"width": 390, "height": 844}


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    """A server with one organisation."""
    async with running(tmp_path / "data") as found:
        yield found


def home_of(site: Site) -> str:
    """Where browsers find it."""
    return str(site.client.make_url("/")).rstrip("/")


async def signed_in(site: Site, context: BrowserContext) -> Page:
    """Mara's browser."""
    mara = await site.person(StaffRole.MARKETING, "Mara Lind")
    assert mara.staff is not None
    page = await context.new_page()
    await page.goto(f"{home_of(site)}/login")
    await page.locator("[name=email]").fill(mara.staff.email)
    await page.locator("[name=password]").fill(PASSWORD)
    await page.locator("[name=password]").press("Enter")
    await page.wait_for_url(f"{home_of(site)}/")
    return page


async def test_goodbye_on_a_phone(site: Site, context: NewContext) -> None:
    """She answers the survey with the keyboard, sees her answers again; no script is needed."""
    links = (Material("Full text", "https://www.example.org/full.pdf"),)
    webinar = await planned(site, survey=SURVEY, material=links, series="Heart")
    await planned(site, 86_400_000, series="Heart", title="Dosing in practice")
    ana = await signed_up(site, webinar, "Dr Ana Ruiz")
    await came(site, webinar, ana, ConsentKind.CAPTURE)
    await over(site, webinar)
    path = home_of(site) + await link_of(site, ana)
    page = await (await context(viewport=PHONE, java_script_enabled=False)).new_page()
    await page.goto(path)
    await page.get_by_role("radio", name="4", exact=True).first.check()
    await page.get_by_role("button", name="Send answers").click()
    await expect(page.get_by_role("status").first).to_contain_text("your answers have arrived")
    scripted = await (await context(viewport=PHONE)).new_page()
    await scripted.goto(path)
    await expect(scripted.get_by_role("radio", name="4", exact=True).first).to_be_checked()
    wide = "document.documentElement.scrollWidth > innerWidth"
    assert not await scripted.evaluate(wide)
    assert await axe.violations(scripted) == []
    await scripted.get_by_role("radio", name="4", exact=True).first.focus()
    await scripted.keyboard.press("ArrowRight")
    await scripted.get_by_role("button", name="Change my answers").press("Enter")
    await expect(scripted.get_by_role("radio", name="5", exact=True).first).to_be_checked()


async def test_follow_ups(site: Site, context: NewContext) -> None:
    """Mara writes to those who came, sees who gets it, confirms, and it is on its way."""
    webinar = await planned(site)
    for name in ("Dr Ana Ruiz", "Dr Bob Lang"):
        await signed_up(site, webinar, name)
    await over(site, webinar)
    page = await signed_in(site, await context())
    await page.goto(f"{home_of(site)}/webinars/{webinar.id}")
    await page.get_by_role("link", name="Follow-ups").click()
    await expect(page.get_by_text("No follow-ups yet")).to_be_visible()
    assert await axe.violations(page) == []
    await page.get_by_role("link", name="Write the first").click()
    await page.get_by_label("Whoever").select_option("no_show")
    await page.get_by_label("Subject, English").fill("We missed you, {name}")
    await page.get_by_label("Text, English").fill("Here is what we talked about.")
    await page.get_by_role("button", name="Save and see who gets it").click()
    await expect(page.locator("#meant")).to_have_text("2 people get it")
    assert await axe.violations(page) == []
    page.once("dialog", lambda question: question.accept())
    await page.get_by_role("button", name="Send 2 mails").click()
    await expect(page.get_by_role("heading", name="Mails")).to_be_visible()
    assert await axe.violations(page) == []
    await page.set_viewport_size({"width": 390, "height": 844})
    assert not await page.evaluate("document.documentElement.scrollWidth > innerWidth")
