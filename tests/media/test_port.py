"""The port by itself: who waits for more is asked again in a moment."""

import asyncio
import socket
from collections.abc import AsyncIterator

import pytest

from media.batch import Address
from media.counters import Counters, Rejections
from media.port import Port


class Waiting:
    """A peer that wants to be settled that many times."""

    def __init__(self, times: int) -> None:
        self.left = times
        self.done = asyncio.Event()

    def got_dtls(self, data: bytes, now: float) -> None:
        """Nothing comes."""

    def got_secure(self, data: bytes, now: float) -> bool:
        """Nothing comes."""
        return False

    def lost(self, address: Address) -> None:
        """Nothing is lost."""

    def settle(self, now: float) -> bool:
        self.left -= 1
        if self.left < 0:
            raise AssertionError("settled although nothing waits")
        if not self.left:
            self.done.set()
        return self.left > 0


def nobody(data: bytes, address: Address, now: float) -> None:
    """No STUN comes."""


@pytest.fixture
async def counters() -> Counters:
    return Counters()


@pytest.fixture
async def port(counters: Counters) -> AsyncIterator[Port]:
    made = Port("127.0.0.1", 0, nobody, counters, Rejections(counters))
    yield made
    await made.close()


class Talker(Waiting):
    """A peer that sends; each datagram says by its last byte whether it leads to something."""

    def __init__(self) -> None:
        super().__init__(1)
        self.heard = 0

    def got_secure(self, data: bytes, now: float) -> bool:
        self.heard += 1
        return bool(data[-1])


async def test_nothing_to_settle(port: Port) -> None:
    """A peer is settled once for all that came together, and only if something is to be settled."""
    calm, lively = Talker(), Talker()
    with socket.socket(type=socket.SOCK_DGRAM) as one, socket.socket(type=socket.SOCK_DGRAM) as two:
        for sock, peer, lasts in ((one, calm, (0, 0, 0)), (two, lively, (0, 1, 1))):
            sock.bind(("127.0.0.1", 0))
            port.route(sock.getsockname(), peer)
            for last in lasts:
                sock.sendto(bytes([128, 96, last]), ("127.0.0.1", port.number))
        async with asyncio.timeout(10):
            await lively.done.wait()
    assert (calm.heard, calm.left) == (3, 1)
    assert (lively.heard, lively.left) == (3, 0)


async def test_settle_again(port: Port) -> None:
    """A peer in whom something waits is settled again though nothing comes, until nothing does."""
    alice, bob = Waiting(3), Waiting(2)
    for peer in (alice, bob):
        port.settle(peer)
    async with asyncio.timeout(10):
        await alice.done.wait()
        await bob.done.wait()


async def test_settled_once(port: Port, counters: Counters) -> None:
    """Who has nothing that waits any more is left alone, though others wait."""
    alice, bob = Waiting(2), Waiting(5)
    for peer in (alice, bob, alice):
        port.settle(peer)
    async with asyncio.timeout(10):
        await bob.done.wait()
    assert alice.left == 0
    assert not counters.as_dict()["faults"]


async def test_closed_while_somebody_waits(port: Port) -> None:
    """A closed port asks nobody any more."""
    alice = Waiting(2)
    port.settle(alice)
    await port.close()
    await asyncio.sleep(0.05)
    assert alice.left == 1
