"""A medium's fans: made when they are needed, let go of when nobody watches."""

from collections.abc import AsyncIterator

import pytest

from media.acceptance import Source
from media.batch import Address
from media.counters import Counters, Rejections
from media.fan import Layout
from media.layers import Option
from media.medium import Medium
from media.offer import Codec
from media.port import Port
from media.uptrack import MediaPacket
from tests.support.media_fan import Spectator
from tests.support.media_keys import make_keys
from tests.support.media_layers import frame, vp8

CODEC = Codec("vp8", 96, 90_000, None, {}, frozenset(), None)
LAYOUT = Layout("video", 96, None, 16)
SMALL, FULL = Option("q", None, 180, 1), Option("f", None, 720, 2)


def nobody(_data: bytes, _source: Address, _now: float) -> None:
    """STUN is not asked for here."""


@pytest.fixture
async def medium() -> AsyncIterator[Medium]:
    counters = Counters()
    port = Port("127.0.0.1", 0, nobody, counters, Rejections(counters))
    yield Medium(CODEC, Source(7, None, "name", "msid"), ("q", "f"), port, counters)
    await port.close()


def key(index: int) -> MediaPacket:
    payload = vp8(index, index, frame(180, b"picture", key=True), key=True)
    return MediaPacket(index, 3000 * index, True, payload, True, index == 1)


async def test_a_fan_that_nobody_watches(medium: Medium) -> None:
    """It is forgotten at the next report: nothing is laid in it any more."""
    spectator = Spectator(*await make_keys())
    left, watched = medium.fan(LAYOUT, SMALL), medium.fan(LAYOUT, FULL)
    watched.join(spectator.track, 0.0)
    medium.report(lambda _layer: None, 0.0)
    assert medium.fan(LAYOUT, FULL) is watched
    medium.forward("q", key(1), None, 0.1)
    assert left.highest == -1
    again = medium.fan(LAYOUT, SMALL)
    assert again is not left
    medium.forward("q", key(2), None, 0.2)
    assert again.highest >= 0 and left.highest == -1
    spectator.socket.close()


async def test_pending(medium: Medium) -> None:
    """It is settled when something was forwarded to somebody, and then no more."""
    medium.forward("q", key(1), None, 0.1)
    assert not medium.pending
    medium.fan(LAYOUT, SMALL)
    medium.forward("q", key(2), None, 0.2)
    assert medium.pending
    assert not medium.settle(0.2) and not medium.pending


async def test_each_layer_is_asked_for(medium: Medium) -> None:
    """A wish for one layer does not wait for another's, nor is it heard twice at once."""
    medium.wish_key_frame("q")
    assert medium.due(0.0) == ["q"]
    medium.wish_key_frame("f")
    assert medium.due(0.1) == ["f"]
    assert list(medium.due(0.2)) == []
