"""Floods while people talk: the call goes on, every datagram is counted, the log stays short."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from media.server import MediaServer
from tests.support.media_call import Call
from tests.support.media_floods import (
    ALERTS,
    CLIENT_HELLO,
    DATAGRAMS,
    Stranger,
    flood,
    forever,
    fragments,
    noise,
)


@dataclass(frozen=True, slots=True)
class Flood:
    """What comes, and as what it is counted."""

    datagrams: Callable[[], Iterator[bytes]]
    counted: str


STRANGERS = {
    "empty": Flood(lambda: forever(b""), "empty"),
    "STUN without cookie": Flood(lambda: noise(b"\x00\x01", 30), "malformed"),
    "STUN answers": Flood(lambda: noise(b"\x01\x01\x00\x00\x21\x12\xa4\x42", 12), "unexpected"),
    "RTP": Flood(lambda: noise(b"\x80\x60", 1200), "stray"),
    "RTCP": Flood(lambda: noise(b"\x81\xc9", 100), "stray"),
    "ClientHello": Flood(lambda: forever(CLIENT_HELLO), "stray"),
    "alerts": Flood(lambda: forever(ALERTS["fatal"]), "stray"),
    "handshake fragments": Flood(fragments, "stray"),
    "TURN": Flood(lambda: noise(b"\x40\x00", 20), "stray"),
}


@pytest.mark.parametrize("name", STRANGERS)
async def test_strangers(
    call: Call,
    media: MediaServer,
    stranger: Stranger,
    caplog: pytest.LogCaptureFixture,
    name: str,
) -> None:
    """Whoever nobody knows may send what it likes: it is counted, and gets no answer."""
    case = STRANGERS[name]
    with caplog.at_level(logging.INFO):
        await flood(stranger.send, case.datagrams())
        await call.goes_on()
    assert stranger.got() is None
    assert media.stats()[f"rejected_{case.counted}"] >= DATAGRAMS * 0.9
    assert len(caplog.records) <= 2


KNOWN = {
    "RTP that Alice did not make": Flood(lambda: noise(b"\x80\x60", 1200), "unauthenticated"),
    "RTCP that she did not make": Flood(lambda: noise(b"\x81\xc9", 100), "unauthenticated"),
    "RTP too short": Flood(lambda: forever(b"\x80\x60"), "malformed"),
    "RTP too long": Flood(lambda: noise(b"\x80\x60", 1900), "malformed"),
    "TURN": Flood(lambda: noise(b"\x40\x00", 20), "malformed"),
    "no DTLS": Flood(lambda: noise(b"\x16\x01", 30), "malformed"),
    "ClientHello": Flood(lambda: forever(CLIENT_HELLO), "overflow"),
    "handshake fragments": Flood(fragments, "overflow"),
    "alert: close": Flood(lambda: forever(ALERTS["close"]), "overflow"),
    "alert: fatal": Flood(lambda: forever(ALERTS["fatal"]), "overflow"),
    "alert: next epoch": Flood(lambda: forever(ALERTS["fatal of the next epoch"]), "overflow"),
}


@pytest.mark.parametrize("name", KNOWN)
async def test_spoofed_source(
    call: Call, media: MediaServer, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    """Neither does it help to write Alice's own address on the envelope."""
    case = KNOWN[name]
    with caplog.at_level(logging.INFO):
        await flood(call.alice.peer.send_raw, case.datagrams())
        await call.goes_on()
    assert not call.alice.peer.closed.is_set()
    assert media.stats()[f"rejected_{case.counted}"] >= DATAGRAMS * 0.5
    assert media.stats()["publishers"] == media.stats()["viewers"] == 1
    assert len(caplog.records) <= 2
