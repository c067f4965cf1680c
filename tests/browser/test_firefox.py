"""An HCP with Firefox: from her link into the room, where she and the host see and hear."""

import pytest

from tests.browser.cast import Hcp, Rep, login_of, prepare
from tests.browser.conftest import NewContext
from tests.browser.firefox import firefox, needs_address, opened
from tests.browser.running import Running

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300), needs_address]


async def test_an_hcp_with_firefox(server: Running, context: NewContext) -> None:
    """Landing, consent, lobby, room; pictures and sound both ways; slides in step."""
    async with opened(server) as site, firefox() as browser:
        demo = await site.demo()
        rep = Rep(await prepare(await (await context()).new_page()))
        await rep.sign_in(site.url, login_of(demo, "rep"))
        await rep.open_room(demo["host_url"])
        hcp = Hcp(await prepare(await (await context(browser, permissions=[])).new_page()))
        await hcp.open_link(demo["join_links"][0]["url"])
        await hcp.join("capture", "attention")
        await hcp.is_in("lobby")
        await rep.let_in()
        await hcp.is_in("room")
        await hcp.sees_and_hears(within_s=40)
        await rep.sees_and_hears(within_s=40)
        await rep.press("ArrowRight")
        await hcp.shows(0)
