"""Decks in a real browser: from a file on the desk to an approved deck, by mouse and by keys."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from accounts import StaffRole
from decks.workflow import Validity
from server.wiring.doorkeeper import STAFF_COOKIE
from tests.browser.conftest import NewContext
from tests.decks.samples import Leaf, many_pages, pdf, picture
from tests.support import axe
from tests.support.site import Site, Visitor, running

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

DECK = [Leaf("Why now", label=1), Leaf("Curve", label=2), Leaf("Curve, all", label=2)]
PHONE = {"width": 390, "height": 2_000}
"""As narrow as a phone; tall, so that no field lies behind the bar at the bottom."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Somebody of staff at a browser."""

    page: Page
    url: str

    async def open(self, path: str) -> Page:
        await self.page.goto(self.url + path)
        return self.page


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with running(tmp_path / "data") as found:
        yield found


async def desk_of(site: Site, context: NewContext, who: Visitor, **options: object) -> Desk:
    """A browser that is signed in."""
    url = f"http://localhost:{site.client.server.port}"
    # Without motion, so that a dialog is looked at when it stands and not while it fades in.
    made = await context(reduced_motion="reduce", **options)
    secret = who.cookies[STAFF_COOKIE]
    # A Secure cookie can only be put in from an https address; localhost gets it without TLS too.
    at = url.replace("http:", "https:")
    await made.add_cookies([{"name": STAFF_COOKIE, "value": secret, "url": at, "secure": True}])
    return Desk(await made.new_page(), url)


@pytest.fixture
async def lena(site: Site, context: NewContext) -> Desk:
    """Lena of marketing, who uploads."""
    return await desk_of(site, context, await site.person(StaffRole.MARKETING, "Lena Vogt"))


async def test_from_file_to_approval(
    site: Site, context: NewContext, lena: Desk, tmp_path: Path
) -> None:
    """Lena uploads, writes a key message and submits; Ida approves; the shelf says so."""
    page = await lena.open("/decks/new")
    await page.set_input_files("#file", pdf(tmp_path / "cardio.pdf", DECK))
    await page.get_by_label("Title").fill("Cardio 2026")
    await page.get_by_role("button", name="Upload").click()
    await expect(page.get_by_role("heading", name="Cardio 2026")).to_be_visible()
    await expect(page.locator(".slide-card")).to_have_count(2)
    for cover in await page.locator(".slide-card img").all():
        assert await cover.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0

    await page.get_by_role("link", name="Why now").click()
    await page.get_by_label("Key message").fill("One in four comes back")
    await page.get_by_role("button", name="Save and next").click()
    await expect(page.get_by_text("Slide 2 of 2")).to_be_visible()
    await page.get_by_role("link", name="Cardio 2026").click()
    await expect(page.get_by_text("One in four comes back")).to_be_visible()
    await page.get_by_role("button", name="Submit for review").click()
    await expect(page.get_by_text("In review").first).to_be_visible()

    ida = await desk_of(site, context, await site.person(StaffRole.COMPLIANCE, "Ida Holm"))
    page = await ida.open("/decks?state=in_review")
    await page.get_by_role("link", name="Cardio 2026").click()
    await page.get_by_role("button", name="Approve").click()
    await page.get_by_role("dialog").get_by_role("button", name="Approve").click()
    await expect(page.get_by_text("It can be chosen for meetings now.")).to_be_visible()
    page = await lena.open("/decks?state=approved")
    await expect(page.locator(".deck-card")).to_have_count(1)


async def test_progress(lena: Desk, tmp_path: Path) -> None:
    """A long file shows how far it is, and leaving the page does not stop it."""
    page = await lena.open("/decks/new")
    await page.set_input_files("#file", many_pages(tmp_path / "long.pdf", 150))
    await page.get_by_role("button", name="Upload").click()
    await expect(page.get_by_text("You may leave this page")).to_be_visible()
    await expect(page.locator("#figures")).to_have_text(re.compile(r"^[1-9]\d? %$"))
    await page.get_by_role("link", name="Leave it to work").click()
    await page.get_by_role("link", name="long.pdf").click()
    await expect(page.get_by_text("Give them topics")).to_be_visible(timeout=60_000)
    await expect(page.locator(".slide-card")).to_have_count(150)


async def test_refused_file(lena: Desk, tmp_path: Path) -> None:
    """A file that is refused is explained where it was chosen, and another one can be."""
    wrong = tmp_path / "study.pdf"
    wrong.write_bytes(picture())
    page = await lena.open("/decks/new")
    await page.set_input_files("#file", wrong)
    await page.get_by_role("button", name="Upload").click()
    await expect(page.get_by_role("alert")).to_contain_text("is in truth a PNG picture")
    await page.set_input_files("#file", pdf(tmp_path / "right.pdf", DECK))
    await expect(page.get_by_role("alert")).to_be_hidden()
    await page.get_by_role("button", name="Upload").click()
    await expect(page.get_by_role("heading", name="right")).to_be_visible()


