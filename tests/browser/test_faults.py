"""What a person must not notice, or must be told: cut networks, second tabs, a killed server."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from playwright.async_api import Browser, expect

from tests.browser.cast import Hcp, part, prepare
from tests.browser.conftest import Launch, NewContext
from tests.browser.running import Running
from tests.browser.talk import start
from tests.support.faultproxy import FaultProxy

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

CUT_S = 15


@dataclass
class Wired:
    """A server, and a browser that reaches it by a wire of its own."""

    server: Running
    proxy: FaultProxy
    browser: Browser


@pytest.fixture
async def wired(server: Running, launch: Launch) -> AsyncIterator[Wired]:
    """The address is the same as everybody's; only the way there can be cut."""
    async with FaultProxy(server.port) as proxy:
        detour = f"MAP localhost:{server.port} 127.0.0.1:{proxy.port}"
        browser = await launch(f"--host-resolver-rules={detour}")
        yield Wired(server, proxy, browser)
        await browser.close()


async def test_network_cut(wired: Wired, context: NewContext) -> None:
    """Fifteen seconds without a network: the HCP is told, keeps her place, and nothing is lost."""
    rep, hcp, demo = await start(wired.server, context, hcp_browser=wired.browser)
    assert wired.proxy.connections > 0, "the HCP's browser goes by the wire"
    wired.proxy.cut()
    await hcp.click_slide(0.5, 0.5)
    await asyncio.sleep(CUT_S)
    await rep.press("ArrowRight")
    await rep.page.wait_for_timeout(500)
    now = int(await part(rep.page.locator("#stage"), "frame").get_attribute("data-slide") or 0)
    wired.proxy.mend()
    await hcp.is_in("room")
    await expect(hcp.stage).to_have_attribute("data-slide", str(now))
    await expect(part(hcp.page, "network")).to_be_hidden(timeout=20_000)
    await expect(rep.people).to_have_attribute("data-state", "present")
    await hcp.sees_and_hears()
    assert await eventually_clicked(wired.server, demo["meeting_id"]) == 1


async def eventually_clicked(server: Running, meeting: str) -> int:
    """How many clicks the store holds, once the browser had time to send what it kept."""
    for _ in range(20):
        events = await server.events(meeting)
        clicks = [event for event in events if event["kind"] == "pointer.clicked"]
        if clicks:
            return len(clicks)
        await asyncio.sleep(0.5)
    return 0


async def test_two_tabs(server: Running, context: NewContext) -> None:
    """Two tabs of one HCP are one person; each counts its own events, and each sees the slides."""
    rep, hcp, demo = await start(server, context)
    second = Hcp(await prepare(await hcp.page.context.new_page()))
    await second.page.goto(hcp.page.url)
    await second.is_in("room")
    await second.shows(0)
    await expect(rep.people).to_have_count(1)
    await rep.press("ArrowRight")
    for tab in (hcp, second):
        await expect(tab.stage).not_to_have_attribute("data-slide", "")
    await second.page.close()
    await hcp.page.wait_for_timeout(1_000)
    await expect(rep.people).to_have_count(1)
    await expect(rep.people).to_have_attribute("data-state", "present")
    await rep.end()
    await hcp.is_in("goodbye")
    events = await server.events(demo["meeting_id"])
    tabs = {event["session"] for event in events} - {"server"}
    assert len(tabs) == 2
    assert len({event["id"] for event in events}) == len(events)
    joined = {e["participant"] for e in events if e["kind"] == "participant.joined"}
    assert len(joined) <= 2, "the host and one HCP"


async def test_server_killed_during_a_call(server: Running, context: NewContext) -> None:
    """After a power cut the same room is there: people, slide, and every event that was acked."""
    rep, hcp, demo = await start(server, context)
    meeting = demo["meeting_id"]
    await rep.press("ArrowRight")
    await hcp.page.wait_for_timeout(2_500)
    slide = await hcp.stage.get_attribute("data-slide")
    step = await hcp.stage.get_attribute("data-step")
    before = await server.events(meeting)
    assert any(event["kind"] == "slide.entered" for event in before)
    await server.kill()
    await server.start()
    await expect(part(rep.page, "line")).to_be_hidden(timeout=30_000)
    await hcp.is_in("room")
    await expect(rep.people).to_have_attribute("data-state", "present", timeout=30_000)
    await hcp.shows(int(slide or 0), int(step or 0))
    await rep.press("Home")
    await hcp.shows(0)
    await hcp.sees_and_hears(40)
    after = await server.events(meeting)
    assert [event["id"] for event in before] == [event["id"] for event in after[: len(before)]]
    assert len({event["id"] for event in after}) == len(after)
    await rep.end()
    await rep.page.wait_for_url("**/report", wait_until="commit")
    await expect(rep.page.locator("tbody tr")).to_have_count(1)
