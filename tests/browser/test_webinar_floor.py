"""The conversation of a webinar: a moderator's console, and the audience's page."""

from typing import Any

import pytest
from playwright.async_api import Page, expect

from server import commands
from server.settings import read_settings
from tests.browser.cast import Hcp, Rep, login_of, part, prepare
from tests.browser.conftest import NewContext
from tests.browser.running import Json, Running
from tests.browser.test_webinar import invite
from tests.support import axe
from tests.support.browser import Browser as Client

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

POST = "([to, fields]) => fetch(to, {method: 'POST', body: new URLSearchParams(fields)})"
ROLE = "JSON.parse(document.getElementById('page').textContent).role"
MARKUP = "<img src=x onerror='window.broken=1'><b>Is it safe?</b>"


async def enrol(server: Running, webinar: str, login: Json, role: Any) -> str:
    """Make a member of the demo's staff one of the crew; their id."""
    async with commands.parts_of(read_settings(server.environment, data=server.data)) as parts:
        (home,) = await parts.accounts.organisations.all()
        found = (await parts.accounts.search(home.id, login["email"])).items
        person = next(each for each in found if each.email == login["email"])
        await parts.crew.add_staff(home.id, webinar, person.id, person.name, person.email, role)
        return str(person.id)


def row(page: Page, text: str) -> Any:
    """The row of a question in the queue."""
    return part(page.locator("#questions-panel"), "asked").locator("li", has_text=text)


async def looked_at(page: Page, within: str | None = None) -> list[str]:
    """What is not accessible, once nothing moves: what fades in has little contrast."""
    await page.evaluate("Promise.allSettled(document.getAnimations().map((each) => each.finished))")
    return await (axe.violations(page, within=within) if within else axe.violations(page))


async def sorts_questions(page: Page, bob: Client) -> None:
    """Three questions come; one is opened, one dismissed with a reason, by keyboard."""
    await bob.send("ask", id="q1", text=MARKUP)
    await bob.send("ask", id="q2", text="And how safe?")
    await bob.send("ask", id="q3", text="Where is the coffee?")
    await page.locator("#questions-tab").click()
    await expect(row(page, "<b>Is it safe?</b>")).to_have_count(1)
    assert await page.evaluate("window.broken") is None
    await page.select_option("#queue-filter", "new")
    await part(row(page, "Is it safe?"), "open").click()
    await bob.until(lambda b: b.room.questions[0].state == "open")
    await expect(row(page, "Is it safe?")).to_have_count(0)
    await page.select_option("#queue-filter", "waiting")
    await page.fill("#queue-search", "coffee")
    await expect(row(page, "Is it safe?")).to_have_count(0)
    await part(row(page, "coffee"), "menu-button").click()
    await part(row(page, "coffee"), "dismiss").click()
    await page.fill("#dismiss-why", "Out of scope")
    assert await looked_at(page, within="#dismiss-dialog") == []
    await page.keyboard.press("Tab")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await bob.until(lambda b: b.room.questions[2].answer == "Out of scope")
    await page.fill("#queue-search", "")


async def merges_questions(page: Page, bob: Client) -> None:
    """Two that ask the same are one, and two again."""
    second = row(page, "how safe")
    await part(second, "menu-button").focus()
    await page.keyboard.press("Enter")
    await part(second, "merge").focus()
    await page.keyboard.press("Enter")
    await page.fill("#merge-search", "SAFE it")
    await page.get_by_label(MARKUP).focus()
    await page.keyboard.press("Space")
    assert await looked_at(page, within="#merge-dialog") == []
    await page.keyboard.press("Enter")
    await bob.until(lambda b: b.room.questions[1].merged == "q1")
    await page.select_option("#queue-filter", "dismissed")
    await expect(row(page, "how safe")).to_contain_text("Asks the same as")
    await part(row(page, "how safe"), "menu-button").click()
    await part(row(page, "how safe"), "separate").click()
    await bob.until(lambda b: b.room.questions[1].merged is None)
    await expect(row(page, "how safe")).to_have_count(0)
    await page.select_option("#queue-filter", "waiting")
    await expect(row(page, "how safe")).to_be_visible()


