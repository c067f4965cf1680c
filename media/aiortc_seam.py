"""DTLS and SRTP, by aiortc's RTCDtlsTransport and pylibsrtp.

Rule 1: this is the only file that touches private names of aiortc and pylibsrtp, and the only one
that may silence a type checker. aiortc is pinned to one minor version; `check_private_names` says
what has moved, and a test calls it before any other test of media can fail mysteriously.

Rule 2: a `Keys` object owns its libsrtp contexts. Who holds a raw `Context` must hold the object
too, for a context without its owner is freed memory.

Rule 3: nothing here reads a socket. Datagrams come in by `receive`, go out by the given function.
"""

import asyncio
from collections.abc import Callable, Iterable
from typing import Any, NewType

import pylibsrtp
from aiortc import RTCCertificate, RTCDtlsFingerprint, RTCDtlsParameters, RTCDtlsTransport
from OpenSSL import SSL
from pylibsrtp._binding import ffi, lib

from media.sealing import CIPHERS, SALT, MediaKey, derive

Context = NewType("Context", object)
"""A raw libsrtp session, for the four functions below alone."""

Protect = Callable[[Context, Any, Any], int]
"""Encrypts or decrypts in place: context, pointer to the packet, pointer to its length (int).

Returns 0, or the reason why nothing was done: such a packet must not be sent.
"""

PROTECT: Protect = lib.srtp_protect
PROTECT_RTCP: Protect = lib.srtp_protect_rtcp
UNPROTECT: Protect = lib.srtp_unprotect
UNPROTECT_RTCP: Protect = lib.srtp_unprotect_rtcp

TRAILER = 16 + 4
"""The most bytes that encryption adds: the largest tag, and the index of RTCP packets."""

LONGEST = 1500
"""Bytes of the longest packet that is decrypted: no path of ours carries more."""

_MEMORY, _LENGTH = ffi.new("char[]", LONGEST), ffi.new("int *")
_BYTES = ffi.buffer(_MEMORY)
"""Where packets are decrypted, for all peers: memory of their own would be cold at each report."""

REPLAYS = (9, 10)
"""What libsrtp says of a number that was used, and of one that is too old to tell."""

NONSENSE = (1, 21)
"""Unspecified, for one, and parse error: its answers to what has no place for header or tag."""

MAX_QUEUED = 64
"""DTLS datagrams that wait for the handshake; more than that is not a handshake."""


class Certificate(RTCCertificate):
    """A self-signed certificate, as WebRTC wants it, with the one OpenSSL context of its sessions.

    aiortc makes a context per connection, and a cycle with it that only the garbage collector
    frees: hundreds of joins kept their native memory until it happened to run.
    """

    _context: SSL.Context | None = None

    def _create_ssl_context(self, srtp_profiles: Any) -> SSL.Context:
        if self._context is None:
            self._context = super()._create_ssl_context(srtp_profiles)
            # Nobody resumes: a handshake must always show the offer's certificate.
            self._context.set_session_cache_mode(SSL.SESS_CACHE_OFF)
        return self._context


class Replayed(Exception):
    """An encrypted packet that had come before, or is too old to tell."""


class Unauthenticated(Exception):
    """An encrypted packet that the peer did not make."""


class Keys:
    """The SRTP contexts of one connection."""

    def __init__(
        self,
        inbound: pylibsrtp.Session,
        outbound: pylibsrtp.Session,
        overhead: int,
        media: MediaKey | None = None,
    ) -> None:
        self._inbound = inbound
        self._outbound = outbound
        self._inbound_context = Context(inbound._srtp[0])
        self.context = Context(outbound._srtp[0])
        """For the hot path; alive as long as this object."""
        self.overhead = overhead
        """Bytes that encryption adds to an RTP packet."""
        self.media = media
        """What `media.sealing` encrypts RTP with; None when it has no cipher for the profile."""

    def unprotect(self, data: bytes) -> bytes:
        """Decrypt RTP; raises as `open` does."""
        return self.open(UNPROTECT, data)

    def unprotect_rtcp(self, data: bytes) -> bytes:
        """Decrypt RTCP; raises as `open` does."""
        return self.open(UNPROTECT_RTCP, data)

    def open(self, unprotect: Protect, data: bytes) -> bytes:
        """Decrypt. Raises Replayed or Unauthenticated; ValueError when it cannot be SRTP."""
        size = len(data)
        if size > LONGEST:
            raise ValueError("longer than any packet")
        _BYTES[0:size] = data
        _LENGTH[0] = size
        status = unprotect(self._inbound_context, _MEMORY, _LENGTH)
        if status:
            raise _refusal(status)
        opened: bytes = _BYTES[0 : _LENGTH[0]]
        return opened

    def protect(self, packet: bytes) -> bytes | None:
        """Encrypt RTP; None when libsrtp refuses, as it does for a packet that is too old."""
        return _sealed(self._outbound.protect, packet)

    def protect_rtcp(self, packet: bytes) -> bytes | None:
        """Encrypt RTCP; None when libsrtp refuses."""
        return _sealed(self._outbound.protect_rtcp, packet)


def _refusal(status: int) -> Exception:
    """The exception for what libsrtp says; `srtp_err_status_t` in its header."""
    if status in REPLAYS:
        return Replayed()
    if status in NONSENSE:
        return ValueError("not an encrypted packet")
    return Unauthenticated()


def _sealed(protect: Callable[[bytes], bytes], packet: bytes) -> bytes | None:
    try:
        return protect(packet)
    except pylibsrtp.Error:
        return None


