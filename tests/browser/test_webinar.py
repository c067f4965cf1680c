"""An HCP in a webinar: early at the door, in the audience, asked, voting, on stage and back."""

from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, expect

from scheduling.moments import wall_of
from scheduling.plans import Host
from scheduling.tokens import Claim
from scheduling.webinars import Registration, WebinarPlan
from server import commands
from server.settings import read_settings
from tests.browser.cast import Hcp, part, prepare
from tests.browser.conftest import NewContext
from tests.browser.running import Running
from tests.support import axe
from tests.support.browser import Browser as Client

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


async def invite(data: Path, environment: dict[str, str], **wishes: Any) -> tuple[str, str, str]:
    """A webinar in a quarter of an hour: the host's token, a link, another attendee's token."""
    settings = read_settings(environment, data=data)
    meeting = (await commands.demo(settings))["meeting_id"]
    token = (await commands.token(settings, meeting, "host", None, None, []))["token"]
    async with commands.parts_of(settings) as parts:
        known = parts.tokens.read(token)
        decks = (await parts.meetings.get(known.org, meeting)).decks
        starts = wall_of(parts.clock() + 900_000, "Europe/Berlin")
        plan = WebinarPlan("New data", starts, "Europe/Berlin", 60, decks=decks, **wishes)
        host = Host(known.participant, known.name, "max@pharma.example.org", "Pharma One")
        made = await parts.webinars.create(known.org, plan, host)
        webinar = await parts.webinars.publish(known.org, made.id)
        ana = await sign_up(parts, webinar, "Dr Ana Ruiz")
        bob = await sign_up(parts, webinar, "Dr Bob Lang")
        link = await parts.links.url(known.org, ana.id)
        leads = Claim(
            known.org, webinar.id, known.participant, "host", known.name, None, known.expires
        )
        other = Claim(known.org, webinar.id, bob.id, "attendee", bob.name, None, known.expires)
        return parts.tokens.issue(leads), link, parts.tokens.issue(other)


async def sign_up(parts: Any, webinar: Any, name: str) -> Any:
    address = f"{name.rsplit(' ', 1)[1].lower()}@clinic.example.org"
    return (await parts.registrations.register(webinar, Registration(name, address))).registrant


SENDING = """
window.testPeers.filter(
  p => p.connectionState !== "closed" && p.getSenders().some(s => s.track)
).length
"""
"""How many connections of the page send a camera or a microphone."""


async def check_devices(page: Page) -> None:
    """Nothing is sent before she has seen herself, chosen, switched her camera off and agreed."""
    check = part(page, "stage-check")
    await expect(part(check, "ready")).to_have_text("On stage, everybody sees and hears you.")
    await expect(part(check, "stage-tile")).to_have_attribute("data-state", "live")
    await expect(part(check, "use-microphone")).to_be_enabled()
    assert await page.evaluate(SENDING) == 0
    assert await axe.violations(page) == []
    await part(check, "stage-camera").click()
    await expect(part(check, "ready")).to_contain_text("your camera is off")
    assert await page.evaluate(SENDING) == 0
    await check.get_by_role("button", name="Go on stage").click()


async def answers_a_poll(page: Page, host: Client, bob: Client) -> None:
    """She chooses, is counted, and sees the result and what was right."""
    await host.send(
        "poll_save",
        id="p1",
        kind="single",
        question="How often?",
        options=["Daily", "Weekly"],
        correct=[1],
    )
    await host.send("poll_move", poll="p1", state="open")
    await expect(part(page, "poll-question")).to_have_text("How often?")
    assert await axe.violations(page) == []
    await held_across(page)
    await page.get_by_text("Send answer").click()
    await expect(part(page, "poll-problem")).to_be_visible()
    await page.get_by_label("Weekly").check()
    await page.get_by_text("Send answer").click()
    await expect(part(page, "poll-note")).to_contain_text("your answer is counted")
    await host.send("poll_show", poll="p1", shown=True)
    await expect(part(page, "poll-results")).to_contain_text("100 %")
    await bob.send("poll_answer", poll="p1", choices=[0])
    await expect(part(page, "poll-results")).to_contain_text("50 %")
    await expect(part(page, "poll-results").locator("li").nth(1)).to_contain_text("Right")
    assert await axe.violations(page) == []
    await part(page, "poll-away").click()
    await expect(part(page, "poll")).to_be_hidden()


