"""A talk that goes on: where most stories about faults and media begin."""

from playwright.async_api import Browser, Page

from tests.browser.cast import Hcp, Rep, login_of, prepare
from tests.browser.conftest import NewContext
from tests.browser.running import Json, Running

VIEWS = """
(() => {
  window.testViews = [];
  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (data) {
    const found = typeof data === "string" && data.match(/^42\\d*\\["view",(.+)\\]$/);
    if (found) window.testViews.push(JSON.parse(found[1]));
    return send.call(this, data);
  };
})();
"""
"""Notes which streams the page has said to show, and how high."""


async def page_of(
    context: NewContext, script: str | None = None, browser: Browser | None = None
) -> Page:
    """A page of somebody new, on a computer that the script makes what it is."""
    theirs = await (context() if browser is None else context(browser))
    page = await prepare(await theirs.new_page())
    await page.add_init_script(VIEWS)
    if script is not None:
        await page.add_init_script(script)
    return page


async def start(
    server: Running,
    context: NewContext,
    *,
    hcp_browser: Browser | None = None,
    rep_browser: Browser | None = None,
    hcp_script: str | None = None,
    rep_script: str | None = None,
) -> tuple[Rep, Hcp, Json]:
    """Both are in the room, the first slide is on stage."""
    demo = await server.demo()
    rep = Rep(await page_of(context, rep_script, rep_browser))
    hcp = Hcp(await page_of(context, hcp_script, hcp_browser))
    await rep.sign_in(server.url, login_of(demo, "rep"))
    await rep.open_room(demo["host_url"])
    await hcp.open_link(demo["join_links"][0]["url"])
    await hcp.join("capture", "attention")
    await rep.let_in()
    await hcp.is_in("room")
    await rep.press("ArrowRight")
    await hcp.shows(0)
    return rep, hcp, demo
