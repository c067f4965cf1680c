"""A light WebRTC peer: real STUN, DTLS and SRTP over a real socket, no codecs.

It publishes packets to order and keeps what it receives, so a test can say exactly what was lost,
repeated or changed on the way; and a hundred of them fit beside a server on a laptop.

STUN comes from aioice and SDP from aiortc, so that what this peer agrees on with the server is not
just one mistake made at both ends.
"""

import asyncio
import secrets
import time
from collections.abc import Callable
from dataclasses import replace
from types import TracebackType
from typing import Self

from aioice import stun

from media.aiortc_seam import Certificate, Replayed, SecureTransport, Unauthenticated, fingerprint
from media.batch import UdpAddress as Address
from media.rtcp import parse as parse_rtcp
from media.rtcp import write_nack, write_picture_loss, write_receiver_report
from media.rtp import RtpPacket, is_rtcp
from media.rtp import parse as parse_rtp
from tests.support.media_answer import Received, Remote, read_answer
from tests.support.media_offers import Habits, offer
from tests.support.media_socket import open_socket, read_stamped
from tests.support.media_stream import Stream

CHECK_INTERVAL = 0.05
"""Seconds between two STUN requests until the first is answered."""


class LightPeer:
    """One peer connection to the server. Use as `async with`."""

    def __init__(
        self, habits: Habits | None = None, *, bind: str = "127.0.0.1", stamped: bool = False
    ) -> None:
        self._certificate = Certificate.generateCertificate()
        algorithm, value = fingerprint(self._certificate)
        self.ufrag = secrets.token_hex(4)
        self.habits = replace(
            habits or Habits(), fingerprint=f"{algorithm} {value}", ufrag=self.ufrag
        )
        self.received = Received()
        self.closed = asyncio.Event()
        """Set when the server said goodbye."""
        self.on_rtp: Callable[[bytes], None] | None = None
        """Called with each decrypted packet instead of keeping it, if set."""
        self.arrived_ns = 0
        """When the kernel got the newest datagram, by the wall clock; 0 unless `stamped`."""
        self._stamped = stamped
        self.remote: Remote | None = None
        self.target: Address = ("", 0)
        self.stream: Stream | None = None
        """The TCP connection by which it sends, if it does."""
        self._secure = SecureTransport(
            self._certificate, self.send_raw, self.closed.set, server=False
        )
        self._socket = open_socket(bind, stamped=stamped)
        self._answered = asyncio.Event()
        self._early: list[bytes] = []
        self._tasks: set[asyncio.Task[None]] = set()
        asyncio.get_running_loop().add_reader(self._socket, self._readable)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    @property
    def address(self) -> Address:
        host, port, *_ = self._socket.getsockname()
        return host, port

    # Connecting

    def offer(self, direction: str) -> str:
        """This peer's offer, to send or to receive."""
        return offer(direction, self.habits)

    async def connect(
        self, answer: str, via: Address | None = None, *, by_tcp: bool = False
    ) -> None:
        """Check the path, shake hands. `via` leads through a wire instead of straight there."""
        self.remote = read_answer(answer)
        self.target = via or self.remote.address
        if by_tcp:
            await self.open_stream()
        await self._check()
        async with asyncio.timeout(10):
            if not await self._secure.connect(self.remote.fingerprints):
                raise ConnectionError("the handshake failed")
        early, self._early = self._early, []
        for data in early:
            self._receive(data)

    async def _check(self) -> None:
        async with asyncio.timeout(5):
            while not self._answered.is_set():
                self.send_raw(self.binding_request())
                try:
                    await asyncio.wait_for(self._answered.wait(), CHECK_INTERVAL)
                except TimeoutError:
                    continue

    def binding_request(self, *, password: str | None = None, nominate: bool = True) -> bytes:
        """A STUN request as a browser sends it."""
        assert self.remote is not None
        message = stun.Message(stun.Method.BINDING, stun.Class.REQUEST)
        message.attributes["USERNAME"] = f"{self.remote.ufrag}:{self.ufrag}"
        message.attributes["PRIORITY"] = 1853824767
        message.attributes["ICE-CONTROLLING"] = secrets.randbits(64)
        if nominate:
            message.attributes["USE-CANDIDATE"] = None
        message.add_message_integrity((password or self.remote.password).encode())
        return bytes(message)

    async def open_stream(self) -> None:
        """Send by TCP from now on; what comes by UDP is still heard."""
        assert self.remote is not None and self.remote.tcp is not None
        self.hang_up()
        self.stream = await Stream.open(self.remote.tcp, self._receive)

    async def move_to_tcp(self) -> None:
        """Go on by TCP, as a phone whose new network lets no UDP through."""
        await self.open_stream()
        self.send_raw(self.binding_request())

    def move(self, bind: str = "127.0.0.1") -> None:
        """Be at another UDP address from now on, as a phone that leaves its Wi-Fi."""
        self.hang_up()
        loop = asyncio.get_running_loop()
        loop.remove_reader(self._socket)
        self._socket.close()
        self._socket = open_socket(bind, stamped=self._stamped)
        loop.add_reader(self._socket, self._readable)
        self.send_raw(self.binding_request())

    def hang_up(self) -> None:
        """Let the TCP connection go, without a word."""
        if self.stream is not None:
            self.stream.close()
            self.stream = None

    def stop_reading(self) -> None:
        """Be too slow: the kernel's buffer fills up, then packets are lost."""
        asyncio.get_running_loop().remove_reader(self._socket)

    def go_on_reading(self) -> None:
        """Read what is left."""
        asyncio.get_running_loop().add_reader(self._socket, self._readable)

    async def close(self, *, silently: bool = False) -> None:
        """Say goodbye, unless silently, and free the socket. Closing twice is harmless."""
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)
        if silently:
            self.target = ("", 0)
            self.hang_up()
        await self._secure.close()
        self.hang_up()
        if self._socket.fileno() >= 0:
            asyncio.get_running_loop().remove_reader(self._socket)
            self._socket.close()

    # Sending

    def send_raw(self, data: bytes, target: Address | None = None) -> None:
        """Send a datagram as it is; one that the kernel does not take is lost."""
        if self.stream is not None and target is None:
            self.stream.send(data)
            return
        to = target or self.target
        if to[1] and self._socket.fileno() >= 0:
            try:
                self._socket.sendto(data, to)
            except BlockingIOError:
                pass

    def send_rtp(self, packet: bytes) -> bytes:
        """Encrypt and send a packet; returns what was sent."""
        assert self._secure.keys is not None
        sealed = self._secure.keys.protect(packet)
        assert sealed is not None
        self.send_raw(sealed)
        return sealed

    def send_rtcp(self, packet: bytes) -> bytes:
        """Encrypt and send an RTCP packet; returns what was sent."""
        assert self._secure.keys is not None
        sealed = self._secure.keys.protect_rtcp(packet)
        assert sealed is not None
        self.send_raw(sealed)
        return sealed

    def seal_rtp(self, packet: bytes) -> bytes | None:
        """Encrypt a packet that may be malformed; None when libsrtp will not."""
        assert self._secure.keys is not None
        return self._secure.keys.protect(packet)

    def seal_rtcp(self, packet: bytes) -> bytes | None:
        """The same for RTCP."""
        assert self._secure.keys is not None
        return self._secure.keys.protect_rtcp(packet)

    def send_nack(self, ssrc: int, *sequences: int) -> None:
        """Ask for packets again."""
        self.send_rtcp(write_receiver_report(1, []) + write_nack(1, ssrc, sequences))

    def send_pli(self, ssrc: int) -> None:
        """Ask for a key frame."""
        self.send_rtcp(write_receiver_report(1, []) + write_picture_loss(1, ssrc))

    # Receiving

    async def wait_for(self, what: Callable[[], bool], seconds: float = 5.0) -> None:
        """Wait until something is true. Raises TimeoutError."""
        end = time.monotonic() + seconds
        while not what():
            if time.monotonic() > end:
                raise TimeoutError
            await asyncio.sleep(0.005)

    async def get(
        self, count: int, ssrc: int | None = None, seconds: float = 5.0
    ) -> list[RtpPacket]:
        """Wait for that many packets in all (of one source); returns those. Raises TimeoutError."""

        def got() -> list[RtpPacket]:
            return self.received.packets if ssrc is None else self.received.of(ssrc)

        try:
            await self.wait_for(lambda: len(got()) >= count, seconds)
        except TimeoutError:
            raise TimeoutError(f"{len(got())} of {count} packets came") from None
        return got()

    def _readable(self) -> None:
        for _ in range(32):
            try:
                data = self._read()
            except OSError:
                return
            self._receive(data)

    def _read(self) -> bytes:
        if not self._stamped:
            return self._socket.recv(2048)
        data, self.arrived_ns = read_stamped(self._socket)
        return data

    def _receive(self, data: bytes) -> None:
        if data[0] < 4:
            self._got_stun(data)
        elif data[0] < 64:
            self._secure.receive(data)
        elif self._secure.keys is None:
            # Came right behind the last handshake message, which a task has still to read.
            self._early.append(data)
        else:
            try:
                self._open(data)
            except (Replayed, Unauthenticated):
                self.received.refused += 1

    def _got_stun(self, data: bytes) -> None:
        message = stun.parse_message(data)
        assert self.remote is not None
        assert message.check_message_integrity(self.remote.password.encode())
        mapped = message.attributes["XOR-MAPPED-ADDRESS"]
        assert isinstance(mapped, tuple)
        self._answered.set()

    def _open(self, data: bytes) -> None:
        keys = self._secure.keys
        assert keys is not None
        if is_rtcp(data):
            opened = keys.unprotect_rtcp(data)
            self.received.rtcp.append(opened)
            self.received.messages += parse_rtcp(opened)
            return
        opened = keys.unprotect(data)
        if self.on_rtp is not None:
            self.on_rtp(opened)
        else:
            self.received.packets.append(parse_rtp(opened))
