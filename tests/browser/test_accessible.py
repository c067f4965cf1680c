"""Everybody can use the pages of a meeting: axe-core finds nothing, in light and in dark."""

import pytest

from tests.browser.cast import Hcp, Rep, login_of, part, prepare
from tests.browser.conftest import NewContext
from tests.browser.running import Running
from tests.support import axe

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


@pytest.mark.parametrize("colours", ["light", "dark"])
async def test_pages_of_a_meeting(server: Running, context: NewContext, colours: str) -> None:
    """Console, dialogs, landing, lobby, room, call report, receipt."""
    demo = await server.demo()
    rep = Rep(await prepare(await (await context(color_scheme=colours)).new_page()))
    hcp = Hcp(await prepare(await (await context(color_scheme=colours)).new_page()))
    await rep.sign_in(server.url, login_of(demo, "rep"))
    await rep.open_room(demo["host_url"])
    await axe.check(rep.page)
    await hcp.open_link(demo["join_links"][0]["url"])
    await axe.check(hcp.page)
    await hcp.join("capture", "attention")
    await hcp.is_in("lobby")
    await axe.check(hcp.page)
    await axe.check(rep.page, within="#lobby")
    await rep.let_in()
    await hcp.is_in("room")
    await rep.press("ArrowRight")
    await hcp.shows(0)
    await part(hcp.page, "hand").click()
    await hcp.say("Good morning")
    await hcp.ask("Is it safe?")
    await rep.press("q")
    await axe.check(hcp.page)
    await axe.check(rep.page)
    await rep.press("?")
    await axe.check(rep.page, within="#keys-dialog")
    await rep.press("Escape")
    await rep.end()
    await hcp.is_in("goodbye")
    await axe.check(hcp.page)
    await rep.page.wait_for_url("**/report", wait_until="commit")
    await axe.check(rep.page)
    await rep.page.goto(demo["meeting_url"])
    await axe.check(rep.page)
