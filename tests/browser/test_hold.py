"""Breaks and ends of a webinar: the organiser's picture and music, the host's clock, the end."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.async_api import Page, Response, expect

from decks.album import LARGE
from scheduling.webinars import Hold, WebinarPlan
from server import commands
from server.settings import read_settings
from tests.browser.cast import Hcp, Rep, login_of, part, prepare
from tests.browser.conftest import Launch, NewContext
from tests.browser.running import Running
from tests.browser.test_media import PLAYS
from tests.browser.test_webinar import invite
from tests.browser.test_webinar_planning import Desk, desk
from tests.decks.test_album import photo
from tests.support import axe
from tests.support.browser import Browser as Client
from tests.support.sounds import tone

__all__ = ["desk"]

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

KEEP_SOUNDS = """
(() => {
  const Real = window.Audio;
  window.testSounds = [];
  window.Audio = class extends Real {
    constructor(...given) { super(...given); window.testSounds.push(this); }
  };
})();
"""
PLAYING = "window.testSounds.filter((each) => !each.paused && each.currentTime > 0.3).length"
"""How many pieces of music are being heard."""
LOADED = "(image) => image.complete && image.naturalWidth"


async def choose(server: Running, leads: str, begins: bool) -> None:
    """Give the webinar of that token a picture and a piece of music."""
    settings = read_settings(server.environment, data=server.data)
    async with commands.parts_of(settings) as parts:
        known = parts.tokens.read(leads)
        picture = await parts.album.add(known.org, "b.png", photo("PNG", (1280, 720)), LARGE)
        music = await parts.music.add(known.org, "w.ogg", tone(30))
        found = await parts.webinars.get(known.org, known.meeting)
        plan = replace(found.plan, hold=Hold(picture, "We are back soon", music, begins))
        await parts.webinars.change(known.org, known.meeting, plan)


async def until(page: Page, expression: str) -> None:
    """Wait until something is true in the page, whose policy lets it evaluate no text itself."""
    async with asyncio.timeout(20):
        while not await page.evaluate(expression):
            await asyncio.sleep(0.1)


async def at_the_door(page: Page, link: str) -> Hcp:
    """Ana waits; what plays in her page is kept hold of."""
    ana = Hcp(page)
    await page.add_init_script(KEEP_SOUNDS)
    await page.goto(link)
    await page.get_by_role("button", name="Join", exact=True).click()
    await ana.is_in("lobby")
    return ana


async def test_what_one_has_while_one_waits(
    server: Running, context: NewContext, launch: Launch
) -> None:
    """Picture and music at the door and in breaks; what is switched off stays off."""
    leads, link, _ = await invite(server.data, server.environment)
    await choose(server, leads, begins=True)
    browser = await launch("--autoplay-policy=no-user-gesture-required")
    page = await (await context(browser)).new_page()
    ana = await at_the_door(page, link)
    picture = page.locator(".calm-hold")
    await expect(picture).to_be_visible()
    assert await picture.evaluate(LOADED) == 1280
    door, music = part(page, "music-door"), part(page, "music-pause")
    await expect(door).to_have_attribute("aria-pressed", "true")
    await until(page, f"{PLAYING} === 1")
    assert await axe.violations(page) == []
    await door.click()
    await expect(door).to_have_attribute("aria-pressed", "false")
    async with Client(server.url, leads) as host:
        await host.join()
        await host.send("go_live")
        await ana.is_in("room")
        await host.send("pause", paused=True, minutes=5)
        await expect(part(page, "pause-text")).to_contain_text("Back at")
        await expect(part(page, "pause-clock")).to_contain_text(":")
        await expect(page.get_by_role("img", name="We are back soon")).to_be_visible()
        await expect(music).to_have_attribute("aria-pressed", "false")
        await page.reload()
        await expect(music).to_be_visible()
        await expect(music).to_have_attribute("aria-pressed", "false")
        assert await page.evaluate("window.testSounds.length") == 0
        assert await axe.violations(page) == []

        await music.click()
        await until(page, f"{PLAYING} === 1")
        await host.send("pause", paused=False)
        await expect(part(page, "pause")).to_be_hidden()
        assert await page.evaluate("window.testSounds.every((each) => each.paused)")
        await host.send("pause", paused=True)
        await until(page, f"{PLAYING} === 1")
        await expect(part(page, "pause-clock")).to_be_hidden()


async def test_a_browser_that_wants_a_press(server: Running, context: NewContext) -> None:
    """Nothing plays by itself where the browser does not let it; the button does what it says."""
    leads, link, _ = await invite(server.data, server.environment)
    await choose(server, leads, begins=True)
    ana = await at_the_door(await (await context()).new_page(), link)
    await ana.page.context.clear_permissions()
    # A new page, which nobody has touched; looking into it would be a touch.
    page = await ana.page.context.new_page()
    await page.add_init_script(KEEP_SOUNDS)
    await page.add_init_script(PLAYS)
    async with page.expect_console_message(lambda said: said.text == "test: not allowed"):
        await page.goto(ana.page.url)
    door = part(page, "music-door")
    await expect(door).to_have_attribute("aria-pressed", "false")
    await door.click()
    await expect(door).to_have_attribute("aria-pressed", "true")
    await until(page, f"{PLAYING} === 1")


async def meeting_of(server: Running, token: str) -> str:
    settings = read_settings(server.environment, data=server.data)
    async with commands.parts_of(settings) as parts:
        return str(parts.tokens.read(token).meeting)


async def test_the_host_and_the_clock(server: Running, context: NewContext) -> None:
    """A break that ends by itself if she wants; at the end nobody's console has an error."""
    demo = await server.demo()
    leads, link, other = await invite(server.data, server.environment)
    refused: list[str] = []
    desk = Rep(await prepare(await (await context()).new_page()))
    ana = Hcp(await prepare(await (await context()).new_page()))
    page = desk.page
    for each in (page, ana.page):
        each.on("response", lambda answer: note(answer, refused))
    await desk.sign_in(server.url, login_of(demo, "rep"))
    await desk.open_room(f"{server.url}/meetings/{await meeting_of(server, leads)}/room")
    async with Client(server.url, other) as bob:
        await bob.join()
        await part(page.locator("#show"), "go-now").click()
        await bob.until_state("present")
        await expect(desk.people).to_have_count(1)
        face = desk.people.locator(".console-face")
        assert await face.evaluate("(element) => element.offsetWidth") < 100

        await page.select_option("#pause-minutes", "5")
        pause = page.locator("#pause")
        await part(pause, "ends").check()
        await part(pause, "hold").click()
        await bob.until(lambda b: b.room.pause is not None and b.room.pause.ends)
        await expect(part(pause, "standing")).to_contain_text("on air by itself")
        assert await axe.violations(page, within="#show") == []
        assert bob.room.pause is not None
        until = bob.room.pause.until
        await part(pause, "ends").uncheck()
        await bob.until(lambda b: b.room.pause is not None and not b.room.pause.ends)
        assert bob.room.pause.until == until
        await part(pause, "more").click()
        await bob.until(lambda b: b.room.pause is not None and b.room.pause.until != until)
        await part(pause, "resume").click()
        await bob.until(lambda b: b.room.pause is None)

        await ana.page.goto(link)
        await ana.page.get_by_role("button", name="Join", exact=True).click()
        await ana.is_in("room")
        await ana.sees_and_hears()
        await part(page, "end").click()
        await page.locator("#end-dialog").get_by_role("button", name="End the").click()
        await ana.page.wait_for_url("**/goodbye?lang=*&over=1")
        await expect(page.locator("#over")).to_be_visible()
    assert refused == []


