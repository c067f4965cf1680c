"""Both senders keep the same contract: everybody gets every packet, encrypted, or nothing."""

import asyncio
import socket
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from itertools import count
from typing import Any

import pytest

from media.aiortc_seam import PROTECT, Context, Keys
from media.batch import (
    CHUNK,
    SEGMENTS,
    BatchSender,
    PlainSender,
    Recipients,
    pack_address,
    unpack_address,
)
from media.rtp import WRAP, one_byte_extension, renumbered, write
from media.sealing import CIPHERS, Secrets
from media.sendmmsg import KernelBatch, works_here
from tests.support.media_keys import make_keys

COUNT = CHUNK + 8
"""More than one chunk."""

PROFILES: list[str | None] = [*CIPHERS] or [None]
"""Without any, libsrtp does it all."""

sealed_here = pytest.mark.skipif(not CIPHERS, reason="this machine has nothing to seal with")


class Ends:
    """Keys of both ends for many viewers, and their sockets."""

    def __init__(
        self, pairs: Sequence[tuple[Keys, Keys]], sockets: Sequence[socket.socket]
    ) -> None:
        self.senders = [ours for ours, _ in pairs]
        self.receivers = [theirs for _, theirs in pairs]
        self.sockets = sockets
        self.contexts: list[Context] = [keys.context for keys in self.senders]
        self.addresses = [pack_address(socket.AF_INET, sock.getsockname()) for sock in sockets]
        self.to = Recipients(self.contexts, self.addresses)
        self.sealed = Recipients((), self.addresses, (), _secrets(self.senders))

    def got(self, viewer: int) -> list[bytes]:
        """What a viewer received, decrypted."""
        packets = []
        while True:
            try:
                packets.append(self.receivers[viewer].unprotect(self.sockets[viewer].recv(2048)))
            except BlockingIOError:
                return packets


def _secrets(keys: Sequence[Keys]) -> Secrets | None:
    found = [each.media for each in keys if each.media is not None]
    assert len(found) == (len(keys) if CIPHERS else 0)
    return Secrets.of(found[0].cipher, found) if CIPHERS else None


@pytest.fixture(scope="module", params=PROFILES)
def all_keys(request: pytest.FixtureRequest) -> list[tuple[Keys, Keys]]:
    """Keys for all viewers, made once; tests use sources of their own, so nothing is a replay."""

    async def make() -> list[tuple[Keys, Keys]]:
        return [await make_keys(request.param) for _ in range(COUNT)]

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, make()).result()


@pytest.fixture
def ends(all_keys: list[tuple[Keys, Keys]]) -> Iterator[Ends]:
    with ExitStack() as stack:
        sockets = []
        for _ in range(COUNT):
            sock = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
            sock.bind(("127.0.0.1", 0))
            sock.setblocking(False)
            sockets.append(sock)
        yield Ends(all_keys, sockets)


SENDERS: list[type[KernelBatch] | type[PlainSender]] = [PlainSender]
if works_here():
    SENDERS.append(KernelBatch)


@pytest.fixture
def outgoing() -> Iterator[socket.socket]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.setblocking(False)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4 << 20)
        yield sock


@pytest.fixture(params=SENDERS)
def sender(request: pytest.FixtureRequest, outgoing: socket.socket) -> BatchSender:
    made: BatchSender = request.param(outgoing)
    return made


SOURCES = count(1)


def packets(number: int, size: int = 1000) -> list[bytes]:
    """Packets of a source that nobody has used."""
    ssrc = next(SOURCES)
    return [write(96, False, 1 + i, 5, ssrc, b"", bytes([i]) * size) for i in range(number)]


def refuse(_context: Context, _packet: object, _length: object) -> int:
    """Where there are secrets, libsrtp is not asked."""
    raise AssertionError


@pytest.mark.parametrize("number", [1, 2, SEGMENTS])
def test_everybody_gets_everything(sender: BatchSender, ends: Ends, number: int) -> None:
    """Every packet reaches every viewer, each with the viewer's own keys."""
    sent = packets(number)
    result = sender.send(ends.to, sent, PROTECT)
    assert (result.packets, result.dropped) == (COUNT * number, 0)
    for viewer in range(COUNT):
        assert ends.got(viewer) == sent


