"""Floods of datagrams, and who sends them."""

import asyncio
import os
import socket
from collections.abc import Callable, Iterator, Sequence

from media.batch import Address

DATAGRAMS = 4000
AT_ONCE = 50
"""Sent before the server has its turn: fewer than the kernel holds."""

RECORD = bytes([22, 254, 253])
CLIENT_HELLO = RECORD + bytes(8) + bytes([0, 12, 1]) + bytes(11)
ALERTS = {
    "close": bytes([21, 254, 253]) + bytes(8) + bytes([0, 2, 1, 0]),
    "fatal": bytes([21, 254, 253]) + bytes(8) + bytes([0, 2, 2, 40]),
    "fatal of the next epoch": bytes([21, 254, 253, 0, 1]) + bytes(6) + bytes([0, 2, 2, 40]),
}


class Stranger:
    """A socket that no session knows."""

    def __init__(self, target: Address) -> None:
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.socket.setblocking(False)
        self._target = target

    def send(self, data: bytes) -> None:
        """Send a datagram to the server."""
        self.socket.sendto(data, self._target)

    def got(self) -> bytes | None:
        """What the server has sent here, if anything."""
        try:
            return self.socket.recv(2048)
        except BlockingIOError:
            return None


async def flood(send: Callable[[bytes], object], datagrams: Iterator[bytes]) -> None:
    """Send them all, as fast as the server can look at them."""
    for place in range(DATAGRAMS):
        send(next(datagrams))
        if place % AT_ONCE == 0:
            await asyncio.sleep(0)


def forever(data: bytes) -> Iterator[bytes]:
    """The same datagram, over and over."""
    while True:
        yield data


def again(recorded: Sequence[bytes]) -> Iterator[bytes]:
    """The same datagrams, over and over."""
    while True:
        yield from recorded


def noise(head: bytes, size: int) -> Iterator[bytes]:
    """Random bytes behind a head that looks right."""
    while True:
        yield head + os.urandom(size)


def fragments() -> Iterator[bytes]:
    """First fragments of huge handshake messages that are never completed."""
    number = 0
    while True:
        number = number + 1 & 0xFFFF
        message = number.to_bytes(2, "big")
        body = bytes([1, 0, 255, 255]) + message + bytes([0, 0, 0, 0, 4, 0]) + bytes(1024)
        yield RECORD + bytes(6) + message + len(body).to_bytes(2, "big") + body
