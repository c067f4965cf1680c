"""RTP packets: read from bytes, written to bytes (RFC 3550, RFC 8285). No I/O.

Sequence numbers on the wire have 16 bits. Inside, every number is an *index*: the same number
without the wrap. `unwrap` leads from one to the other.
"""

from struct import Struct

from media.hot import value

HEADER = Struct("!BBHII")
HEADER_LENGTH = HEADER.size
WRAP = 1 << 16
HALF = WRAP >> 1

ONE_BYTE_PROFILE = 0xBEDE
TWO_BYTE_PROFILE = 0x1000
"""The low four bits are free for the application."""

_EXTENSION_HEAD = Struct("!HH")
_SHORT_EXTENSION = Struct("!HHI")


@value
class RtpPacket:
    """One packet as it came, padding and extensions taken off the payload."""

    payload_type: int
    marker: bool
    sequence: int
    timestamp: int
    ssrc: int
    extensions: dict[int, bytes]
    """Header extensions by their negotiated id."""
    payload: bytes
    """Empty for a packet of padding only."""


def unwrap(number: int, near: int) -> int:
    """The index nearest to `near` whose low 16 bits are `number`; may be below zero."""
    delta = (number - near) & (WRAP - 1)
    return near + (delta if delta < HALF else delta - WRAP)


def is_rtcp(data: bytes) -> bool:
    """Whether a datagram of the RTP range is RTCP (RFC 5761): packet types 192 to 223."""
    return 192 <= data[1] <= 223


def parse(data: bytes) -> RtpPacket:
    """Read a decrypted packet. Raises ValueError when it is not one."""
    if len(data) < HEADER_LENGTH:
        raise ValueError("RTP packet is shorter than its header")
    first, second, sequence, timestamp, ssrc = HEADER.unpack_from(data)
    if first >> 6 != 2:
        raise ValueError("RTP version is not 2")
    start = HEADER_LENGTH + 4 * (first & 0x0F)
    extensions: dict[int, bytes] = {}
    if first & 0x10:
        extensions, start = _parse_extensions(data, start)
    end = len(data) - (_padding(data) if first & 0x20 else 0)
    if start > end:
        raise ValueError("RTP header is longer than the packet")
    return RtpPacket(
        second & 0x7F, second > 0x7F, sequence, timestamp, ssrc, extensions, data[start:end]
    )


def _padding(data: bytes) -> int:
    count = data[-1]
    if count == 0:
        raise ValueError("RTP padding has no length")
    return count


def _parse_extensions(data: bytes, start: int) -> tuple[dict[int, bytes], int]:
    """The header extensions at `start`, and where the payload begins."""
    begin = start + _EXTENSION_HEAD.size
    if begin > len(data):
        raise ValueError("RTP header extension is cut off")
    profile, words = _EXTENSION_HEAD.unpack_from(data, start)
    end = begin + 4 * words
    if end > len(data):
        raise ValueError("RTP header extension is cut off")
    if profile == ONE_BYTE_PROFILE:
        return _one_byte_elements(data, begin, end), end
    if profile & 0xFFF0 == TWO_BYTE_PROFILE:
        return _two_byte_elements(data, begin, end), end
    return {}, end


def _one_byte_elements(data: bytes, at: int, end: int) -> dict[int, bytes]:
    found: dict[int, bytes] = {}
    while at < end:
        head = data[at]
        at += 1
        if head == 0:
            continue
        # Id 15 is reserved: whoever sends it wants the rest ignored (RFC 8285, 4.2).
        if head >> 4 == 15:
            break
        length = (head & 0x0F) + 1
        found[head >> 4] = data[at : min(at + length, end)]
        at += length
    return found


def _two_byte_elements(data: bytes, at: int, end: int) -> dict[int, bytes]:
    found: dict[int, bytes] = {}
    while at + 1 < end:
        number, length = data[at], data[at + 1]
        at += 1
        if number == 0:
            continue
        at += 1
        found[number] = data[at : min(at + length, end)]
        at += length
    return found


def one_byte_extension(number: int, value: bytes) -> bytes:
    """A whole extension block with a single element, padded to full words."""
    body = bytes([number << 4 | len(value) - 1]) + value
    body += bytes(-len(body) % 4)
    return _EXTENSION_HEAD.pack(ONE_BYTE_PROFILE, len(body) // 4) + body


def short_extension(number: int, value: int) -> bytes:
    """The same with a value of three bytes, which fill a word, made by one call."""
    return _SHORT_EXTENSION.pack(ONE_BYTE_PROFILE, 1, (number << 4 | 2) << 24 | value)


def write(
    payload_type: int,
    marker: bool,
    sequence: int,
    timestamp: int,
    ssrc: int,
    extension: bytes,
    payload: bytes,
) -> bytes:
    """A packet without contributing sources; `extension` is a whole block or empty."""
    first = 0x90 if extension else 0x80
    second = payload_type | 0x80 if marker else payload_type
    header = HEADER.pack(first, second, sequence & 0xFFFF, timestamp & 0xFFFFFFFF, ssrc)
    return header + extension + payload


def renumbered(packet: bytes, sequence: int) -> bytes:
    """The same packet under another sequence number."""
    return packet[:2] + (sequence & 0xFFFF).to_bytes(2, "big") + packet[4:]


def shifted(packet: bytes, offset: int) -> bytes:
    """The same packet with its sequence number moved by that much."""
    return renumbered(packet, int.from_bytes(packet[2:4], "big") + offset) if offset else packet


def payload_offset(packet: bytes) -> int:
    """Where the payload begins in a packet that `write` made."""
    if not packet[0] & 0x10:
        return HEADER_LENGTH
    _, words = _EXTENSION_HEAD.unpack_from(packet, HEADER_LENGTH)
    return HEADER_LENGTH + _EXTENSION_HEAD.size + 4 * int(words)
