"""An audience: who may have which packet."""

import socket
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from media.audience import Audience
from media.batch import PlainSender, pack_address
from media.counters import Counters
from media.downtrack import REPAIRS_AT_ONCE, REPAIRS_PER_SECOND, DownTrack, RepairBudget
from media.fan import Fan, Layout
from tests.support.media_keys import make_keys

LAYOUT = Layout("video", 96, None, 16)


@pytest.fixture
async def tracks() -> AsyncIterator[list[DownTrack]]:
    yield [
        DownTrack((await make_keys())[0], ("127.0.0.1", 1000 + i), None, 90_000) for i in range(3)
    ]


def enter(audience: Audience, track: DownTrack, start: int) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        track.enter(Fan(LAYOUT, 7, "name", socket.AF_INET, PlainSender(sock), Counters()), start)
    audience.admit(track)


def addresses(audience: Audience, index: int) -> list[bytes]:
    return list(audience.first(audience.entitled(index)).addresses)


def packed(*ports: int) -> list[bytes]:
    return [pack_address(socket.AF_INET, ("127.0.0.1", port)) for port in ports]


async def test_entitled(tracks: list[DownTrack]) -> None:
    """Nobody is sent a packet from before its beginning."""
    audience = Audience(socket.AF_INET)
    for track, start in zip(tracks, (10, 10, 20), strict=True):
        enter(audience, track, start)
    assert addresses(audience, 9) == []
    assert addresses(audience, 10) == addresses(audience, 19) == packed(1000, 1001)
    assert addresses(audience, 20) == packed(1000, 1001, 1002)


async def test_remove(tracks: list[DownTrack]) -> None:
    """Who leaves gets nothing, and takes nobody along."""
    audience = Audience(socket.AF_INET)
    for track in tracks:
        enter(audience, track, 5)
    assert audience.remove(tracks[1])
    assert not audience.remove(tracks[1])
    assert addresses(audience, 5) == packed(1000, 1002)
    assert len(audience.first(2).contexts) == 2


async def test_no_key_to_seal_with(tracks: list[DownTrack]) -> None:
    """Who cannot be sealed for is refused, before anybody gets another one's keys."""
    own = tracks[0].keys.media
    assert own is not None
    audience = Audience(socket.AF_INET, replace(own.cipher))
    for key in (own, None):
        tracks[0].keys.media = key
        with pytest.raises(ValueError, match="another's to encrypt"):
            enter(audience, tracks[0], 5)
    assert len(audience) == 0


async def test_chunks_follow_changes(tracks: list[DownTrack]) -> None:
    """What is kept between two sends is of those who are here now, where they are now."""
    audience = Audience(socket.AF_INET)
    enter(audience, tracks[0], 5)

    def names() -> bytes:
        return b"".join(names for _, names in audience.first(len(audience)).chunks())

    assert names() == b"".join(packed(1000))
    enter(audience, tracks[1], 5)
    assert names() == b"".join(packed(1000, 1001))
    tracks[0].address = ("127.0.0.1", 2000)
    audience.moved(tracks[0])
    assert names() == b"".join(packed(2000, 1001))
    audience.remove(tracks[0])
    assert names() == b"".join(packed(1001))


async def test_moved(tracks: list[DownTrack]) -> None:
    """Who moves is found at the new address; who has not begun is not disturbed."""
    audience = Audience(socket.AF_INET)
    enter(audience, tracks[0], 5)
    for track in tracks[:2]:
        track.address = ("127.0.0.1", 2000)
        audience.moved(track)
    assert addresses(audience, 5) == packed(2000)


async def test_order(tracks: list[DownTrack]) -> None:
    """Beginning before somebody who has begun is a mistake of ours, and changes nothing."""
    audience = Audience(socket.AF_INET)
    enter(audience, tracks[0], 10)
    with pytest.raises(ValueError):
        enter(audience, tracks[1], 9)
    assert len(audience) == 1


def test_budget() -> None:
    """A viewer may have many packets repeated at once, then as many as the budget refills."""
    budget = RepairBudget()
    assert sum(budget.allows(index, 0.0) for index in range(1000)) == REPAIRS_AT_ONCE
    later = sum(budget.allows(index, 0.2) for index in range(1000, 2000))
    assert later == 0.2 * REPAIRS_PER_SECOND


def test_budget_for_one_packet() -> None:
    """Two wishes for one packet that cross on the way are one; a later wish is another."""
    budget = RepairBudget()
    assert budget.allows(5, 1.0)
    assert not budget.allows(5, 1.01)
    assert budget.allows(5, 1.05)