async def test_order_of_pictures_by_keys(lena: Desk, tmp_path: Path) -> None:
    """Pictures come in the order of their names, 2 before 10, and are moved by keys."""
    paths = [tmp_path / name for name in ("10.png", "2.png", "1.png")]
    for path, colour in zip(paths, ("red", "lime", "blue"), strict=True):
        path.write_bytes(picture(colour=colour))
    page = await lena.open("/decks/new")
    await page.set_input_files("#file", paths)
    names = page.locator("#picked b")
    await expect(names).to_have_text(["1.png", "2.png", "10.png"])
    await page.get_by_role("button", name="Move 10.png up").focus()
    await page.keyboard.press("Enter")
    await expect(names).to_have_text(["1.png", "10.png", "2.png"])
    await page.keyboard.press("Enter")  # the focus went with the picture
    await expect(names).to_have_text(["10.png", "1.png", "2.png"])
    await page.get_by_role("button", name="Take out 1.png").focus()
    await page.keyboard.press("Enter")
    await page.get_by_role("button", name="Upload").focus()
    await page.keyboard.press("Enter")
    await expect(page.locator(".slide-card")).to_have_count(2)
    first = page.locator(".slide-card img").first
    assert await first.evaluate(RED), "the first slide is the red 10.png"


RED = """async (image) => {
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 1;
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0, 1, 1);
  const [red, green, blue] = context.getImageData(0, 0, 1, 1).data;
  return red > 200 && green < 60 && blue < 60;
}"""


async def test_turning_by_keys(lena: Desk, tmp_path: Path) -> None:
    """Arrow keys turn slides; in a field they move the cursor."""
    page = await lena.open("/decks/new")
    await page.set_input_files("#file", pdf(tmp_path / "cardio.pdf", DECK))
    await page.get_by_role("button", name="Upload").click()
    await page.get_by_role("link", name="Why now").click()
    await expect(page.get_by_text("Slide 1 of 2")).to_be_visible()
    await page.wait_for_load_state()
    await page.keyboard.press("ArrowRight")
    await expect(page.get_by_text("Slide 2 of 2")).to_be_visible()
    await page.get_by_label("Title").focus()
    await page.keyboard.press("ArrowLeft")
    await expect(page.get_by_text("Slide 2 of 2")).to_be_visible()


async def pages_of(site: Site, who: Visitor, folder: Path) -> list[str]:
    """Addresses of every deck page, with a draft of long words and an approved deck."""
    assert who.staff
    org, me, decks = site.org.id, who.staff.id, site.services.decks
    long = [Leaf("Donaudampfschifffahrtsgesellschaft " * 3, label=1), Leaf("B", label=1)]
    draft = await decks.import_files(org, me, [pdf(folder / "a.pdf", long)], title="Draft")
    shown = await decks.import_files(org, me, [pdf(folder / "b.pdf", DECK)], title="Shown")
    failed = await decks.import_files(org, me, [many_pages(folder / "c.pdf", 501)])
    assert shown.version is not None
    await decks.review.submit(org, shown.version)
    now = site.services.clock()
    await decks.review.approve(org, shown.version, me, Validity(now, now + 86_400_000), "DE")
    return [
        *("/decks", "/decks?q=nothing", "/decks/new", f"/decks/new?deck={draft.deck}"),
        *(f"/decks/{draft.deck}", f"/decks/{draft.deck}/slides/1"),
        *(f"/decks/{shown.deck}", f"/decks/{shown.deck}/slides/2", f"/decks/jobs/{failed.id}"),
    ]


@pytest.mark.parametrize("colours", ["light", "dark"])
async def test_pages_for_everybody(
    site: Site, context: NewContext, tmp_path: Path, colours: str
) -> None:
    """axe finds nothing on any deck page, and no page is wider than a phone."""
    ada = await site.person(StaffRole.ADMIN, "Ada Admin")
    desk = await desk_of(site, context, ada, color_scheme=colours, viewport=PHONE)
    for path in await pages_of(site, ada, tmp_path):
        page = await desk.open(path)
        await axe.check(page)
        wide = await page.evaluate("document.documentElement.scrollWidth")
        assert wide <= PHONE["width"], f"{path} is {wide} wide"


async def test_dialogs_for_everybody(site: Site, context: NewContext, tmp_path: Path) -> None:
    """The forms of approval, return and withdrawal are readable and labelled."""
    ada = await site.person(StaffRole.ADMIN, "Ada Admin")
    assert ada.staff
    org, me, decks = site.org.id, ada.staff.id, site.services.decks
    job = await decks.import_files(org, me, [pdf(tmp_path / "b.pdf", DECK)], title="Shown")
    assert job.version is not None
    await decks.review.submit(org, job.version)
    desk = await desk_of(site, context, ada)
    page = await desk.open(f"/decks/{job.deck}")
    for button in ("Rename", "Return", "Approve"):
        await page.get_by_role("button", name=button, exact=True).click()
        await axe.check(page, within="dialog[open]")
        await page.keyboard.press("Escape")
    now = site.services.clock()
    await decks.review.approve(org, job.version, me, Validity(now, now + 86_400_000))
    page = await desk.open(f"/decks/{job.deck}")
    await page.get_by_role("button", name="Withdraw").click()
    await axe.check(page, within="dialog[open]")
    await page.get_by_label("Why?").fill("New safety data")
    await page.get_by_role("dialog").get_by_role("button", name="Withdraw").click()
    await expect(page.get_by_text("New safety data")).to_be_visible()
