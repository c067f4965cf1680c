"""A host in the console of a webinar: practice, live, polls, questions, who comes on stage."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.cast import Rep, login_of, part, prepare
from tests.browser.conftest import NewContext
from tests.browser.running import Running
from tests.browser.test_webinar import invite
from tests.support import axe
from tests.support.browser import Browser as Client

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


async def runs_a_poll(page: Page, bob: Client) -> None:
    """She writes a poll, opens it and reveals what is right."""
    await part(page, "new-poll").click()
    await page.fill("#poll-text", "How often?")
    await page.get_by_role("button", name="Save as draft").click()
    await expect(part(page, "problem")).to_be_visible()
    assert await axe.violations(page, within="#poll-dialog") == []
    await page.fill("#poll-options", "Daily\nWeekly")
    await page.fill("#poll-right", "2")
    await page.get_by_role("button", name="Save as draft").click()
    row = page.locator("#polls li").first
    await expect(row).to_contain_text("Draft")
    await part(row, "move").click()
    await bob.until(lambda b: b.room.polls and b.room.polls[0].state == "open")
    await bob.send("poll_answer", poll=bob.room.polls[0].id, choices=[1])
    await expect(row).to_contain_text("1 answer ·")
    await part(row, "reveal").click()
    await bob.until(lambda b: b.room.polls[0].results == (0, 1))
    assert bob.room.polls[0].correct == (1,)


async def test_a_show(server: Running, context: NewContext) -> None:
    """She stops a countdown, goes live, asks the audience, and lets one of them speak."""
    demo = await server.demo()
    leads, _, other = await invite(server.data, server.environment)
    rep = Rep(await prepare(await (await context()).new_page()))
    page = rep.page
    async with Client(server.url, leads) as herself, Client(server.url, other) as bob:
        await herself.join()
        webinar = herself.room.room
        await bob.join()
        assert bob.state == "lobby"
        await rep.sign_in(server.url, login_of(demo, "rep"))
        await rep.open_room(f"{server.url}/meetings/{webinar}/room")
        show = page.locator("#show")
        await expect(show).to_contain_text("1 wait at the door")
        await expect(page.locator("#lobby")).to_be_hidden()
        assert await axe.violations(page) == []
        await part(show, "go-soon").click()
        await expect(show).to_contain_text("Live in")
        await part(show, "stop").click()
        await part(show, "go-now").click()
        await bob.until_state("present")
        await expect(show).to_contain_text("Live: 1 in the audience")
        await runs_a_poll(page, bob)
        await bob.send("ask", id="q1", text="Is it safe?", anonymous=True)
        await page.locator("#questions-tab").click()
        await expect(part(page, "asked")).to_contain_text("Without a name")
        await part(part(page, "asked"), "live").click()
        await bob.until(lambda b: b.room.questions[0].state == "answered")
        assert await axe.violations(page) == []

        person = rep.people.filter(has_text="Bob")
        await part(person, "menu-button").click()
        await part(person, "invite").click()
        await bob.until(lambda b: any(p.invited for p in b.room.participants))
        await bob.send("answer_invitation", accept=True)
        await part(person, "menu-button").click()
        await part(person, "demote").click()
        await bob.until(lambda b: b.room.role == "attendee")
