"""Everybody can use the pages of a meeting: axe-core finds nothing, in light and in dark."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.cast import Hcp, Rep, login_of, part, prepare
from tests.browser.conftest import NewContext
from tests.browser.running import Running
from tests.support import axe

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


class Checker:
    """Looks at page after page and tells of all together."""

    def __init__(self) -> None:
        self.found: list[str] = []

    async def look(self, name: str, page: Page, within: str | None = None) -> None:
        self.found += [f"{name}: {line}" for line in await axe.violations(page, within=within)]


@pytest.mark.parametrize("colours", ["light", "dark"])
async def test_pages_of_a_meeting(server: Running, context: NewContext, colours: str) -> None:
    """Console, dialogs, landing, lobby, room, goodbye, call report, meeting."""
    seen = Checker()
    demo = await server.demo()
    rep = Rep(await prepare(await (await context(color_scheme=colours)).new_page()))
    hcp = Hcp(await prepare(await (await context(color_scheme=colours)).new_page()))
    await rep.sign_in(server.url, login_of(demo, "rep"))
    await rep.open_room(demo["host_url"])
    await seen.look("console, empty", rep.page)
    await hcp.open_link(demo["join_links"][0]["url"])
    await seen.look("landing", hcp.page)
    await hcp.join("capture", "attention")
    await hcp.is_in("lobby")
    await seen.look("waiting", hcp.page)
    await seen.look("console, knock", rep.page, "#lobby")
    await rep.let_in()
    await hcp.is_in("room")
    await rep.press("ArrowRight")
    await hcp.shows(0)
    await part(hcp.page, "hand").click()
    await hcp.say("Good morning")
    await hcp.ask("Is it safe?")
    await rep.press("q")
    await expect(part(rep.page, "asked")).to_contain_text("Is it safe?")
    await seen.look("room", hcp.page)
    await seen.look("console", rep.page)
    await rep.press("?")
    await seen.look("console, keys", rep.page, "#keys-dialog")
    await rep.press("Escape")
    await rep.end()
    await hcp.is_in("goodbye")
    await seen.look("goodbye", hcp.page)
    await rep.page.wait_for_url("**/report")
    await seen.look("call report", rep.page)
    await rep.page.goto(demo["meeting_url"])
    await seen.look("meeting", rep.page)
    assert not seen.found, "\n".join(seen.found)
