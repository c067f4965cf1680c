"""A media session: one WHIP or WHEP resource. ICE, DTLS, and the media behind them.

Rule 1: it counts as heard only what is authentic: a STUN request with integrity, a decrypted
packet. Silence ends it, whatever else arrives.

Rule 2: what fails authentication changes nothing. What is authentic is bounded, too.

Rule 3: it ends once. `end` is at once and sends nothing; `close` says goodbye to the peer.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from media.aiortc_seam import (
    UNPROTECT,
    UNPROTECT_RTCP,
    Certificate,
    Keys,
    Replayed,
    SecureTransport,
    Unauthenticated,
)
from media.batch import Address
from media.bounds import Bounds
from media.counters import Rejections
from media.distance import ReceiverReference, write_reference_reply
from media.holders import Holders
from media.ice import BindingRequest, Credentials, IceLite
from media.port import Port
from media.quality import Health
from media.resources import SessionInfo, SessionState
from media.rtcp import Message, parse
from media.rtp import is_rtcp

OUR_SSRC = 1
"""Of what the session itself says; its media have sources of their own."""

DISTANCE_INTERVAL = 0.5
"""Seconds between two answers to a peer that asks how far we are."""

DTLS_RECORD = 13
"""Length of a record's header."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a session may take, in seconds, and how many there may be."""

    connect: float = 15.0
    """From the answer to the end of the handshake."""
    silence: float = 30.0
    sessions: int = 4000


class Media(Protocol):
    """What a session carries: a publisher's tracks or a viewer's."""

    @property
    def health(self) -> Health:
        """How well its path does."""
        ...

    def connected(self, keys: Keys, now: float) -> None:
        """The handshake is done."""

    def got_rtp(self, data: bytes, now: float) -> bool:
        """Take a decrypted packet; returns as `got_secure` does. Raises ValueError."""
        ...

    def got_rtcp(self, messages: list[Message], now: float) -> bool:
        """Take what a decrypted RTCP packet says; returns the same."""
        ...

    def moved(self, address: Address) -> None:
        """The peer is at another address now."""

    def settle(self, now: float) -> bool:
        """Send what the last datagrams led to; see `media.peer.Peer`."""
        ...

    def tick(self, now: float) -> None:
        """Time has passed: send what is due."""

    def ended(self, reason: str) -> None:
        """The session is over; its keys are freed after this call."""


