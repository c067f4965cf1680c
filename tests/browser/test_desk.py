"""The crew from outside at work: a moderator's and a presenter's desk, by their mails' links."""

import re
from collections.abc import Callable

import pytest
from playwright.async_api import Page, expect

from tests.browser.cast import Hcp, Rep, login_of, part, prepare
from tests.browser.conftest import NewContext
from tests.browser.outside_crew import MONA, at_desk, office, open_desk
from tests.browser.running import Running
from tests.browser.test_webinar import invite
from tests.browser.test_webinar_floor import looked_at, row
from tests.support.browser import Browser as Client

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


async def has_no_hosts_buttons(page: Page) -> None:
    """What is the host's alone is not there, nor by keyboard, nor any page of the staff."""
    for name in ("end", "lock"):
        await expect(part(page.locator("#bar"), name)).to_be_hidden()
    await page.keyboard.press("e")
    await page.keyboard.press("ArrowRight")
    await expect(page.locator("#end-dialog")).to_be_hidden()
    await expect(part(page, "go-now")).to_be_hidden()
    for address in ("/webinars", "/meetings", "/j/"):
        await expect(page.locator(f'[href*="{address}"]')).to_have_count(0)


async def admits(page: Page, host: Client, bob: Client) -> None:
    """Whoever was put out knocks, and is let in."""
    await host.send("go_live")
    await bob.until_state("present")
    assert host.room.position is None
    who = next(p.id for p in host.room.participants if p.name == "Dr Bob Lang")
    await host.send("remove", participant=who, ban=False)
    await bob.until_state("removed")
    await bob.join()
    assert bob.state == "lobby"
    knock = page.locator("#lobby li")
    await expect(knock).to_contain_text("Dr Bob Lang")
    await part(knock, "admit").click()
    await bob.until_state("present")
    await expect(knock).to_have_count(0)


async def tends_questions_and_chat(page: Page, bob: Client) -> None:
    """She answers in writing, and closes the chat but for hosts."""
    await bob.send("ask", id="q1", text="Is it safe?")
    await page.locator("#questions-tab").click()
    await part(row(page, "Is it safe?"), "write").click()
    await part(row(page, "Is it safe?"), "answer-text").fill("Yes, see the label.")
    await part(row(page, "Is it safe?"), "answer-form").locator("button").click()
    await bob.until(lambda b: b.room.questions[0].answer == "Yes, see the label.")
    await page.locator("#chat-tab").click()
    await page.select_option("#chat-mode", "hosts")
    await bob.until(lambda b: b.room.chat_mode == "hosts")


async def runs_a_poll(page: Page, bob: Client) -> None:
    """She writes a poll and opens it."""
    await part(page, "new-poll").click()
    await page.fill("#poll-text", "How often?")
    await page.fill("#poll-options", "Daily\nWeekly")
    await page.get_by_role("button", name="Als Entwurf speichern").click()
    await part(page.locator("#polls li").first, "move").click()
    await bob.until(lambda b: b.room.polls and b.room.polls[0].state == "open")


async def test_a_moderator_by_her_link(server: Running, context: NewContext) -> None:
    """She admits, answers, changes the chat, runs a poll; what is the host's alone is not there."""
    demo = await server.demo()
    leads, _, other = await invite(server.data, server.environment, languages=("de", "en"))
    async with Client(server.url, leads) as host, Client(server.url, other) as bob:
        await host.join()
        planner = await office(server, context, demo, host.room.room)
        await planner.invite("moderator")
        await bob.join()
        mona = await context(reduced_motion="reduce")
        landing = await mona.new_page()
        link = await server.mailed_link(MONA)
        await landing.goto(link)
        await expect(landing.locator("h1")).to_have_text("Mona Roth, Sie gehören zum Team")
        assert await looked_at(landing) == []
        await landing.close()
        page = await open_desk(mona, link)
        await host.until(lambda h: any(p.name == MONA and p.backstage for p in h.room.participants))
        await expect(page.locator("#figures")).to_have_attribute("data-state", "known")
        assert await looked_at(page) == []
        await has_no_hosts_buttons(page)
        await admits(page, host, bob)
        await tends_questions_and_chat(page, bob)
        await runs_a_poll(page, bob)
        person = page.locator("#people li.console-person", has_text="Dr Bob Lang")
        await part(person, "menu-button").click()
        for name in ("remove", "hold", "pin"):
            await expect(part(person, name)).to_be_hidden()
        await expect(part(person, "invite")).to_be_visible()
        await page.keyboard.press("Escape")
        assert await looked_at(page) == []
        await host.send("end")
        await page.wait_for_url("**/room/*?lang=de", wait_until="commit")
        await expect(page.locator("h1:visible")).to_have_text(
            re.compile("Das Webinar ist vorbei|Dieses Gespräch ist vorbei")
        )


