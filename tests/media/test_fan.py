"""A fan by itself: where viewers begin, and what happens around the wrap of sequence numbers."""

import asyncio
import socket
from collections.abc import Iterator

import pytest

from media.aiortc_seam import Keys, Unauthenticated
from media.batch import PlainSender
from media.counters import Counters
from media.downtrack import DownTrack
from media.fan import CACHE_SIZE, WRAP_MARGIN, Fan, Layout
from media.outbox import PATIENCE
from media.rtp import WRAP, RtpPacket, parse, write
from media.splice import LaidPacket
from tests.support.media_keys import make_keys


def laid(
    index: int,
    timestamp: int,
    body: bytes,
    *,
    key: bool = False,
    restart: bool = False,
    marker: bool = True,
) -> LaidPacket:
    """A packet as a splice hands it on, a frame by itself unless it has no marker."""
    return LaidPacket(index, timestamp, marker, body, key, key, restart)


class Spectator:
    """A viewer's socket and keys."""

    def __init__(self, ours: Keys, theirs: Keys) -> None:
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.socket.setblocking(False)
        self.track = DownTrack(ours, self.socket.getsockname(), None)
        self._keys = theirs

    def got(self) -> list[RtpPacket]:
        """What has come since the last call. Raises Unauthenticated if it cannot be opened."""
        packets = []
        while True:
            try:
                packets.append(parse(self._keys.unprotect(self.socket.recv(2048))))
            except BlockingIOError:
                return packets

    def drain(self) -> None:
        """Lose what has come."""
        while True:
            try:
                self.socket.recv(2048)
            except BlockingIOError:
                return


class Show:
    """A fan, a publisher's numbers, and viewers."""

    def __init__(self, kind: str = "video") -> None:
        self.out = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.out.setblocking(False)
        self.counters = Counters()
        layout = Layout(kind, 96, None, 16)
        self.fan = Fan(layout, 7, "name", socket.AF_INET, PlainSender(self.out), self.counters)
        self.spectators: list[Spectator] = []
        self.index = 0
        self.now = 0.0

    async def come(self) -> Spectator:
        made = Spectator(*await make_keys())
        self.spectators.append(made)
        self.fan.join(made.track, self.now)
        return made

    def write(self, count: int = 1, *, key: bool = False, index: int | None = None) -> None:
        """Write and flush packets, a frame each, 5 ms apart."""
        for _ in range(count):
            number = self.index if index is None else index
            if index is None:
                self.index += 1
            self.now += 0.005
            body = number.to_bytes(4, "big")
            self.fan.write(laid(number, number * 450, body, key=key, restart=number == 0), self.now)
            self.fan.settle(self.now)

    def write_up_to(self, sequence: int) -> None:
        """Write, and let everybody lose, all packets below that sequence number."""
        while self.fan.highest < sequence - 1:
            self.write()
            for spectator in self.spectators:
                spectator.drain()

    def close(self) -> None:
        self.out.close()
        for spectator in self.spectators:
            spectator.socket.close()


@pytest.fixture
def show() -> Iterator[Show]:
    made = Show()
    yield made
    made.close()


async def test_begin_at_key_frame(show: Show) -> None:
    """A viewer begins at the next key frame, not before."""
    show.write(3)
    bob = await show.come()
    show.write(3)
    assert bob.got() == []
    assert show.fan.wants_key_frame
    show.write(1, key=True)
    show.write(1)
    assert [packet.payload[3] for packet in bob.got()] == [6, 7]
    assert not show.fan.wants_key_frame


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
    assert show.fan.wants_key_frame


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
    assert show.fan.wants_key_frame
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


async def test_audio_begins_anywhere() -> None:
    """Audio needs no key frame, and the last packet is fresh enough to begin with."""
    show = Show("audio")
    try:
        show.write(2, key=True)
        bob = await show.come()
        await asyncio.sleep(0)
        show.write(1, key=True)
        assert [packet.payload[3] for packet in bob.got()] == [1, 2]
    finally:
        show.close()
