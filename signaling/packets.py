"""Socket.IO packets, as far as we speak them: CONNECT, DISCONNECT, EVENT in; those and ACK out.

Rule 1: what a browser sends is checked here, before python-socketio sees it. An event named
``connect`` or ``disconnect`` would otherwise reach the handlers of that name.

Rule 2: broken JSON in an event is an event nobody knows (``UNKNOWN``), so that its sender gets an
acknowledgement; anything else that is broken raises ``BadPacket``, which ends the connection.

Rule 3: JSON is msgspec's: no NaN, no infinity, no lone surrogate, no endless nesting.
"""

from __future__ import annotations

import re
from collections.abc import Container
from typing import Any

import msgspec

CONNECT, DISCONNECT, EVENT, ACK, CONNECT_ERROR = range(5)
TAKEN = (CONNECT, DISCONNECT, EVENT)
UNKNOWN = "?"
"""The name under which an event that we do not know is handled."""

_FORM = re.compile(r"([0-6])(/[^,]*,?)?(\d{0,9})(.*)", re.DOTALL | re.ASCII)


class BadPacket(ValueError):
    """Not a packet that a client of ours sends."""


class json:
    """What python-socketio wants of a JSON module."""

    @staticmethod
    def dumps(value: object, **_options: object) -> str:
        return msgspec.json.encode(value).decode()

    @staticmethod
    def loads(text: str) -> Any:
        return msgspec.json.decode(text)


def packet_class(known: Container[str]) -> type[Packet]:
    """A packet class that lets events of these names pass."""
    return type("KnownPacket", (Packet,), {"known": known})


class Packet:
    """One Socket.IO packet, in the form that python-socketio expects of a packet class."""

    json = json
    uses_binary_events = False
    known: Container[str] = ()
    attachment_count = 0

    def __init__(
        self,
        packet_type: int = EVENT,
        data: Any = None,
        namespace: str | None = None,
        id: int | None = None,
        binary: bool | None = None,
        encoded_packet: object = None,
    ) -> None:
        self.packet_type = packet_type
        self.data = data
        self.namespace = namespace
        self.id = id
        if encoded_packet is not None:
            self._decode(encoded_packet)

    def encode(self) -> str:
        """The packet as text."""
        namespace = f"{self.namespace}," if self.namespace not in (None, "/") else ""
        number = "" if self.id is None else str(self.id)
        body = "" if self.data is None else json.dumps(self.data)
        return f"{self.packet_type}{namespace}{number}{body}"

    def _decode(self, text: object) -> None:
        form = _FORM.fullmatch(text) if isinstance(text, str) else None
        if form is None or int(form[1]) not in TAKEN:
            raise BadPacket("not a packet that we take")
        self.packet_type = int(form[1])
        self.namespace = (form[2] or "/").rstrip(",").partition("?")[0]
        self.id = int(form[3]) if form[3] else None
        self.data = self._event(form[4]) if self.packet_type == EVENT else self._body(form[4])

    def _body(self, text: str) -> Any:
        try:
            return json.loads(text) if text else None
        except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
            raise BadPacket("not JSON") from error

    def _event(self, text: str) -> list[Any]:
        try:
            data = self._body(text)
        except BadPacket:
            return [UNKNOWN, None]
        if not isinstance(data, list) or not 1 <= len(data) <= 2 or not isinstance(data[0], str):
            return [UNKNOWN, None]
        name, payload = data[0], data[1] if len(data) == 2 else {}
        return [name if name in self.known else UNKNOWN, payload]
