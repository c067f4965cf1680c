"""Viewers by UDP and by TCP in one batch: each gets its own numbers, by its own way."""

import asyncio
import socket
from collections.abc import AsyncIterator

import pytest

from media.aiortc_seam import PROTECT, Keys
from media.batch import Address, PlainSender, Recipients, pack_address
from media.carriers import Carriers
from media.counters import Counters, Rejections
from media.peer import Peer
from media.rtp import parse, write
from media.sealing import CIPHERS, Secrets
from media.tcpport import TcpPort
from tests.support.media_keys import make_keys
from tests.support.media_stream import Stream


class Nobody:
    """A port behind which no session is."""

    def receive(self, data: bytes, source: Address, now: float) -> Peer | None:
        return None

    def settle(self, peer: Peer) -> None: ...

    def lost(self, address: Address) -> None: ...


@pytest.fixture
async def tcp() -> AsyncIterator[TcpPort]:
    counters = Counters()
    port = TcpPort(Nobody(), counters, Rejections(counters))
    await port.open("127.0.0.1", 0)
    yield port
    await port.close()


@pytest.mark.parametrize("profile", [None, *CIPHERS])
@pytest.mark.parametrize("offsets", [(), (0, 300), (-1, 7)])
async def test_both_ways(tcp: TcpPort, offsets: tuple[int, ...], profile: str | None) -> None:
    """The packets of a fan reach both, shifted by what each viewer's line needs, who ever seals."""
    pairs = [await make_keys(profile) for _ in range(2)]
    heard: list[bytes] = []
    stream = await Stream.open(("127.0.0.1", tcp.number), heard.append)
    packets = [write(96, False, number, 1, 7, b"", bytes(100)) for number in (10, 11)]
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ear,
    ):
        ear.bind(("127.0.0.1", 0))
        ear.settimeout(5)
        while not tcp.connections:
            await asyncio.sleep(0.01)
        addresses = [pack_address(socket.AF_INET, ear.getsockname()), next(iter(tcp.connections))]
        carriers = Carriers(PlainSender(out), tcp.connections)
        contexts = [ours.context for ours, _ in pairs]
        keys = [ours.media for ours, _ in pairs if ours.media is not None]
        secrets = Secrets.of(CIPHERS[profile], keys) if profile is not None else None
        to = Recipients(contexts, addresses, offsets, secrets)
        sent = carriers.send(to, packets, PROTECT, [10, 11])
        assert (sent.packets, sent.dropped) == (4, 0)
        by_udp = [ear.recv(2048) for _ in packets]
    while len(heard) < len(packets):
        await asyncio.sleep(0.01)
    stream.close()
    one, other = offsets or (0, 0)
    assert numbers(pairs[0][1], by_udp) == [10 + one & 0xFFFF, 11 + one & 0xFFFF]
    assert numbers(pairs[1][1], heard) == [10 + other & 0xFFFF, 11 + other & 0xFFFF]


def numbers(keys: Keys, packets: list[bytes]) -> list[int]:
    return [parse(keys.unprotect(packet)).sequence for packet in packets]


async def test_gone(tcp: TcpPort) -> None:
    """A viewer whose connection has gone costs nothing but its own packets."""
    ours, _ = await make_keys()
    stream = await Stream.open(("127.0.0.1", tcp.number), lambda data: None)
    while not tcp.connections:
        await asyncio.sleep(0.01)
    address = next(iter(tcp.connections))
    stream.close()
    while tcp.connections:
        await asyncio.sleep(0.01)
    other = await Stream.open(("127.0.0.1", tcp.number), lambda data: None)
    while not tcp.connections:
        await asyncio.sleep(0.01)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
        carriers = Carriers(PlainSender(out), tcp.connections)
        packet = write(96, False, 1, 1, 7, b"", bytes(100))
        sent = carriers.send(Recipients([ours.context], [address]), [packet], PROTECT)
    other.close()
    assert (sent.packets, sent.dropped) == (0, 1)
