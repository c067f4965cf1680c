"""A place where rooms are held: the real signalling on a free port, with everything real behind
it but the list of who is invited.
"""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncEngine

from engagement.attendance import Attendance
from engagement.capture import Capture
from engagement.consents import Answer, Consents, Means
from engagement.content import Content
from engagement.interactions import Interactions
from engagement.kinds import ConsentKind
from engagement.writer import Writer
from media.server import MediaServer
from media.session import Limits
from recordings.timeline import Timeline
from rooms import Listener, Plan, Position, Role
from signaling import Signaling
from signaling.errors import Refused
from signaling.seams import Claim, IceServer, Profile, Proof
from tests.support.browser import Browser
from tests.support.stage import PLAN

ORG = "org"
ROOM = "heart"
FOREVER = 2**50
COOKIE = "who"

CAST = {
    "alice": Role.HOST,
    "amy": Role.HOST,
    "paul": Role.PRESENTER,
    "pat": Role.PANELIST,
    "mona": Role.MODERATOR,
    "bob": Role.ATTENDEE,
    "carol": Role.ATTENDEE,
    "dan": Role.ATTENDEE,
}


def claim(who: str, role: Role | None = None, meeting: str = ROOM, org: str = ORG) -> Claim:
    """What the token of one of the cast says."""
    role = role or CAST.get(who, Role.ATTENDEE)
    hcp = f"hcp-{who}" if role is Role.ATTENDEE else None
    return Claim(org, meeting, who, who.title(), role, hcp, FOREVER)


@dataclass
class Invitations:
    """Who is invited: a token is a name, or what ``tokens`` says."""

    tokens: dict[str, Claim] = field(default_factory=dict)
    expired: set[str] = field(default_factory=set)

    async def identify(self, token: str) -> Claim:
        if token in self.expired:
            raise Refused("expired", "This link has run out.")
        known = self.tokens.get(token) or (claim(token) if token in CAST else None)
        if known is None:
            raise Refused("unauthorised", "We do not know you.")
        return known

    async def recognise(self, request: web.Request, meeting: str) -> Claim:
        found = await self.identify(request.cookies.get(COOKIE, ""))
        if found.meeting != meeting:
            raise Refused("unauthorised", "This cookie is for another meeting.")
        return found

    async def may_connect(self, request: web.Request) -> bool:
        return request.cookies.get(COOKIE) in CAST


@dataclass
class Calendar:
    """Which meetings are planned."""

    plans: dict[tuple[str, str], Plan] = field(default_factory=lambda: {(ORG, ROOM): PLAN})

    async def open(self, org: str, meeting: str) -> Plan:
        plan = self.plans.get((org, meeting))
        if plan is None:
            raise Refused("not-found", "There is no such meeting.")
        return plan

    async def past(self, org: str, meeting: str) -> Plan:
        return await self.open(org, meeting)


@dataclass
class Approval:
    """Which versions may be shown."""

    refused: dict[str, str] = field(default_factory=dict)
    asked: list[Position] = field(default_factory=list)

    async def check(self, claim: Claim, position: Position, now: int) -> Proof:
        self.asked.append(position)
        if position.version in self.refused:
            raise Refused(self.refused[position.version], "This must not be shown.")
        return Proof(position.version, "key", f"sha-of-{position.version}")


@dataclass
class Guestbook:
    """Who is registered: whatever a test puts here."""

    seats: int = 0
    known: dict[str, Profile] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    async def registered(self, org: str, meeting: str) -> int:
        return self.seats

    async def profiles(
        self, org: str, meeting: str, participants: Sequence[str]
    ) -> dict[str, Profile]:
        self.asked.extend(participants)
        return {who: self.known[who] for who in participants if who in self.known}


class Relays:
    """Whatever a test puts here is told to everybody, with a password of their own."""

    def __init__(self) -> None:
        self.urls: tuple[str, ...] = ()

    def servers(self, participant: str) -> list[IceServer]:
        return [IceServer(self.urls, f"99:{participant}", "pass/word=")] if self.urls else []


@runtime_checkable
class HasTime(Protocol):
    """A clock that moves when a test says so."""

    def advance(self, ms: int, /) -> int: ...


class Venue:
    """A running server, as far as signalling goes."""

    def __init__(
        self,
        main: AsyncEngine,
        store: AsyncEngine,
        clock: Callable[[], int],
        listeners: Sequence[Callable[[str, str], Listener]] = (),
        per_address: int = 200,
        send_buffer: int | None = None,
        media_limits: Limits | None = None,
    ) -> None:
        self.clock = clock
        self.invitations = Invitations()
        self.calendar = Calendar()
        self.guestbook = Guestbook()
        self.approval = Approval()
        self.store = store
        self.timeline = Timeline(main)
        self.writer = Writer(store)
        self.consents = Consents(store)
        interactions = Interactions(store)
        self.attendance = Attendance(store, interactions)
        self.capture = Capture(self.writer, interactions, self.consents, Content(store))
        self.relays = Relays()
        self.media = MediaServer("127.0.0.1", 0, ["127.0.0.1"], clock=clock, limits=media_limits)
        self.signaling = Signaling(
            doorkeeper=self.invitations,
            rooms=self.calendar,
            registry=self.guestbook,
            gate=self.approval,
            capture=self.capture,
            attendance=self.attendance,
            timeline=self.timeline,
            media=self.media,
            ice_servers=self.relays,
            clock=clock,
            origins=["https://lectern.example"],
            listeners=listeners,
            per_address=per_address,
        )
        self._send_buffer = send_buffer
        self.url = ""
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        """Open the ports."""
        app = web.Application()
        self.signaling.attach(app)
        self.timeline.start()
        await self.media.start()
        await self.signaling.start()
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        listening = socket.create_server(("127.0.0.1", 0))
        if self._send_buffer is not None:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, self._send_buffer)
        await web.SockSite(self._runner, listening).start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"

    async def close(self) -> None:
        """Stop as a server stops. Twice is harmless."""
        runner, self._runner = self._runner, None
        if runner is None:
            return
        await self.signaling.close()
        await runner.cleanup()
        await self.media.close()
        await self.timeline.close()
        await self.writer.close()

    def pass_time(self, ms: int) -> None:
        """Let time pass, where the clock is a test's."""
        assert isinstance(self.clock, HasTime)
        self.clock.advance(ms)

    async def agree(self, *kinds: ConsentKind, given: bool = True, who: str = "bob") -> None:
        """What one of the cast ticks on the landing page."""
        answers = [Answer(kind, given, "1", "en", "May we?") for kind in kinds]
        await self.consents.record(
            ORG, ROOM, who, f"hcp-{who}", answers, means=Means.LANDING_PAGE, now=self.clock()
        )

    def browser(self, who: str, *, tab: str | None = None) -> Browser:
        """A tab of one of the cast, not connected yet."""
        return Browser(self.url, who, tab=tab)

    @asynccontextmanager
    async def inside(self, *cast: str) -> AsyncIterator[list[Browser]]:
        """The cast in the room: hosts and speakers walk in, attendees are admitted by Alice."""
        browsers = [self.browser(who) for who in cast]
        try:
            for browser in browsers:
                await browser.open()
                reply = await browser.join()
                if reply["state"] == "lobby":
                    await browsers[0].send("admit", participant=browser.token)
                    await browser.until_state("present")
            yield browsers
        finally:
            for browser in browsers:
                await browser.close()
