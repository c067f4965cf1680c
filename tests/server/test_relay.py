"""Relays: which URLs are taken, what people are told, and that a real one takes it."""

import asyncio
import base64
import hashlib
import hmac
import ssl
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from media.server import MediaServer
from server.note import MediaNote, Place, media_note
from server.relay import LIFETIME_MS, Relay, for_page
from server.relaycheck import RelayFails, try_relay
from server.relayurl import RelayUrl, parse_relay
from tests.support.coturn import SECRET, TURNSERVER, Coturn, coturn

needs_coturn = pytest.mark.skipif(TURNSERVER is None, reason="Debian's coturn is not installed")
NOW = 1_800_000_000_000


@pytest.fixture
async def relay(tmp_path: Path) -> AsyncIterator[Coturn]:
    async with coturn(tmp_path) as running:
        yield running


@pytest.fixture
async def note() -> AsyncIterator[MediaNote]:
    """How a running media server can be asked."""
    media = MediaServer("127.0.0.1", 0, clock=lambda: NOW)
    await media.start()
    yield media_note(media)
    await media.close()


def real_now() -> int:
    return time.time_ns() // 1_000_000


@pytest.mark.parametrize(
    ("url", "read"),
    [
        ("turn:turn.example.org", RelayUrl("turn.example.org", 3478, "udp", False)),
        ("turn:192.0.2.1:80?transport=tcp", RelayUrl("192.0.2.1", 80, "tcp", False)),
        (
            "turns:turn.example.org:443?transport=tcp",
            RelayUrl("turn.example.org", 443, "tcp", True),
        ),
        ("turns:[2001:db8::1]", RelayUrl("2001:db8::1", 5349, "tcp", True)),
    ],
)
def test_urls(url: str, read: RelayUrl) -> None:
    """Ports and transports that are not named are the standard's."""
    assert parse_relay(url) == read


@pytest.mark.parametrize(
    "url",
    [
        "stun:stun.example.org",
        "turn://turn.example.org",
        "turn:max:secret@turn.example.org",
        "turn:turn.example.org:0",
        "turn:turn.example.org:70000",
        "turns:turn.example.org?transport=udp",
        "turn:turn.example.org?transport=sctp",
        'turn:a>; rel="x',
        "turn:",
    ],
)
def test_refused_urls(url: str) -> None:
    """What browsers would not take, or would break a header, is refused at the start."""
    with pytest.raises(ValueError):
        parse_relay(url)


def test_credentials() -> None:
    """The name is the moment at which they end and whose they are; the password its HMAC."""
    (server,) = Relay(["turn:a.example"], "hush", lambda: NOW).servers("ana")
    assert server.username == f"{(NOW + LIFETIME_MS) // 1000}:ana"
    expected = hmac.new(b"hush", server.username.encode(), hashlib.sha1).digest()
    assert base64.b64decode(server.credential) == expected


def test_no_relay() -> None:
    """Without a relay nobody is told of one."""
    assert for_page(Relay([], "", lambda: NOW).servers("ana")) == []


@needs_coturn
@pytest.mark.parametrize("way", ["udp", "tcp", "tls"])
async def test_real_relay(relay: Coturn, note: MediaNote, way: str) -> None:
    """coturn takes the credentials by UDP, TCP and TLS, and reaches media from there."""
    url = {"udp": relay.udp, "tcp": relay.tcp, "tls": relay.tls}[way]
    (server,) = Relay([url], SECRET, real_now).servers("doctor")
    trust = ssl.create_default_context(cafile=str(relay.authority))
    sentence = await try_relay(url, server, note, trust)
    assert sentence.startswith("relays as 127.0.0.1, and reaches media at 127.0.0.1:")


async def why(url: str, *, secret: str = SECRET, now: int | None = None) -> str:
    (server,) = Relay([url], secret, lambda: now or real_now()).servers("doctor")
    with pytest.raises(RelayFails) as failure:
        await try_relay(url, server, None)
    return str(failure.value)


@needs_coturn
async def test_wrong_secret(relay: Coturn) -> None:
    """Another secret is named as the reason."""
    assert "TURN_SECRET is not its secret" in await why(relay.udp, secret="guess")


@needs_coturn
async def test_expired(relay: Coturn) -> None:
    """Credentials of yesterday are refused: they do end."""
    assert "refuses our credentials" in await why(relay.tcp, now=real_now() - 2 * LIFETIME_MS)


@needs_coturn
async def test_untrusted_certificate(relay: Coturn) -> None:
    """A certificate that browsers would refuse is named as the reason."""
    assert "certificate" in await why(relay.tls)


async def test_no_tls_there() -> None:
    """A port that speaks something else is told from a wrong certificate."""

    async def answer(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        assert "does not speak TLS" in await why(f"turns:127.0.0.1:{port}")


async def test_nobody_there() -> None:
    """A port where nobody listens is told as such."""
    assert "refuses connections" in await why("turn:127.0.0.1:9?transport=tcp")


@needs_coturn
async def test_media_is_not_reached(relay: Coturn, note: MediaNote) -> None:
    """A relay that works but may not reach media is no help, and said to be none."""
    lost = MediaNote([Place("udp", "127.0.0.1", 9)], note.ufrag, note.password)
    (server,) = Relay([relay.udp], SECRET, real_now).servers("doctor")
    with pytest.raises(RelayFails, match="nothing of it reaches media at 127.0.0.1:9"):
        await try_relay(relay.udp, server, lost)