async def asks_and_votes(page: Page, host: Client, bob: Client) -> None:
    """She votes for a question, and asks one without her name."""
    await bob.send("ask", id="q1", text="Is it safe?")
    await part(page, "ask").click()
    row = part(page, "asked").locator("li").first
    await expect(part(row, "name")).to_have_text("A participant")
    await part(row, "vote").click()
    await expect(part(row, "vote")).to_have_attribute("aria-pressed", "true")
    await host.until(lambda h: [q.votes for q in h.room.questions] == [1])
    await part(page, "anonymous").check()
    await page.fill("#question-text", "And in children?")
    await page.locator('[data-part="questions-form"] button').click()
    await host.until(lambda h: [(q.name, q.by) for q in h.room.questions][1:] == [("", "")])
    await expect(part(page, "asked").locator("li").nth(1).locator("b")).to_have_text("You")
    await host.send("announce", id="n1", text="Slides by mail", link="https://example.org/s")
    await host.send("chat_mode", mode="off")
    await part(page, "tab-chat").click()
    await expect(part(page, "announced").get_by_role("link")).to_be_visible()
    await expect(part(page, "chat-form")).to_be_hidden()
    assert await axe.violations(page) == []
    await part(page.locator('[data-part="panel"]'), "close").click()


async def goes_on_stage(page: Page, host: Client) -> None:
    """She declines, thinks better of it, comes on stage and leaves it."""
    me = next(p.id for p in host.room.participants if p.name == "Dr Ana Ruiz")
    await host.send("invite", participant=me, invited=True)
    await page.get_by_role("button", name="Rather not").click()
    await host.until(lambda h: not any(p.invited for p in h.room.participants))
    await host.send("invite", participant=me, invited=True)
    await page.get_by_role("button", name="Come on stage").click()
    await expect(part(page, "go")).to_be_enabled()
    await page.keyboard.press("Escape")
    await host.until(lambda h: not any(p.invited for p in h.room.participants))
    await expect(part(page, "stage-check")).to_be_hidden()
    await host.send("invite", participant=me, invited=True)
    await page.get_by_role("button", name="Come on stage").click()
    await check_devices(page)
    await host.until(lambda h: any(s.participant == me for s in h.room.streams))
    await host.until(lambda h: [(s.audio, s.video) for s in h.room.streams] == [(True, False)])
    await part(page, "more").click()
    await part(page, "leave-stage").click()
    await host.until(lambda h: not h.room.streams)
    await expect(part(page, "camera")).to_be_hidden()
    # Not wait_for_function: it evaluates text in the page, which the page's policy forbids.
    while await page.evaluate(SENDING) != 0:
        await page.wait_for_timeout(50)


async def test_in_the_audience(server: Running, context: NewContext) -> None:
    """She waits, comes in by herself, answers, asks, votes, comes on stage and leaves it."""
    leads, link, other = await invite(server.data, server.environment)
    # Without motion, so that a button is looked at when it can be pressed, not on its way there.
    ana = Hcp(await prepare(await (await context(reduced_motion="reduce")).new_page()))
    page = ana.page
    async with Client(server.url, leads) as host, Client(server.url, other) as bob:
        await host.join()
        await bob.join()
        await page.goto(link)
        await page.get_by_role("button", name="Join", exact=True).click()
        await ana.is_in("lobby")
        await expect(part(page, "waiting-title")).to_contain_text("You are early")
        await host.send("go_live", delay_ms=4_000)
        await expect(part(page, "waiting-title")).to_contain_text("We begin in")
        await ana.is_in("room")
        await expect(part(page, "mic")).to_be_hidden()
        assert await page.evaluate(SENDING) == 0
        await answers_a_poll(page, host, bob)
        await asks_and_votes(page, host, bob)
        await goes_on_stage(page, host)
        await host.send("end")
        await page.wait_for_url("**/goodbye?lang=*&over=1")
        await expect(page.locator("h1")).to_have_text("Thank you for your time")


async def held_across(page: Page) -> None:
    """On a phone held across the whole question is on the screen, beside the slide."""
    upright = page.viewport_size
    assert upright is not None
    await page.set_viewport_size({"width": 844, "height": 390})
    await expect(part(page, "poll-question")).to_be_in_viewport(ratio=1)
    await expect(page.get_by_role("button", name="Send answer")).to_be_in_viewport(ratio=1)
    await page.set_viewport_size(upright)
