"""A webinar from its plan to the report: everybody uses the pages, nobody is told how."""

import re
import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import Page, expect

from tests.browser.cast import Hcp, Rep, login_of, part, prepare
from tests.browser.conftest import NewContext
from tests.browser.running import Running

pytestmark = [pytest.mark.browser, pytest.mark.timeout(420)]

TITLE = "Readmissions: what the new data say"
READING_MS = 2_100
"""Who sends the form in less has not read it."""
BERLIN = ZoneInfo("Europe/Berlin")


CAME = """SELECT count(DISTINCT participant) FROM attendance
WHERE meeting = ? AND role = 'attendee'"""
KIND = "SELECT count(*) FROM event WHERE meeting = ? AND kind = ?"


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody's own browser."""

    vera: Rep
    """Of marketing: she plans and hosts."""
    paul: Hcp
    """On the panel, from outside."""
    ana: Hcp
    ben: Hcp


async def test_from_plan_to_report(server: Running, context: NewContext) -> None:
    """Plan, publish, register, practise, go live, ask, answer, end: the report is the store's."""
    demo = await server.demo()
    pages = [await prepare(await (await context()).new_page()) for _ in range(4)]
    cast = Cast(Rep(pages[0]), Hcp(pages[1]), Hcp(pages[2]), Hcp(pages[3]))
    await cast.vera.sign_in(server.url, login_of(demo, "marketing"))
    webinar = await plan(cast.vera.page, server.url)
    public = await publish(cast.vera.page)
    await invite_to_panel(cast.vera.page)
    for person, name in ((cast.ana, "Dr Ana Ruiz"), (cast.ben, "Dr Ben Lang")):
        await sign_up(person.page, public, name)
    await practise(cast, server, webinar)
    await go_live(cast)
    await ask_and_answer(cast)
    await vote(cast)
    await cast.vera.end()
    for person in (cast.ana, cast.ben, cast.paul):
        await expect(person.page.get_by_text("The webinar is over.").first).to_be_visible()
    await report_is_the_stores(cast.vera.page, server, webinar)


async def plan(page: Page, url: str) -> str:
    """Vera writes the plan; its id."""
    await page.goto(f"{url}/webinars")
    await page.get_by_role("link", name="Plan a webinar").first.click()
    soon = datetime.now(BERLIN) + timedelta(minutes=10)
    await page.fill("#title", TITLE)
    await page.fill("#description", "Three speakers, one hour, your questions.")
    await page.fill("#date", f"{soon:%Y-%m-%d}")
    await page.fill("#time", f"{soon:%H:%M}")
    await page.fill("#minutes", "60")
    await page.fill("#zone", "Europe/Berlin")
    first = page.locator("#agenda-part .rows-line").first
    await first.get_by_label("Minutes").fill("20")
    await first.get_by_label("Part").fill("The data")
    await page.locator("#decks label").first.click()
    await page.fill("#capacity", "2")
    await page.get_by_role("button", name="Keep as a draft").click()
    await expect(page.locator("h1")).to_have_text(TITLE)
    return page.url.rstrip("/").rsplit("/", 1)[-1]


async def publish(page: Page) -> str:
    """The public page's address."""
    await page.get_by_role("button", name="Publish the page").click()
    address = page.locator('main a[href*="/w/"]').first
    await expect(address).to_be_visible()
    return str(await address.get_attribute("href"))


async def invite_to_panel(page: Page) -> None:
    """Paul gets a personal link."""
    await page.get_by_role("link", name="Add and change").click()
    await page.get_by_role("button", name="Invite somebody from outside").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Name").fill("Prof Paul Weiss")
    await dialog.get_by_label("E-mail").fill("paul@clinic.example.org")
    await dialog.get_by_role("button", name="Invite by mail").click()
    await expect(page.locator("main")).to_contain_text("Prof Paul Weiss")


async def sign_up(page: Page, public: str, name: str) -> None:
    """The form on the public page, as somebody fills it in who has never been here."""
    await page.goto(public)
    await page.get_by_label("Your name").fill(name)
    await page.get_by_label("E-mail address").fill(
        f"{name.rsplit(' ', 1)[1].lower()}@clinic.example"
    )
    await page.wait_for_timeout(READING_MS)
    await page.get_by_role("button", name="Sign up").click()
    await expect(page.locator("main")).to_contain_text("look into your mail")


