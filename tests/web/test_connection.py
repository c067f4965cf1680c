"""The connection of a page: real sockets, a server that does as a test says."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import pytest_asyncio
import socketio
from aiohttp import web
from aiohttp.test_utils import TestServer
from playwright.async_api import Page
from socketio import exceptions

from tests.support.faultproxy import FaultProxy

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

OPEN = """async ([url, renewed]) => {
  const { Connection } = await import("/static/live/connection.js");
  window.heard = [];
  const device = { class: "phone", browser: "B", os: "O" };
  const plan = { token: "first", tab: "tab-1", device, url };
  if (renewed) plan.renew = async () => renewed;
  window.connection = new Connection(plan);
  for (const name of ["status", "event", "online", "offline", "refused"]) {
    connection.on(name, ({ code, state, seq, again }) =>
      heard.push([name, code ?? state ?? seq ?? again ?? null]));
  }
  connection.start();
}"""
SEND = """async ([name, within]) => {
  try {
    return await connection.send(name, {}, within);
  } catch (error) {
    return { code: error.code };
  }
}"""


@dataclass
class Peer:
    """The server's side of the wire."""

    proxy: FaultProxy
    io: socketio.AsyncServer
    joins: list[dict[str, Any]] = field(default_factory=list)
    connects: list[dict[str, Any]] = field(default_factory=list)
    refuse: dict[str, dict[str, str]] = field(default_factory=dict)
    """Token to what CONNECT is refused with."""
    join_answer: dict[str, Any] = field(default_factory=lambda: {"state": "lobby"})

    @property
    def url(self) -> str:
        return f"http://localhost:{self.proxy.port}"

    async def until(self, count: int) -> None:
        """Wait for so many joins."""
        async with asyncio.timeout(20):
            while len(self.joins) < count:
                await asyncio.sleep(0.05)


@pytest_asyncio.fixture(loop_scope="module")
async def peer() -> AsyncIterator[Peer]:
    """A Socket.IO server behind a wire that can be cut."""
    io = socketio.AsyncServer(async_mode="aiohttp", cors_allowed_origins="*", async_handlers=False)
    app = web.Application()
    io.attach(app)
    server = TestServer(app, host="127.0.0.1")
    await server.start_server()
    assert server.port is not None
    async with FaultProxy(server.port) as proxy:
        found = Peer(proxy, io)
        answer(found)
        yield found
    await io.shutdown()
    await server.close()


def answer(peer: Peer) -> None:
    """What the server does with what it hears."""

    async def connect(_sid: str, _environ: object, auth: dict[str, Any]) -> None:
        peer.connects.append(auth)
        if refusal := peer.refuse.get(auth["token"]):
            raise exceptions.ConnectionRefusedError(refusal["message"], refusal)

    async def join(_sid: str, data: dict[str, Any]) -> dict[str, Any]:
        peer.joins.append(data)
        return peer.join_answer

    async def silent(_sid: str, _data: object) -> dict[str, Any]:
        await asyncio.sleep(3)
        return {}

    async def refused(_sid: str, _data: object) -> dict[str, Any]:
        return {"error": {"code": "too-many", "message": "Slowly."}}

    for name, handler in {
        "connect": connect,
        "join": join,
        "silent": silent,
        "ask": refused,
    }.items():
        peer.io.on(name, handler)


async def heard(page: Page, *names: str) -> list[Any]:
    """What the page has heard of these kinds."""
    found: list[list[Any]] = await page.evaluate("heard")
    return [each for each in found if each[0] in names]


async def hears(page: Page, name: str, times: int = 1) -> None:
    """Wait until the page has heard something so many times."""
    await page.wait_for_function(
        "([name, times]) => heard.filter(([each]) => each === name).length >= times",
        arg=[name, times],
    )


async def test_connect_is_join(page: Page, peer: Peer) -> None:
    """Token and tab go with CONNECT, the device with join; its answer is my status."""
    await page.evaluate(OPEN, [peer.url, None])
    await hears(page, "status")
    assert peer.connects == [{"token": "first", "tab": "tab-1"}]
    assert peer.joins == [{"device": {"class": "phone", "browser": "B", "os": "O"}}]
    assert await heard(page, "online", "status") == [["online", False], ["status", "lobby"]]


async def test_a_cut_is_mended(page: Page, peer: Peer) -> None:
    """After a cut the page says so, comes back by itself, and joins again."""
    await page.evaluate(OPEN, [peer.url, None])
    await hears(page, "online")
    await peer.proxy.sever()
    await hears(page, "offline")
    await peer.until(2)
    await hears(page, "online", 2)
    assert (await heard(page, "online"))[-1] == ["online", True]


async def test_nothing_is_queued_while_offline(page: Page, peer: Peer) -> None:
    """A command without a wire fails at once; it is not sent later behind the person's back."""
    await page.evaluate(OPEN, [peer.url, None])
    await hears(page, "online")
    peer.proxy.cut()
    await peer.proxy.sever()
    await hears(page, "offline")
    assert await page.evaluate(SEND, ["ask", 1_000]) == {"code": "offline"}


async def test_a_refusal_has_its_code(page: Page, peer: Peer) -> None:
    """The server's refusal of a command is an error with the server's code."""
    await page.evaluate(OPEN, [peer.url, None])
    await hears(page, "online")
    assert await page.evaluate(SEND, ["ask", 1_000]) == {"code": "too-many"}


async def test_no_answer_in_time(page: Page, peer: Peer) -> None:
    """A command that gets no answer in time fails as `timeout`: it may have happened."""
    await page.evaluate(OPEN, [peer.url, None])
    await hears(page, "online")
    assert await page.evaluate(SEND, ["silent", 200]) == {"code": "timeout"}


async def test_an_expired_token_is_renewed(page: Page, peer: Peer) -> None:
    """A token that has run out is replaced by a fresh one, and the page comes in with that."""
    peer.refuse["first"] = {"code": "expired", "message": "Run out."}
    await page.evaluate(OPEN, [peer.url, "second"])
    await hears(page, "online")
    assert [each["token"] for each in peer.connects] == ["first", "second"]


async def test_banned_is_final(page: Page, peer: Peer) -> None:
    """Who may not come in is told, and does not knock for ever."""
    peer.refuse["first"] = {"code": "banned", "message": "No."}
    await page.evaluate(OPEN, [peer.url, "second"])
    await hears(page, "refused")
    await page.wait_for_timeout(2_000)
    assert await heard(page, "refused", "online") == [["refused", "banned"]]
    assert len(peer.connects) == 1


async def test_an_ended_room_is_final(page: Page, peer: Peer) -> None:
    """A join that is refused for good is told once."""
    peer.join_answer = {"error": {"code": "room-ended", "message": "Over."}}
    await page.evaluate(OPEN, [peer.url, None])
    await hears(page, "refused")
    await page.wait_for_timeout(1_500)
    assert len(peer.joins) == 1


async def test_moved(page: Page, peer: Peer) -> None:
    """A server that stops sends its people away within the time it says; they come back."""
    await page.evaluate(OPEN, [peer.url, None])
    await hears(page, "online")
    await peer.io.emit("moved", {"in_ms": 300})
    await peer.until(2)


async def test_events_are_handed_on(page: Page, peer: Peer) -> None:
    """Room events arrive in order."""
    await page.evaluate(OPEN, [peer.url, None])
    await hears(page, "online")
    for seq in range(1, 6):
        await peer.io.emit("event", {"seq": seq, "at": 0, "kind": "hidden"})
    await hears(page, "event", 5)
    assert [each[1] for each in await heard(page, "event")] == [1, 2, 3, 4, 5]
