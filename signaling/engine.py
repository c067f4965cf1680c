"""The seam to python-socketio and python-engineio; every private name of theirs is in this file.

What we change, and why:

1. ``eio._async["websocket"]`` is our ``Wire``: no compression, checked packets, direct writes.
2. ``eio.send_packet`` (public) writes through the wire: acknowledgements and broadcasts take the
   same way, so they cannot overtake each other. The original takes 58–78 µs for each recipient.
3. The handler of ``message`` is wrapped: a broken packet ends its connection and is counted,
   instead of a stack trace in the log for each.
4. ``async_handlers=False``: with the default, 0, 1, 2 were handled as 1, 2, 0.

``tests/signaling/test_engine.py`` fails first when one of these names moves.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Container, Sequence
from typing import Any

import socketio
from aiohttp import web
from socketio.exceptions import ConnectionRefusedError

from signaling.errors import Refused
from signaling.packets import BadPacket, json, packet_class
from signaling.wire import WIRE, Wire, frame

MAX_MESSAGE = 64_000
"""The largest message a browser may send: a batch of 200 engagement events fits."""
PING_SECONDS = 10
"""A cut is noticed within twice this."""

logger = logging.getLogger(__name__)

OnConnect = Callable[[str, web.Request, object], Awaitable[None]]
OnEvent = Callable[[str, str, object], Awaitable[object]]
OnDisconnect = Callable[[str], Awaitable[None]]


def event_frame(name: str, payload: object) -> bytes:
    """A Socket.IO event as the bytes that go to every WebSocket."""
    return frame(b'42["%s",%s]' % (name.encode(), json.dumps(payload).encode()))


class Engine:
    """A Socket.IO server: WebSocket only, one namespace, no rooms, no queues of its own."""

    def __init__(self, origins: Sequence[str], events: Container[str]) -> None:
        options: dict[str, Any] = {
            "async_mode": "aiohttp",
            "async_handlers": False,
            "transports": ["websocket"],
            "cors_allowed_origins": list(origins),
            "max_http_buffer_size": MAX_MESSAGE,
            "ping_interval": PING_SECONDS,
            "ping_timeout": PING_SECONDS,
            "serializer": packet_class(events),
            "logger": logger,
            "engineio_logger": logger,
        }
        self._sio: Any = socketio.AsyncServer(**options)
        eio: Any = self._sio.eio
        eio._async = {**eio._async, "websocket": Wire}
        eio.send_packet = self._send_packet
        self._take_message: Callable[..., Awaitable[None]] = eio.handlers["message"]
        eio.on("message", self._on_message)
        self.broken = 0
        """How many packets were not of the form that we take."""

    def listen(self, connect: OnConnect, event: OnEvent, disconnect: OnDisconnect) -> None:
        """Say who handles what happens. ``connect`` refuses by raising Refused."""

        async def on_connect(sid: str, environ: dict[str, web.Request], auth: object) -> None:
            try:
                await connect(sid, environ["aiohttp.request"], auth)
            except Refused as error:
                told = {"code": error.code, "message": error.sentence}
                raise ConnectionRefusedError(error.sentence, told) from error

        async def on_event(name: str, sid: str, payload: object) -> object:
            return await event(sid, name, payload)

        async def on_disconnect(sid: str, _reason: str) -> None:
            await disconnect(sid)

        self._sio.on("connect", on_connect)
        self._sio.on("*", on_event)
        self._sio.on("disconnect", on_disconnect)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Serve one WebSocket for as long as it lives."""
        response = await self._sio.handle_request(request)
        assert isinstance(response, web.StreamResponse)
        return response

    async def close(self) -> None:
        """Stop what python-engineio runs by itself."""
        await self._sio.shutdown()

    def _wire(self, eio_sid: str) -> Wire | None:
        environ = self._sio.environ.get(eio_sid)
        return None if environ is None else environ["aiohttp.request"].get(WIRE)

    async def _send_packet(self, eio_sid: str, packet: Any) -> None:
        wire = self._wire(eio_sid)
        if wire is not None:
            wire.write(frame(packet.encode().encode()))

    async def _on_message(self, eio_sid: str, data: object) -> None:
        try:
            await self._take_message(eio_sid, data)
        except BadPacket as error:
            self.broken += 1
            logger.debug("x %s: %s", eio_sid, error)
            wire = self._wire(eio_sid)
            if wire is not None:
                wire.cut()
