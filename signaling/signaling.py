"""Signalling put together: what listens to what, and in which order it starts and stops."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence

from aiohttp import web

from recordings.timeline import Timeline
from rooms import Event, Listener, Role, Room
from rooms.events import RoomEnded
from signaling.attendance import Register
from signaling.audience import Broadcast
from signaling.beacon import Beacon
from signaling.clerk import Clerk
from signaling.connections import Connection, Connections
from signaling.desk import Desk
from signaling.engine import Engine, event_frame
from signaling.errors import Refused
from signaling.figures import Figures
from signaling.gauge import Gauge
from signaling.handshake import PER_ADDRESS, Handshake, remote
from signaling.hub import Hub
from signaling.journal import Journal
from signaling.messages import MESSAGES, Auth, parse
from signaling.programs import Programs
from signaling.seams import (
    Attendance,
    Capture,
    Doorkeeper,
    Gate,
    IceServers,
    Media,
    Registry,
    Rooms,
)
from signaling.streams import Streams
from signaling.viewing import Viewing
from signaling.whip import Whip
from signaling.wire import WIRE

logger = logging.getLogger(__name__)

BEAT_SECONDS = 2
"""How exactly we know, after a SIGKILL, until when people were connected."""
MOVE_MS = 10_000
"""Browsers come back at a random time within this, so that a new server is not run over."""
TOLD_AGAIN_MS = 600_000
"""For so long before its last heartbeat a dead server may not have stored what rooms said."""

MakeListener = Callable[[str, str], Listener]
"""Organisation and meeting → a listener of that room."""


class Signaling:
    """All rooms of this process, and everything through which browsers reach them."""

    def __init__(
        self,
        *,
        doorkeeper: Doorkeeper,
        rooms: Rooms,
        registry: Registry,
        gate: Gate,
        capture: Capture,
        attendance: Attendance,
        timeline: Timeline,
        media: Media,
        ice_servers: IceServers,
        clock: Callable[[], int],
        origins: Sequence[str],
        listeners: Sequence[MakeListener] = (),
        per_address: int = PER_ADDRESS,
        address: Callable[[web.Request], str] = remote,
    ) -> None:
        self._doorkeeper = doorkeeper
        self._attendance = attendance
        self._timeline = timeline
        self._clock = clock
        self._more = tuple(listeners)
        self._connections = Connections()
        self._clerk = Clerk(capture, attendance, timeline)
        self._register = Register(self._connections, self._clerk)
        self._broadcast = Broadcast(self._connections)
        self._hub = Hub(rooms, timeline, clock, self._listeners)
        self._figures = Figures(registry, self._hub.find, self._broadcast, clock)
        self.streams = Streams(media, self._hub.find, self._broadcast.speak)
        """Whom media tells."""
        self._viewing = Viewing(self._connections, media)
        self.streams.told_view = self._viewing.tell
        self._engine = Engine(origins, MESSAGES)
        self._engine.listen(self._connect, self._message, self._disconnect)
        self._desk = self._make_desk(gate, capture)
        self._handshake = Handshake(doorkeeper, self._engine, per_address, address)
        self._programs = Programs(self._hub, media)
        self._whip = Whip(
            doorkeeper, self._hub, media, self._programs, self._desk.pace, ice_servers
        )
        self._gauge = Gauge(media, self._hub, self._broadcast, self._clerk, self._figures)
        self._beacon = Beacon(doorkeeper, self._desk)
        self._heart: asyncio.Task[None] | None = None
        self._moving = False
        self._slow = 0

    def _make_desk(self, gate: Gate, capture: Capture) -> Desk:
        return Desk(
            self._connections,
            self._hub,
            self._broadcast,
            self._register,
            self._viewing,
            self._figures,
            gate,
            capture,
            self._clock,
        )

    # -- life ------------------------------------------------------------------------------

    def attach(self, app: web.Application) -> None:
        """Register the routes: Socket.IO, WHIP, WHEP, media sessions, the beacon."""
        self._handshake.attach(app)
        self._whip.attach(app)
        self._beacon.attach(app)

    async def start(self) -> None:
        """Bring back what a crash cut off, then begin. The timeline is started before."""
        self._clerk.start()
        died_at = await self._timeline.last_alive()
        if died_at is not None:
            await self._attendance.close_open(died_at)
            await self._hub.recover(died_at)
            await self._tell_again(died_at - TOLD_AGAIN_MS)
        self._figures.start()
        self._heart = asyncio.create_task(self._beat(), name="signaling heartbeat")

    async def close(self) -> None:
        """Send everybody away to come back soon; write everything down. Twice is harmless."""
        self.announce_move(MOVE_MS)
        self._desk.close()
        heart, self._heart = self._heart, None
        if heart is not None:
            heart.cancel()
            await asyncio.wait([heart])
        await self._figures.close()
        await self._hub.close()
        self._broadcast.close()
        self._gauge.close()
        self._whip.close()
        for connection in self._connections:
            connection.wire.hang_up()
        await self._clerk.close()
        await self._engine.close()

    async def written(self) -> bool:
        """Wait until what the rooms have said by now is stored; False: the store takes longer."""
        return await self._clerk.written()

    def announce_move(self, within_ms: int) -> None:
        """Ask everybody to come back at a random time within ``within_ms``; let nobody in."""
        if self._moving:
            return
        self._moving = True
        moved = event_frame("moved", {"in_ms": within_ms})
        for connection in self._connections:
            connection.wire.write(moved)

    async def wait_until_empty(self) -> None:
        """Return once the last connection is gone."""
        while len(self._connections):
            await asyncio.sleep(0.1)

    async def _beat(self) -> None:
        while True:
            self._timeline.alive(self._clock())
            try:
                self._gauge.look(self._clock())
                await self._sweep()
            except Exception:
                # A broom that breaks must not stop the heart.
                logger.exception("sweeping failed")
            await asyncio.sleep(BEAT_SECONDS)

    async def _sweep(self) -> None:
        self._programs.sweep()
        self._whip.sweep()
        await self._hub.sweep()
        for connection in self._connections:
            if connection.wire.is_closed:
                # It died while it was being let in, when python-socketio tells nobody.
                await self._disconnect(connection.id)

    def stats(self) -> dict[str, float]:
        """Gauges and counters by name."""
        return {
            "connections": len(self._connections),
            "rooms": len(self._hub),
            "streams": len(self.streams),
            "programs": len(self._programs),
            "path_checks": self._whip.checks,
            "measured_people": len(self._gauge),
            "messages": self._desk.handled,
            "broken_packets": self._engine.broken,
            "reaped": self._handshake.reaped,
            "slow_readers": self._slow,
            "clerk_waiting": self._clerk.waiting,
        }

    def room(self, meeting: str) -> Room | None:
        """The room of a meeting, if it lives; to be read only."""
        live = self._hub.find(meeting)
        return None if live is None else live.room

    def close_room(self, meeting: str, reason: str = "cancelled") -> None:
        """End a meeting from outside: the organiser cancelled it."""
        live = self._hub.find(meeting)
        if live is not None:
            live.do(lambda now: live.room.close(reason, now))

    def cut(self, meeting: str, participant: str) -> None:
        """Put somebody out whose invitation was taken back; media ends with their stay."""
        live = self._hub.find(meeting)
        if live is not None:
            live.do(lambda now: live.room.door.expel(participant, now))

    def appoint(self, meeting: str, participant: str, role: Role) -> None:
        """Somebody of the crew has become something else; who is in is told at once."""
        live = self._hub.find(meeting)
        if live is not None:
            live.do(lambda now: live.room.show.appoint(participant, role, now))

    def revoke_program(self, meeting: str, participant: str) -> None:
        """A program's token was taken back: end its media, put it out, take no more of it."""
        self._programs.revoke(meeting, participant)
        self.cut(meeting, participant)

    # -- rooms -----------------------------------------------------------------------------

    async def _tell_again(self, since: int) -> None:
        """What ended shortly before a crash may not be in the store yet; twice is once there."""
        async for org, room, events in self._hub.ended(since):
            Journal(org, self._clerk).tell_again(room, events)
            # The plan may not know yet that the meeting is over.
            for end in (event for event in events if isinstance(event, RoomEnded)):
                for make in self._more:
                    await self._tell_end(room, end, make(org, room.id))

    async def _tell_end(self, room: Room, end: Event, listener: Listener) -> None:
        """One meeting's trouble does not keep the server from starting."""
        try:
            await listener.hear(room, end)
        except Exception:
            logger.exception("room %s: %s missed %s", room.id, listener, end.kind)

    def _listeners(self, org: str, room: Room, past: Sequence[Event]) -> list[Listener]:
        """Who listens to a room, in order: browsers first, the slow ones last."""
        journal = Journal(org, self._clerk)
        # What a crash kept from the store is told at last; the rest is known there.
        journal.tell_again(room, past)
        more = [make(org, room.id) for make in self._more]
        if room.plan.webinar:
            more = [self._figures.open(org, room, past), *more]
        return [self._broadcast, self._register, journal, self.streams, *more]

    # -- connections -----------------------------------------------------------------------

    async def _connect(self, id: str, request: web.Request, auth: object) -> None:
        if self._moving:
            raise Refused("unavailable", "The server is about to stop.")
        said = parse(Auth, auth)
        claim = await self._doorkeeper.identify(said.token)
        connection = Connection(id, claim, said.tab, request[WIRE])
        self._connections.add(connection)
        self._handshake.spare(request)
        logger.info(
            "room %s: a connection of %s (%s)", claim.meeting, claim.participant, claim.role
        )

    async def _message(self, id: str, name: str, payload: object) -> object:
        return await self._desk.handle(id, name, payload)

    async def _disconnect(self, id: str) -> None:
        connection = self._connections.drop(id)
        if connection is not None:
            self._slow += connection.wire.was_slow
            self._viewing.lose(connection)
            self._desk.lose(connection)
            # A client may leave Socket.IO and keep the WebSocket; it is of no use to anybody.
            connection.wire.hang_up()
