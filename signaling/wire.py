"""One WebSocket, and the way by which everything is written to it.

Rule 1: a message goes straight to the transport, as one frame of bytes: a broadcast is encoded
once, and nobody's task has to run for it. Only before engine.io's own first packet is out do
messages wait, and then go out in their order.

Rule 2: nothing is buffered for who does not read. Whoever is ``MOST_BEHIND`` behind is cut; a
browser that comes back asks for a snapshot and has missed nothing. That snapshot itself does not
count while it is on its way: a full room's is some megabytes, and who was cut for it would ask for
the next one, for ever.

Rule 3: no compression: slides are small, and a compressed message can be a bomb.
"""

from __future__ import annotations

import asyncio
import struct
from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol

from aiohttp import web

MOST_BEHIND = 512_000
"""Bytes that may wait for a reader besides the largest message: some seconds of a busy room."""

GOING_AWAY = b"\x88\x02\x03\xe9"
"""A close frame with the code 1001."""

WIRE: web.RequestKey[Wire]


class BadFrame(OSError):
    """Not something that an engine.io client sends; engine.io ends the connection on OSError."""


class _Server(Protocol):
    max_http_buffer_size: int


def frame(text: bytes) -> bytes:
    """The text as one WebSocket frame of a server."""
    size = len(text)
    if size < 126:
        return struct.pack("!BB", 0x81, size) + text
    if size < 65_536:
        return struct.pack("!BBH", 0x81, 126, size) + text
    return struct.pack("!BBQ", 0x81, 127, size) + text


class Wire:
    """A WebSocket as engine.io's aiohttp driver wants it, with a direct way to write."""

    def __init__(self, handler: Callable[[Wire], Awaitable[None]], server: _Server) -> None:
        self._handler = handler
        self._most = server.max_http_buffer_size
        self._transport: asyncio.Transport | None = None
        self._open = False
        self._early: list[bytes] = []
        self._largest = 0
        """Bytes of the largest message that may still be on its way."""
        self.was_slow = False
        """Whether it was cut because it did not read."""
        self.socket = web.WebSocketResponse(max_msg_size=self._most, compress=False)

    async def __call__(self, environ: Mapping[str, web.Request]) -> web.StreamResponse:
        request = environ["aiohttp.request"]
        await self.socket.prepare(request)
        transport = request.transport
        self._transport = transport if isinstance(transport, asyncio.Transport) else None
        request[WIRE] = self
        await self._handler(self)
        return self.socket

    # -- what engine.io calls --------------------------------------------------------------

    async def wait(self) -> str:
        """The next packet. Raises OSError when there is none, or when it is none of ours."""
        message = await self.socket.receive()
        text = message.data
        if not isinstance(text, str):
            raise BadFrame("closed, or binary")
        control = text[:1] in "12356" and len(text) <= 6
        if not text or not (control or (text[:1] == "4" and text[1:2].isdecimal())):
            raise BadFrame("not an engine.io packet that we take")
        return text

    async def send(self, text: str) -> None:
        """Write one packet from engine.io's queue."""
        await self.socket.send_str(text)
        if not self._open:
            self._open = True
            early, self._early = self._early, []
            for frame in early:
                self.write(frame)

    async def close(self) -> None:
        """End the WebSocket politely."""
        await self.socket.close()

    # -- what we call ----------------------------------------------------------------------

    @property
    def is_closed(self) -> bool:
        """Whether nothing that is written goes anywhere any more."""
        transport = self._transport
        return transport is None or transport.is_closing() or self.socket.closed

    def write(self, frame: bytes) -> None:
        """Write one message, or cut who does not read."""
        transport = self._transport
        if transport is None or self.is_closed:
            return
        if not self._open:
            self._early.append(frame)
            return
        waiting = transport.get_write_buffer_size()
        if waiting > MOST_BEHIND + self._largest:
            self.was_slow = True
            self.cut()
            return
        self._largest = max(len(frame), self._largest if waiting > MOST_BEHIND else 0)
        transport.write(frame)

    def hint(self, frame: bytes) -> None:
        """Write one message that only matters now; drop it when the reader is behind."""
        transport = self._transport
        if self._open and transport is not None and not transport.get_write_buffer_size():
            self.write(frame)

    def cut(self) -> None:
        """End the connection at once."""
        if self._transport is not None:
            self._transport.abort()

    def hang_up(self) -> None:
        """End the connection once what was written has gone out."""
        self.write(GOING_AWAY)
        if self._transport is not None:
            self._transport.close()


WIRE = web.RequestKey("wire", Wire)
