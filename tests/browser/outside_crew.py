"""Somebody from outside on the crew of a webinar: invited by the staff, come by a link."""

from dataclasses import dataclass

from playwright.async_api import BrowserContext, Page, expect

from tests.browser.cast import Rep, login_of, part, prepare
from tests.browser.conftest import NewContext
from tests.browser.running import Json, Running
from tests.browser.test_webinar_floor import POST

MONA = "Mona Roth"


@dataclass(frozen=True, slots=True)
class Office:
    """Somebody of the staff who plans the webinar."""

    page: Page
    url: str
    webinar: str

    async def change(self, act: str, **fields: str) -> None:
        """To the crew, by the form's own post."""
        await self.page.evaluate(POST, [f"/webinars/{self.webinar}/crew", {"act": act} | fields])

    async def invite(self, role: str) -> None:
        about = {"name": MONA, "email": "mona@agency.example.org"}
        await self.change("invite", role=role, **about)


async def office(server: Running, context: NewContext, demo: Json, webinar: str) -> Office:
    chief = Rep(await (await context()).new_page())
    await chief.sign_in(server.url, login_of(demo, "admin"))
    await chief.page.goto(f"{server.url}/webinars/{webinar}")
    return Office(chief.page, server.url, webinar)


async def open_desk(made: BrowserContext, link: str, way: str = "join") -> Page:
    """By the mail's link through the check; a page that is connected."""
    page = await prepare(await made.new_page())
    await page.goto(link)
    await expect(part(page, "tick-microphone")).to_have_attribute("data-state", "good")
    await part(page, way).click()
    await at_desk(page)
    return page


async def at_desk(page: Page) -> None:
    """The console is open by the link, connected, and knows the room."""
    await page.wait_for_url("**/desk?**", wait_until="commit")
    await expect(page.locator("#rail li button").first).to_be_visible()
    await expect(part(page, "line")).to_be_hidden()