async def practise(cast: Cast, server: Running, webinar: str) -> None:
    """The crew is in and hears each other; the audience waits."""
    await cast.vera.open_room(f"{server.url}/meetings/{webinar}/room")
    await cast.paul.page.goto(await server.mailed_link("Prof Paul Weiss"))
    await cast.paul.join()
    await cast.paul.is_in("room")
    await cast.paul.sees_and_hears()
    for person, name in ((cast.ana, "Dr Ana Ruiz"), (cast.ben, "Dr Ben Lang")):
        await person.page.goto(await server.mailed_link(name))
        for consent in ("capture", "attention"):
            await person.page.check(f'input[name="{consent}"]')
        await person.page.get_by_role("button", name="Join", exact=True).click()
        await person.is_in("lobby")


async def go_live(cast: Cast) -> None:
    """One click, and the audience is in, sees and hears."""
    show = cast.vera.page.locator("#show")
    await expect(show).to_contain_text("2 wait at the door")
    await part(show, "go-now").click()
    for person in (cast.ana, cast.ben):
        await person.is_in("room")
    await cast.ana.sees_and_hears()
    await cast.vera.press("ArrowRight")
    await cast.ana.shows(0)


async def ask_and_answer(cast: Cast) -> None:
    """Ana asks, Vera lets it through, Ben finds it a good question, Vera answers it live."""
    await cast.ana.ask("Is it safe in the elderly?")
    await cast.vera.page.locator("#questions-tab").click()
    queue = part(cast.vera.page, "asked")
    await expect(queue).to_contain_text("Is it safe in the elderly?")
    await part(queue, "open").first.click()
    await part(cast.ben.page, "ask").click()
    row = part(cast.ben.page, "asked").locator("li").first
    await part(row, "vote").click()
    await expect(part(row, "vote")).to_have_attribute("aria-pressed", "true")
    await part(queue, "live").first.click()


async def vote(cast: Cast) -> None:
    """A poll made on the spot; both answer; the results are shown to all."""
    page = cast.vera.page
    await part(page, "new-poll").click()
    await page.fill("#poll-text", "Would you change your practice?")
    await page.fill("#poll-options", "Yes\nNo")
    await page.get_by_role("button", name="Save as draft").click()
    row = page.locator("#polls li").first
    await part(row, "move").click()
    for person, choice in ((cast.ana, "Yes"), (cast.ben, "No")):
        await person.page.get_by_label(choice, exact=True).check()
        await person.page.get_by_text("Send answer").click()
    await expect(row).to_contain_text("2 answers")
    await part(row, "reveal").click()
    await expect(part(cast.ana.page, "poll-results")).to_contain_text("50 %")


async def report_is_the_stores(page: Page, server: Running, webinar: str) -> None:
    """The figures on the page are those that plain SQL finds in the store."""
    await page.wait_for_url(f"**/webinars/{webinar}/report", wait_until="commit")
    await expect(page.locator("main")).to_contain_text(TITLE)
    with sqlite3.connect(server.data / "engagement.db") as store:
        came = one(store, CAME, webinar)
        assert (came, one(store, KIND, webinar, "question.asked")) == (2, 1)
        assert (
            one(store, KIND, webinar, "poll.answered"),
            one(store, KIND, webinar, "question.voted"),
        ) == (2, 1)
    figures = page.locator("main dl.stats").first
    await expect(figures).to_contain_text(re.compile(rf"Registered\s*{came}"))
    await expect(figures).to_contain_text(re.compile(rf"Came live\s*{came}"))
    await expect(page.locator("main")).to_contain_text("1 of 1 answered · 1 vote")
    await expect(page.locator("main")).to_contain_text("2 answers to 1")
    for name in ("Dr Ana Ruiz", "Dr Ben Lang"):
        row = page.get_by_role("row").filter(has_text=name)
        await expect(row).to_contain_text("Live")


def one(store: sqlite3.Connection, query: str, *values: str) -> int:
    """The single number that a query finds."""
    return int(store.execute(query, values).fetchone()[0])
