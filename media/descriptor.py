"""Payload descriptors of VP8 (RFC 7741) and VP9 (RFC 9628): which picture a packet is of. No I/O.

A receiver follows picture ids to know which frames it lacks, so whoever leaves frames out or goes
over to another encoding must number those that remain without a break. H.264 and AV1 have no such
numbers in their payloads; their receivers go by sequence numbers alone.
"""

from media.hot import value

PICTURE_BITS, SHORT_PICTURE_BITS, BASE_BITS = 15, 7, 8


@value
class Descriptor:
    """What a descriptor says, and where."""

    picture: int | None
    """The picture id, as on the wire."""
    picture_bits: int
    picture_at: int
    base: int | None
    """TL0PICIDX: the number of the newest frame of the lowest temporal layer."""
    base_at: int
    temporal: int
    """The temporal layer, 0 when it is not told."""
    body_at: int
    """Where the descriptor ends, of VP8; 0 where that is not read."""


def describe(codec: str, payload: bytes) -> Descriptor | None:
    """Read the descriptor; None where the codec has none or the payload is too short for it."""
    read = _READERS.get(codec)
    if read is None:
        return None
    try:
        return read(payload)
    except IndexError:
        return None


def renumber(payload: bytes, descriptor: Descriptor, picture: int, base: int) -> bytes:
    """The payload with other numbers, of which as many bits are kept as the descriptor has."""
    changed = bytearray(payload)
    if descriptor.picture is not None:
        at = descriptor.picture_at
        if descriptor.picture_bits == PICTURE_BITS:
            changed[at] = 0x80 | picture >> 8 & 0x7F
            changed[at + 1] = picture & 0xFF
        else:
            changed[at] = picture & 0x7F
    if descriptor.base is not None:
        changed[descriptor.base_at] = base & 0xFF
    return bytes(changed)


def _picture(payload: bytes, at: int) -> tuple[int, int]:
    """A picture id and how many bits it has."""
    first = payload[at]
    if first & 0x80:
        return (first & 0x7F) << 8 | payload[at + 1], PICTURE_BITS
    return first, SHORT_PICTURE_BITS


def _vp8(payload: bytes) -> Descriptor:
    flags = payload[1] if payload[0] & 0x80 else 0
    at = 2
    picture, bits, picture_at = None, 0, at
    if flags & 0x80:
        picture, bits = _picture(payload, at)
        at += 2 if bits == PICTURE_BITS else 1
    base, base_at = None, at
    if flags & 0x40:
        base = payload[at]
        at += 1
    temporal = payload[at] >> 6 if flags & 0x20 else 0
    body_at = (at + bool(flags & 0x30)) if payload[0] & 0x80 else 1
    return Descriptor(picture, bits, picture_at, base, base_at, temporal, body_at)


def _vp9(payload: bytes) -> Descriptor:
    flags = payload[0]
    at = 1
    picture, bits, picture_at = None, 0, at
    if flags & 0x80:
        picture, bits = _picture(payload, at)
        at += 2 if bits == PICTURE_BITS else 1
    base, base_at, temporal = None, at, 0
    if flags & 0x20:
        temporal = payload[at] >> 5
        # Only without flexible mode (F) does the index of the base layer follow.
        if not flags & 0x10:
            base, base_at = payload[at + 1], at + 1
    return Descriptor(picture, bits, picture_at, base, base_at, temporal, 0)


_READERS = {"vp8": _vp8, "vp9": _vp9}
