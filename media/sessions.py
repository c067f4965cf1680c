"""All media sessions: made, found, kept going, ended.

Rule 1: every session ends through `end`, whoever wants it: its peer, silence, the server.

Rule 2: one timer gives publishers their time; viewers are served when their stream is. It rests
while there are no sessions.
"""

import asyncio
import logging
import secrets
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace

from media.aiortc_seam import Certificate, fingerprint
from media.batch import Address
from media.counters import Counters, Rejections
from media.ended import Ended
from media.errors import NoSuchSession, TooManySessions
from media.holders import Holders
from media.ice import BindingRequest, Credentials, parse_request
from media.port import Port
from media.probe import Probe
from media.resources import SessionInfo, SessionKind, SessionState
from media.session import Limits, Session
from media.tcpport import TcpLimits

TICK = 0.1
"""Seconds between two looks at what is due while no datagram comes.

Each datagram makes its session look by itself. A timer that wakes the process for nothing costs
0.3 ms of CPU on a shared machine, as much as a packet to twenty viewers.
"""

EXPIRY_INTERVAL = 1.0

CERTIFICATE_AGE = 86_400.0
"""Seconds after which new sessions get a new certificate; aiortc's are valid for a month."""

logger = logging.getLogger(__name__)


def new_etag() -> str:
    """A strong entity tag that no other generation of ICE has."""
    return f'"{secrets.token_urlsafe(8)}"'


