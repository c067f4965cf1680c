"""What signalling needs of others, and nothing more: each is a few methods that ``server`` wires.

    Doorkeeper   who is it?                                        accounts, scheduling
    Rooms        which meeting is it?                              scheduling, decks
    Registry     who is registered, in which groups?              scheduling, engagement
    Gate         may this slide be shown now?                      decks
    Capture      keep what browsers and rooms report               engagement
    Attendance   keep who was connected, from when to when         engagement
    Media        streams                                           media
    IceServers   relays for who does not reach media               server.relay

Times are UTC milliseconds. An implementation refuses by raising ``Refused``, or an error of its
own whose ``code`` is one of ``errors.CODES``: code and sentence go over the wire as they are. Every
other exception reaches the browser as ``server-error``, and the log.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Protocol

from aiohttp import web

from rooms import Plan, Position, Role
from signaling.errors import Refused

__all__ = [
    "Attendance",
    "Batch",
    "Capture",
    "Claim",
    "ClientEvent",
    "Device",
    "Doorkeeper",
    "Fact",
    "Gate",
    "IceServer",
    "IceServers",
    "Media",
    "MediaAnswer",
    "MediaQuality",
    "MediaSession",
    "MediaStream",
    "Pace",
    "Profile",
    "Proof",
    "Receipt",
    "Refused",
    "Registry",
    "Restarted",
    "Rooms",
]


# -- who is it? --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Claim:
    """Who somebody is and where they may go, as proven by a participant token."""

    org: str
    meeting: str
    """The meeting's id, which is the room's id."""
    participant: str
    """The staff id of the host, the invitee id of an HCP: it outlives sockets."""
    name: str
    role: Role
    hcp: str | None
    """The directory's id of an HCP."""
    expires: int
    """When the token ends. A connection that is open by then stays open."""
    admitted: bool = False
    """Whether the administrator made the token for a program: it passes the lobby."""


class Doorkeeper(Protocol):
    """Knows tokens and cookies."""

    async def identify(self, token: str) -> Claim:
        """Who holds this participant token. Raises Refused: unauthorised, expired, revoked."""
        ...

    async def recognise(self, request: web.Request, meeting: str) -> Claim:
        """Who the page's cookie says this is, for one meeting. Raises Refused (unauthorised)."""
        ...

    async def may_connect(self, request: web.Request) -> bool:
        """Whether the cookies of a handshake belong to anybody we know.

        A cheap question that keeps strangers away from the WebSocket; who it is, the token of
        CONNECT says.
        """
        ...


Pace = Callable[[Claim, str], Awaitable[None]]
"""Holds up whoever asks for something too often. Raises Refused (too-many)."""


# -- which meeting is it? ----------------------------------------------------------------------


class Rooms(Protocol):
    """Knows meetings as planned."""

    async def open(self, org: str, meeting: str) -> Plan:
        """What the room must know. Raises Refused: not-found, cancelled, room-ended."""
        ...


@dataclass(frozen=True, slots=True)
class Proof:
    """What the gate let through."""

    version: str
    slide_key: str
    sha256: str


class Gate(Protocol):
    """Knows which content may be shown; asked at every slide change."""

    async def check(self, claim: Claim, position: Position, now: int) -> Proof:
        """Raises Refused: not-approved, not-yet-valid, expired, withdrawn, no-such-slide."""
        ...


@dataclass(frozen=True, slots=True)
class Profile:
    """To which groups one of a webinar's audience belongs; empty is unknown."""

    country: str = ""
    """ISO 3166-1 alpha-2."""
    specialty: str = ""
    segment: str = ""
    """Of the HCP in the directory."""


class Registry(Protocol):
    """Knows who is registered for a webinar."""

    async def registered(self, org: str, meeting: str) -> int:
        """How many have a seat."""
        ...

    async def profiles(
        self, org: str, meeting: str, participants: Sequence[str]
    ) -> dict[str, Profile]:
        """What is known of these participants; who did not register is left out."""
        ...


# -- what happened? ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Device:
    """What a browser says of itself."""

    kind: str
    """phone, tablet or desktop."""
    browser: str
    os: str


@dataclass(frozen=True, slots=True)
class ClientEvent:
    """One engagement event as a browser reports it: bounded, but of no known kind yet."""

    id: str
    """UUIDv7."""
    seq: int
    """Its number in the tab, from 1."""
    kind: str
    at: int
    """By the browser's clock."""
    version: str | None = None
    slide: int | None = None
    step: int | None = None
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Batch:
    """What one tab reports at once."""

    session: str
    """The tab's id, a UUID."""
    sent_at: int
    """The browser's clock when it sent the batch: the skew is against this."""
    through: int
    """The highest seq that the tab has made so far."""
    events: tuple[ClientEvent, ...]


