"""A peer's TCP connection to the server's TCP port: frames out, frames in (RFC 4571).

Not built on `media.framing`, so that both ends do not make the same mistake.
"""

import asyncio
import socket
import struct
from collections.abc import Callable
from typing import Self


class Stream:
    """One connection. Reads by itself, unless told to stop."""

    def __init__(self, sock: socket.socket, take: Callable[[bytes], None]) -> None:
        self.socket = sock
        self.ended = asyncio.Event()
        """Set when the server has closed it."""
        self._take = take
        self._rest = b""
        self._loop = asyncio.get_running_loop()
        self.go_on_reading()

    @classmethod
    async def open(
        cls, server: tuple[str, int], take: Callable[[bytes], None], *, buffer: int = 1 << 20
    ) -> Self:
        """Connect; `buffer` is what the kernel holds of what was not read yet."""
        sock = socket.socket(socket.AF_INET6 if ":" in server[0] else socket.AF_INET)
        sock.setblocking(False)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        await asyncio.get_running_loop().sock_connect(sock, server)
        return cls(sock, take)

    def send(self, data: bytes) -> None:
        """Send one frame."""
        self.send_bytes(struct.pack("!H", len(data)) + data)

    def send_bytes(self, data: bytes) -> None:
        """Send bytes as they are; those that the kernel does not take are lost."""
        if self.socket.fileno() >= 0:
            try:
                self.socket.send(data)
            except OSError:
                pass

    def stop_reading(self) -> None:
        """Be a slow reader."""
        self._loop.remove_reader(self.socket)

    def go_on_reading(self) -> None:
        """Read what is there, and what comes."""
        self._loop.add_reader(self.socket, self._readable)

    def close(self) -> None:
        """Hang up. Twice is harmless."""
        if self.socket.fileno() >= 0:
            self._loop.remove_reader(self.socket)
            self.socket.close()

    def _readable(self) -> None:
        try:
            data = self.socket.recv(65_536)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self._loop.remove_reader(self.socket)
            self.ended.set()
            return
        self._rest += data
        while len(self._rest) >= 2:
            (length,) = struct.unpack_from("!H", self._rest)
            if len(self._rest) < 2 + length:
                return
            frame, self._rest = self._rest[2 : 2 + length], self._rest[2 + length :]
            self._take(frame)
