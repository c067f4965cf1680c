"""Pictures of the room and the console with few and many faces, to be looked at by people:
``python -m tests.browser.stage_pictures FOLDER``.
"""

import asyncio
import sys
from pathlib import Path

from playwright.async_api import Locator, expect

from tests.browser.camera import Camera, take_all
from tests.browser.cast import Hcp, Rep, login_of, part
from tests.browser.crowd import Crowd
from tests.browser.running import Running

GUESTS = ("Dr Noor Haddad", "Prof Ida Lund", "Dr Paolo Conti", "Dr Grace Obi", "Dr Per Holm")
FACES = {1: 0, 2: 1, 4: 3, 6: 5}
"""Faces that the HCP sees, and how many of them are guests; the first is the rep's."""


def tile_of(page: Hcp, name: str) -> Locator:
    return page.page.locator(".tiles .tile", has_text=name)


async def talk(camera: Camera, server: Running) -> None:
    """One meeting that fills up."""
    demo = await server.demo()
    rep, hcp = Rep(await camera.page()), Hcp(await camera.page(camera.hcp))
    crowd = Crowd(await camera.page(), server, demo["meeting_id"])
    await crowd.invite(*GUESTS)
    await rep.sign_in(server.url, login_of(demo, "rep"))
    await rep.open_room(demo["host_url"])
    await hcp.open_link(demo["join_links"][0]["url"])
    await hcp.join("capture")
    await rep.let_in()
    await hcp.is_in("room")
    for _ in range(3):
        await rep.press("ArrowRight")
    for faces, guests in FACES.items():
        for guest in GUESTS[:guests]:
            if guest not in await names(hcp):
                assert await crowd.enter(guest) == ""
        await expect(hcp.page.locator(".tiles .tile")).to_have_count(faces)
        await hcp.page.wait_for_timeout(2_500)
        await picture(camera, hcp, rep, f"faces-{faces}")
    await crowd.speak(GUESTS[2])
    await expect(tile_of(hcp, GUESTS[2])).to_have_attribute("data-speaking", "true")
    await picture(camera, hcp, rep, "faces-6-speaks")
    await crowd.speak(GUESTS[2], False)
    person = rep.people.filter(has_text=GUESTS[1])
    await part(person, "menu-button").click()
    await part(person, "pin").click()
    await expect(part(tile_of(hcp, GUESTS[1]), "pinned")).to_be_visible()
    await picture(camera, hcp, rep, "faces-6-pinned")
    await rep.end()
    for page in (rep.page, hcp.page, crowd.page):
        await page.context.close()


async def names(hcp: Hcp) -> list[str]:
    return await hcp.page.locator(".tiles .tile [data-part=name]").all_text_contents()


async def picture(camera: Camera, hcp: Hcp, rep: Rep, name: str) -> None:
    await camera.take(hcp.page, f"room-{name}", whole=False)
    await camera.take(rep.page, f"console-{name}", whole=False)


if __name__ == "__main__":
    asyncio.run(take_all(Path(sys.argv[1]), talk))