async def answers_one(page: Page, bob: Client, mona: str) -> None:
    """She takes a question and answers it to whoever asked."""
    first = row(page, "Is it safe?")
    await part(first, "given").select_option(mona)
    await expect(page.locator("#toasts")).to_contain_text("Given to you")
    await part(first, "take").click()
    await bob.until(lambda b: b.room.questions[0].answering)
    await expect(part(first, "now")).to_be_visible()
    assert await looked_at(page) == []
    await part(first, "write").click()
    await part(first, "answer-text").fill("Yes, see the label.")
    await part(first, "whispered").check()
    await part(first, "answer-form").locator("button").click()
    await bob.until(lambda b: b.room.questions[0].whispered)


async def tends_the_chat(page: Page, bob: Client) -> None:
    """A message goes out, the chat slows down and is for hosts."""
    await bob.send("chat", id="m1", text="Buy my watches")
    await page.locator("#chat-tab").click()
    line = part(page, "messages").locator("li", has_text="watches")
    await part(line, "take-out").click()
    await expect(line).to_contain_text("Taken out")
    await bob.until(lambda b: not b.room.chat)
    await page.select_option("#chat-slow", "15")
    await bob.until(lambda b: b.room.chat_slow == 15)
    await page.select_option("#chat-mode", "hosts")
    await bob.until(lambda b: b.room.chat_mode == "hosts")


async def announces(page: Page, bob: Client) -> None:
    """An announcement is told and taken back."""
    await part(page.locator("#announcements"), "new").click()
    await page.fill("#announce-text", "The study is online")
    await page.fill("#announce-link", "https://example.org/study")
    assert await looked_at(page, within="#announce-dialog") == []
    await page.get_by_role("button", name="Tell everybody").click()
    await bob.until(lambda b: [a.link for a in b.room.announcements] != [])
    await part(page.locator("#announcements"), "take-back").click()
    await bob.until(lambda b: not b.room.announcements)


async def tends_hands(page: Page, bob: Client) -> None:
    """A hand is invited and lowered."""
    await bob.send("raise_hand", raised=True)
    hand = page.locator("#hands li")
    await expect(hand).to_contain_text("Dr Bob Lang")
    await part(hand, "invite").click()
    await bob.until(lambda b: any(p.invited for p in b.room.participants))
    await part(page.locator("#hands"), "lower-all").click()
    await bob.until(lambda b: not any(p.hand for p in b.room.participants))
    await expect(page.locator("#hands")).to_be_hidden()


async def test_a_moderator_at_the_desk(server: Running, context: NewContext) -> None:
    """She tends questions, chat, announcements and hands, until her role changes."""
    demo = await server.demo()
    leads, _, other = await invite(server.data, server.environment, moderated=True)
    desk = Rep(await prepare(await (await context()).new_page()))
    page = desk.page
    async with Client(server.url, leads) as host, Client(server.url, other) as bob:
        await host.join()
        webinar = host.room.room
        login = login_of(demo, "marketing")
        mona = await enrol(server, webinar, login, "moderator")
        await desk.sign_in(server.url, login)
        await host.send("go_live")
        await bob.join()
        await bob.until_state("present")
        await desk.open_room(f"{server.url}/meetings/{webinar}/room")
        await sorts_questions(page, bob)
        await merges_questions(page, bob)
        await answers_one(page, bob, mona)
        await tends_the_chat(page, bob)
        await announces(page, bob)
        await tends_hands(page, bob)
        chief = Rep(await (await context()).new_page())
        await chief.sign_in(server.url, login_of(demo, "admin"))
        change = {"act": "add", "member": mona, "role": "presenter"}
        await chief.page.goto(f"{server.url}/webinars/{webinar}")
        async with page.expect_navigation():
            await chief.page.evaluate(POST, [f"/webinars/{webinar}/crew", change])
            toasts = page.locator("#toasts")
            await expect(toasts).to_contain_text("Your role in this webinar has changed")
        assert await page.evaluate(ROLE) == "presenter"
        await expect(page.locator("#chat-mode")).to_be_hidden()
        await expect(part(page.locator("#announcements"), "new")).to_be_hidden()