@sealed_here
@pytest.mark.parametrize("number", [1, 2, SEGMENTS])
def test_everybody_gets_what_is_sealed(sender: BatchSender, ends: Ends, number: int) -> None:
    """The same by secrets, for packets of a fan's line, however often it has wrapped."""
    sent = packets(number)
    for wraps in range(3):
        indices = [wraps * WRAP + 1 + i for i in range(number)]
        ones = [renumbered(each, i) for each, i in zip(sent, indices, strict=True)]
        result = sender.send(ends.sealed, ones, refuse, indices)
        assert (result.packets, result.dropped) == (COUNT * number, 0)
        for viewer in range(COUNT):
            assert ends.got(viewer) == ones
        # An SRTP receiver counts wraps by what it gets: it must see the line go on.
        middle = [renumbered(sent[0], WRAP // 2 - 1), renumbered(sent[0], WRAP - 2)]
        passed = [wraps * WRAP + WRAP // 2 - 1, (wraps + 1) * WRAP - 2]
        sender.send(ends.sealed, middle, refuse, passed)
        assert all(ends.got(viewer) == middle for viewer in range(COUNT))


@sealed_here
def test_sealed_offsets(sender: BatchSender, ends: Ends) -> None:
    """A viewer with numbers of its own gets them in the header and in the nonce."""
    extension = one_byte_extension(3, b"abc")
    ssrc = next(SOURCES)
    sent = [write(96, False, i, 5, ssrc, extension, bytes(900)) for i in (1, 2)]
    offsets = [0] * COUNT
    offsets[1], offsets[CHUNK] = 5, WRAP - 2
    to = replace(ends.sealed, offsets=offsets)
    sender.send(to, sent, refuse, [1, 2])
    for viewer, first in ((0, 1), (1, 6), (CHUNK, 0xFFFF), (CHUNK + 1, 1)):
        assert ends.got(viewer) == [renumbered(each, first + i) for i, each in enumerate(sent)]
    # Who began in a later round than the line counts rounds from there.
    sender.send(replace(to, offsets=[-WRAP] * COUNT), [renumbered(sent[0], 9)], refuse, [WRAP + 9])
    assert ends.got(0) == [renumbered(sent[0], 9)]


@sealed_here
def test_sealed_one_after_another(sender: BatchSender, ends: Ends) -> None:
    """A batch leaves nothing behind for the next, whoever encrypts it, whatever their sizes."""
    sent: list[bytes] = []
    batches = (packets(3), packets(1, 20), packets(5, 700), packets(2, 1200), packets(1, 0))
    for place, batch in enumerate(batches):
        if place % 2:
            sender.send(ends.to.part(0, 3), batch, PROTECT)
        else:
            sender.send(ends.sealed.part(0, 3), batch, refuse, [1 + i for i in range(len(batch))])
        sent += batch
    assert ends.got(2) == sent
    assert ends.got(3) == []


@sealed_here
@pytest.mark.skipif(not works_here(), reason="the kernel's own way is of 64-bit Linux")
def test_both_senders_seal_alike(outgoing: socket.socket, ends: Ends) -> None:
    """What leaves is the same, bit by bit, with or without the kernel's own way."""
    sent = packets(2)
    for kind in (PlainSender, KernelBatch):
        kind(outgoing).send(ends.sealed.part(3, 4), sent, refuse, [1, 2])
    first, second, *again = [ends.sockets[3].recv(2048) for _ in range(4)]
    assert [first, second] == again
    assert sent[0][12:] not in first


def test_offsets(sender: BatchSender, ends: Ends) -> None:
    """A viewer that came from another fan sees its own numbers; the rest is the same."""
    sent = packets(3)
    offsets = [0] * COUNT
    offsets[1], offsets[CHUNK] = 5, -2
    sender.send(replace(ends.to, offsets=offsets), sent, PROTECT)
    for viewer, first in ((0, 1), (1, 6), (CHUNK, 0xFFFF), (CHUNK + 1, 1)):
        assert ends.got(viewer) == [renumbered(each, first + i) for i, each in enumerate(sent)]


def test_shorter_last(sender: BatchSender, ends: Ends) -> None:
    """The last packet of a frame is shorter, and stays so."""
    sent = packets(3) + packets(1, 3)
    sender.send(ends.to, sent, PROTECT)
    assert ends.got(0) == sent
    assert ends.got(COUNT - 1) == sent


def test_one_after_another(sender: BatchSender, ends: Ends) -> None:
    """A batch leaves nothing behind for the next, whatever their sizes."""
    sent: list[bytes] = []
    for batch in (packets(3), packets(1, 20), packets(5, 700), packets(2, 1200)):
        sender.send(ends.to.part(0, 3), batch, PROTECT)
        sent += batch
    assert ends.got(2) == sent
    assert ends.got(3) == []


def test_nobody(sender: BatchSender) -> None:
    """Without viewers nothing happens."""
    assert sender.send(Recipients([], []), packets(2), PROTECT).packets == 0


def test_never_plaintext(sender: BatchSender, ends: Ends) -> None:
    """A viewer for whom encryption fails gets nothing; the others get everything."""
    failing = {ends.contexts[i] for i in (0, 5, CHUNK - 1, CHUNK, COUNT - 1)}

    def protect(context: Context, packet: Any, length: Any) -> int:
        return 1 if context in failing else PROTECT(context, packet, length)

    sent = packets(2)
    result = sender.send(ends.to, sent, protect)
    assert (result.packets, result.dropped) == (2 * (COUNT - 5), 10)
    for viewer in range(COUNT):
        if ends.contexts[viewer] in failing:
            with pytest.raises(BlockingIOError):
                ends.sockets[viewer].recv(2048)
        else:
            assert ends.got(viewer) == sent


def test_unreachable_viewer(sender: BatchSender, ends: Ends) -> None:
    """A viewer to whom the kernel sends nothing loses its own packets, nobody else's."""
    addresses = list(ends.addresses)
    addresses[4] = pack_address(socket.AF_INET, ("255.255.255.255", 9))
    result = sender.send(Recipients(ends.contexts, addresses), packets(2), PROTECT)
    assert (result.packets, result.dropped) == (2 * (COUNT - 1), 2)
    assert len(ends.got(3)) == len(ends.got(5)) == len(ends.got(COUNT - 1)) == 2


@pytest.mark.parametrize(
    ("family", "address"),
    [(socket.AF_INET, ("192.0.2.1", 5000)), (socket.AF_INET6, ("2001:db8::5", 65535))],
)
def test_address(family: int, address: tuple[str, int]) -> None:
    """Addresses survive being packed."""
    assert unpack_address(pack_address(family, address)) == address


def test_segmentation_refused(sender: BatchSender, outgoing: socket.socket, ends: Ends) -> None:
    """Where the kernel does not cut messages, it gets the packets one by one."""
    # It never does on a socket without checksums (SO_NO_CHECK).
    outgoing.setsockopt(socket.SOL_SOCKET, 11, 1)
    sent = packets(3)
    result = sender.send(ends.to, sent, PROTECT)
    assert (result.packets, result.dropped) == (3 * COUNT, 0)
    assert ends.got(0) == sent
    assert ends.got(COUNT - 1) == sent


@pytest.mark.skipif(not works_here(), reason="the kernel's own way is of 64-bit Linux")
def test_without_segmentation(outgoing: socket.socket, ends: Ends) -> None:
    """A kernel too old to cut messages gets them uncut from the start."""
    sender = KernelBatch(outgoing)
    sender.segmenting = False
    sent = packets(3) + packets(1, 300)
    result = sender.send(ends.to, sent, PROTECT)
    assert (result.packets, result.dropped) == (4 * COUNT, 0)
    assert ends.got(COUNT - 1) == sent
