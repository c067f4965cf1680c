"""The seam to python-socketio: constants, private names, order, broken packets, slow readers."""

import asyncio
import contextlib
import json
import socket
from collections.abc import AsyncIterator, Callable
from typing import Any

import aiohttp
import pytest
import socketio
from engineio import async_socket
from sqlalchemy.ext.asyncio import AsyncEngine

from signaling import wire
from signaling.engine import MAX_MESSAGE, Engine, event_frame
from signaling.wire import Wire, frame
from tests.signaling.test_handshake import ALICE, QUERY, opened
from tests.support.venue import Venue

CONNECT = '40{"token":"alice","tab":"01900000-0000-7000-8000-000000000001"}'
JOIN = '["join",{"device":{"class":"desktop"}}]'


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


async def talking(http: aiohttp.ClientSession, venue: Venue) -> aiohttp.ClientWebSocketResponse:
    """Alice's socket, let in, without a Socket.IO client around it."""
    socket = await opened(http, venue)
    await socket.send_str(CONNECT)
    assert (await socket.receive_str(timeout=5)).startswith('40{"sid":')
    return socket


def test_the_constants() -> None:
    """What was measured, and decided."""
    engine = Engine(["https://a.example"], ())
    sio: Any = engine._sio
    assert sio.async_handlers is False
    assert (sio.eio.ping_interval, sio.eio.ping_timeout) == (10, 10)
    assert sio.eio.max_http_buffer_size == MAX_MESSAGE == 64_000
    assert sio.eio.cors_allowed_origins == ["https://a.example"]
    assert sio.eio.transports == ["websocket"]


def test_the_private_names() -> None:
    """What we use and nobody promised; when one moves, this fails first."""
    sio: Any = socketio.AsyncServer(async_mode="aiohttp")
    assert set(sio.eio._async) >= {"websocket", "create_route", "translate_request"}
    assert sio.eio.handlers["message"] == sio._handle_eio_message
    assert callable(sio.eio.send_packet) and isinstance(sio.environ, dict)
    assert hasattr(async_socket.AsyncSocket, "_websocket_handler")


@pytest.mark.parametrize("size", [0, 1, 125, 126, 65_535, 65_536, 100_000])
def test_frames(size: int) -> None:
    """Short, middling and long texts have different heads."""
    made = frame(b"x" * size)
    assert made[0] == 0x81 and made.endswith(b"x" * size)
    assert len(made) - size == (2 if size < 126 else 4 if size < 65_536 else 10)


def test_a_broadcast_is_text_that_any_client_reads() -> None:
    """One Socket.IO event in one frame."""
    made = event_frame("event", {"a": "ü"})
    assert made[2:].decode() == '42["event",{"a":"ü"}]'


async def test_acknowledgements_and_events_keep_their_order(
    http: aiohttp.ClientSession, venue: Venue
) -> None:
    """Commands are done in the order in which they came; so are their acknowledgements."""
    socket = await talking(http, venue)
    await socket.send_str("421" + JOIN)
    for number in range(2, 12):
        await socket.send_str(f'42{number}["chat",{{"id":"m{number}","text":"x"}}]')
    acks: list[int] = []
    chats: list[str] = []
    while len(acks) < 11 or len(chats) < 10:
        text = await socket.receive_str(timeout=5)
        if text.startswith("43"):
            acks.append(int(text[2:].partition("[")[0]))
        elif '"chat_posted"' in text:
            chats.append(json.loads(text[2:])[1]["message"]["id"])
    assert acks == list(range(1, 12))
    assert chats == [f"m{number}" for number in range(2, 12)]
    await socket.close()


async def test_who_talks_before_the_greeting(http: aiohttp.ClientSession, venue: Venue) -> None:
    """Answers to an eager client wait for engine.io's first packet, in their order."""
    socket = await http.ws_connect(venue.url + QUERY, headers=ALICE)
    for text in (CONNECT, "421" + JOIN, '422["snapshot",{}]'):
        await socket.send_str(text)
    texts = [await socket.receive_str(timeout=5) for _ in range(6)]
    kinds = [text[:3] for text in texts if text[:2] in ("0{", "40", "43")]
    assert kinds == ['0{"', "40{", "431", "432"]
    await socket.close()


@pytest.mark.parametrize(
    "text",
    ["43[]", "451-[]", "4", "4x", "4[1]", "x", "", "2probe" * 5, '42/admin,["chat",{}]' * 5_000]
    + ["3" + "[" * 5_000, "40{"],
)
async def test_a_broken_packet_ends_its_connection(
    http: aiohttp.ClientSession, venue: Venue, text: str
) -> None:
    """Without a stack trace in the log, and nobody else notices."""
    async with venue.inside("alice") as (alice,):
        socket = await talking(http, venue)
        await socket.send_str(text)
        while (await socket.receive(timeout=5)).type is aiohttp.WSMsgType.TEXT:
            pass
        await socket.close()
        assert (await alice.send("snapshot"))["snapshot"]["seq"] == alice.room.seq


async def test_binary_ends_the_connection(http: aiohttp.ClientSession, venue: Venue) -> None:
    """Nothing of ours is binary."""
    socket = await talking(http, venue)
    await socket.send_bytes(b"\x00")
    assert (await socket.receive(timeout=5)).type is not aiohttp.WSMsgType.TEXT
    await socket.close()


