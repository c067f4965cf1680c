"""Planning a webinar in a real browser: editor, preview, pictures, consents by country."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.async_api import FilePayload, Page, expect

from accounts import StaffRole
from scheduling.moments import wall_of
from scheduling.plans import Host
from scheduling.webinars import ConsentText, RegistrantState, Registration, Webinar, WebinarPlan
from server.wiring.doorkeeper import STAFF_COOKIE
from tests.browser.conftest import NewContext
from tests.decks.test_album import photo
from tests.support import axe
from tests.support.site import Site, Visitor, running

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

CONSENTS = (
    ConsentText("Terms", "The usual terms."),
    ConsentText("Heilberufe", "Ich gehöre zu den Fachkreisen.", "DE", "en"),
)


@dataclass(frozen=True, slots=True)
class Desk:
    """A site, whoever plans, and a published webinar."""

    site: Site
    mara: Visitor
    webinar: Webinar

    @property
    def url(self) -> str:
        """localhost, because browsers keep Secure cookies of it without TLS."""
        return f"http://localhost:{self.site.client.server.port}"

    async def sign_in(self, page: Page) -> None:
        secret = self.mara.cookies[STAFF_COOKIE]
        secure = self.url.replace("http:", "https:")
        await page.context.add_cookies([{"name": STAFF_COOKIE, "value": secret, "url": secure}])


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with running(tmp_path / "data") as site:
        mara = await site.person(StaffRole.MARKETING, "Mara Lind")
        assert mara.staff is not None
        me, parts = mara.staff, site.services
        wall = wall_of(parts.clock() + 86_400_000, "Europe/Berlin")
        plan = WebinarPlan("The new data", wall, "Europe/Berlin", 60, consents=CONSENTS)
        host = Host(me.id, me.name, me.email, "Meridian")
        made = await parts.webinars.create(site.org.id, plan, host)
        yield Desk(site, mara, await parts.webinars.publish(site.org.id, made.id))


async def test_editor(desk: Desk, context: NewContext, tmp_path: Path) -> None:
    """What is typed stands in the preview at once; what is wrong is said beside its field."""
    page = await (await context()).new_page()
    await desk.sign_in(page)
    await page.goto(f"{desk.url}/webinars/{desk.webinar.id}/edit")
    shown = page.frame_locator("#preview-sheet iframe").last
    await expect(shown.locator("h1")).to_have_text("The new data")
    assert await axe.violations(page) == []
    await page.fill("#title", "Three years of data")
    await expect(shown.locator("h1")).to_have_text("Three years of data")
    await expect(page.locator("#unsaved")).to_have_text("Not saved yet")
    await page.fill("#colour", "#ffee00")
    await expect(page.locator("#colour-contrast")).to_contain_text("too light")
    await expect(page.locator("[data-live-error]")).to_contain_text("too light")
    await page.fill("#colour", "#7a1f5c")
    await expect(page.locator("#colour-contrast")).to_contain_text("readable")
    await expect(page.locator("[data-live-error]")).to_have_count(0)

    file = tmp_path / "eva.jpg"
    file.write_bytes(photo())
    await page.get_by_label("Name", exact=True).first.fill("Prof Eva Lang")
    await page.locator(".rows input[type=file]").first.set_input_files(file)
    await expect(page.locator(".picture img")).to_have_count(1)
    await expect(shown.get_by_alt_text("Portrait of Prof Eva Lang")).to_have_count(1)
    await page.click("#save")
    await page.wait_for_url(f"**/webinars/{desk.webinar.id}")
    saved = await desk.site.services.webinars.get(desk.site.org.id, desk.webinar.id)
    assert saved.meeting.title == "Three years of data"
    assert saved.plan.speakers[0].picture in saved.plan.pictures
    assert saved.plan.consents == CONSENTS


@pytest.mark.parametrize("width", [1440, 390], ids=["desktop", "phone"])
async def test_pages_of_the_staff(desk: Desk, context: NewContext, width: int) -> None:
    """List, webinar, people and crew are readable by everybody and fit a phone."""
    parts, org, id = desk.site.services, desk.site.org.id, desk.webinar.id
    await parts.registrations.register(desk.webinar, Registration("Dr Bob", "bob@k.example.org"))
    await parts.crew.invite(org, id, "Eva Lang", "eva@charite.example.org", "panelist", "de")
    page = await (await context(viewport={"width": width, "height": 844})).new_page()
    await desk.sign_in(page)
    for path in ("", f"/{id}", f"/{id}/people", f"/{id}/crew", f"/{id}/edit"):
        await page.goto(f"{desk.url}/webinars{path}")
        assert await axe.violations(page) == [], path
        assert await page.evaluate("document.documentElement.scrollWidth") <= width, path


@pytest.mark.parametrize("width", [1440, 390], ids=["desktop", "phone"])
async def test_import_a_list(desk: Desk, context: NewContext, width: int) -> None:
    """The bar stands while rows are used; then the page tells what became of them by itself."""
    page = await (await context(viewport={"width": width, "height": 844})).new_page()
    await desk.sign_in(page)
    await page.goto(f"{desk.url}/webinars/{desk.webinar.id}/people")
    await page.get_by_role("button", name="Import a list").click()
    rows = "name,email\nDr Bob,bob@k.example.org\nNobody,\n"
    file = FilePayload(name="people.csv", mimeType="text/csv", buffer=rows.encode())
    await page.set_input_files("#file", file)
    async with desk.site.services.list_imports._turn:
        await page.get_by_role("button", name="Sign everybody up").click()
        await expect(page.get_by_role("progressbar")).to_be_visible()
        assert await axe.violations(page) == []
    await expect(page.get_by_text("Row 3")).to_be_visible()
    assert await axe.violations(page) == []
    assert await page.evaluate("document.documentElement.scrollWidth") <= width


async def test_consents_by_country(desk: Desk, context: NewContext) -> None:
    """Choosing a country shows what its people are asked; the others' texts are not sent."""
    page = await (await context()).new_page()
    await page.goto(f"{desk.url}/w/{desk.webinar.slug}")
    await expect(page.get_by_label("Terms")).to_be_visible()
    await page.select_option("#country", "DE")
    await expect(page.get_by_label("Terms")).to_be_hidden()
    await expect(page.get_by_label("Heilberufe")).to_be_visible()
    assert await axe.violations(page) == []
    await page.fill("#name", "Dr Bob Lang")
    await page.fill("#email", "bob@klinik.example.org")
    # Whoever sends the form within two seconds is taken for a program.
    await page.wait_for_timeout(2_200)
    await page.get_by_role("button", name="Sign up").click()
    await expect(page.get_by_text("Without this consent you cannot take part")).to_be_visible()
    await page.get_by_label("Heilberufe").check()
    await page.wait_for_timeout(2_200)
    await page.get_by_role("button", name="Sign up").click()
    await page.wait_for_url("**/registered*")
    parts = desk.site.services
    (bob,) = (await parts.registrations.search(desk.site.org.id, desk.webinar.id)).items
    assert bob.state is RegistrantState.APPROVED
    (entry,) = await parts.consents.entries(desk.site.org.id, desk.webinar.id, bob.id)
    assert (entry.given, entry.version) == (True, CONSENTS[1].version)


@pytest.mark.parametrize("scripts", [False], ids=["without scripts"])
async def test_without_scripts(desk: Desk, context: NewContext, scripts: bool) -> None:
    """Without scripts the server shows the country's texts and asks again."""
    page = await (await context(java_script_enabled=scripts)).new_page()
    await page.goto(f"{desk.url}/w/{desk.webinar.slug}")
    await page.fill("#name", "Dr Bob Lang")
    await page.fill("#email", "bob@klinik.example.org")
    await page.select_option("#country", "DE")
    await page.get_by_label("Terms").check()
    await page.wait_for_timeout(2_200)
    await page.get_by_role("button", name="Sign up").click()
    await expect(page.get_by_text("what registrants from your country are asked")).to_be_visible()
    await page.get_by_label("Heilberufe").check()
    await page.wait_for_timeout(2_200)
    await page.get_by_role("button", name="Sign up").click()
    await page.wait_for_url("**/registered*")
