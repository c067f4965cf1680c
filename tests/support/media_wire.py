"""A UDP wire that loses what it is told to: it stands between a peer and the server.

Rule 1: a `Loss` decides about each datagram of one direction, in order, and only about media:
STUN and DTLS pass, so that a test loses what it means to lose. `cut` stops everything.

Rule 2: losses are patterns or seeded, so a failing test fails again.
"""

import asyncio
import random
import socket
from collections.abc import Callable
from types import TracebackType
from typing import Self

from media.batch import Address

Loss = Callable[[bytes], bool]
"""Whether this datagram is lost."""


def nothing(data: bytes) -> bool:
    """Lose nothing."""
    return False


def every(count: int) -> Loss:
    """Lose every such RTP packet."""
    seen = 0

    def lose(data: bytes) -> bool:
        nonlocal seen
        if _is_rtcp(data):
            return False
        seen += 1
        return seen % count == 0

    return lose


def share(of_all: float, seed: int = 1) -> Loss:
    """Lose that share of all media, RTCP too, at random."""
    chance = random.Random(seed)
    return lambda data: chance.random() < of_all


def _is_rtcp(data: bytes) -> bool:
    return 192 <= data[1] <= 223


class _Way:
    """One socket of the wire; what it reads goes to the other."""

    def __init__(self, take: Callable[[bytes, Address], None]) -> None:
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.setblocking(False)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
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

    def close(self) -> None:
        asyncio.get_running_loop().remove_reader(self.socket)
        self.socket.close()


class Wire:
    """A peer that sends to `address` reaches the server, and only through here."""

    def __init__(self, server: Address) -> None:
        self.up: Loss = nothing
        """From the peer to the server."""
        self.down: Loss = nothing
        self.lost = 0
        self.is_cut = False
        self._server = server
        self._peer: Address | None = None
        self._near = _Way(self._from_peer)
        self._far = _Way(self._from_server)

    @property
    def address(self) -> Address:
        """Where the peer sends to."""
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
        self._far.close()

    def cut(self) -> None:
        """Let nothing pass any more, in either direction."""
        self.is_cut = True

    def mend(self) -> None:
        """Let everything pass again."""
        self.is_cut = False

    def _from_peer(self, data: bytes, source: Address) -> None:
        self._peer = source
        if self._passes(data, self.up):
            self._far.socket.sendto(data, self._server)

    def _from_server(self, data: bytes, source: Address) -> None:
        if self._peer is not None and self._passes(data, self.down):
            self._near.socket.sendto(data, self._peer)

    def _passes(self, data: bytes, loss: Loss) -> bool:
        is_media = data[0] >= 128
        if self.is_cut or (is_media and loss(data)):
            self.lost += 1
            return False
        return True