async def test_while_she_is_at_work(server: Running, context: NewContext) -> None:
    """Another role, put out, off the crew: each leads to a page that says so in her language."""
    demo = await server.demo()
    leads, _, _ = await invite(server.data, server.environment, languages=("de", "en"))
    async with Client(server.url, leads) as host:
        await host.join()
        await host.send("go_live")
        planner = await office(server, context, demo, host.room.room)
        await planner.invite("moderator")
        page = await open_desk(await context(), await server.mailed_link(MONA), "join-slides")
        me = await page.evaluate("JSON.parse(document.getElementById('page').textContent).me")
        # Without camera and microphone until she presses one of them.
        await host.until(lambda h: any(p.id == me for p in h.room.participants))
        assert not host.room.streams
        await part(page, "microphone").click()
        await host.until(lambda h: any(s.participant == me and s.audio for s in h.room.streams))

        await planner.change("role", member=me, role="panelist")
        await expect(page.locator("#toasts")).to_contain_text(
            "Ihre Rolle in diesem Webinar hat sich geändert"
        )
        await Hcp(page).is_in("room")
        await expect(part(page, "talk")).to_be_visible()
        await planner.change("role", member=me, role="moderator")
        await at_desk(page)

        await host.send("remove", participant=me, ban=False)
        await Hcp(page).is_in("lobby")
        await expect(part(page, "waiting-title")).to_contain_text("weiß, dass Sie da sind")
        assert await looked_at(page) == []
        await host.send("admit", participant=me)
        await at_desk(page)

        await planner.change("remove", member=me)
        await expect(page.locator("h1")).to_have_text("Dieser Link gilt nicht mehr")


def writes(mode: str) -> Callable[[Client], bool]:
    """Whether a browser knows that attendees write in this way."""
    return lambda browser: browser.room.chat_mode == mode


async def test_the_link_on_two_devices(server: Running, context: NewContext) -> None:
    """Both desks work; the camera is where it was used last, and the other desk says so."""
    demo = await server.demo()
    leads, _, _ = await invite(server.data, server.environment)
    async with Client(server.url, leads) as host:
        await host.join()
        planner = await office(server, context, demo, host.room.room)
        await planner.invite("moderator")
        link = await server.mailed_link(MONA)
        laptop = await open_desk(await context(), link)
        await expect(part(laptop, "camera")).to_have_attribute("data-state", "on")
        tablet = await open_desk(await context(), link)
        await expect(part(tablet, "camera")).to_have_attribute("data-state", "on")
        await expect(part(laptop, "camera")).to_have_text(re.compile("In use elsewhere"))
        await expect(laptop.locator("#toasts")).to_contain_text("on your other device")
        for page, mode in ((laptop, "hosts"), (tablet, "off")):
            await page.select_option("#chat-mode", mode)
            await host.until(writes(mode))
        assert sum(p.name == MONA for p in host.room.participants) == 1
        await part(laptop, "camera").click()
        await expect(part(laptop, "camera")).to_have_attribute("data-state", "on")
        await expect(part(tablet, "camera")).to_have_text(re.compile("In use elsewhere"))


