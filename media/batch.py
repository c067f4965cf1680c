"""A batch: the same packets to many addresses, each copy encrypted with its viewer's keys.

`BatchSender` is the seam between fans, which write packets, and the socket. `PlainSender` works
wherever Python does; `media.sendmmsg` does the same in a third of the time on Linux.

Rule 1: a packet that libsrtp did not encrypt is plaintext. It is never sent.

Rule 2: what the kernel does not take at once is dropped and counted; nobody waits.
"""

import ipaddress
import socket
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from itertools import compress
from struct import pack, unpack_from
from typing import NamedTuple, Protocol

import cffi

from media.aiortc_seam import TRAILER, Context, Protect
from media.hot import value
from media.rtp import shifted
from media.sealing import MediaKey, Secrets, seal

SEGMENTS = 16
"""The most packets of one batch: more than a frame has at usual rates."""

CHUNK = 32
"""Viewers encrypted before the kernel is called: their slots stay in the CPU's cache."""

SLOT = 1536
LONGEST = SLOT - TRAILER
"""The longest packet that can be sent."""

UdpAddress = tuple[str, int]
"""Host and port, as the socket module knows them."""


class TcpAddress(NamedTuple):
    """The far end of a TCP connection; never equal to the same host and port by UDP."""

    host: str
    port: int
    serial: int
    """No two connections have the same, though they may come from the same host and port."""


Address = UdpAddress | TcpAddress
"""Where a peer is, and by which way it is reached."""

TCP_MARK = b"tcp:"
"""How a packed TCP address begins; no kernel knows an address family of that number."""


@dataclass(slots=True)
class Sent:
    """What became of packets."""

    packets: int = 0
    dropped: int = 0

    def add(self, other: "Sent") -> None:
        self.packets += other.packets
        self.dropped += other.dropped


@value
class Recipients:
    """Viewers who are sent the same packets; lists in step."""

    contexts: Sequence[Context]
    """All add the same number of bytes. Empty where there are secrets."""
    addresses: Sequence[bytes]
    """Made by `pack_address`."""
    offsets: Sequence[int] = ()
    """What to add to a packet's index for the viewer's; empty when that is nothing for everybody.

    Where there are secrets, the viewer's index begins in its first round (RFC 3711, 3.3.1).
    """
    secrets: Secrets | None = None
    """What encrypts packets of a fan's line; None: libsrtp does, as it does all others."""
    _chunks: list[tuple["Recipients", bytes]] = field(
        default_factory=list, init=False, repr=False, compare=False
    )

    def __len__(self) -> int:
        return len(self.addresses)

    def chunks(self) -> Sequence[tuple["Recipients", bytes]]:
        """All of them in chunks, each with its addresses side by side.

        Made once: an audience is sent to a hundred times a second, and each viewer's own objects
        are looked at only to make these.
        """
        if not self._chunks:
            for start in range(0, len(self), CHUNK):
                part = self.part(start, start + CHUNK)
                self._chunks.append((part, b"".join(part.addresses)))
        return self._chunks

    def part(self, first: int, last: int) -> "Recipients":
        """Those from `first` up to `last`."""
        place = slice(first, last)
        secrets = self.secrets.part(first, last) if self.secrets is not None else None
        return Recipients(self.contexts[place], self.addresses[place], self.offsets[place], secrets)

    def chosen(self, which: Sequence[bool]) -> "Recipients":
        """Those for whom `which` says so."""
        return Recipients(
            list(compress(self.contexts, which)),
            list(compress(self.addresses, which)),
            list(compress(self.offsets, which)),
            self.secrets.chosen(which) if self.secrets is not None else None,
        )

    def copies(self, packets: Sequence[bytes]) -> Iterator[tuple[bytes, list[bytes]]]:
        """Each one's address, and packets in its own numbers."""
        shifts = self.offsets or [0] * len(self)
        for address, shift in zip(self.addresses, shifts, strict=True):
            yield address, [shifted(packet, shift) for packet in packets]

    def numbers(self, viewer: int, indices: Sequence[int]) -> list[int]:
        """That viewer's, of packets of those indices."""
        offset = self.offsets[viewer] if self.offsets else 0
        return [index + offset for index in indices]


