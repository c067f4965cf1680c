"""The console: the lobby, the people, the keys, and what is said when something is missing."""

import re
from typing import NamedTuple

import pytest
from playwright.async_api import expect

from tests.browser.cast import Hcp, Rep, login_of, part, prepare
from tests.browser.conftest import NewContext
from tests.browser.running import Json, Running

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


POST = """
async ([path, values]) => {
  const body = new URLSearchParams(values);
  return (await fetch(path, {method: "POST", body})).status;
}
"""
"""Sends a form as a page of ours does; the status of the page that it leads to."""


class Stage(NamedTuple):
    """A rep in the console, an HCP in front of the door."""

    rep: Rep
    hcp: Hcp
    demo: Json


@pytest.fixture
async def door(server: Running, context: NewContext) -> Stage:
    """The HCP knocks."""
    demo = await server.demo()
    rep = Rep(await prepare(await (await context()).new_page()))
    hcp = Hcp(await prepare(await (await context()).new_page()))
    await rep.sign_in(server.url, login_of(demo, "rep"))
    await rep.open_room(demo["host_url"])
    await hcp.open_link(demo["join_links"][0]["url"])
    await hcp.join("capture")
    await hcp.is_in("lobby")
    await expect(rep.knocks).to_have_count(1)
    return Stage(rep, hcp, demo)


@pytest.fixture
async def talk(door: Stage) -> Stage:
    """The HCP is in the room."""
    await door.rep.let_in()
    await door.hcp.is_in("room")
    return door


async def test_admit_by_key(door: Stage) -> None:
    """A lets in whoever waits."""
    await door.rep.press("a")
    await door.hcp.is_in("room")
    await expect(door.rep.people).to_have_count(1)


async def test_refuse_with_a_reason(door: Stage) -> None:
    """The HCP reads why she is not let in."""
    await part(door.rep.knocks, "refuse").click()
    await door.rep.page.fill("#refuse-reason", "This talk is about another product.")
    await door.rep.page.locator("#refuse-dialog button.danger").click()
    await door.hcp.is_in("refused")
    await expect(door.hcp.page.locator("main")).to_contain_text(
        "This talk is about another product."
    )
    await expect(door.rep.knocks).to_have_count(0)


async def test_how_well_somebody_is_connected(talk: Stage) -> None:
    """Bars of the server's own measure, with its figures for who points at them."""
    bars = part(talk.rep.people, "bars")
    await expect(bars).to_have_attribute("title", re.compile(r"kbit/s"), timeout=20_000)
    await expect(bars).to_have_attribute("data-quality", re.compile("[1-4]"))


async def test_hold_and_bring_back(talk: Stage) -> None:
    """On hold the HCP sees no slide; brought back she sees the present one."""
    rep, hcp, _ = talk
    await rep.press("ArrowRight")
    await hcp.shows(0)
    await part(rep.people, "menu-button").click()
    await part(rep.people, "hold").click()
    await hcp.is_in("held")
    await expect(part(rep.people, "sees")).to_contain_text("On hold")
    await part(rep.people, "menu-button").click()
    await part(rep.people, "hold").click()
    await hcp.is_in("room")
    await hcp.shows(0)


async def test_mute(talk: Stage) -> None:
    """A muted HCP is heard no more, and the rep sees it."""
    rep, hcp, _ = talk
    await rep.sees_and_hears()
    await part(rep.people, "menu-button").click()
    await part(rep.people, "mute").click()
    await expect(part(rep.people, "silent")).to_be_visible()
    await expect(part(hcp.page, "mic")).to_have_attribute("aria-pressed", "false")


async def test_remove_and_keep_out(talk: Stage) -> None:
    """Who was removed for good does not come back by the link."""
    rep, hcp, demo = talk
    await part(rep.people, "menu-button").click()
    await part(rep.people, "remove").click()
    await part(rep.page.locator("#remove-dialog"), "ban").check()
    await rep.page.locator("#remove-dialog button.danger").click()
    await hcp.is_in("removed")
    await expect(rep.people).to_have_count(0)
    await hcp.page.goto(demo["join_links"][0]["url"])
    await expect(part(hcp.page, "join")).to_have_count(0)


async def test_lock(door: Stage) -> None:
    """While the room is locked nobody new knocks."""
    rep, hcp, _ = door
    await part(rep.knocks, "refuse").click()
    await rep.page.fill("#refuse-reason", "One moment, please.")
    await rep.page.locator("#refuse-dialog button.danger").click()
    await rep.press("l")
    await expect(part(rep.page, "lock")).to_have_attribute("aria-pressed", "true")
    await hcp.page.reload()
    await hcp.page.wait_for_timeout(1_500)
    await expect(rep.knocks).to_have_count(0)
    assert await hcp.view.get_attribute("data-view") != "room"


