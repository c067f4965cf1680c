"""A browser in a room: a real Socket.IO client, and a copy of the room kept by ``apply``."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, Self
from uuid import uuid4

import msgspec
import socketio
from socketio.exceptions import ConnectionError as NotConnected

from rooms import Event, Snapshot, State, apply
from rooms.events import KINDS, Hidden

PATIENCE = 15.0
"""Seconds to wait for what should take milliseconds."""


class Refused(Exception):
    """The server acknowledged with an error."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code


class NotLetIn(Exception):
    """The server refused CONNECT."""

    def __init__(self, data: Any) -> None:
        super().__init__(str(data))
        self.data = data


def read_snapshot(plain: object) -> Snapshot:
    """A snapshot as it came over the wire."""
    return msgspec.convert(plain, Snapshot)


def read_event(plain: dict[str, Any]) -> Event:
    """An event as it came over the wire."""
    return msgspec.convert(plain, KINDS[plain["kind"]])


class Browser:
    """One tab of one participant."""

    def __init__(self, url: str, token: str, *, tab: str | None = None) -> None:
        self.url = url
        self.token = token
        self.tab = tab or str(uuid4())
        self.snapshot: Snapshot | None = None
        self.state: str | None = None
        self.events: list[Event] = []
        self.raw: list[dict[str, Any]] = []
        self.statuses: list[dict[str, Any]] = []
        self.pointers: list[dict[str, Any]] = []
        self.presences: list[dict[str, Any]] = []
        self.tallies: list[dict[str, Any]] = []
        self.figures: list[dict[str, Any]] = []
        self.speaking: list[str | None] = []
        self.qualities: list[dict[str, Any]] = []
        """What was told of people's connections, one after the other."""
        self.viewings: list[dict[str, Any]] = []
        self.moved: dict[str, Any] | None = None
        self.refusal: Any = None
        self._early: dict[int, Event] = {}
        self._sio: Any = socketio.AsyncClient(reconnection=False)
        self._sio.on("event", self._on_event)
        self._sio.on("status", self._on_status)
        self._sio.on("pointer", self.pointers.append)
        self._sio.on("presence", self.presences.append)
        self._sio.on("speaking", lambda told: self.speaking.append(told["participant"]))
        self._sio.on("quality", lambda told: self.qualities.extend(told["people"]))
        self._sio.on("viewing", self.viewings.append)
        self._sio.on("tally", self.tallies.append)
        self._sio.on("audience", self.figures.append)
        self._sio.on("moved", self._on_moved)
        self._sio.on("connect_error", self._on_refusal)

    async def __aenter__(self) -> Self:
        return await self.open()

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    @property
    def connected(self) -> bool:
        """Whether there is a connection now."""
        return bool(self._sio.connected)

    async def open(self, *, headers: dict[str, str] | None = None, auth: object = None) -> Self:
        """Connect. Raises NotLetIn."""
        bearer = {"Authorization": f"Bearer {self.token}"}
        try:
            await self._sio.connect(
                self.url,
                headers=bearer if headers is None else headers,
                auth={"token": self.token, "tab": self.tab} if auth is None else auth,
                transports=["websocket"],
                wait_timeout=PATIENCE,
            )
        except NotConnected as error:
            await self._sio.eio.disconnect()
            raise NotLetIn(self.refusal or error) from error
        return self

    async def close(self) -> None:
        """Close the tab."""
        await self._sio.disconnect()

    def vanish(self) -> None:
        """Cut the wire without a word, as a dead network does."""
        self._sio.eio.ws._response.connection.transport.abort()

    async def send(self, name: str, payload: object = None, **fields: object) -> Any:
        """Send a message; its acknowledgement. Raises Refused."""
        message = fields if payload is None else payload
        reply = await self._sio.call(name, message, timeout=PATIENCE)
        if isinstance(reply, dict) and "error" in reply:
            raise Refused(reply["error"]["code"], reply["error"]["message"])
        return reply

    async def hint(self, name: str, **fields: object) -> None:
        """Send a message without asking for an acknowledgement."""
        await self._sio.emit(name, fields)

    async def join(self, device: str = "desktop") -> Any:
        """Ask to be in."""
        what = {"class": device, "browser": "Test", "os": "Linux"}
        reply = await self.send("join", device=what)
        self._take_status(reply)
        return reply

    async def until(self, true: Callable[[Browser], object]) -> None:
        """Wait until something is true of this browser."""
        async with asyncio.timeout(PATIENCE):
            while not true(self):
                await asyncio.sleep(0.002)

    async def until_state(self, state: State | str) -> None:
        """Wait until the server has said where this person is."""
        await self.until(lambda browser: browser.state == state)

    async def until_seq(self, seq: int) -> None:
        """Wait until the picture contains that event."""
        await self.until(lambda b: b.snapshot is not None and b.snapshot.seq >= seq)

    @property
    def room(self) -> Snapshot:
        """The picture of the room."""
        assert self.snapshot is not None, "not in the room"
        return self.snapshot

    # -- what the server says ----------------------------------------------------------------

    def _on_event(self, plain: dict[str, Any]) -> None:
        self.raw.append(plain)
        event = read_event(plain)
        self.events.append(event)
        self._early[event.seq] = event
        self._catch_up()

    def _catch_up(self) -> None:
        while self.snapshot is not None:
            event = self._next(self.snapshot.seq + 1)
            if event is None:
                return
            del self._early[event.seq]
            self.snapshot = apply(self.snapshot, event)

    def _next(self, seq: int) -> Event | None:
        """The event of that number, or what stands for several with it among them."""
        for event in self._early.values():
            first = event.first if isinstance(event, Hidden) else event.seq
            if first <= seq <= event.seq:
                return event
        return None

    def _on_status(self, status: dict[str, Any]) -> None:
        self.statuses.append(status)
        self._take_status(status)

    def _take_status(self, status: dict[str, Any]) -> None:
        self.state = status["state"]
        if status.get("snapshot") is not None:
            self.snapshot = read_snapshot(status["snapshot"])
            self._catch_up()

    def _on_moved(self, moved: dict[str, Any]) -> None:
        self.moved = moved

    def _on_refusal(self, data: Any) -> None:
        self.refusal = data