class Sessions:
    """The live sessions behind one port."""

    def __init__(
        self,
        host: str,
        port: int,
        limits: Limits,
        counters: Counters,
        rejections: Rejections,
        tcp_limits: TcpLimits | None = None,
    ) -> None:
        self.port = Port(host, port, self._got_stun, counters, rejections, tcp_limits)
        self.probe = Probe()
        self._limits = limits
        self._counters = counters
        self._rejections = rejections
        self._by_id: dict[str, Session] = {}
        self._by_ufrag: dict[str, Session] = {}
        self._publishing: dict[str, Session] = {}
        self._certificate = Certificate.generateCertificate()
        self._certified_at = time.monotonic()
        self._ended = Ended()
        self._holders = Holders()
        self._of: Counter[tuple[str, str]] = Counter()
        """How many each participant of each room has."""
        self._closing: set[asyncio.Task[None]] = set()
        self.each_tick: Callable[[float], None] | None = None
        """Called every `TICK` seconds while there are sessions."""
        self._loop = asyncio.get_running_loop()
        self._timer: asyncio.TimerHandle | None = None
        self._look_at = 0.0

    def __iter__(self) -> Iterator[Session]:
        """Over a copy: sessions may end on the way."""
        return iter(list(self._by_id.values()))

    def __len__(self) -> int:
        return len(self._by_id)

    @property
    def closing(self) -> int:
        """How many have ended and still say goodbye."""
        return len(self._closing)

    @property
    def fingerprint(self) -> tuple[str, str]:
        """Algorithm and value of the certificate that the newest session has."""
        return fingerprint(self._certificate)

    @property
    def held(self) -> int:
        """How many addresses belong to a session."""
        return len(self._holders)

    def count_of(self, room: str, participant: str) -> int:
        """How many sessions somebody has there."""
        return self._of.get((room, participant), 0)

    def _count_out(self, room: str, participant: str) -> None:
        self._of[room, participant] -= 1
        if not self._of[room, participant]:
            del self._of[room, participant]

    def find(self, session: str) -> Session:
        """The session with that id. Raises NoSuchSession."""
        found = self._by_id.get(session)
        if found is None:
            raise NoSuchSession(session)
        return found

    def lately_ended(self, session: str) -> SessionInfo | None:
        """What a session was that we have just ended; None when it is none of those."""
        return self._ended.find(session, time.monotonic())

    def forget(self, session: str) -> None:
        """Its owner has ended it: that is no news to anybody."""
        self._ended.forget(session)

    def create(self, kind: SessionKind, room: str, participant: str, stream: str) -> Session:
        """A new session, to be given its media and started. Raises TooManySessions."""
        if len(self._by_id) >= self._limits.sessions:
            raise TooManySessions
        self._renew_certificate()
        info = SessionInfo(
            id=secrets.token_urlsafe(16),
            kind=kind,
            state=SessionState.NEW,
            room=room,
            participant=participant,
            stream=stream,
            etag=new_etag(),
        )
        session = Session(
            info, self.port, self._certificate, self._rejections, self._holders, self.end
        )
        self._by_id[info.id] = session
        self._of[room, participant] += 1
        self._by_ufrag[session.ice.credentials.ufrag] = session
        if kind is SessionKind.PUBLISH:
            self._publishing[info.id] = session
        self._counters.sessions_started += 1
        self._wind()
        return session

    def restart(self, session: Session, peer_ufrag: str) -> None:
        """Begin a new generation of ICE, under a new ETag; media goes on meanwhile."""
        for ufrag in session.ice.ufrags:
            del self._by_ufrag[ufrag]
        session.ice.restart(Credentials.make())
        for ufrag in session.ice.ufrags:
            self._by_ufrag[ufrag] = session
        session.peer_ufrag = peer_ufrag
        session.info = replace(session.info, etag=new_etag())

    def _renew_certificate(self) -> None:
        now = time.monotonic()
        if now - self._certified_at > CERTIFICATE_AGE:
            self._certificate = Certificate.generateCertificate()
            self._certified_at = now

    def end(self, session: Session, reason: str) -> None:
        """End a session. Ending twice is harmless."""
        if self._by_id.pop(session.info.id, None) is None:
            return
        for ufrag in session.ice.ufrags:
            del self._by_ufrag[ufrag]
        self._publishing.pop(session.info.id, None)
        self._count_out(session.info.room, session.info.participant)
        if session.info.state is SessionState.NEW:
            self._counters.sessions_failed += 1
        session.end(reason)
        self._ended.note(session.info, time.monotonic())
        logger.info("media session %s ended: %s", session.info.id, reason)
        task = asyncio.create_task(session.close(), name=f"closing media session {session.info.id}")
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)

    async def close(self) -> None:
        """End all, say goodbye to all peers, close the port. Closing twice is harmless."""
        for session in self:
            self.end(session, "shutdown")
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._closing:
            await asyncio.wait(self._closing)
        await self.port.close()

    def _got_stun(self, data: bytes, address: Address, now: float) -> None:
        request = parse_request(data)
        if request is None:
            self._rejections.count("unexpected", now)
            return
        session = self._by_ufrag.get(request.ufrag)
        if session is None:
            self._got_probe(request, address, now)
            return
        session.got_request(request, address, now)

    def _got_probe(self, request: BindingRequest, address: Address, now: float) -> None:
        reply = self.probe.answer(request, address)
        if reply is None:
            self._rejections.count("unauthenticated", now)
        else:
            self.port.send(reply, address)

    def _wind(self) -> None:
        """Have the timer run while there are sessions."""
        # No task that sleeps: it wakes the loop twice, once to be told and once to run.
        if self._timer is None and self._by_id:
            self._timer = self._loop.call_later(TICK, self._ring)

    def _ring(self) -> None:
        self._timer = None
        self._wind()
        now = time.monotonic()
        self._tick(now)
        if now >= self._look_at:
            self._look_at = now + EXPIRY_INTERVAL
            self._end_expired(now)

    def _tick(self, now: float) -> None:
        for session in list(self._publishing.values()):
            # One session's mistake must not stop the time of the others.
            try:
                session.tick(now)
            except Exception:
                self._rejections.fault("tick", now)
        if self.each_tick is not None:
            try:
                self.each_tick(now)
            except Exception:
                self._rejections.fault("tick", now)

    def _end_expired(self, now: float) -> None:
        for session in self:
            reason = session.expired(now, self._limits)
            if reason is not None:
                self.end(session, reason)