def note(answer: Response, refused: list[str]) -> None:
    if answer.status >= 400:
        refused.append(f"{answer.status} {answer.request.method} {answer.url}")


async def test_chosen_in_the_editor(desk: Desk, context: NewContext, tmp_path: Path) -> None:
    """Picture and music are seen and heard in the editor before anything is saved."""
    page = await (await context()).new_page()
    await desk.sign_in(page)
    await page.goto(f"{desk.url}/webinars/{desk.webinar.id}/edit")
    (tmp_path / "b.png").write_bytes(photo("PNG", (1280, 720)))
    (tmp_path / "w.ogg").write_bytes(tone(6))
    hold, music = page.locator("[data-upload=hold]"), page.locator("[data-upload=sound]")
    await music.locator("input[type=file]").set_input_files(tmp_path / "b.png")
    await expect(page.locator("#toasts")).to_contain_text("is no music")
    await hold.locator("input[type=file]").set_input_files(tmp_path / "b.png")
    await expect(hold.locator("img")).to_have_count(1)
    await music.locator("input[type=file]").set_input_files(tmp_path / "w.ogg")
    sound = music.locator("audio")
    await expect(sound).to_have_count(1)
    await sound.evaluate("(each) => each.play()")
    await until(page, "document.querySelector('.sound audio').currentTime > 0.3")
    assert 5.9 < await sound.evaluate("(each) => each.duration") < 6.3
    await page.fill("#hold_alt", "We are back soon")
    assert await axe.violations(page) == []
    plan = await saved(desk, page)
    assert (len(plan.hold.picture), len(plan.hold.music)) == (64, 64)
    await page.goto(f"{desk.url}/webinars/{desk.webinar.id}/edit")
    await music.get_by_role("button", name="Take away").click()
    assert (await saved(desk, page)).hold.music == ""


async def test_chosen_without_scripts(desk: Desk, context: NewContext, tmp_path: Path) -> None:
    """The form alone takes the files along, shows what is there, and takes it away."""
    page = await (await context(java_script_enabled=False)).new_page()
    await desk.sign_in(page)
    edit = f"{desk.url}/webinars/{desk.webinar.id}/edit"
    (tmp_path / "b.png").write_bytes(photo("PNG", (1280, 720)))
    (tmp_path / "w.txt").write_bytes(b"la la la la la")
    await page.goto(edit)
    await page.get_by_label("Logo (optional)").set_input_files(tmp_path / "b.png")
    await page.get_by_label("Music (optional)").set_input_files(tmp_path / "w.txt")
    await page.click("#save")
    await expect(page.locator("#music-error")).to_contain_text("is no music")
    await expect(page.get_by_alt_text("Logo as it is now")).to_be_visible()
    plan = await saved(desk, page)
    assert len(plan.branding.logo) == 64
    await page.goto(edit)
    await page.get_by_label("Take it away").check()
    assert (await saved(desk, page)).branding.logo == ""


async def saved(desk: Desk, page: Page) -> WebinarPlan:
    """Press Save; the plan as it is then."""
    await page.click("#save")
    await page.wait_for_url(f"**/webinars/{desk.webinar.id}")
    return (await desk.site.services.webinars.get(desk.site.org.id, desk.webinar.id)).plan
