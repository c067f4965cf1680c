"""A fan by itself: where viewers begin, and what happens around the wrap of sequence numbers."""

import asyncio
from collections.abc import Iterator

import pytest

from media.aiortc_seam import Unauthenticated
from media.fan import CACHE_SIZE, WRAP_MARGIN
from media.outbox import PATIENCE
from media.rtp import WRAP, write
from tests.support.media_fan import WAYS, Show, Way, laid
from tests.support.media_keys import make_keys


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest) -> Way:
    made: Way = request.param
    return made


@pytest.fixture
def show(way: Way) -> Iterator[Show]:
    made = Show(way)
    yield made
    made.close()


async def test_begin_at_key_frame(show: Show) -> None:
    """A viewer begins at the next key frame, not before."""
    show.write(3)
    bob = await show.come()
    show.write(3)
    assert bob.got() == []
    assert show.fan.waiting
    show.write(1, key=True)
    show.write(1)
    assert [packet.payload[3] for packet in bob.got()] == [6, 7]
    assert not show.fan.waiting


async def test_begin_with_fresh_key_frame(show: Show) -> None:
    """A viewer that comes right after a key frame begins with it and catches up at once."""
    await show.come()
    show.write(1, key=True)
    show.write(9)
    carol = await show.come()
    assert [packet.payload[3] for packet in carol.got()] == list(range(10))


async def test_picture_in_two_parts(show: Show) -> None:
    """A picture's first packets wait a moment for its last, and then all leave at once."""
    bob = await show.come()
    show.write(1, key=True)
    show.fan.write(laid(1, 450, b"first", marker=False), show.now)
    assert show.fan.settle(show.now + PATIENCE / 2)
    assert [packet.payload for packet in bob.got()] == [(0).to_bytes(4)]
    show.fan.write(laid(2, 450, b"last"), show.now + PATIENCE / 2)
    assert not show.fan.settle(show.now + PATIENCE / 2)
    assert [packet.payload for packet in bob.got()] == [b"first", b"last"]


async def test_picture_without_an_end(show: Show) -> None:
    """A picture whose last packet does not come leaves without it."""
    bob = await show.come()
    show.write(1, key=True)
    bob.got()
    show.fan.write(laid(1, 450, b"first", marker=False), show.now)
    assert show.fan.settle(show.now)
    assert not show.fan.settle(show.now + PATIENCE)
    assert [packet.payload for packet in bob.got()] == [b"first"]


async def test_stale_key_frame(show: Show) -> None:
    """An old key frame is no beginning: that would be seconds of video at once."""
    await show.come()
    show.write(1, key=True)
    show.write(150)
    carol = await show.come()
    assert carol.got() == []
    assert show.fan.waiting


async def test_later_part_of_a_key_frame(show: Show) -> None:
    """Of a key frame in several packets that look like one each (SPS, IDR) the first counts."""
    await show.come()
    show.write(2)
    for index in (2, 3):
        packet = laid(index, 77, bytes([0, 0, 0, index]), key=True)
        show.fan.write(packet, show.now)
    show.fan.settle(show.now)
    carol = await show.come()
    assert [packet.payload[3] for packet in carol.got()] == [2, 3]


async def test_late_key_frame(show: Show) -> None:
    """A key frame whose first packet had to be repaired is a beginning, with what follows it."""
    bob = await show.come()
    show.write(2)
    show.index = 3
    show.write(2)
    show.write(1, key=True, index=2)
    assert sorted(packet.payload[3] for packet in bob.got()) == [2, 3, 4]


async def test_across_the_wrap(show: Show) -> None:
    """A viewer that began before the wrap goes on behind it."""
    bob = await show.come()
    show.write(1, key=True)
    show.write_up_to(WRAP - 5)
    show.write(10)
    sequences = [packet.sequence for packet in bob.got()]
    assert sequences == [*range(WRAP - 5, WRAP), *range(5)]