async def test_a_presenter_by_her_link(server: Running, context: NewContext) -> None:
    """She shows the slides from her desk; polls and the door are the hosts'."""
    demo = await server.demo()
    leads, _, other = await invite(server.data, server.environment)
    async with Client(server.url, leads) as host, Client(server.url, other) as bob:
        await host.join()
        await host.send("go_live")
        await bob.join()
        planner = await office(server, context, demo, host.room.room)
        await planner.invite("presenter")
        page = await open_desk(
            await context(reduced_motion="reduce"), await server.mailed_link(MONA)
        )
        await part(page, "start").click()
        await bob.until(lambda b: b.room.position and b.room.position.slide == 0)
        await page.locator("#rail li button").nth(2).click()
        await bob.until(lambda b: b.room.position and b.room.position.slide == 2)
        await page.keyboard.press("ArrowLeft")
        await bob.until(lambda b: b.room.position and b.room.position.slide == 1)
        for name in ("new-poll", "end", "lock", "negative"):
            await expect(part(page, name)).to_be_hidden()
        await expect(part(page, "screen")).to_be_visible()
        person = page.locator("#people li.console-person").first
        await part(person, "menu-button").click()
        for name in ("remove", "mute", "backstage", "demote"):
            await expect(part(person, name)).to_be_hidden()
        await page.keyboard.press("Escape")
        assert await looked_at(page) == []


UNPLUGGED = """
const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
navigator.mediaDevices.getUserMedia = (wish) => window.testPlugged
  ? real(wish) : Promise.reject(new DOMException("There is none.", "NotFoundError"));
"""
"""A computer without camera and microphone, until somebody plugs them in."""


async def plug_in_and_go(page: Page) -> None:
    """In the check before the stage: a microphone is there now, and she goes on stage with it."""
    check = part(page, "stage-check")
    await expect(part(check, "ready")).to_contain_text("Neither microphone nor camera is open")
    await expect(part(check, "go")).to_be_disabled()
    await page.evaluate("window.testPlugged = true")
    await part(check, "stage-mic").click()
    await expect(part(check, "ready")).to_contain_text("everybody hears you")
    await check.get_by_role("button", name="Go on stage").click()


async def test_on_stage_without_devices(server: Running, context: NewContext) -> None:
    """Page and host say what is missing; the check is there again, and what it finds is sent."""
    demo = await server.demo()
    leads, link, _ = await invite(server.data, server.environment)
    rep = Rep(await prepare(await (await context()).new_page()))
    ana = Hcp(await prepare(await (await context(reduced_motion="reduce")).new_page()))
    page = ana.page
    await page.add_init_script(UNPLUGGED)
    async with Client(server.url, leads) as host:
        await host.join()
        await host.send("go_live")
        await rep.sign_in(server.url, login_of(demo, "rep"))
        await rep.open_room(f"{server.url}/meetings/{host.room.room}/room")
        sees = part(rep.people.filter(has_text="Dr Ana Ruiz"), "sees")
        await page.goto(link)
        await page.get_by_role("button", name="Join", exact=True).click()
        await ana.is_in("room")
        me = await page.evaluate("JSON.parse(document.getElementById('page').textContent).me")
        await host.send("invite", participant=me, invited=True)
        await page.get_by_role("button", name="Come on stage").click()
        await expect(sees).to_have_text("No microphone or camera was found")
        await expect(rep.page.locator("#toasts")).to_contain_text("neither heard nor seen")
        await plug_in_and_go(page)
        await host.until(lambda h: any(s.participant == me and s.audio for s in h.room.streams))
        await expect(sees).not_to_have_text("No microphone or camera was found")

        line = part(page, "device")
        missing = ("no microphone or camera was found", "No microphone or camera was found")
        closed = ("microphone and camera are not open", "Came without microphone and camera")
        room = page.url.partition("?")[0]
        for address, (said, told) in ((room, missing), (f"{room}?way=slides", closed)):
            await page.goto(address)
            await ana.is_in("room")
            await expect(line).to_contain_text(f"{said}: nobody hears or sees you.")
            await expect(sees).to_have_text(told)
            assert await looked_at(page) == []
            await part(line, "act").click()
            await plug_in_and_go(page)
            await host.until(lambda h: any(s.participant == me and s.audio for s in h.room.streams))
            await expect(line).to_be_hidden()
            await expect(sees).not_to_have_text(told)
