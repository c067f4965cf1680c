"""Networks that let little through: the landing page says which way works, and it does work."""

import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from aiohttp import ClientSession
from playwright.async_api import Browser, expect

from tests.browser.cast import Hcp, Rep, login_of, part, prepare
from tests.browser.conftest import CHROMIUM, Launch, NewContext
from tests.browser.running import Json, Running
from tests.support.coturn import SECRET, TURNSERVER, coturn
from tests.support.network import Network, network, obstacle

NO_NETWORKS = obstacle()

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(300),
    pytest.mark.skipif(NO_NETWORKS is not None, reason=NO_NETWORKS or ""),
]

MEDIA = """
async () => {
  for (const peer of window.testPeers) {
    if (peer.connectionState !== "connected") continue;
    const all = [...(await peer.getStats()).values()];
    const transport = all.find((each) => each.selectedCandidatePairId);
    const pair = all.find((each) => each.id === transport?.selectedCandidatePairId);
    const local = all.find((each) => each.id === pair?.localCandidateId);
    if (local) return `${local.candidateType} ${local.protocol} ${local.address ?? ""}`;
  }
  return "none";
}
"""
"""By which way the page's media goes."""


@dataclass
class Outside:
    """A server, and an HCP's browser in a network of its own."""

    server: Running
    net: Network
    browser: Browser
    demo: Json


@asynccontextmanager
async def outside(
    seeded: Path, folder: Path, launch: Launch, net: Network, **settings: str
) -> AsyncIterator[Outside]:
    """The HCP's browser reaches the server by the first cable; media is told for both."""
    told = ",".join(cable.ours for cable in net.cables)
    server = Running(folder / "data", settings={"LECTERN_HOST": "0.0.0.0", "MEDIA_ADDRESSES": told})
    server.settings |= settings
    shutil.copytree(seeded, server.data)
    await server.start()
    detour = f"MAP localhost:{server.port} {net.cables[0].ours}:{server.port}"
    flags = (f"--host-resolver-rules={detour}", "--ignore-certificate-errors")
    browser = await launch(*flags, program=str(net.program))
    try:
        yield Outside(server, net, browser, await server.demo())
    finally:
        await browser.close()
        await server.stop()
        print(server.log())


async def arrive(place: Outside, context: NewContext) -> tuple[Rep, Hcp]:
    """The rep is signed in; the HCP's page checks by itself, as devices are allowed already."""
    rep = Rep(await prepare(await (await context()).new_page()))
    hcp = Hcp(await prepare(await (await context(place.browser)).new_page()))
    await rep.sign_in(place.server.url, login_of(place.demo, "rep"))
    await hcp.open_link(place.demo["join_links"][0]["url"])
    return rep, hcp


async def tick_says(hcp: Hcp, state: str, words: str) -> None:
    """Wait for what the check says of the connection."""
    tick = part(hcp.page, "tick-connection")
    await expect(tick).to_have_attribute("data-state", state, timeout=40_000)
    await expect(part(tick, "note")).to_contain_text(words)


async def host_reads(rep: Rep, place: Outside, words: str) -> None:
    """The rep sees it with the invitee, before the meeting."""
    url = f"{place.server.url}/meetings/{place.demo['meeting_id']}"
    for _ in range(20):
        await rep.page.goto(url)
        if words in await rep.page.locator("main").inner_text():
            return
        await rep.page.wait_for_timeout(500)
    text = await rep.page.locator("main").inner_text()
    raise AssertionError(f"the meeting's page does not say “{words}”:\n{text}")


async def talk(rep: Rep, hcp: Hcp, place: Outside) -> None:
    """Both come in, see and hear each other."""
    await rep.open_room(place.demo["host_url"])
    await hcp.join("capture")
    await rep.let_in()
    await hcp.is_in("room")
    await rep.sees_and_hears(40)
    await hcp.sees_and_hears(40)


