"""Opening the WebSocket: who may, from where, how many, and how long without a name."""

import asyncio
from collections.abc import AsyncIterator, Callable

import aiohttp
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from signaling import handshake
from tests.support.browser import NotLetIn
from tests.support.venue import COOKIE, Venue

ALICE = {"Authorization": "Bearer alice"}
QUERY = "/socket.io/?EIO=4&transport=websocket"


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


async def opened(http: aiohttp.ClientSession, venue: Venue) -> aiohttp.ClientWebSocketResponse:
    """A WebSocket that has said nothing yet."""
    socket = await http.ws_connect(venue.url + QUERY, headers=ALICE)
    assert (await socket.receive_str())[0] == "0"
    return socket


async def answer(
    http: aiohttp.ClientSession, venue: Venue, headers: dict[str, str], query: str = QUERY
) -> int:
    """The status that a handshake is answered with."""
    try:
        socket = await http.ws_connect(venue.url + query, headers=headers)
    except aiohttp.WSServerHandshakeError as error:
        return error.status
    await socket.close()
    return 101


async def test_a_bearer_token_opens_it(http: aiohttp.ClientSession, venue: Venue) -> None:
    """Programs and pages show a token."""
    assert await answer(http, venue, ALICE) == 101


async def test_a_cookie_opens_it(http: aiohttp.ClientSession, venue: Venue) -> None:
    """Pages show their cookie; who it is, CONNECT says."""
    assert await answer(http, venue, {"Cookie": f"{COOKIE}=bob"}) == 101


@pytest.mark.parametrize(
    "headers",
    [{}, {"Authorization": "Bearer eve"}, {"Authorization": "Basic YQ=="}, {"Cookie": "who=eve"}]
    + [{"Authorization": "Bearer"}],
)
async def test_a_stranger(
    http: aiohttp.ClientSession, venue: Venue, headers: dict[str, str]
) -> None:
    """Nobody without a token or a cookie of ours gets a socket."""
    assert await answer(http, venue, headers) == 401


async def test_origins(http: aiohttp.ClientSession, venue: Venue) -> None:
    """Pages of other sites are refused, though the browser would send the cookie."""
    ours = ALICE | {"Origin": "https://lectern.example"}
    assert await answer(http, venue, ours) == 101
    for origin in ("https://evil.example", "null", "https://lectern.example.evil.example"):
        assert await answer(http, venue, ALICE | {"Origin": origin}) == 400


@pytest.mark.parametrize(
    "query",
    ["/socket.io/?EIO=4&transport=polling", "/socket.io/?EIO=3&transport=websocket"]
    + ["/socket.io/?transport=websocket", "/socket.io/", QUERY + "&sid=made-up"],
)
async def test_other_ways_in(http: aiohttp.ClientSession, venue: Venue, query: str) -> None:
    """WebSocket only, this protocol only; nobody slips into another's session."""
    assert await answer(http, venue, ALICE, query) == 400


async def test_no_posts(http: aiohttp.ClientSession, venue: Venue) -> None:
    """There is no polling, so there is nothing to post to."""
    async with http.post(venue.url + "/socket.io/?EIO=4&transport=polling", headers=ALICE) as reply:
        assert reply.status == 405


async def test_too_many_from_one_address(
    http: aiohttp.ClientSession,
    database: AsyncEngine,
    store: AsyncEngine,
    clock: Callable[[], int],
) -> None:
    """Over the bound 429; a closed socket makes room again."""
    venue = Venue(database, store, clock, per_address=2)
    await venue.start()
    first, second = await opened(http, venue), await opened(http, venue)
    assert await answer(http, venue, ALICE) == 429
    await first.close()
    async with asyncio.timeout(5):
        while await answer(http, venue, ALICE) != 101:
            await asyncio.sleep(0.01)
    await second.close()
    await venue.close()


async def test_who_never_says_a_name_is_cut(
    http: aiohttp.ClientSession, venue: Venue, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A socket without CONNECT does not stay."""
    monkeypatch.setattr(handshake, "REAP_SECONDS", 0.05)
    socket = await opened(http, venue)
    assert (await socket.receive(timeout=5)).type is not aiohttp.WSMsgType.TEXT
    assert venue.signaling.stats()["reaped"] == 1
    await socket.close()


async def test_who_was_refused_is_cut(
    http: aiohttp.ClientSession, venue: Venue, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor does one whose CONNECT was refused."""
    monkeypatch.setattr(handshake, "REAP_SECONDS", 0.05)
    socket = await opened(http, venue)
    await socket.send_str('40{"token":"eve","tab":"01900000-0000-7000-8000-000000000001"}')
    assert (await socket.receive_str(timeout=5)).startswith("44")
    assert (await socket.receive(timeout=5)).type is not aiohttp.WSMsgType.TEXT
    await socket.close()


async def test_who_is_let_in_stays(venue: Venue, monkeypatch: pytest.MonkeyPatch) -> None:
    """CONNECT stops the clock, even when nobody joins."""
    monkeypatch.setattr(handshake, "REAP_SECONDS", 0.05)
    async with venue.browser("alice") as alice:
        await asyncio.sleep(0.2)
        assert (await alice.join())["state"] == "present"


async def test_connect_tells_the_code(venue: Venue) -> None:
    """A page that reads ``expired`` fetches a new token."""
    venue.invitations.expired.add("bob")
    browser = venue.browser("bob")
    with pytest.raises(NotLetIn) as error:
        await browser.open(headers=ALICE)
    assert error.value.data == {
        "message": "This link has run out.",
        "data": {"code": "expired", "message": "This link has run out."},
    }


@pytest.mark.parametrize(
    "auth",
    ["token", {"token": "alice"}, {"token": "alice", "tab": "x"}, {"token": "", "tab": "x"}]
    + [{"token": "alice", "tab": "01900000-0000-7000-8000-000000000001", "role": "host"}],
)
async def test_connect_without_proper_auth(venue: Venue, auth: object) -> None:
    """CONNECT is a closed schema as well."""
    browser = venue.browser("alice")
    with pytest.raises(NotLetIn) as error:
        await browser.open(auth=auth)
    assert error.value.data["data"]["code"] == "bad-message"


async def test_too_many_tabs(venue: Venue) -> None:
    """A page that reconnects in a loop does not fill the server."""
    tabs = [venue.browser("alice") for _ in range(11)]
    for tab in tabs[:10]:
        await tab.open()
    with pytest.raises(NotLetIn) as error:
        await tabs[10].open()
    assert error.value.data["data"]["code"] == "too-many"
    for tab in tabs[:10]:
        await tab.close()