class Session:
    """The transport of one peer."""

    def __init__(
        self,
        info: SessionInfo,
        port: Port,
        certificate: Certificate,
        rejections: Rejections,
        holders: Holders,
        ended: Callable[["Session", str], None],
    ) -> None:
        self.info = info
        self.ice = IceLite(Credentials.make())
        self.media: Media | None = None
        """Set by whoever made the session, before anything can arrive."""
        self.peer_ufrag = ""
        """The peer's name in ICE; another one in a PATCH is a restart (RFC 9725, 4.3.3)."""
        self.tag: tuple[str, str] = ("audio", "")
        """Kind and mid of the m-line that stands for the bundle."""
        self._port = port
        self._rejections = rejections
        self._holders = holders
        self._ended = ended
        self._secure = SecureTransport(certificate, self.send, self._said_goodbye)
        self._keys: Keys | None = None
        """Of what comes in; None before the handshake, and after the end."""
        self._bounds = Bounds()
        self._tell_distance_at = 0.0
        self._created = self.heard = time.monotonic()
        """When the peer last sent anything authentic."""
        self._task: asyncio.Task[None] | None = None

    # Life

    def start(self, fingerprints: tuple[tuple[str, str], ...]) -> None:
        """Wait for the handshake of the peer whose certificate has one of these fingerprints."""
        name = f"media session {self.info.id}"
        self._task = asyncio.create_task(self._connect(fingerprints), name=name)

    async def _connect(self, fingerprints: tuple[tuple[str, str], ...]) -> None:
        try:
            connected = await self._secure.connect(fingerprints)
            keys = self._secure.keys
            if self.info.state is SessionState.ENDED:
                return
            if connected and keys is not None and self.media is not None:
                self.info = replace(self.info, state=SessionState.CONNECTED)
                self._keys = keys
                logger.info("media session %s connected", self.info.id)
                self.media.connected(keys, time.monotonic())
                return
        except Exception:
            logger.exception("media session %s did not connect", self.info.id)
        self._ended(self, "failed")

    def _said_goodbye(self) -> None:
        self._ended(self, "closed")

    def expired(self, now: float, limits: Limits) -> str | None:
        """Why the session should end now, if it should."""
        if self.info.state is SessionState.NEW and now - self._created > limits.connect:
            return "never-connected"
        return "silent" if now - self.heard > limits.silence else None

    def end(self, reason: str) -> None:
        """Stop carrying media. Ending twice is harmless."""
        if self.info.state is SessionState.ENDED:
            return
        self.info = replace(self.info, state=SessionState.ENDED)
        self._keys = None
        for address in self.ice.validated:
            self._leave(address)
        if self.media is not None:
            self.media.ended(reason)

    async def close(self) -> None:
        """Say goodbye to the peer, after `end`. Closing twice is harmless."""
        task, self._task = self._task, None
        if task is not None and task is not asyncio.current_task():
            task.cancel()
            await asyncio.wait([task])
        await self._secure.close()
        # Media knows its session: without this, both would wait for the garbage collector.
        self.media = None

    # From the network

    def got_request(self, request: BindingRequest, address: Address, now: float) -> None:
        """Take a STUN request that names us."""
        password = self.ice.password_of(request.ufrag)
        if password is None or not request.is_authentic(password):
            self._rejections.count("unauthenticated", now)
            return
        if not self._holders.may_take(address, self, now):
            self._rejections.count("unexpected", now)
            return
        verdict = self.ice.got_request(request, address)
        if verdict is None:
            self._rejections.count("replayed", now)
            return
        self._port.send(verdict.reply, address)
        if not verdict.fresh:
            return
        self.heard = now
        if verdict.forgotten is not None:
            self._leave(verdict.forgotten)
        # Said each time: another session may have been behind this address in between.
        self._holders.take(address, self)
        self._port.route(address, self)
        if verdict.selected and self.media is not None:
            self.media.moved(address)

    def is_at(self, address: Address) -> bool:
        """See `media.holders.Resident`."""
        return self.ice.selected == address

    def _leave(self, address: Address) -> None:
        self._holders.leave(address, self)
        self._port.unroute(address, self)

    def lost(self, address: Address) -> None:
        """See `media.peer.Peer`: the peer may come back by another way."""
        self._holders.leave(address, self)
        self.ice.lost(address)

    def got_dtls(self, data: bytes, now: float) -> None:
        """See `media.peer.Peer`. The handshake itself judges what is inside."""
        if len(data) < DTLS_RECORD or data[1] != 0xFE:
            raise ValueError("not a DTLS record")
        if not self._bounds.handshakes.take(now) or not self._secure.receive(data):
            self._rejections.count("overflow", now)

    def got_secure(self, data: bytes, now: float) -> bool:
        """See `media.peer.Peer`."""
        keys, media = self._keys, self.media
        if keys is None or media is None:
            self._rejections.count("unexpected", now)
            return False
        if len(data) < 12:
            raise ValueError("shorter than any SRTP packet")
        try:
            return self._open(keys, media, data, now)
        except Replayed:
            self._rejections.count("replayed", now)
        except Unauthenticated:
            self._rejections.count("unauthenticated", now)
        return False

    def _open(self, keys: Keys, media: Media, data: bytes, now: float) -> bool:
        control, bounds = is_rtcp(data), self._bounds
        source = data[4:8] if control else data[8:12]
        known = source in bounds.sources
        if not (known or bounds.admits_another()):
            self._rejections.count("overflow", now)
            return False
        opened = keys.open(UNPROTECT_RTCP if control else UNPROTECT, data)
        self.heard = now
        if not known:
            bounds.sources.add(source)
        # Only what is authentic is charged: noise must not use up what the peer may send.
        if not (bounds.controls.take(now) if control else bounds.octets.take(now, len(data))):
            self._rejections.count("overflow", now)
            return False
        if not control:
            return media.got_rtp(opened, now)
        messages = parse(opened)
        if now >= self._tell_distance_at:
            self._tell_distance(messages, now)
        return media.got_rtcp(messages, now)

    def _tell_distance(self, messages: list[Message], now: float) -> None:
        """Answer who only receives and asks how far we are: it waits for repairs accordingly."""
        asked: ReceiverReference | None = None
        for each in messages:
            asked = each if isinstance(each, ReceiverReference) else asked
        # Chromium asks in every packet, and jitter makes it send many.
        if asked is not None:
            self._tell_distance_at = now + DISTANCE_INTERVAL
            self.send_rtcp(write_reference_reply(OUR_SSRC, asked))

    def settle(self, now: float) -> bool:
        """See `media.peer.Peer`."""
        if self.media is None or self._keys is None:
            return False
        return self.media.settle(now)

    def tick(self, now: float) -> None:
        """Time has passed."""
        if self.media is not None and self.info.state is SessionState.CONNECTED:
            self.media.tick(now)

    # To the network

    def send(self, data: bytes) -> None:
        """Send a datagram to where the peer is; drop it while that is not known."""
        if self.ice.selected is not None:
            self._port.send(data, self.ice.selected)

    def send_rtcp(self, packet: bytes) -> None:
        """Encrypt and send an RTCP packet, once the handshake is done."""
        keys = self._secure.keys
        sealed = keys.protect_rtcp(packet) if keys is not None else None
        if sealed is not None:
            self.send(sealed)
