"""The door of the WebSocket: who may even open one.

Rule 1: a handshake shows a cookie or a bearer token that we know; strangers get 401 and no socket.
Rule 2: an address has at most so many sockets.
Rule 3: a socket that has not proven who it speaks for after ``REAP_SECONDS`` is cut.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable

from aiohttp import web

from signaling.engine import Engine
from signaling.errors import Refused
from signaling.http import bearer, problem
from signaling.seams import Doorkeeper
from signaling.wire import WIRE

PATH = "/socket.io/"
REAP_SECONDS = 10
PER_ADDRESS = 200
"""A hospital has one address; a thousand tabs of one laptop have one, too."""

TIMER = web.RequestKey("reaper", asyncio.TimerHandle)


def remote(request: web.Request) -> str:
    """The peer's address."""
    return request.remote or ""


class Handshake:
    """The route of the WebSocket."""

    def __init__(
        self,
        doorkeeper: Doorkeeper,
        engine: Engine,
        per_address: int = PER_ADDRESS,
        address: Callable[[web.Request], str] = remote,
    ) -> None:
        self._doorkeeper = doorkeeper
        self._engine = engine
        self._most = per_address
        self._address = address
        self._open: Counter[str] = Counter()
        self.reaped = 0
        """How many sockets never said who they are."""

    def attach(self, app: web.Application) -> None:
        """Register the route."""
        app.router.add_get(PATH, self.open)

    async def open(self, request: web.Request) -> web.StreamResponse:
        """Serve one WebSocket for as long as it lives."""
        address = self._address(request)
        self._open[address] += 1
        try:
            await self._check(request, address)
            return await self._serve(request)
        except Refused as error:
            return problem(error)
        finally:
            self._open -= Counter([address])

    async def _check(self, request: web.Request, address: str) -> None:
        if self._open[address] > self._most:
            raise Refused("too-many", "There are too many connections from your address.")
        token = bearer(request)
        if token is not None:
            await self._doorkeeper.identify(token)
        elif not await self._doorkeeper.may_connect(request):
            raise Refused("unauthorised", "Please open your link again.")

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        self.arm(request)
        try:
            return await self._engine.handle(request)
        finally:
            self.spare(request)

    def arm(self, request: web.Request) -> None:
        """Cut the socket unless it is spared in time."""
        self.spare(request)
        loop = asyncio.get_running_loop()
        request[TIMER] = loop.call_later(REAP_SECONDS, self._reap, request)

    def spare(self, request: web.Request) -> None:
        """The socket has said who it speaks for, or is gone."""
        timer = request.get(TIMER)
        if timer is not None:
            timer.cancel()

    def _reap(self, request: web.Request) -> None:
        self.reaped += 1
        wire = request.get(WIRE)
        if wire is not None:
            wire.cut()
        elif request.transport is not None:
            request.transport.abort()
