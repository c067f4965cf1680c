"""A UDP wire that does what it is told to: it stands between peers and the server.

Rule 1: a `Fault` decides about each datagram of one direction, in order, and only about media:
STUN and DTLS pass, so that a test loses what it means to lose. `cut` stops everything.

Rule 2: every peer that sends to the wire has a socket of its own behind it, as behind a NAT, so
that the server tells them apart.
"""

import asyncio
import socket
from collections.abc import Callable
from types import TracebackType
from typing import Self

from media.batch import UdpAddress as Address
from tests.support.media_faults import Fault, every, nothing, share

__all__ = ["Fault", "Wire", "every", "nothing", "share"]

MOST_PEERS = 64


class _Way:
    """One socket of the wire; what it reads goes to `take`."""

    def __init__(self, take: Callable[[bytes, Address], None]) -> None:
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.setblocking(False)
        for option in (socket.SO_RCVBUF, socket.SO_SNDBUF):
            self.socket.setsockopt(socket.SOL_SOCKET, option, 1 << 20)
        self.socket.bind(("127.0.0.1", 0))
        self._take = take
        asyncio.get_running_loop().add_reader(self.socket, self._readable)

    def _readable(self) -> None:
        while True:
            try:
                data, source = self.socket.recvfrom(2048)
            except OSError:
                return
            self._take(data, source)

    def send(self, data: bytes, target: Address) -> None:
        """Send a datagram; what comes out of a delay after the end is gone."""
        if self.socket.fileno() >= 0:
            self.socket.sendto(data, target)

    def close(self) -> None:
        asyncio.get_running_loop().remove_reader(self.socket)
        self.socket.close()


class Wire:
    """A peer that sends to `address` reaches the server, and only through here."""

    def __init__(self, server: Address) -> None:
        self.up: Fault = nothing
        """From peers to the server."""
        self.down: Fault = nothing
        self.lost = 0
        self.passed = 0
        """Media datagrams, copies included."""
        self.is_cut = False
        self._server = server
        self._near = _Way(self._from_peer)
        self._far: dict[Address, _Way] = {}

    @property
    def address(self) -> Address:
        """Where peers send to."""
        host, port = self._near.socket.getsockname()
        return host, port

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._near.close()
        for way in self._far.values():
            way.close()

    def cut(self) -> None:
        """Let nothing pass any more, in either direction."""
        self.is_cut = True

    def mend(self) -> None:
        """Let everything pass again."""
        self.is_cut = False

    def _from_peer(self, data: bytes, source: Address) -> None:
        way = self._far.get(source)
        if way is None:
            if len(self._far) >= MOST_PEERS:
                raise RuntimeError("more peers than a wire has sockets for")
            way = self._far[source] = _Way(lambda back, _: self._from_server(back, source))
        self._carry(data, self.up, way, self._server)

    def _from_server(self, data: bytes, peer: Address) -> None:
        self._carry(data, self.down, self._near, peer)

    def _carry(self, data: bytes, fault: Fault, way: _Way, target: Address) -> None:
        loop = asyncio.get_running_loop()
        is_media = data[0] >= 128
        delays = [] if self.is_cut else fault(data, loop.time()) if is_media else [0.0]
        self.lost += not delays
        self.passed += len(delays) if is_media else 0
        for delay in delays:
            if delay:
                loop.call_later(delay, way.send, data, target)
            else:
                way.send(data, target)
