"""Pictures of every page in two sizes: ``python -m tests.browser.screenshots [FOLDER]``.

They are made to be looked at by people.  A server with the demo data runs for the time of it.
"""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

from playwright.async_api import expect

from tests.browser.camera import Camera, take_all
from tests.browser.cast import Hcp, Rep, login_of, part
from tests.browser.running import ROOT, Json, Running
from tests.browser.test_media import DEVICES
from tests.browser.webinar_pictures import aftermath_pages, webinar_pages

FOLDER = ROOT / "docs" / "screenshots"

STAFF_PAGES = {
    "today": "/",
    "meetings": "/meetings",
    "meeting-new": "/meetings/new",
    "hcps": "/hcps",
    "hcp-new": "/hcps/new",
    "hcp-import": "/hcps/import",
    "decks": "/decks",
}
ADMIN_PAGES = {
    "admin-people": "/admin/people",
    "admin-mail": "/admin/mail",
    "admin-health": "/admin/health",
    "admin-audit": "/admin/audit",
    "deck-new": "/decks/new",
}


async def staff_pages(camera: Camera, server: Running, demo: Json) -> None:
    """What staff see without a meeting going on."""
    page = await camera.page()
    await page.goto(f"{server.url}/login")
    await camera.take(page, "login")
    await Rep(page).sign_in(server.url, login_of(demo, "rep"))
    own = {"meeting": f"/meetings/{demo['meeting_id']}", "deck": f"/decks/{demo['deck_ids'][0]}"}
    for name, path in (STAFF_PAGES | own).items():
        await page.goto(f"{server.url}{path}")
        await camera.take(page, name)
    await page.goto(f"{server.url}/hcps")
    await page.locator("main a[href^='/hcps/']:not([href$=new]):not([href$=import])").first.click()
    await camera.take(page, "hcp")
    await page.context.close()
    page = await camera.page()
    await Rep(page).sign_in(server.url, login_of(demo, "admin"))
    for name, path in ADMIN_PAGES.items():
        await page.goto(f"{server.url}{path}")
        await camera.take(page, name)
    await page.context.close()


async def meeting_pages(camera: Camera, server: Running, demo: Json) -> None:
    """A talk from the link to the report, both sides in this size."""
    rep, hcp = Rep(await camera.page()), Hcp(await camera.page(camera.hcp))
    await rep.sign_in(server.url, login_of(demo, "rep"))
    await rep.open_room(demo["host_url"])
    await camera.take(rep.page, "console-empty", whole=False)
    await hcp.open_link(demo["join_links"][0]["url"])
    await hcp.page.wait_for_timeout(2_500)
    await camera.take(hcp.page, "landing")
    await hcp.join("capture", "attention")
    await hcp.is_in("lobby")
    await camera.take(hcp.page, "waiting", whole=False)
    await camera.take(rep.page, "console-lobby", whole=False)
    await rep.let_in()
    await hcp.is_in("room")
    await camera.take(hcp.page, "room-empty", whole=False)
    for _ in range(4):
        await rep.press("ArrowRight")
        await rep.page.wait_for_timeout(2_200)
    await hcp.say("Good morning! I see your slides well.")
    await hcp.ask("Is there data for patients over 75?")
    await rep.press("3")
    await camera.take(hcp.page, "room-talk", whole=False)
    await hcp.page.keyboard.press("Escape")
    await part(hcp.page, "hand").click()
    await hcp.page.wait_for_timeout(1_500)
    await camera.take(hcp.page, "room", whole=False)
    await expect(part(rep.people, "bars")).to_be_visible()
    await expect(rep.page.locator(".toast")).to_have_count(0)
    await camera.take(rep.page, "console", whole=False)
    await rep.press("?")
    await camera.take(rep.page, "console-keys", whole=False)
    await rep.press("Escape")
    await rep.end()
    await hcp.is_in("goodbye")
    await camera.take(hcp.page, "goodbye", whole=False)
    await rep.page.wait_for_url("**/report", wait_until="commit")
    await camera.take(rep.page, "report")
    await rep.page.goto(demo["meeting_url"])
    await camera.take(rep.page, "meeting-after")
    await hcp.page.goto(f"{server.url}/room/{demo['meeting_id']}/receipt")
    await camera.take(hcp.page, "receipt")
    await rep.page.context.close()
    await hcp.page.context.close()


async def media_pages(camera: Camera, server: Running, demo: Json) -> None:
    """A shared screen, a microphone that is pulled out, a browser that wants a tap."""
    rep, hcp = Rep(await camera.page()), Hcp(await camera.page(camera.hcp))
    for person in (rep, hcp):
        await person.page.add_init_script(DEVICES)
    await rep.sign_in(server.url, login_of(demo, "rep"))
    await rep.open_room(demo["host_url"])
    await hcp.open_link(demo["join_links"][0]["url"])
    await hcp.join("capture")
    await rep.let_in()
    await hcp.is_in("room")
    await rep.press("ArrowRight")
    await hcp.shows(0)
    await rep.press("s")
    await expect(part(hcp.page, "screen-video")).to_be_visible()
    await rep.page.wait_for_timeout(4_000)
    await camera.take(rep.page, "console-sharing", whole=False)
    await camera.take(hcp.page, "room-screen", whole=False)
    await rep.press("s")
    for person in (rep, hcp):
        await person.page.evaluate("testPull('audio')")
    await expect(part(hcp.page, "device")).to_be_visible()
    await expect(part(hcp.page, "message")).to_be_hidden()
    await camera.take(rep.page, "console-microphone-gone", whole=False)
    await camera.take(hcp.page, "room-microphone-gone", whole=False)
    await part(hcp.page, "more").click()
    await part(hcp.page, "open-devices").click()
    await camera.take(hcp.page, "room-devices", whole=False)
    await hcp.page.context.clear_permissions()
    tapping = Hcp(await hcp.page.context.new_page())
    await tapping.page.goto(hcp.page.url)
    await tapping.page.wait_for_timeout(4_000)
    await camera.take(tapping.page, "room-tap", whole=False)
    await rep.end()
    await rep.page.wait_for_url("**/report", wait_until="commit")
    await rep.page.context.close()
    await hcp.page.context.close()


PARTS: tuple[Callable[[Camera, Running, Json], Awaitable[None]], ...] = (
    staff_pages,
    meeting_pages,
    webinar_pages,
    aftermath_pages,
    media_pages,
)


async def everything(camera: Camera, server: Running) -> None:
    """All parts; a meeting that has ended is replaced by the next ``demo``."""
    for take in PARTS:
        await take(camera, server, await server.demo())


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    asyncio.run(take_all(folder, everything))
