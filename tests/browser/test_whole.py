"""A module that does not arrive: the page is loaded again, or says what is wrong; it never just
stands still."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from playwright.async_api import Page, Route, expect

from tests.browser.cast import Hcp, Rep, login_of, part, prepare
from tests.browser.conftest import NewContext
from tests.browser.running import Running
from tests.support import axe

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]

MODULE = "**/live/connection.js*"
WORDS = "This page did not load completely."


async def hold_back(page: Page, times: int | None = None) -> Callable[[], Awaitable[None]]:
    """Let a module not arrive, for so many times or until what is returned is called."""

    async def fail(route: Route) -> None:
        await route.abort("connectionreset")

    await page.route(MODULE, fail, times=times)
    return lambda: page.unroute(MODULE, fail)


@pytest.fixture
async def rep(server: Running, context: NewContext) -> Rep:
    """Signed in."""
    rep = Rep(await prepare(await (await context()).new_page()))
    await rep.sign_in(server.url, login_of(await server.demo(), "rep"))
    return rep


async def test_console_comes_by_itself(server: Running, rep: Rep) -> None:
    """A network that changes while the page loads is not noticed."""
    await hold_back(rep.page, times=1)
    await rep.open_room((await server.demo())["host_url"])
    await expect(rep.page.get_by_text(WORDS)).to_have_count(0)


async def test_console_asks(server: Running, rep: Rep, tmp_path: Path) -> None:
    """It goes round once, not for ever: then it says so, and a press tries again."""
    page, url = rep.page, (await server.demo())["host_url"]
    release = await hold_back(page)
    await page.goto(url)
    line = page.get_by_role("alert").filter(has_text=WORDS)
    await expect(line).to_be_visible()
    for width, height in ((1440, 900), (390, 844)):
        await page.set_viewport_size({"width": width, "height": height})
        await page.screenshot(path=tmp_path / f"incomplete-{width}.png")
        await axe.check(page)
    await line.get_by_role("button").click()
    await expect(line).to_be_visible()
    await release()
    await line.get_by_role("button").click()
    await expect(part(page, "sections").locator("li").first).to_be_visible()
    await expect(line).to_have_count(0)


async def test_room_in_her_language(server: Running, context: NewContext) -> None:
    """So does the HCP's room, in the language of the page."""
    demo = await server.demo()
    hcp = Hcp(await prepare(await (await context()).new_page()))
    await hcp.open_link(f"{demo['join_links'][0]['url']}?lang=de")
    release = await hold_back(hcp.page)
    await hcp.join()
    line = hcp.page.get_by_role("alert").filter(has_text="nicht vollständig geladen")
    await expect(line).to_be_visible()
    await release()
    await line.get_by_role("button").click()
    await hcp.is_in("lobby")
    await expect(line).to_have_count(0)


async def test_what_fails_later(server: Running, rep: Rep) -> None:
    """Once the page has loaded nothing that fails throws anybody out."""
    page = rep.page
    await rep.open_room((await server.demo())["host_url"])
    await page.evaluate(
        """() => new Promise((done) => {
          window.stayed = true;
          const script = document.createElement("script");
          script.onerror = done;
          script.src = "/static/nowhere.js";
          document.head.append(script);
        })"""
    )
    await page.wait_for_timeout(500)
    assert await page.evaluate("window.stayed")
    await expect(page.get_by_text(WORDS)).to_have_count(0)
