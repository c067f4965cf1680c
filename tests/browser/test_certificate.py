"""A certificate in the browser: downloaded behind the personal link, verified, revoked."""

from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from PIL import Image
from playwright.async_api import BrowserContext, Page, expect

from scheduling.certificates import codes
from tests.browser.conftest import NewContext
from tests.server.ended_webinar import Over, hold
from tests.support import axe
from tests.support.site import PASSWORD, running

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


def home_of(over: Over) -> str:
    return str(over.site.client.make_url("/")).rstrip("/")


async def signed_in(over: Over, context: BrowserContext) -> Page:
    """A page of Mara's."""
    assert over.mara.staff is not None
    page = await context.new_page()
    await page.goto(f"{home_of(over)}/login")
    await page.locator("[name=email]").fill(over.mara.staff.email)
    await page.locator("[name=password]").fill(PASSWORD)
    await page.locator("[name=password]").press("Enter")
    await page.wait_for_url(f"{home_of(over)}/")
    return page


async def verifies(anybody: Page, home: str, code: str) -> None:
    """Anybody types the code and reads that it is valid, and whose it is."""
    await anybody.goto(f"{home}/verify")
    assert await axe.violations(anybody) == []
    await anybody.get_by_label("Code of the certificate").fill(code.lower())
    await anybody.get_by_role("button", name="Verify").click()
    await expect(anybody.get_by_role("heading", level=1)).to_have_text("This certificate is valid")
    await expect(anybody.get_by_text("Dr Bob Müller")).to_be_visible()
    assert await axe.violations(anybody) == []


async def test_story(tmp_path: Path, context: NewContext) -> None:
    """Bob downloads it, anybody verifies it, Mara revokes it, and the page says so."""
    async with running(tmp_path / "data") as site:
        over = await hold(site)
        bob = await (await context(accept_downloads=True)).new_page()
        await bob.goto(home_of(over) + await over.link_of(over.bob))
        assert await axe.violations(bob) == []
        async with bob.expect_download() as download:
            await bob.get_by_role("button", name="Bescheinigung herunterladen").click()
        file = await (await download.value).path()
        document = pypdfium2.PdfDocument(file.read_bytes())
        text = document[0].get_textpage().get_text_bounded()
        document.close()
        assert "Dr Bob Müller" in text
        made = await site.services.certifying.certificates.latest(
            site.org.id, over.webinar.id, [over.bob.id]
        )
        code = codes.shown(made[over.bob.id].code)
        assert code in text
        await bob.reload()
        assert await axe.violations(bob) == []
        seen = await bob.locator(".certificate-square svg").screenshot()
        (scanned,) = zxingcpp.read_barcodes(Image.open(BytesIO(seen)))
        assert scanned.text == f"{site.services.settings.base_url}/verify/{code}"

        anybody = await (await context()).new_page()
        await verifies(anybody, home_of(over), code)
        mara = await signed_in(over, await context())
        await mara.goto(f"{home_of(over)}{over.path}/people")
        assert await axe.violations(mara) == []
        await mara.get_by_role("button", name="Revoke the certificate of Dr Bob Müller").click()
        dialog = mara.get_by_role("dialog")
        await dialog.get_by_label("Reason").fill("The name was wrong")
        await dialog.get_by_role("button", name="Revoke", exact=True).click()
        await expect(mara.get_by_text("The name was wrong")).to_be_visible()

        await anybody.reload()
        await expect(anybody.get_by_role("heading", level=1)).to_have_text(
            "This certificate was revoked"
        )
        await expect(anybody.get_by_text("The name was wrong")).to_be_visible()
        assert await axe.violations(anybody) == []
