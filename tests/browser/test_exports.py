"""A webinar's report taken home as files, with mouse and keyboard."""

import io
from pathlib import Path

import openpyxl
import pypdfium2
import pytest
from playwright.async_api import Locator, Page

from tests.browser.conftest import NewContext
from tests.browser.test_certificate import home_of, signed_in
from tests.server.ended_webinar import hold
from tests.support import axe
from tests.support.site import running

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


async def taken(page: Page, link: Locator) -> tuple[str, bytes]:
    """The file that a link gives: its name and what is in it."""
    async with page.expect_download() as download:
        await link.press("Enter")
    file = await download.value
    return file.suggested_filename, (await file.path()).read_bytes()


async def test_files(tmp_path: Path, context: NewContext) -> None:
    """Mara takes the PDF, the workbook and a table; on a phone everything is in reach."""
    async with running(tmp_path / "data") as site:
        over = await hold(site)
        page = await signed_in(over, await context(accept_downloads=True))
        await page.goto(f"{home_of(over)}{over.path}/report")
        assert await axe.violations(page) == []
        name, content = await taken(page, page.get_by_role("link", name="PDF", exact=True))
        assert name.endswith(".pdf")
        document = pypdfium2.PdfDocument(content)
        text = document[0].get_textpage().get_text_bounded()
        document.close()
        assert "Tolerability in the long run" in text
        name, content = await taken(page, page.get_by_role("link", name="Excel"))
        book = openpyxl.load_workbook(io.BytesIO(content))
        assert name.endswith(".xlsx") and "attendance" in book.sheetnames
        await page.locator("summary").filter(has_text="CSV").press("Enter")
        assert await axe.violations(page) == []
        name, content = await taken(page, page.get_by_role("link", name="Attendance"))
        assert name.endswith("-attendance.csv") and "Dr Bob Müller" in content.decode()

        await page.set_viewport_size({"width": 390, "height": 844})
        box = await page.get_by_role("link", name="Attendance").bounding_box()
        assert box is not None and box["x"] >= 0 and box["x"] + box["width"] <= 390
        wide: int = await page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 390
