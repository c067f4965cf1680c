"""Print the demo deck: ``deck.html`` becomes ``deck.pdf``. For developers, after changing the deck.

Needs Chromium and Playwright, as the browser tests do. Chromium writes no page labels; they are
appended here, so that the builds of a slide are recognised in the PDF as those of LaTeX beamer are.
"""

import asyncio
import re
from pathlib import Path

from playwright.async_api import async_playwright

FOLDER = Path(__file__).parent
CHROMIUM = "/usr/bin/chromium"


async def main() -> None:
    pages, printed = await print_deck()
    (FOLDER / "deck.pdf").write_bytes(with_labels(printed, pages))


async def print_deck() -> tuple[list[int], bytes]:
    """The slide number of every page, and the PDF."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--allow-file-access-from-files"]
        )
        page = await browser.new_page()
        await page.goto((FOLDER / "deck.html").as_uri())
        await page.wait_for_selector("body[data-ready]")
        slides = await page.eval_on_selector_all(
            "section", "pages => pages.map(page => Number(page.dataset.page.split('-')[0]) + 1)"
        )
        printed = await page.pdf(
            prefer_css_page_size=True, print_background=True, outline=True, tagged=True
        )
        await browser.close()
    return slides, printed


def with_labels(pdf: bytes, labels: list[int]) -> bytes:
    """The PDF with a label on each page, by an incremental update: a new catalog at its end."""
    root = int(_last(rb"/Root (\d+) 0 R", pdf))
    size = int(_last(rb"/Size (\d+)", pdf))
    start = int(_last(rb"startxref\s+(\d+)", pdf))
    catalog = _last(rb"\n%d 0 obj\n<<(.*?)>>\nendobj" % root, pdf)
    numbers = " ".join(f"{page} <</S /D /St {label}>>" for page, label in enumerate(labels))
    update = b"%d 0 obj\n<<%b\n/PageLabels <</Nums [%b]>>>>\nendobj\n"
    table = b"xref\n%d 1\n%010d 00000 n \ntrailer\n<</Size %d /Root %d 0 R /Prev %d>>\n"
    end = b"startxref\n%d\n%%%%EOF\n"
    head = pdf + b"\n"
    body = head + update % (root, catalog, numbers.encode())
    return body + table % (root, len(head), size, root, start) + end % len(body)


def _last(pattern: bytes, pdf: bytes) -> bytes:
    found = re.findall(pattern, pdf, re.DOTALL)
    return bytes(found[-1])


if __name__ == "__main__":
    asyncio.run(main())