async def test_only_tcp(seeded: Path, tmp_path: Path, launch: Launch, context: NewContext) -> None:
    """A network without UDP: the tick says TCP, the rep reads it, and the call works by TCP."""
    with network(tmp_path, CHROMIUM) as net:
        net.drop("-p", "udp")
        async with outside(seeded, tmp_path, launch, net) as place:
            rep, hcp = await arrive(place, context)
            await tick_says(hcp, "good", "By TCP")
            await host_reads(rep, place, "connection by TCP")
            await talk(rep, hcp, place)
            assert "tcp" in await hcp.page.evaluate(MEDIA)


@pytest.mark.skipif(TURNSERVER is None, reason="Debian's coturn is not installed")
async def test_only_a_relay(
    seeded: Path, tmp_path: Path, launch: Launch, context: NewContext
) -> None:
    """A network that lets only TLS through: the tick says relay, and the call goes by it."""
    with network(tmp_path, CHROMIUM) as net:
        async with coturn(tmp_path, net.cables[0].ours) as relay:
            given = {"TURN_URL": relay.tls, "TURN_SECRET": SECRET}
            async with outside(seeded, tmp_path, launch, net, **given) as place:
                net.drop("-p", "udp")
                net.drop("-p", "tcp", "--dport", str(place.server.media_port))
                rep, hcp = await arrive(place, context)
                await tick_says(hcp, "good", "Through a relay")
                await host_reads(rep, place, "connection by relay")
                await talk(rep, hcp, place)
                assert (await hcp.page.evaluate(MEDIA)).startswith("relay")


async def test_nothing_gets_through(
    seeded: Path, tmp_path: Path, launch: Launch, context: NewContext
) -> None:
    """No media at all: the page says so, the rep reads so, and the slides are in step."""
    with network(tmp_path, CHROMIUM) as net:
        async with outside(seeded, tmp_path, launch, net) as place:
            net.drop("-p", "udp")
            net.drop("-p", "tcp", "--dport", str(place.server.media_port))
            rep, hcp = await arrive(place, context)
            await tick_says(hcp, "poor", "This network lets no video through")
            await host_reads(rep, place, "network lets no video through")
            await rep.open_room(place.demo["host_url"])
            await hcp.join("capture")
            await rep.let_in()
            await hcp.is_in("room")
            await rep.press("ArrowRight")
            await hcp.shows(0)


async def test_only_ipv6(seeded: Path, tmp_path: Path, launch: Launch, context: NewContext) -> None:
    """A server that is told to listen on "::" and tells an IPv6 address is met there."""
    with network(tmp_path, CHROMIUM) as net:
        told = {"LECTERN_HOST": "::", "MEDIA_ADDRESSES": net.cables[0].ours6}
        async with outside(seeded, tmp_path, launch, net, **told) as place:
            rep, hcp = await arrive(place, context)
            await tick_says(hcp, "good", "Direct")
            await talk(rep, hcp, place)


async def test_cable_pulled_out(
    seeded: Path, tmp_path: Path, launch: Launch, context: NewContext
) -> None:
    """A laptop that leaves its dock goes on by the other network, in the same media sessions."""
    with network(tmp_path, CHROMIUM) as net:
        async with outside(seeded, tmp_path, launch, net) as place:
            net.drop("-p", "udp", "-d", net.cables[0].ours)
            rep, hcp = await arrive(place, context)
            await tick_says(hcp, "good", "Direct")
            await talk(rep, hcp, place)
            before = await started(place.server)
            way = await hcp.page.evaluate(MEDIA)
            assert way.endswith(net.cables[1].theirs)
            net.mend()
            net.pull_out(net.cables[1])
            await hcp.sees_and_hears(40)
            await rep.sees_and_hears(40)
            assert (await hcp.page.evaluate(MEDIA)).endswith(net.cables[0].theirs)
            assert await started(place.server) == before


async def started(server: Running) -> float:
    """How many media sessions the server has made."""
    async with ClientSession() as http, http.get(f"http://127.0.0.1:{server.port}/metrics") as page:
        found = re.search(r"^lectern_media_sessions_started (\S+)", await page.text(), re.MULTILINE)
    assert found
    return float(found[1])