@pytest.mark.parametrize("name", ["connect", "disconnect", "hack", "__class__"])
async def test_a_message_nobody_knows(http: aiohttp.ClientSession, venue: Venue, name: str) -> None:
    """Its sender is told; above all nobody reaches the handlers of connect and disconnect."""
    socket = await talking(http, venue)
    await socket.send_str(f'421["{name}",{{"aiohttp.request":1}}]')
    code = json.loads((await socket.receive_str(timeout=5))[3:])[0]["error"]["code"]
    assert code == "bad-message"
    await socket.close()


async def test_another_namespace(http: aiohttp.ClientSession, venue: Venue) -> None:
    """There is one namespace; and nobody talks in one without having come in."""
    socket = await talking(http, venue)
    await socket.send_str('40/admin,{"token":"alice"}')
    assert (await socket.receive_str(timeout=5)).startswith("44/admin,")
    await socket.send_str('42/admin,1["end",{}]')
    await socket.send_str('421["leave",{}]')
    assert (await socket.receive_str(timeout=5)).startswith("431")
    await socket.close()


async def test_talking_before_connect(http: aiohttp.ClientSession, venue: Venue) -> None:
    """Whoever has not said who they are is not answered."""
    socket = await opened(http, venue)
    await socket.send_str("421" + JOIN)
    await socket.send_str(CONNECT)
    assert (await socket.receive_str(timeout=5)).startswith("40")
    await socket.close()


async def test_leaving_socket_io_closes_the_websocket(
    http: aiohttp.ClientSession, venue: Venue
) -> None:
    """A socket without a participant is of no use."""
    socket = await talking(http, venue)
    await socket.send_str("41")
    assert (await socket.receive(timeout=5)).type is aiohttp.WSMsgType.CLOSE
    assert venue.signaling.stats()["connections"] == 0
    await socket.close()


async def test_a_slow_reader_is_cut(
    database: AsyncEngine,
    store: AsyncEngine,
    clock: Callable[[], int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Who does not read is cut; who reads gets everything."""
    monkeypatch.setattr(wire, "MOST_BEHIND", 20_000)
    venue = Venue(database, store, clock, send_buffer=8_192)
    await venue.start()
    _, writer = await slow_reader(venue)
    async with venue.inside("alice", "bob") as (alice, bob):
        assert venue.signaling.stats()["connections"] == 3
        large = {"state": {"x": "x" * 3_800}}
        for number in range(400):
            if venue.signaling.stats()["connections"] < 3:
                break
            venue.pass_time(50)
            await alice.send("show", {"version": "v1", "slide": 1, "step": number % 2} | large)
        assert venue.signaling.stats()["connections"] == 2
        assert venue.signaling.stats()["slow_readers"] == 1
        await bob.until_seq((await alice.send("snapshot"))["snapshot"]["seq"])
    writer.close()
    with contextlib.suppress(ConnectionError):
        await writer.wait_closed()
    await venue.close()


async def test_a_large_snapshot(
    database: AsyncEngine,
    store: AsyncEngine,
    clock: Callable[[], int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Who takes long to read what they asked for is not cut for it, but for what comes on top."""
    monkeypatch.setattr(wire, "MOST_BEHIND", 20_000)
    venue = Venue(database, store, clock, send_buffer=8_192)
    await venue.start()
    async with venue.inside("alice") as (alice,):
        for number in range(40):
            venue.pass_time(1_000)
            await alice.send("chat", id=f"m{number}", text="x" * 2_000)
        reader, writer = await slow_reader(venue)
        for number in range(10):
            venue.pass_time(1_000)
            await alice.send("show", version="v1", slide=1, step=number % 2)
        assert venue.signaling.stats()["slow_readers"] == 0
        await reader.readexactly(40 * 2_000)
        assert venue.signaling.stats()["connections"] == 2
    writer.close()
    with contextlib.suppress(ConnectionError):
        await writer.wait_closed()
    await venue.close()


async def slow_reader(venue: Venue) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Amy's socket, joined, which then stops reading; with a small window."""
    plain = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
    plain.setblocking(False)
    host, port = venue.url.removeprefix("http://").split(":")
    await asyncio.get_running_loop().sock_connect(plain, (host, int(port)))
    reader, writer = await asyncio.open_connection(sock=plain, limit=1_024)
    writer.write(
        f"GET {QUERY} HTTP/1.1\r\nHost: {host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        "Authorization: Bearer amy\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n".encode()
    )
    await reader.readuntil(b"\r\n\r\n")
    for text in (CONNECT.replace("alice", "amy"), "421" + JOIN):
        payload = text.encode()
        mask = b"\0\0\0\0"
        writer.write(bytes([0x81, 0x80 | len(payload)]) + mask + payload)
    await writer.drain()
    await reader.readuntil(b"431[")
    return reader, writer


def test_a_wire_without_a_socket() -> None:
    """Whatever is written before or after a WebSocket lives goes nowhere, and hurts nobody."""

    async def handler(_: Wire) -> None:
        return None

    class Server:
        max_http_buffer_size = 1

    lonely = Wire(handler, Server())
    lonely.write(b"x")
    lonely.hint(b"x")
    lonely.cut()
    lonely.hang_up()
    assert lonely.is_closed