class _Wire:
    """What RTCDtlsTransport believes to be its ICE transport."""

    def __init__(self, role: str, send: Callable[[bytes], None]) -> None:
        self.role = role
        self._datagrams: asyncio.Queue[bytes | None] = asyncio.Queue(MAX_QUEUED)
        self._send_datagram = send
        self._closed = False

    def put(self, data: bytes) -> bool:
        """Queue a datagram for DTLS; False when it is dropped."""
        if self._datagrams.full():
            return False
        self._datagrams.put_nowait(data)
        return True

    def close(self) -> None:
        """Let the reader see the end, even when the queue is full; forget the way out."""
        self._closed = True
        self._send_datagram = _send_nothing
        if not self._datagrams.full():
            self._datagrams.put_nowait(None)

    async def _recv(self) -> bytes:
        if self._closed:
            raise ConnectionError
        data = await self._datagrams.get()
        if data is None or self._closed:
            raise ConnectionError
        return data

    async def _send(self, data: bytes) -> None:
        self._send_datagram(data)


def _send_nothing(_data: bytes) -> None:
    """The way out of a closed wire."""


class _Watcher:
    """Registered with RTCDtlsTransport as a receiver, only to hear that the peer has closed."""

    def __init__(self, closed: Callable[[], None]) -> None:
        self._closed = closed

    def _handle_disconnect(self) -> None:
        self._closed()


class SecureTransport:
    """One DTLS connection: handshake, then keys, then the peer's goodbye.

    `connect` is called once; `closed` is called at most once, when the peer says goodbye.
    """

    def __init__(
        self,
        certificate: Certificate,
        send: Callable[[bytes], None],
        closed: Callable[[], None],
        *,
        server: bool = True,
    ) -> None:
        self._wire = _Wire("controlled" if server else "controlling", send)
        self._dtls: RTCDtlsTransport | None = _transport(self._wire, certificate, closed)
        self._dtls._set_role("server" if server else "client")
        self.keys: Keys | None = None
        """None until the handshake is done, and after the end."""

    def receive(self, data: bytes) -> bool:
        """Take a DTLS datagram from the network; False when it is dropped."""
        return self._wire.put(data)

    async def connect(self, fingerprints: Iterable[tuple[str, str]]) -> bool:
        """Shake hands with the peer whose certificate has one of these (algorithm, value) pairs.

        Returns False when the handshake failed or the certificate was another's.
        """
        dtls = self._dtls
        if dtls is None:
            return False
        offered = [RTCDtlsFingerprint(algorithm, value) for algorithm, value in fingerprints]
        await dtls.start(RTCDtlsParameters(fingerprints=offered))
        if dtls.state != "connected":
            return False
        profile = dtls._ssl.get_selected_srtp_profile() if dtls._ssl else b""
        overhead = 16 if b"GCM" in profile else 10
        self.keys = Keys(dtls._rx_srtp, dtls._tx_srtp, overhead, _media_key(dtls, profile))
        return True

    async def close(self) -> None:
        """Say goodbye, stop, and let go of all memory. Closing twice is harmless."""
        dtls, self._dtls = self._dtls, None
        if dtls is None:
            return
        task = dtls._task
        dtls._rtp_router.receivers.clear()
        await dtls.stop()
        self._wire.close()
        if task is not None and task is not asyncio.current_task():
            await asyncio.wait([task])
        # Without these the peer's keys and buffers would wait for the garbage collector.
        self.keys = None


def _media_key(dtls: RTCDtlsTransport, profile: bytes) -> MediaKey | None:
    """What encrypts the RTP that we send (RFC 5764, 4.2: keys first, the client's before ours)."""
    cipher = CIPHERS.get(profile.decode())
    if cipher is None or dtls._ssl is None:
        return None
    key, end = cipher.key, dtls._role == "server"
    made = dtls._ssl.export_keying_material(b"EXTRACTOR-dtls_srtp", 2 * (key + SALT))
    salts = made[2 * key :]
    return derive(cipher, made[key * end : key * (end + 1)], salts[SALT * end : SALT * (end + 1)])


def _transport(
    wire: _Wire, certificate: Certificate, closed: Callable[[], None]
) -> RTCDtlsTransport:
    made = RTCDtlsTransport(wire, [certificate])  # type: ignore[arg-type]
    made._rtp_router.receivers.add(_Watcher(closed))  # type: ignore[arg-type]
    return made


def fingerprint(certificate: Certificate) -> tuple[str, str]:
    """Algorithm and value of the certificate's SHA-256 fingerprint."""
    found = next(f for f in certificate.getFingerprints() if f.algorithm == "sha-256")
    return found.algorithm, found.value


def check_private_names() -> list[str]:
    """The private names that this file needs and that have moved; empty when all is well."""

    async def probe() -> list[str]:
        wire, certificate = _Wire("controlled", _send_nothing), Certificate.generateCertificate()
        dtls = RTCDtlsTransport(wire, [certificate])  # type: ignore[arg-type]
        names = "_set_role _rtp_router _rx_srtp _tx_srtp _task _ssl _role"
        return _moved(dtls, names) + _moved(dtls._rtp_router, "receivers")

    policy = pylibsrtp.Policy(bytes(30), pylibsrtp.Policy.SSRC_ANY_OUTBOUND)
    moved = asyncio.run(probe()) + _moved(pylibsrtp.Session(policy), "_srtp")
    return moved + _moved(lib, "srtp_protect srtp_protect_rtcp srtp_unprotect srtp_unprotect_rtcp")


def _moved(thing: object, names: str) -> list[str]:
    """Those of these names that it does not have."""
    return [f"{type(thing).__name__}.{each}" for each in names.split() if not hasattr(thing, each)]
