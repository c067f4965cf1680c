"""The desk: takes one message of one connection, and gives the acknowledgement.

Rule 1: the order is: known? not too often? well formed? allowed here? — then it is done.
Rule 2: ``handle`` never raises; every error becomes ``{error: {code, message}}``.
Rule 3: a snapshot is taken last, without waiting for anything after it: events that follow it on
the wire are those that are not in it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from zlib import crc32

from rooms import Identity, LiveRoom, Position, Presence, Role
from rooms.errors import RoomIsOver
from rooms.people import Device as DeviceClass
from signaling import messages as m
from signaling.attendance import Register
from signaling.audience import Broadcast, status
from signaling.commands import COMMANDS
from signaling.connections import Connection, Connections
from signaling.errors import Refused, answer
from signaling.figures import Figures
from signaling.hub import Hub
from signaling.limits import PENALTY_SECONDS, Limits
from signaling.roles import refusal
from signaling.seams import Batch, Capture, Claim, ClientEvent, Device, Gate, Receipt
from signaling.viewing import Viewing

Reply = dict[str, object]

SAID_MS = 10_000
"""So often a browser says what it looks at, also when nothing has changed."""
TOLD_AGAIN = 6
"""Of so many of a webinar's people one is told again then: a thousand who look at the same slide
would be a hundred messages a second to each host, and the moment would say who changed the tab."""


class Desk:
    """Where messages arrive."""

    def __init__(
        self,
        connections: Connections,
        hub: Hub,
        broadcast: Broadcast,
        register: Register,
        viewing: Viewing,
        figures: Figures,
        gate: Gate,
        capture: Capture,
        clock: Callable[[], int],
    ) -> None:
        self._connections = connections
        self._hub = hub
        self._broadcast = broadcast
        self._register = register
        self._viewing = viewing
        self._figures = figures
        self._gate = gate
        self._capture = capture
        self._clock = clock
        self._limits = Limits()
        self._closed = False
        self.handled = 0
        """How many messages came."""

    def close(self) -> None:
        """Take nothing any more but engagement events: a room must not come back to life."""
        self._closed = True

    async def handle(self, id: str, name: str, payload: object) -> Reply:
        """The acknowledgement of one message."""
        self.handled += 1
        try:
            return await self._handle(id, name, payload)
        except Exception as error:
            return dict(answer(error))

    async def _handle(self, id: str, name: str, payload: object) -> Reply:
        connection = self._connections.get(id)
        if connection is None:
            raise Refused("not-in-room", "This connection is closing.")
        kind = m.MESSAGES.get(name)
        if kind is None:
            raise Refused("bad-message", "There is no such message.")
        if self._closed and name != "engage":
            raise Refused("unavailable", "The server is about to stop.")
        await self.pace(connection.claim, name)
        message = m.parse(kind, payload)
        live = self._allowed(connection, name)
        if name in COMMANDS:
            return self._command(connection, name, message)
        return await OWN[name](self, connection, live, message)

    async def pace(self, claim: Claim, name: str) -> None:
        """Hold up whoever says something too often. Raises Refused (too-many).

        Not programs: the administrator's load generator is meant to go as fast as it can.
        """
        if not claim.admitted and not self._limits.take(
            f"{claim.meeting}/{claim.participant}", name, self._clock()
        ):
            await asyncio.sleep(PENALTY_SECONDS)
            raise Refused("too-many", "This was too fast. Please wait a moment.")

    def _allowed(self, connection: Connection, name: str) -> LiveRoom | None:
        """The room, where the table of roles lets this message through."""
        claim = connection.claim
        live = self._hub.find(claim.meeting) if connection.joined else None
        state = live.room.state_of(claim.participant) if live else None
        why = refusal(name, self._role(claim, live), state)
        if why is not None:
            over = connection.told == "ended"
            raise RoomIsOver("this meeting has ended") if over else why
        return live

    def _role(self, claim: Claim, live: LiveRoom | None) -> Role:
        """What somebody is now: whoever came on stage is more than their token says."""
        person = live.room.person(claim.participant) if live else None
        return claim.role if person is None else person.public.role

    def _command(self, connection: Connection, name: str, message: m.Message) -> Reply:
        live = self._room(connection)
        command, who = COMMANDS[name], connection.claim.participant
        live.do(lambda now: command(live.room, who, message, now))
        return {}

    def _room(self, connection: Connection) -> LiveRoom:
        live = self._hub.find(connection.claim.meeting)
        if live is None:
            raise RoomIsOver("this meeting has ended")
        return live

    # -- coming and going ------------------------------------------------------------------

    async def _join(self, connection: Connection, _live: object, message: m.Join) -> Reply:
        claim = connection.claim
        live = await self._hub.open(claim.org, claim.meeting)
        if connection.gone:
            raise Refused("not-in-room", "This connection is closing.")
        who = Identity(claim.participant, claim.name, claim.role, claim.admitted)
        device: DeviceClass = message.device.kind
        live.do(lambda now: live.room.door.join(who, connection.id, device, now))
        # Whose role was changed while nobody told the room comes as what the token says.
        live.do(lambda now: live.room.show.appoint(who.id, who.role, now))
        connection.joined = True
        connection.device = Device(device, message.device.browser, message.device.os)
        now = self._clock()
        self._register.look(live.room, claim.participant, now, "left")
        reply = status(live.room, claim.participant)
        connection.note(reply)
        self._figures.freshen(live.room)
        return reply | {"now": now}

    async def _leave(
        self, connection: Connection, live: LiveRoom | None, _message: m.Leave
    ) -> Reply:
        if live is not None:
            self.lose(connection, politely=True)
        return {}

    def lose(self, connection: Connection, *, politely: bool = False) -> None:
        """A connection is gone, or says goodbye."""
        live = self._hub.find(connection.claim.meeting)
        if live is None or not connection.joined:
            return
        connection.joined, connection.told = False, None
        door, who = live.room.door, connection.claim.participant
        action = door.leave if politely else door.lose
        live.do(lambda now: action(who, connection.id, now))
        reason = "left" if politely else "lost"
        self._register.look(live.room, who, self._clock(), reason)

    async def _snapshot(
        self, connection: Connection, _live: object, _message: m.GetSnapshot
    ) -> Reply:
        room = self._room(connection).room
        return {"snapshot": room.snapshot(connection.claim.participant), "now": self._clock()}

    # -- the stage -------------------------------------------------------------------------

    async def _show(self, connection: Connection, _live: object, message: m.Show) -> Reply:
        live, claim = self._room(connection), connection.claim
        who = claim.participant
        position = Position(message.version, message.slide, message.step, message.state)
        live.room.stage.may_show(who, position)
        proof = await self._gate.check(claim, position, self._clock())
        live.do(lambda now: live.room.stage.show(who, position, proof.sha256, now))
        return {}

    async def _point(self, connection: Connection, _live: object, message: m.Point) -> Reply:
        pointer = {
            "by": connection.claim.participant,
            "slide": message.slide,
            "x": message.x,
            "y": message.y,
            "shown": message.shown,
        }
        self._broadcast.point(self._room(connection).room, connection, pointer)
        return {}

    async def _presence(self, connection: Connection, _live: object, message: m.Presence) -> Reply:
        room, who = self._room(connection).room, connection.claim.participant
        visible = self._figures.see(room, who, message.visible, message.relay)
        seen = Presence(
            message.slide,
            message.step,
            message.version,
            visible,
            message.quality,
            message.devices,
        )
        news = room.stage.see(who, seen)
        if room.plan.webinar and not news and not _again(who, self._clock()):
            return {}
        told = {
            "id": who,
            "slide": seen.slide,
            "step": seen.step,
            "version": seen.version,
            "visible": seen.visible,
            "quality": seen.quality,
            "devices": seen.devices,
        }
        self._broadcast.look(room, told)
        return {}

    async def _view(self, connection: Connection, _live: object, message: m.View) -> Reply:
        self._viewing.show(connection, message.stream, message.height)
        return {}

    # -- engagement ------------------------------------------------------------------------

    async def _engage(self, connection: Connection, _live: object, message: m.Engage) -> Reply:
        return receipt(await self.keep(connection.claim, message))

    async def keep(self, claim: Claim, message: m.Engage) -> Receipt:
        """Have a batch of engagement events stored; returns when it is committed."""
        return await self._capture.store(claim, batch(message), self._clock())


def batch(message: m.Engage) -> Batch:
    """The message as the seam wants it."""
    events = tuple(
        ClientEvent(e.id, e.seq, e.kind, e.at, e.version, e.slide, e.step, e.values)
        for e in message.events
    )
    return Batch(message.session, message.sent_at, message.through, events)


def receipt(kept: Receipt) -> Reply:
    """The receipt as the browser is told it."""
    return {
        "stored": kept.stored,
        "duplicate": kept.duplicate,
        "discarded": kept.discarded,
        "through": kept.through,
    }


Own = Callable[[Desk, Connection, LiveRoom | None, Any], Awaitable[Reply]]
OWN: dict[str, Own] = {
    "join": Desk._join,
    "leave": Desk._leave,
    "snapshot": Desk._snapshot,
    "show": Desk._show,
    "point": Desk._point,
    "presence": Desk._presence,
    "view": Desk._view,
    "engage": Desk._engage,
}
"""The messages that need more than the room."""


def _again(who: str, now: int) -> bool:
    """Whether it is somebody's turn to be told again, for a host who missed a word of theirs."""
    return (now // SAID_MS - crc32(who.encode())) % TOLD_AGAIN == 0
