"""Staff pages in a real browser: readable, reachable by keys, fitting a phone, light and dark."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.async_api import BrowserContext, Page, ViewportSize

from accounts import StaffRole
from engagement.people import HcpFields
from scheduling.moments import wall_of
from scheduling.plans import Host, Person, Plan
from server.wiring.doorkeeper import STAFF_COOKIE
from tests.browser.conftest import NewContext
from tests.support import axe
from tests.support.site import PASSWORD, Site, Visitor, running

pytestmark = pytest.mark.browser

DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}


@dataclass(frozen=True, slots=True)
class Place:
    """A site with something in it, and whoever sees everything."""

    site: Site
    admin: Visitor
    hcp: str
    mail: str

    @property
    def url(self) -> str:
        """localhost, because browsers keep Secure cookies of it without TLS."""
        return f"http://localhost:{self.site.client.server.port}"

    def pages(self) -> list[str]:
        """Every staff page of this file's owner, full and empty."""
        return [
            *("/", "/account", "/hcps", "/hcps?q=nobody", "/hcps/new", "/hcps/import"),
            *(f"/hcps/{self.hcp}", f"/hcps/{self.hcp}/edit"),
            *("/admin/people", "/admin/people?q=nobody", "/admin/mail", f"/admin/mail/{self.mail}"),
            *("/admin/health", "/admin/audit?verify=yes", "/admin/audit?action=none", "/nothing"),
        ]


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Place]:
    """One HCP, one meeting, one mail."""
    async with running(tmp_path / "data") as site:
        admin = await site.person(StaffRole.ADMIN, "Ada Admin")
        assert admin.staff
        parts, me = site.services, admin.staff
        card = HcpFields(title="Dr", given_name="Ana", family_name="Bergmann", specialty="Cardio")
        hcp = await parts.directory.create(me.org, card, by=me.id, now=parts.clock())
        plan = Plan(
            title="New data in heart failure",
            wall=wall_of(parts.clock() + 3_600_000, me.zone),
            zone=me.zone,
            minutes=30,
            people=(Person(hcp.id, hcp.name, "ana@klinik.example.org", "de"),),
        )
        host = Host(me.id, me.name, me.email, site.org.name)
        await parts.meetings.create(me.org, plan, host)
        mail = (await parts.outbox.search(me.org)).items[0]
        yield Place(site, admin, hcp.id, mail.id)


async def signed_in(place: Place, context: BrowserContext) -> Page:
    """A page of somebody who has a session."""
    secret = place.admin.cookies[STAFF_COOKIE]
    await context.add_cookies(
        [
            {
                "name": STAFF_COOKIE,
                "value": secret,
                "url": place.url.replace("http:", "https:"),
                "secure": True,
                "httpOnly": True,
                "sameSite": "Lax",
            }
        ]
    )
    return await context.new_page()


def size(width: int, height: int) -> ViewportSize:
    return {"width": width, "height": height}


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
async def test_every_page(
    place: Place, context: NewContext, viewport: dict[str, int], colours: str
) -> None:
    """axe-core finds nothing to complain of, and no page is wider than the window."""
    page = await signed_in(place, await context(viewport=viewport, color_scheme=colours))
    for path in place.pages():
        await page.set_viewport_size(size(viewport["width"], viewport["height"]))
        await page.goto(place.url + path)
        # The whole page at once: what the bar at the bottom hides is only a scroll away.
        height = await page.evaluate("document.documentElement.scrollHeight")
        await page.set_viewport_size(size(viewport["width"], height))
        await axe.check(page)
        width = await page.evaluate("document.documentElement.scrollWidth")
        assert width <= viewport["width"], f"{path} is {width} px wide"


@pytest.mark.parametrize("colours", ["light", "dark"])
async def test_login_page(place: Place, context: NewContext, colours: str) -> None:
    """The way in is readable, by keys alone."""
    page = await (await context(viewport=PHONE, color_scheme=colours)).new_page()
    await page.goto(f"{place.url}/login")
    await axe.check(page)
    assert place.admin.staff
    await page.keyboard.type(place.admin.staff.email)
    await page.keyboard.press("Tab")
    await page.keyboard.type(PASSWORD)
    await page.keyboard.press("Enter")
    await page.get_by_role("heading", name="Today").wait_for()


