"""A registrant's own page, before and after the webinar: nothing that axe finds, on any screen.

Each face of the page is looked at on a desktop and on a phone, light and dark.
"""

from collections.abc import AsyncIterator
from itertools import product
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.async_api import Page, ViewportSize, expect

from engagement.kinds import ConsentKind
from scheduling.webinars import Approval, ApprovalMode, CertificateRule, Registrant, SurveyQuestion
from scheduling.webinars.plans import Attend, Field, Material, Webinar
from tests.browser.conftest import NewContext
from tests.support import axe
from tests.support.aftermath import came, link_of, over, planned, signed_up
from tests.support.site import Site, running

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

SIZES = (ViewportSize(width=1440, height=900), ViewportSize(width=390, height=844))
COLOURS: tuple[Literal["light", "dark"], ...] = ("light", "dark")
DAY_MS = 86_400_000
UNFOLD = "main => main.querySelectorAll('details').forEach(each => each.open = true)"
AFTER: dict[str, Any] = {
    "survey": (
        SurveyQuestion("s1", "How useful was it?"),
        SurveyQuestion("s2", "Would you recommend it?", "nps"),
        SurveyQuestion("s3", "What next?", "choice", ("Dosing", "Safety")),
        SurveyQuestion("s4", "Anything else?", "text"),
    ),
    "material": (Material("Full text", "https://www.example.org/full.pdf"),),
    "certificate": CertificateRule("minutes", 45, "2 CME points, category A"),
}


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    """A server with one organisation."""
    async with running(tmp_path / "data") as found:
        yield found


@pytest.fixture
async def page(context: NewContext) -> Page:
    """A browser in which nothing moves, so that no colour is caught half way."""
    return await (await context(reduced_motion="reduce")).new_page()


async def look(site: Site, page: Page, path: str, words: str) -> None:
    """The page at ``path`` says ``words``, and is right on each screen."""
    for size, colours in product(SIZES, COLOURS):
        await page.set_viewport_size(size)
        await page.emulate_media(color_scheme=colours)
        await page.goto(str(site.client.make_url(path)))
        await expect(page.locator("main")).to_contain_text(words)
        await page.locator("main").evaluate(UNFOLD)
        found = await axe.violations(page)
        wide = await page.evaluate("document.documentElement.scrollWidth > innerWidth")
        assert (found, wide) == ([], False), (words, size, colours)


async def own(site: Site, page: Page, who: Registrant, words: str) -> None:
    """Somebody's own page."""
    await look(site, page, await link_of(site, who), words)


async def ended(site: Site, *came_too: Registrant, webinar: Webinar) -> None:
    """The webinar is over; these were there."""
    for who in came_too:
        await came(site, webinar, who, ConsentKind.CAPTURE)
    await over(site, webinar)


async def test_before(site: Site, page: Page) -> None:
    """A seat days ahead with the form of one's own data, and the door when it is open."""
    asked = (Field("ward", "Which ward do you work on?"),)
    early = await signed_up(site, await planned(site, 3 * DAY_MS, fields=asked), "Dr Ana Ruiz")
    await own(site, page, early, "Which ward do you work on?")
    near = await signed_up(site, await planned(site), "Dr Ana Ruiz")
    await own(site, page, near, "You have a seat")


async def test_without_a_seat(site: Site, page: Page) -> None:
    """On the waiting list, not decided yet, given back, and watching later."""
    full = await planned(site, capacity=1)
    await signed_up(site, full, "Dr Bob Lang")
    carol = await signed_up(site, full, "Dr Carol King")
    await own(site, page, carol, "You are number 1 on the waiting list")
    by_hand = await planned(site, approval=Approval(ApprovalMode.HAND))
    await own(site, page, await signed_up(site, by_hand, "Dr Dora Ilic"), "is being checked")
    decisions = site.services.registrations.decisions
    free = await planned(site)
    gone = await signed_up(site, free, "Dr Eva Roth")
    await decisions.cancel(free, gone.id)
    await own(site, page, gone, "You have given your seat back")
    later = await signed_up(site, free, "Dr Finn Holm")
    await decisions.attend(free, later.id, Attend.ON_DEMAND)
    await own(site, page, later, "You watch on demand")


async def test_after(site: Site, page: Page) -> None:
    """Thanks with survey, material and certificate for who was there; a word for who was not."""
    webinar = await planned(site, **AFTER)
    ana = await signed_up(site, webinar, "Dr Ana Ruiz")
    bob = await signed_up(site, webinar, "Dr Bob Lang")
    await ended(site, ana, webinar=webinar)
    await own(site, page, ana, "How useful was it?")
    await own(site, page, bob, "Full text")


async def test_closed_doors(site: Site, page: Page) -> None:
    """A link that does not open, a code that is no certificate's, an opting out that is none."""
    await look(site, page, "/j/none.such", "This link is not complete")
    cancelled = await planned(site)
    ana = await signed_up(site, cancelled, "Dr Ana Ruiz")
    await site.services.webinars.cancel(site.org.id, cancelled.id)
    await own(site, page, ana, "This webinar was cancelled")
    await look(site, page, "/verify", "Code of the certificate")
    await look(site, page, "/verify/unknown", "certificate")
