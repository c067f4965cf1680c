"""The call report in a browser: it saves itself, works without scripts, and locks."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.cast import Rep, login_of
from tests.browser.conftest import NewContext
from tests.browser.running import Json, Running

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


@pytest.fixture
async def ended(server: Running, context: NewContext) -> Json:
    """The demo meeting after Max was alone in it."""
    demo = await server.demo()
    rep = Rep(await (await context()).new_page())
    await rep.sign_in(server.url, login_of(demo, "rep"))
    await rep.open_room(demo["host_url"])
    await rep.press("ArrowRight")
    await rep.shows(0)
    await rep.end()
    await rep.page.wait_for_url("**/report", wait_until="commit")
    await expect(rep.page.locator("h1")).to_have_text("Call report")
    await rep.page.context.close()
    return demo


async def open_report(page: Page, server: Running, demo: Json) -> None:
    await Rep(page).sign_in(server.url, login_of(demo, "rep"))
    await page.goto(f"{demo['meeting_url']}/report")


async def test_draft_saves_itself(server: Running, ended: Json, context: NewContext) -> None:
    """What was written is there after a reload, though nobody pressed a button."""
    page = await (await context()).new_page()
    await open_report(page, server, ended)
    await page.fill("#next_step", "Send the renal data")
    await page.locator("label", has_text="Yes").click()
    await expect(page.locator("#saved")).to_contain_text("Draft saved")
    await page.reload()
    await expect(page.locator("#next_step")).to_have_value("Send the renal data")
    await expect(page.locator('input[name="adverse_event"][value="yes"]')).to_be_checked()


async def test_unsaved_is_said(server: Running, ended: Json, context: NewContext) -> None:
    """While the server cannot be reached the page says so, and saves when it can again."""
    browser = await context()
    page = await browser.new_page()
    await open_report(page, server, ended)
    await browser.set_offline(True)
    await page.fill("#next_step", "Call again")
    await expect(page.locator("#saved")).to_contain_text("Not saved")
    await browser.set_offline(False)
    await expect(page.locator("#saved")).to_contain_text("Draft saved")


async def test_without_scripts(server: Running, ended: Json, context: NewContext) -> None:
    """With scripts off the report is filled in, refused, signed and locked by plain forms."""
    page = await (await context(java_script_enabled=False)).new_page()
    await open_report(page, server, ended)
    await page.fill("#next_step", "Nothing: nobody came")
    await page.click("button:has-text('Sign and submit')")
    await expect(page.locator("[role=alert]")).to_contain_text("adverse event")
    await expect(page.locator("#next_step")).to_have_value("Nothing: nobody came")
    await page.locator("label", has_text="No").last.click()
    await page.click("button:has-text('Sign and submit')")
    await expect(page.locator("main")).to_contain_text("signed and submitted")
    await expect(page.locator("textarea")).to_have_count(0)