class BatchSender(Protocol):
    """Sends the same packets to many viewers."""

    def send(
        self,
        to: Recipients,
        packets: Sequence[bytes],
        protect: Protect,
        indices: Sequence[int] = (),
    ) -> Sent:
        """Encrypt and send every packet to every viewer; never raises for the network's sake.

        All packets have one length, but the last, which may be shorter; at most `SEGMENTS` packets,
        none longer than `LONGEST`. Where there are offsets, they are RTP. Where there are secrets,
        they are a fan's own packets of those indices, and `protect` is not asked.
        """
        ...


def pack_address(family: int, address: Address) -> bytes:
    """A struct sockaddr_in or sockaddr_in6, as the kernel reads it; by TCP a connection's key."""
    if isinstance(address, TcpAddress):
        return TCP_MARK + str(address.serial).encode()
    head = pack("=H", family) + pack("!H", address[1])
    if family == socket.AF_INET:
        return head + ipaddress.IPv4Address(address[0]).packed + bytes(8)
    return head + bytes(4) + ipaddress.IPv6Address(address[0]).packed + bytes(4)


@lru_cache(maxsize=4096)
def unpack_address(packed: bytes) -> UdpAddress:
    """The UDP address that `pack_address` packed."""
    (port,) = unpack_from("!H", packed, 2)
    host = packed[4:8] if len(packed) == 16 else packed[8:24]
    return str(ipaddress.ip_address(host)), port


Seal = Callable[[int], bytes | None]
"""The encrypted packet at that place of a batch; None when it was not encrypted."""


class Slot:
    """Memory in which one packet at a time is encrypted."""

    def __init__(self) -> None:
        ffi = cffi.FFI()
        self._slot = ffi.new("char[]", SLOT)
        self._bytes = ffi.buffer(self._slot)
        self._length = ffi.new("int *")

    def seal(self, context: Context, packet: bytes, protect: Protect) -> bytes | None:
        """The encrypted packet; None when libsrtp did not encrypt it."""
        self._bytes[: len(packet)] = packet
        self._length[0] = len(packet)
        if protect(context, self._slot, self._length):
            return None
        sealed: bytes = self._bytes[: self._length[0]]
        return sealed

    def sealing(
        self, to: Recipients, packets: Sequence[bytes], protect: Protect, indices: Sequence[int]
    ) -> Iterator[tuple[bytes, Seal]]:
        """Each viewer's address, and what gives its packet at a place; see `BatchSender.send`."""
        for viewer, (address, copies) in enumerate(to.copies(packets)):
            if to.secrets is None:
                yield address, partial(self._seal_at, to.contexts[viewer], copies, protect)
            else:
                numbers = to.numbers(viewer, indices)
                yield address, partial(_seal_at, to.secrets.one(viewer), copies, numbers)

    def _seal_at(
        self, context: Context, packets: Sequence[bytes], protect: Protect, place: int
    ) -> bytes | None:
        return self.seal(context, packets[place], protect)


def _seal_at(
    key: MediaKey, packets: Sequence[bytes], numbers: Sequence[int], place: int
) -> bytes | None:
    return seal(key, packets[place], numbers[place])


class PlainSender:
    """One `sendto` a packet and viewer."""

    def __init__(self, sock: socket.socket) -> None:
        self._socket = sock
        self._slot = Slot()

    def send(
        self,
        to: Recipients,
        packets: Sequence[bytes],
        protect: Protect,
        indices: Sequence[int] = (),
    ) -> Sent:
        """See `BatchSender`."""
        result = Sent()
        for address, sealed_at in self._slot.sealing(to, packets, protect, indices):
            target = unpack_address(address)
            for place in range(len(packets)):
                sealed = sealed_at(place)
                if sealed is not None and send_datagram(self._socket, sealed, target):
                    result.packets += 1
                else:
                    result.dropped += 1
        return result


def send_datagram(sock: socket.socket, data: bytes, address: UdpAddress) -> bool:
    """Send one datagram; False when the kernel would not take it."""
    try:
        sock.sendto(data, address)
    except OSError:
        return False
    return True
