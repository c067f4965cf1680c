"""ICE-lite (RFC 8445, 2.5): answers to STUN binding requests (RFC 8489), and nothing else. No I/O.

Rule 1: only a request with our name and a valid message integrity is answered. Everything else
gets nothing, not even an error: nobody can make us send to an address that is not his.

Rule 2: an address is validated by such a request. Where the peer nominates, there we send; when a
phone changes its network, its next nominated pair is the same session.

Rule 3: a request that comes again changes nothing; from an address that is not validated it was
recorded by somebody on the way, and gets no answer.

Rule 4: after a restart both generations are answered until the peer nominates in the new one, so
that media goes on meanwhile, and goes on if the peer never learns of the new one.
"""

import hmac
import ipaddress
import secrets
from binascii import crc32
from collections.abc import Iterator
from dataclasses import dataclass
from struct import Struct, error, pack

from media.batch import Address
from media.seen import Seen

COOKIE = 0x2112A442
BINDING_REQUEST, BINDING_SUCCESS = 0x0001, 0x0101
USERNAME, MESSAGE_INTEGRITY, XOR_MAPPED_ADDRESS = 0x0006, 0x0008, 0x0020
USE_CANDIDATE, FINGERPRINT = 0x0025, 0x8028
FINGERPRINT_XOR = 0x5354554E

LONGEST_REQUEST = 548
"""The largest STUN message that RFC 8489 lets pass where the path is not known."""

MOST_ADDRESSES = 8
"""Validated addresses of one session: a phone has two networks, with and without a relay."""

_HEADER = Struct("!HHI12s")
_ATTRIBUTE = Struct("!HH")


@dataclass(frozen=True, slots=True)
class Credentials:
    """The short-term credentials of one session."""

    ufrag: str
    password: str

    @staticmethod
    def make() -> "Credentials":
        """Unguessable ones, of letters that SDP allows."""
        return Credentials(secrets.token_hex(8), secrets.token_hex(16))


@dataclass(frozen=True, slots=True)
class BindingRequest:
    """A request as it came; not trusted until `is_authentic`."""

    transaction: bytes
    ufrag: str
    """Whose session it is for: the first half of the user name."""
    nominates: bool
    signed: bytes
    """What the integrity covers."""
    integrity: bytes

    def is_authentic(self, password: str) -> bool:
        """Whether the sender knows the password."""
        expected = hmac.digest(password.encode(), self.signed, "sha1")
        return hmac.compare_digest(expected, self.integrity)


def parse_request(data: bytes) -> BindingRequest | None:
    """Read a STUN datagram: None when it is no binding request (we ask nothing, so want no answer).

    Raises ValueError when it is malformed, or a request without name or integrity.
    """
    if not _HEADER.size <= len(data) <= LONGEST_REQUEST:
        raise ValueError("STUN message has an impossible size")
    kind, length, cookie, transaction = _HEADER.unpack_from(data)
    if cookie != COOKIE or length != len(data) - _HEADER.size or length % 4:
        raise ValueError("STUN header does not fit its message")
    if kind != BINDING_REQUEST:
        return None
    try:
        return _read_request(data, transaction)
    except error as problem:
        raise ValueError("STUN attribute is cut off") from problem


def _read_request(data: bytes, transaction: bytes) -> BindingRequest:
    name = b""
    nominates = False
    for kind, at, value in _attributes(data):
        if kind == USERNAME:
            name = value
        elif kind == USE_CANDIDATE:
            nominates = True
        elif kind == MESSAGE_INTEGRITY:
            # What follows is not covered, so it is not read (RFC 8489, 14.5).
            signed = data[:2] + pack("!H", at + 24 - _HEADER.size) + data[4:at]
            ufrag = name.decode("ascii", "replace").partition(":")[0]
            return BindingRequest(transaction, ufrag, nominates, signed, value)
    raise ValueError("STUN request has no message integrity")


