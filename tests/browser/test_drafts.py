"""An answer that is being written while the questions move: at a webinar's console."""

import asyncio

import pytest
from playwright.async_api import expect

from tests.browser.cast import Rep, login_of, part, prepare
from tests.browser.conftest import NewContext
from tests.browser.running import Running
from tests.browser.test_webinar import invite
from tests.browser.test_webinar_floor import row
from tests.support.browser import Browser as Client

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


async def test_while_the_queue_moves(server: Running, context: NewContext) -> None:
    """The cursor stays in it when votes reorder the queue; it stays in sight when the filter would
    take it away; when somebody else has answered, its writer is told."""
    demo = await server.demo()
    leads, _, other = await invite(server.data, server.environment, moderated=True)
    rep = Rep(await prepare(await (await context()).new_page()))
    page = rep.page
    await rep.sign_in(server.url, login_of(demo, "rep"))
    async with Client(server.url, leads) as host, Client(server.url, other) as bob:
        await host.join()
        await host.send("go_live")
        await bob.join()
        await bob.until_state("present")
        await bob.send("ask", id="q1", text="Is it safe?")
        await asyncio.sleep(0.02)  # another millisecond, so that one of them is the newer
        await bob.send("ask", id="q2", text="Who pays?")
        await rep.open_room(f"{server.url}/meetings/{host.room.room}/room")
        await page.locator("#questions-tab").click()
        await page.select_option("#queue-filter", "new")
        order = part(page.locator("#questions-panel"), "asked").locator("li")
        await expect(order).to_have_count(2)

        first = row(page, "Is it safe?")
        await part(first, "write").click()
        await page.keyboard.type("Yes, ")
        await page.select_option("#queue-sort", "newest")
        await expect(order.first).to_contain_text("Who pays?")
        await part(first, "answer-text").focus()
        await page.evaluate("window.testField = document.activeElement")
        await bob.send("ask", id="q3", text="And for children?")
        await expect(order.first).to_contain_text("And for children?")
        await host.send("open_question", question="q1")
        await expect(part(first, "fresh")).to_be_hidden()
        await page.keyboard.type("see the label")
        assert await page.evaluate("window.testField === document.activeElement")
        await expect(part(first, "answer-text")).to_have_value("Yes, see the label")

        await host.send("answer", question="q1", how="live")
        await expect(first).to_have_count(0)
        await expect(page.locator("#toasts")).to_contain_text(
            "Closed by somebody else, so your answer was not sent: Is it safe?"
        )