async def hears_of_questions(page: Page, host: Client, bob: Client) -> None:
    """What is being answered, and that her own was dismissed."""
    await bob.send("ask", id="q1", text=MARKUP)
    await host.send("take_question", question="q1", taken=True)
    await expect(part(page, "answering")).to_contain_text("Being answered now: <img")
    await part(page, "ask").click()
    await expect(part(part(page, "asked"), "state")).to_have_text("Being answered now")
    assert await page.evaluate("window.broken") is None
    assert await looked_at(page) == []
    await host.send("answer", question="q1", how="live")
    await expect(part(page, "answering")).to_be_hidden()
    await page.fill("#question-text", "May I say this?")
    await page.locator('[data-part="questions-form"] button').click()
    await host.until(lambda h: len(h.room.questions) == 2)
    mine = next(q.id for q in host.room.questions if q.id != "q1")
    await host.send("answer", question=mine, how="dismissed", text="Not here")
    await expect(part(page, "message")).to_contain_text("not answered here: Not here")


async def follows_an_announcement(page: Page, host: Client) -> None:
    """Its link opens; she puts it away."""
    await host.send("announce", id="a1", text="The study", link="https://example.org/s")
    told = part(page, "told")
    await expect(told.get_by_role("link")).to_contain_text("example.org")
    async with page.context.expect_page() as opened:
        await told.get_by_role("link").click()
    await (await opened.value).close()
    assert await looked_at(page) == []
    await part(told, "close").click()
    await expect(told).to_be_hidden()


async def has_a_break(page: Page, host: Client) -> None:
    """A clock until it goes on, and music if she likes."""
    await host.send("pause", paused=True, minutes=5)
    await expect(part(page, "pause-text")).to_contain_text("Back at")
    await expect(part(page, "pause-clock")).to_contain_text("4:")
    assert await looked_at(page) == []
    await part(page, "music-pause").click()
    await expect(part(page, "music-pause")).to_have_attribute("aria-pressed", "true")
    await host.send("pause", paused=False)
    await expect(part(page, "pause")).to_be_hidden()


async def writes_slowly(page: Page, host: Client) -> None:
    """In a slow chat what is typed stays; what was taken out is told."""
    await host.send("chat_mode", mode="all", slow=60)
    await part(page, "tab-chat").click()
    await page.fill("#chat-text", "One")
    await page.keyboard.press("Enter")
    await host.until(lambda h: len(h.room.chat) == 1)
    await page.fill("#chat-text", "Two")
    await page.keyboard.press("Enter")
    await expect(part(page, "message")).to_contain_text("write only now and then")
    await expect(page.locator("#chat-text")).to_have_value("Two")
    await host.send("remove_message", message=host.room.chat[0].id)
    await expect(part(page, "message")).to_contain_text("has taken your message out")


async def test_what_the_audience_sees(server: Running, context: NewContext) -> None:
    """A question on its way, an announcement with a link, a break with music if she likes."""
    leads, link, other = await invite(server.data, server.environment, moderated=True)
    ana = Hcp(await prepare(await (await context()).new_page()))
    page = ana.page
    async with Client(server.url, leads) as host, Client(server.url, other) as bob:
        await host.join()
        await bob.join()
        await page.goto(link)
        await page.check('input[name="capture"]')
        await page.get_by_role("button", name="Join", exact=True).click()
        await ana.is_in("lobby")
        music = part(page, "music-door")
        await expect(music).to_have_attribute("aria-pressed", "false")
        await music.click()
        await expect(music).to_have_attribute("aria-pressed", "true")
        await host.send("go_live")
        await ana.is_in("room")
        await hears_of_questions(page, host, bob)
        await follows_an_announcement(page, host)
        await has_a_break(page, host)
        await writes_slowly(page, host)
        await host.send("end")
        await page.wait_for_url("**/goodbye?lang=*&over=1", wait_until="commit")
        webinar = host.room.room
    events = await server.events(webinar)
    clicks = [event for event in events if event["kind"] == "link.clicked"]
    assert [event["values"] for event in clicks] == [{"announcement": "a1"}]