def _attributes(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Type, offset and value of each attribute."""
    at = _HEADER.size
    while at < len(data):
        kind, length = _ATTRIBUTE.unpack_from(data, at)
        end = at + _ATTRIBUTE.size + length
        if end > len(data):
            raise ValueError("STUN attribute is cut off")
        yield kind, at, data[at + _ATTRIBUTE.size : end]
        at = end + -length % 4


def write_success(transaction: bytes, address: Address, password: str) -> bytes:
    """The answer to an authentic request: where we saw it come from."""
    message = _attribute(XOR_MAPPED_ADDRESS, _xor_address(address, transaction))
    signed = _head(BINDING_SUCCESS, len(message) + 24, transaction) + message
    integrity = hmac.digest(password.encode(), signed, "sha1")
    message += _attribute(MESSAGE_INTEGRITY, integrity)
    summed = _head(BINDING_SUCCESS, len(message) + 8, transaction) + message
    return summed + _attribute(FINGERPRINT, pack("!I", crc32(summed) ^ FINGERPRINT_XOR))


def _head(kind: int, length: int, transaction: bytes) -> bytes:
    return _HEADER.pack(kind, length, COOKIE, transaction)


def _attribute(kind: int, value: bytes) -> bytes:
    return _ATTRIBUTE.pack(kind, len(value)) + value + bytes(-len(value) % 4)


def _xor_address(address: Address, transaction: bytes) -> bytes:
    host = ipaddress.ip_address(address[0])
    if isinstance(host, ipaddress.IPv6Address) and host.ipv4_mapped is not None:
        host = host.ipv4_mapped
    family = 1 if host.version == 4 else 2
    mask = pack("!I", COOKIE) + transaction
    masked = bytes(a ^ b for a, b in zip(host.packed, mask, strict=False))
    return pack("!xBH", family, address[1] ^ COOKIE >> 16) + masked


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an authentic request leads to."""

    reply: bytes
    """To be sent to where the request came from."""
    fresh: bool
    """Whether the request was new; one that came before does not say that the peer lives."""
    validated: bool
    """Whether that address was not validated before."""
    selected: bool
    """Whether to send media there from now on."""
    forgotten: Address | None
    """An address that counts no longer, because there are too many."""


class IceLite:
    """Our end of one session's connectivity checks."""

    def __init__(self, credentials: Credentials) -> None:
        self.credentials = credentials
        self.selected: Address | None = None
        """Where we send; None before the first authentic request."""
        self.validated: dict[Address, None] = {}
        self._seen = Seen()
        self._former: Credentials | None = None
        self._former_counts = False

    @property
    def ufrags(self) -> tuple[str, ...]:
        """The names that requests may carry: one, or since a restart two."""
        known = (self.credentials, self._former)
        return tuple(each.ufrag for each in known if each is not None)

    def password_of(self, ufrag: str) -> str | None:
        """The password of the generation with that name; None when it counts no longer."""
        if ufrag == self.credentials.ufrag:
            return self.credentials.password
        if self._former is not None and self._former_counts and ufrag == self._former.ufrag:
            return self._former.password
        return None

    def restart(self, credentials: Credentials) -> None:
        """Begin a new generation (RFC 8445, 9). Of several that were never used the last counts."""
        if not self._former_counts:
            self._former, self._former_counts = self.credentials, True
        self.credentials = credentials

    def got_request(self, request: BindingRequest, address: Address) -> Verdict | None:
        """Take an authentic request of one of our generations; None when it is a replay."""
        password = self.password_of(request.ufrag)
        if password is None:
            return None
        known, validated = self._seen.add(request.transaction), address not in self.validated
        if known and validated:
            return None
        reply = write_success(request.transaction, address, password)
        if known:
            return Verdict(reply, False, False, False, None)
        self.validated[address] = None
        selected = address != self.selected and (request.nominates or self.selected is None)
        if selected:
            self.selected = address
        if request.nominates and request.ufrag == self.credentials.ufrag:
            self._former_counts = False
        return Verdict(reply, True, validated, selected, self._forget_one())

    def lost(self, address: Address) -> None:
        """A TCP connection is gone: where the next check comes from, there we send."""
        self.validated.pop(address, None)
        if self.selected == address:
            self.selected = None

    def _forget_one(self) -> Address | None:
        if len(self.validated) <= MOST_ADDRESSES:
            return None
        oldest = next(known for known in self.validated if known != self.selected)
        del self.validated[oldest]
        return oldest
