"""Pictures of webinars: planned, signed up for, and what they leave behind."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pypdfium2
from playwright.async_api import expect

from scheduling.certificates import codes
from tests.browser.camera import Camera
from tests.browser.cast import Rep, login_of
from tests.browser.running import Json, Running


async def webinar_pages(camera: Camera, server: Running, demo: Json) -> None:
    """Webinars as marketing sees them, and as those who sign up do."""
    urls = {each["what"]: each["url"] for each in demo["webinars"]}
    page = await camera.page()
    await Rep(page).sign_in(server.url, login_of(demo, "marketing"))
    await page.goto(urls["list"])
    await camera.take(page, "webinars")
    await page.locator("a.row-link", has_text="After discharge").click()
    await page.wait_for_url("**/webinars/*")
    webinar = page.url
    await camera.take(page, "webinar")
    for name, path in (("form", "edit"), ("people", "people"), ("crew", "crew")):
        await page.goto(f"{webinar}/{path}")
        if name == "form":
            await expect(page.locator("#preview-sheet iframe")).to_be_visible()
        await camera.take(page, f"webinar-{name}", whole=name != "form")
    await page.goto(urls["report"])
    await camera.take(page, "webinar-report")
    await page.context.close()
    page = await camera.page(camera.hcp)
    await page.goto(urls["page"])
    await camera.take(page, "webinar-public")
    await page.locator("form.card button").last.click()
    await camera.take(page, "webinar-public-refused")
    await page.goto(urls["attendee"])
    await camera.take(page, "webinar-registration")
    await page.context.close()


async def aftermath_pages(camera: Camera, server: Running, demo: Json) -> None:
    """What a webinar leaves: goodbye, certificate and its proof, mails that follow."""
    urls = {each["what"]: each["url"] for each in demo["webinars"]}
    page = await camera.page(camera.hcp)
    await page.goto(urls["goodbye"])
    await camera.take(page, "webinar-goodbye")
    async with page.expect_download() as download:
        await page.locator(".certificate button").click()
    with pdfium(await (await download.value).path()) as certificate:
        certificate[0].render(scale=2).to_pil().save(camera.folder / "certificate.png")
        text = certificate[0].get_textpage().get_text_bounded()
    await page.reload()
    await camera.take(page, "webinar-goodbye-certified")
    await page.goto(f"{server.url}/verify")
    await camera.take(page, "verify")
    await page.locator("[name=code]").fill(code_in(text))
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/verify/*")
    await camera.take(page, "verify-valid")
    await page.goto(f"{server.url}/verify/unknown")
    await camera.take(page, "verify-unknown")
    await page.context.close()
    page = await camera.page()
    await Rep(page).sign_in(server.url, login_of(demo, "marketing"))
    follow_ups = urls["report"].removesuffix("/report") + "/follow-ups"
    await page.goto(follow_ups)
    await camera.take(page, "follow-ups")
    await page.goto(f"{follow_ups}/new")
    await camera.take(page, "follow-up-new")
    await page.locator("[name=subject-en]").fill("Thank you, {name}")
    await page.locator("[name=words-en]").fill("You saw “{title}” on {day}. Yours, {host}")
    await page.get_by_role("button", name="Save and see who gets it").click()
    await expect(page.locator("#meant")).to_be_visible()
    await camera.take(page, "follow-up")
    await page.context.close()


@contextmanager
def pdfium(path: Path) -> Iterator[pypdfium2.PdfDocument]:
    """The document, closed in the end: pdfium keeps the file open."""
    document = pypdfium2.PdfDocument(path)
    yield document
    document.close()


def code_in(text: str) -> str:
    """The code that a certificate's paper bears."""
    return next(
        codes.shown(code) for word in text.replace("/", " ").split() if (code := codes.read(word))
    )