async def test_slides_by_key(talk: Stage) -> None:
    """Home, End, forward and back go where they say, quick presses add up."""
    rep, hcp, _ = talk
    slides = await rep.page.locator("#rail [data-part=show]").count()
    await rep.press("End")
    await hcp.shows(slides - 1)
    await rep.press("Home")
    await hcp.shows(0)
    await rep.press("n")
    await rep.press("n")
    await hcp.shows(2)
    await rep.press("ArrowLeft")
    await expect(hcp.stage).to_have_attribute("data-slide", "1")


async def test_keys_do_nothing_while_typing(talk: Stage) -> None:
    """A letter in the chat is a letter."""
    rep, hcp, _ = talk
    await rep.press("ArrowRight")
    await hcp.shows(0)
    await rep.press("c")
    await rep.page.keyboard.type("a lemon 1 ")
    await rep.page.keyboard.press("ArrowRight")
    await expect(part(rep.page, "chat-text")).to_have_value("a lemon 1 ")
    await hcp.shows(0)
    await rep.page.keyboard.press("Enter")
    await expect(part(rep.page, "messages")).to_contain_text("a lemon 1")
    await expect(part(rep.page, "lock")).to_have_attribute("aria-pressed", "false")


async def test_answer_in_writing(talk: Stage) -> None:
    """A written answer stands under the question, on both sides."""
    rep, hcp, _ = talk
    await hcp.ask("How long does it last?")
    await rep.press("q")
    asked = part(rep.page, "asked").locator("li")
    await part(asked, "write").click()
    await part(asked, "answer-text").fill("Twenty-four hours.")
    await asked.locator("form button").click()
    await expect(part(asked, "outcome")).to_have_text("Answered: Twenty-four hours.")
    await expect(hcp.page.locator("#questions")).to_contain_text("Twenty-four hours.")


async def test_withdrawn_while_it_is_shown(
    talk: Stage, server: Running, context: NewContext
) -> None:
    """After compliance withdrew the deck no further slide goes out, and the rep reads why."""
    rep, hcp, demo = talk
    await rep.press("ArrowRight")
    await hcp.shows(0)
    officer = await (await context()).new_page()
    await Rep(officer).sign_in(server.url, login_of(demo, "compliance"))
    path = f"/decks/{demo['deck_ids'][0]}/versions/{demo['version_ids'][0]}/withdraw"
    status = await officer.evaluate(POST, [path, {"reason": "A wrong figure on slide 2"}])
    assert status == 200
    await rep.press("ArrowRight")
    await expect(rep.page.locator("#toasts")).to_contain_text("withdrawn")
    await hcp.page.wait_for_timeout(500)
    await hcp.shows(0)


async def test_without_camera_and_microphone(server: Running, context: NewContext) -> None:
    """Who has no devices can still hold the meeting, and reads what to do."""
    demo = await server.demo()
    rep = Rep(await prepare(await (await context(permissions=[])).new_page()))
    await rep.sign_in(server.url, login_of(demo, "rep"))
    await rep.open_room(demo["host_url"])
    await expect(part(rep.page.locator("#own"), "microphone")).to_have_attribute(
        "aria-pressed", "false"
    )
    await expect(rep.page.locator("#toasts")).to_contain_text("camera")
    await rep.press("ArrowRight")
    await rep.shows(0)


async def test_on_a_phone(server: Running, context: NewContext) -> None:
    """At 390 pixels slides, people and the end are there, and nothing is wider than the window."""
    demo = await server.demo()
    phone = await context(viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True)
    rep = Rep(await prepare(await phone.new_page()))
    await rep.sign_in(server.url, login_of(demo, "rep"))
    await rep.open_room(demo["host_url"])
    await part(rep.page.locator("#stage"), "start").tap()
    await rep.shows(0)
    await part(rep.page.locator("#stage"), "next").tap()
    await expect(rep.page.locator("#people")).to_be_visible()
    assert await rep.page.evaluate("document.documentElement.scrollWidth") <= 390
    await part(rep.page.locator("#bar"), "end").tap()
    await expect(rep.page.locator("#end-dialog")).to_be_visible()


async def test_somebody_elses_room(server: Running, context: NewContext) -> None:
    """A colleague's account does not open this room."""
    demo = await server.demo()
    page = await (await context()).new_page()
    await Rep(page).sign_in(server.url, login_of(demo, "marketing"))
    answer = await page.goto(demo["host_url"])
    assert answer is not None
    assert answer.status == 403
