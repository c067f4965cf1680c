"""One TCP connection of a peer: frames in, frames out.

Rule 1: what waits to be sent is bounded, here and in the kernel. A frame for which there is no room
is dropped whole; a frame is never cut, and nobody waits for a slow reader.

Rule 2: a read takes a bounded number of bytes, so that a flood on one connection leaves the others
their turn.
"""

import asyncio
import enum
import socket
from typing import Protocol

from media.batch import TcpAddress
from media.framing import Deframer

READ = 16_384
"""Bytes a wake-up: about a dozen packets of video."""

QUEUE = 192 << 10
"""Bytes that wait in this process: with the kernel's share, a key frame and a second of video."""

UNSENT = 64 << 10
"""Bytes that wait in the kernel; it would take megabytes, and the picture would be seconds old."""

DEAD_AFTER_MS = 30_000
"""How long the kernel repeats what nobody acknowledges: as long as a session may be silent."""


class Standing(enum.Enum):
    """What a connection may do."""

    STRANGER = enum.auto()
    """Speak STUN, for a while."""
    KNOWN = enum.auto()
    """Anything: a session has validated it."""
    LEAVING = enum.auto()
    """Nothing any more: no session needs it, and it ends when its last frames are out."""


class Owner(Protocol):
    """Who holds the connections."""

    def opened(self, connection: "Connection") -> None:
        """A peer has connected."""

    def got(self, connection: "Connection", frames: list[bytes]) -> None:
        """Frames have come."""

    def broken(self, connection: "Connection") -> None:
        """What came are no frames."""

    def closed(self, connection: "Connection") -> None:
        """The connection is gone. Said once for each that was opened."""


class Connection(asyncio.BufferedProtocol):
    """A connection, and the timer that ends it unless its peer earns trust."""

    def __init__(self, owner: Owner, serial: int) -> None:
        self.address = TcpAddress("", 0, serial)
        self.standing = Standing.STRANGER
        self.strikes = 0
        """Frames of a stranger that validated nothing."""
        self._owner = owner
        self._deframer = Deframer()
        self._buffer = memoryview(bytearray(READ))
        self._transport: asyncio.Transport | None = None
        self._timer: asyncio.TimerHandle | None = None

    # From asyncio

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """See asyncio: take the connection."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        name = transport.get_extra_info("peername")
        # None: gone again before it was accepted; nothing will come of it.
        if name is not None:
            self.address = TcpAddress(name[0], name[1], self.address.serial)
        _tune(transport.get_extra_info("socket"))
        self._owner.opened(self)

    def get_buffer(self, sizehint: int) -> memoryview:
        """See asyncio: where the next bytes go."""
        return self._buffer

    def buffer_updated(self, nbytes: int) -> None:
        """See asyncio: bytes have come."""
        try:
            frames = self._deframer.feed(self._buffer[:nbytes])
        except ValueError:
            self._owner.broken(self)
            return
        if frames:
            self._owner.got(self, frames)

    def connection_lost(self, exc: Exception | None) -> None:
        """See asyncio: it is over."""
        self.keep()
        self._owner.closed(self)

    # To the peer

    @property
    def is_closing(self) -> bool:
        """Whether nothing can be sent any more."""
        return self._transport is None or self._transport.is_closing()

    @property
    def room(self) -> int:
        """Bytes that may be written now."""
        if self._transport is None or self._transport.is_closing():
            return 0
        return QUEUE - self._transport.get_write_buffer_size()

    def write(self, frames: bytes) -> None:
        """Send frames for which there is room."""
        if self._transport is not None:
            self._transport.write(frames)

    # Ends

    def end_in(self, seconds: float) -> None:
        """End the connection then, unless it is to be kept."""
        self.keep()
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(seconds, self.abort)

    def keep(self) -> None:
        """Do not end it for its silence any more."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def abort(self) -> None:
        """End it at once. Ending twice is harmless."""
        if self._transport is not None:
            self._transport.abort()


def _tune(sock: socket.socket) -> None:
    """Small packets at once, little waiting in the kernel, and a dead peer noticed."""
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    for option, value in (("TCP_NOTSENT_LOWAT", UNSENT), ("TCP_USER_TIMEOUT", DEAD_AFTER_MS)):
        # Linux has both; elsewhere the queue in this process alone is the bound.
        if hasattr(socket, option):
            sock.setsockopt(socket.IPPROTO_TCP, getattr(socket, option), value)