async def test_wrong_login(place: Place, context: NewContext) -> None:
    """The reason is announced, and the cursor waits in the password field."""
    page = await (await context()).new_page()
    await page.goto(f"{place.url}/login")
    await page.get_by_label("E-mail").fill("max@pharma.example.org")
    await page.get_by_label("Password").fill("wrong wrong wrong")
    await page.get_by_role("button", name="Sign in").click()
    await page.get_by_role("alert").wait_for()
    assert await page.evaluate("document.activeElement.id") == "password"
    await axe.check(page)


async def test_dialog_by_keys(place: Place, context: NewContext) -> None:
    """A dialog takes the cursor, Escape gives it back to the button."""
    page = await signed_in(place, await context())
    await page.goto(f"{place.url}/admin/people")
    button = page.get_by_role("button", name="Add a person")
    await button.press("Enter")
    dialog = page.get_by_role("dialog", name="Add a person")
    await dialog.wait_for()
    assert await page.evaluate("document.activeElement.name") == "name"
    await axe.check(page)
    await page.keyboard.press("Escape")
    await dialog.wait_for(state="hidden")
    assert await button.evaluate("button => button === document.activeElement")


async def test_refused_dialog_opens_again(place: Place, context: NewContext) -> None:
    """A bad value leads back into the dialog, to the field at fault."""
    page = await signed_in(place, await context())
    await page.goto(f"{place.url}/admin/people")
    await page.get_by_role("button", name="Add a person").click()
    dialog = page.get_by_role("dialog", name="Add a person")
    await dialog.get_by_label("Name").fill("Ines Wolf")
    await dialog.get_by_label("E-mail").fill("ines@pharma.example.org")
    await dialog.get_by_label("First password").fill("short")
    await dialog.get_by_role("button", name="Add").click()
    await page.wait_for_selector("dialog[open] [aria-invalid=true]")
    assert await page.evaluate("document.activeElement.name") == "password"
    assert await dialog.get_by_label("Name").input_value() == "Ines Wolf"
    await axe.check(page)


async def test_choice_of_colours(place: Place, context: NewContext) -> None:
    """Dark by choice stays dark on the next page, before its first paint."""
    page = await signed_in(place, await context(color_scheme="light"))
    await page.goto(place.url)
    await page.locator("summary.person").first.click()
    await page.get_by_role("radio", name="Dark").first.check()
    await page.goto(f"{place.url}/hcps")
    assert await page.evaluate("document.documentElement.dataset.theme") == "dark"
    await axe.check(page)


async def test_offline(place: Place, context: NewContext) -> None:
    """A lost network is said on the page, and goes away with its return."""
    made = await context()
    page = await signed_in(place, made)
    await page.goto(place.url)
    await made.set_offline(True)
    sign = page.get_by_text("You are offline.")
    await sign.wait_for()
    await axe.check(page)
    await made.set_offline(False)
    await sign.wait_for(state="hidden")


async def test_import_preview(place: Place, context: NewContext) -> None:
    """The whole import by a person at a browser: choose, look, confirm."""
    page = await signed_in(place, await context())
    await page.goto(f"{place.url}/hcps/import")
    content = b"given_name,family_name\nJean,Dubois\n"
    await page.set_input_files(
        "input[type=file]", {"name": "list.csv", "mimeType": "text/csv", "buffer": content}
    )
    await page.get_by_text("list.csv").wait_for()
    await page.get_by_role("button", name="Show the preview").click()
    await axe.check(page)
    await page.get_by_role("button", name="Import 1 HCP").click()
    await page.get_by_text("1 HCP added").wait_for()


async def test_works_without_scripts(place: Place, context: NewContext) -> None:
    """Lists, search and forms need no script."""
    made = await context(java_script_enabled=False)
    page = await signed_in(place, made)
    await page.goto(f"{place.url}/hcps")
    await page.get_by_role("searchbox").fill("berg")
    await page.keyboard.press("Enter")
    await page.get_by_role("link", name="Dr Ana Bergmann").click()
    await page.get_by_role("heading", name="Dr Ana Bergmann").wait_for()


async def test_countdown_follows_the_server(place: Place, context: NewContext) -> None:
    """A browser whose clock is an hour fast counts down to the right moment."""
    made = await context()
    await made.add_init_script("const now = Date.now; Date.now = () => now() + 3_600_000;")
    page = await signed_in(place, made)
    await page.goto(place.url)
    await page.wait_for_timeout(1_200)
    words = await page.locator("[data-countdown]").inner_text()
    assert words in ("in 59 minutes", "in 1 h 0 min", "in 58 minutes")