class Receipt(Protocol):
    """What became of a batch. It is committed."""

    @property
    def stored(self) -> int: ...
    @property
    def duplicate(self) -> int:
        """Known before."""
        ...

    @property
    def discarded(self) -> int:
        """Not wanted: without consent, or malformed."""
        ...

    @property
    def through(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing a room reports; the fields are those of an engagement event row."""

    id: str
    """uuid5 of meeting and seq, or of what else is reported once: twice is once."""
    org: str
    meeting: str
    participant: str
    """Who did it; the host's for what the server did by itself."""
    seq: int
    """The number of the room event."""
    kind: str
    at: int
    version: str | None = None
    slide: int | None = None
    slide_key: str | None = None
    step: int | None = None
    values: Mapping[str, object] = field(default_factory=dict)


class Capture(Protocol):
    """Keeps engagement events. The rule of consent lives behind it."""

    async def store(self, claim: Claim, batch: Batch, now: int, /) -> Receipt:
        """Keep what a browser reports; returns when it is committed."""
        ...

    async def journal(self, facts: Sequence[Fact], /) -> None:
        """Keep what rooms report; returns when it is committed.

        Consent is asked here too: without it a person leaves nothing but their coming and going.
        """
        ...


class Attendance(Protocol):
    """Keeps the intervals of connections. Repeating a call is harmless."""

    async def opened(
        self, claim: Claim, connection: str, device: Device | None, at: int, /
    ) -> None:
        """A connection of somebody who is in the room, from ``at`` on."""
        ...

    async def closed(self, meeting: str, connection: str, at: int, reason: str, /) -> None:
        """That connection, or that person's stay, ended at ``at``."""
        ...

    async def close_open(self, at: int, /) -> None:
        """After a crash: every interval that is still open ended at ``at``, for ``crash``."""
        ...


# -- streams -----------------------------------------------------------------------------------


class MediaAnswer(Protocol):
    """The reply to an accepted offer."""

    @property
    def session(self) -> str: ...
    @property
    def stream(self) -> str: ...
    @property
    def sdp(self) -> str: ...
    @property
    def etag(self) -> str: ...


class Restarted(Protocol):
    """The reply to an ICE restart."""

    @property
    def sdp(self) -> str: ...
    @property
    def etag(self) -> str: ...


class MediaStream(Protocol):
    """A stream that flows."""

    @property
    def id(self) -> str: ...
    @property
    def room(self) -> str: ...
    @property
    def participant(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def audio(self) -> bool: ...
    @property
    def video(self) -> bool: ...


class MediaSession(Protocol):
    """One WHIP or WHEP resource."""

    @property
    def id(self) -> str: ...
    @property
    def room(self) -> str: ...
    @property
    def participant(self) -> str: ...
    @property
    def stream(self) -> str: ...
    @property
    def etag(self) -> str: ...


class MediaQuality(Protocol):
    """How well somebody's media gets through, as the server measures it."""

    @property
    def rtt_ms(self) -> float | None: ...
    @property
    def loss(self) -> float: ...
    @property
    def kbps(self) -> float: ...
    @property
    def score(self) -> int: ...
    @property
    def path(self) -> str: ...


@dataclass(frozen=True, slots=True)
class IceServer:
    """Relays that share credentials."""

    urls: tuple[str, ...]
    username: str
    credential: str


class IceServers(Protocol):
    """Which relays somebody may use, and how."""

    def servers(self, participant: str) -> Sequence[IceServer]: ...


class MediaListener(Protocol):
    """Whom media tells which streams flow and who speaks; called from the event loop."""

    def stream_started(self, stream: MediaStream, /) -> None: ...
    def stream_ended(self, stream: str, reason: str, /) -> None: ...
    def view_changed(self, room: str, participant: str, stream: str, level: str, /) -> None: ...
    def speaker_changed(self, room: str, participant: str | None, /) -> None: ...


class Media(Protocol):
    """Streams in and out; ``media.server.MediaServer`` is one. Refuses by ``media.errors``."""

    def publish(self, room: str, participant: str, kind: str, offer_sdp: str) -> MediaAnswer: ...
    def play(self, stream: str, participant: str, offer_sdp: str) -> MediaAnswer: ...
    def session(self, session: str) -> MediaSession: ...
    def lately_ended(self, session: str) -> MediaSession | None: ...
    def patch(self, session: str, fragment: str) -> Restarted | None: ...
    def stream(self, stream: str) -> MediaStream: ...
    def streams(self, room: str) -> Sequence[MediaStream]: ...
    def end(self, session: str) -> None: ...
    def end_stream(self, stream: str) -> None: ...
    def end_views(self, stream: str, but: Set[str]) -> None: ...
    def end_participant(self, room: str, participant: str) -> None: ...
    def end_room(self, room: str) -> None: ...
    def set_muted(self, room: str, participant: str, muted: bool) -> None: ...
    def qualities(self) -> Mapping[tuple[str, str], MediaQuality]: ...
    def view(self, stream: str, participant: str, height: int) -> None: ...
    def set_listener(self, listener: MediaListener) -> None: ...