async def test_nobody_begins_before_the_wrap(show: Show) -> None:
    """A viewer that lost all between its beginning and the wrap would stay dark for ever, so it
    waits for the wrap instead."""
    show.write(1, key=True)
    show.write_up_to(WRAP - WRAP_MARGIN)
    bob = await show.come()
    show.write(1, key=True)
    assert bob.got() == []
    assert show.fan.waiting
    show.write(WRAP_MARGIN)
    show.write(1, key=True)
    assert len(bob.got()) == 1


async def test_why_nobody_begins_before_the_wrap() -> None:
    """The disaster itself: this is what a receiver does that met its sender behind the wrap."""
    ours, theirs = await make_keys()
    ours.protect(write(96, False, WRAP - 1, 1, 1, b"", b"lost"))
    sealed = ours.protect(write(96, False, 0, 1, 1, b"", b"never opens"))
    assert sealed is not None
    with pytest.raises(Unauthenticated):
        theirs.unprotect(sealed)


async def test_nothing_from_before_the_beginning(show: Show) -> None:
    """A viewer that began right behind the wrap is not sent a late packet from before it."""
    bob = await show.come()
    show.write(1, key=True)
    show.write_up_to(WRAP - 2)
    missing = show.index
    show.index += 1
    show.write(1)
    carol = await show.come()
    show.write(1, key=True)
    show.write(1, index=missing)
    show.write(3)
    assert len(bob.got()) == 6
    assert [packet.sequence for packet in carol.got()] == [0, 1, 2, 3]


async def test_one_place_one_packet(show: Show) -> None:
    """Nothing is ever sent twice under one number with other contents (AES-GCM would break)."""
    bob = await show.come()
    show.write(1, key=True)
    show.write(3)
    show.write(1, index=2)
    assert len(bob.got()) == 4
    show.write(CACHE_SIZE["video"])
    bob.got()
    show.write(1, index=2)
    assert bob.got() == []


async def test_leave(show: Show) -> None:
    """Who leaves gets nothing more, whether it had begun or not; leaving twice is harmless."""
    bob, carol = await show.come(), await show.come()
    show.fan.leave(carol.track)
    show.write(1, key=True)
    show.fan.leave(bob.track)
    show.fan.leave(bob.track)
    show.write(1)
    assert len(bob.got()) == 1
    assert carol.got() == []
    assert len(show.fan) == 0


async def test_too_long(show: Show) -> None:
    """A packet that fits no slot is not sent."""
    bob = await show.come()
    show.fan.write(laid(0, 1, bytes(1600), key=True, restart=True), 0.0)
    show.write(1, key=True, index=1)
    assert len(bob.got()) == 1


async def test_audio_begins_anywhere(way: Way) -> None:
    """Audio needs no key frame, and the last packet is fresh enough to begin with."""
    show = Show(way, "audio")
    try:
        show.write(2, key=True)
        bob = await show.come()
        await asyncio.sleep(0)
        show.write(1, key=True)
        assert [packet.payload[3] for packet in bob.got()] == [1, 2]
    finally:
        show.close()


async def test_alone_after_the_wrap(show: Show) -> None:
    """Who begins in a later round is caught up, and repaired, in numbers that its keys know."""
    show.write_up_to(WRAP + 200)
    show.write(1, key=True)
    show.write(2)
    bob = await show.come()
    show.write(1)
    assert [packet.sequence for packet in bob.got()] == [200, 201, 202, 203]
    show.write(1)
    bob.drain()
    show.fan.repair(bob.track, [204], show.now)
    assert [packet.sequence for packet in bob.got()] == [204]


async def test_who_leaves_takes_no_keys_along(show: Show) -> None:
    """The others go on to get what their own keys open."""
    ann, bob, cid = [await show.come() for _ in range(3)]
    show.write(1, key=True)
    show.fan.leave(bob.track)
    show.write(1)
    assert [len(each.got()) for each in (ann, bob, cid)] == [2, 1, 2]
