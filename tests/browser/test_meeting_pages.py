"""Planning a meeting in a real browser: by keys, on a phone, with and without the form's script."""

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.async_api import Page, Route, expect

from engagement.people import HcpFields
from scheduling import Host, Meeting, Person, Plan
from scheduling.moments import wall_of
from server.wiring.doorkeeper import STAFF_COOKIE
from tests.browser.conftest import NewContext
from tests.support import axe
from tests.support.site import Site, Visitor, running

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 2400}
"""Taller than phones are: axe takes a box that the bottom bar half covers for a small target,
though one can scroll it free."""


@dataclass(frozen=True, slots=True)
class Place:
    """A rep with twelve HCPs and one planned meeting."""

    site: Site
    rep: Visitor
    meeting: Meeting

    async def page(self, context: NewContext, **options: object) -> Page:
        """A browser in which the rep is signed in."""
        made = await context(**options)
        url = f"http://localhost:{self.site.client.server.port}"
        secret = self.rep.cookies[STAFF_COOKIE]
        await made.add_cookies(
            [{"name": STAFF_COOKIE, "value": secret, "url": url.replace("http:", "https:")}]
        )
        page = await made.new_page()
        await page.goto(url)
        return page

    async def open(self, page: Page, path: str) -> None:
        await page.goto(f"http://localhost:{self.site.client.server.port}{path}")


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Place]:
    async with running(tmp_path / "data") as site:
        rep = await site.person()
        assert rep.staff
        parts, me = site.services, rep.staff
        found = [
            await parts.directory.create(
                me.org,
                HcpFields(title="Dr", given_name=f"Ana {letter}", family_name="Bergmann"),
                by=me.id,
                now=parts.clock(),
            )
            for letter in "ABCDEFGHIJKL"
        ]
        plan = Plan(
            title="New data in heart failure",
            wall=wall_of(parts.clock() + 3_600_000, me.zone),
            zone=me.zone,
            minutes=30,
            people=(Person(found[0].id, found[0].name, ""),),
        )
        host = Host(me.id, me.name, me.email, site.org.name)
        yield Place(site, rep, await parts.meetings.create(me.org, plan, host))


async def test_plan_by_keys(place: Place, context: NewContext) -> None:
    """A name is found while it is typed, chosen with a space, and Enter in the search sends
    nothing; the meeting is planned without touching the mouse."""
    page = await place.page(context)
    await place.open(page, "/meetings/new")
    await page.get_by_label("Topic").fill("By keys")
    await page.get_by_label("Find an HCP").press_sequentially("ana l")
    await expect(page.locator("#offered-people li")).to_have_count(1)
    await expect(page.locator("#found-count")).to_have_text("1 HCP found")
    await page.keyboard.press("Enter")
    assert page.url.endswith("/meetings/new")
    await page.locator("#offered-people input").press("Space")
    await expect(page.locator("#chosen-people input")).to_be_checked()
    await expect(page.locator("#chosen-people input")).to_be_focused()
    await page.get_by_label("Topic").press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_have_text("By keys")
    await expect(page.get_by_role("link", name="Dr Ana L Bergmann")).to_be_visible()


async def test_a_late_answer_takes_no_row_away(place: Place, context: NewContext) -> None:
    """The row that somebody is about to choose stays, focus and all, when the directory answers
    once more; what is found anew comes beside it, what is no longer found goes."""
    page = await place.page(context)
    await place.open(page, "/meetings/new")
    find, rows = page.get_by_label("Find an HCP"), page.locator("#offered-people li")
    await find.fill("ana h")
    await expect(rows).to_have_text([re.compile("Ana H Bergmann")])
    asked, answered = asyncio.Event(), asyncio.Event()

    async def late(route: Route) -> None:
        asked.set()
        await answered.wait()
        await route.continue_()

    await page.route("**/api/v1/hcps?*", late)
    await find.fill("ana")
    await asked.wait()
    await rows.locator("input").focus()
    answered.set()
    await expect(rows).to_have_text([re.compile(f"Ana {letter} ") for letter in "ABCDEFGH"])
    await expect(rows.last.locator("input")).to_be_focused()
    await find.fill("ana l")
    await expect(rows).to_have_text([re.compile("Ana L Bergmann")])


async def test_plan_without_scripts(place: Place, context: NewContext) -> None:
    """The Find button does what the script does; nothing that was typed is lost."""
    page = await place.page(context, java_script_enabled=False)
    await place.open(page, "/meetings/new")
    await page.get_by_label("Topic").fill("By hand")
    await page.get_by_label("Find an HCP").fill("ana l")
    await page.get_by_role("button", name="Find").click()
    await expect(page.get_by_label("Topic")).to_have_value("By hand")
    await page.locator("#offered-people input").check()
    await page.get_by_role("button", name="Schedule and invite").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("By hand")


async def test_copy_the_link(place: Place, context: NewContext) -> None:
    """One press puts the invitee's own link onto the clipboard, and it opens."""
    page = await place.page(context, permissions=["clipboard-read", "clipboard-write"])
    await place.open(page, f"/meetings/{place.meeting.id}")
    await page.get_by_role("button", name="Copy link").click()
    await expect(page.get_by_text("Copied.")).to_be_visible()
    link = await page.evaluate("navigator.clipboard.readText()")
    opened = await place.site.services.links.open(link.rpartition("/")[2])
    assert opened.invitee.id == place.meeting.invitees[0].id


async def test_cancel(place: Place, context: NewContext) -> None:
    """Cancelling asks first, and can be left without harm."""
    page = await place.page(context)
    await place.open(page, f"/meetings/{place.meeting.id}")
    await page.get_by_role("button", name="Cancel").click()
    await expect(page.get_by_role("dialog")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_be_hidden()
    await page.get_by_role("button", name="Cancel").click()
    await page.get_by_label("Reason").fill("I am ill.")
    await page.get_by_role("button", name="Cancel the meeting").click()
    await expect(page.get_by_text("Reason: I am ill.")).to_be_visible()


async def test_pages_are_accessible_and_fit_a_phone(place: Place, context: NewContext) -> None:
    """On desktop and phone, full and empty: no rule of WCAG broken, nothing to scroll sideways."""
    paths = (
        "/meetings",
        "/meetings?when=past",
        "/meetings/new",
        f"/meetings/{place.meeting.id}",
        f"/meetings/{place.meeting.id}/reschedule",
    )
    for options in ({}, {"viewport": PHONE, "color_scheme": "dark"}):
        page = await place.page(context, **options)
        for path in paths:
            await place.open(page, path)
            assert not await axe.violations(page), path
            size = await page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
            assert size[0] <= size[1], path
