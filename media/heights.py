"""How high pictures are, by what key frames say of themselves. No I/O.

Layers are ranked by it, and a page that shows a picture small is sent a small one. Nothing is
decoded: of each codec one header is read, as far as the height.

Rule 1: whatever the bytes are, the answer is a height, or 0 where none is told.
"""

from collections.abc import Callable, Iterator

from media.bits import Bits

HEADER = 96
"""Bytes of a header that are looked at: the height stands near its beginning."""


MOST = 16_384
"""Px: the largest that any level of these codecs allows is lower."""


def tells_height(codec: str) -> bool:
    """Whether key frames of that codec say how high they are."""
    return codec in _READERS


def picture_height(codec: str, payload: bytes) -> int:
    """The height that a payload tells which begins a key frame, px; 0 where it is not known."""
    read = _READERS.get(codec)
    try:
        height = read(payload) if read is not None else 0
    except IndexError:
        return 0
    return height if height <= MOST else 0


# VP8 (RFC 7741; RFC 6386, 9.1)


def _vp8(payload: bytes) -> int:
    at = 1
    if payload[0] & 0x80:
        flags = payload[1]
        at += 1
        if flags & 0x80:
            at += 2 if payload[at] & 0x80 else 1
        at += bool(flags & 0x40) + bool(flags & 0x30)
    if payload[at + 3 : at + 6] != b"\x9d\x01\x2a":
        return 0
    return (payload[at + 8] | payload[at + 9] << 8) & 0x3FFF


# VP9 (RFC 9628; the bitstream's specification, 6.2)


def _vp9(payload: bytes) -> int:
    flags, at = payload[0], 1
    if flags & 0x80:
        at += 2 if payload[at] & 0x80 else 1
    if flags & 0x20:
        at += 1 if flags & 0x10 else 2
    if flags & 0x02:
        return _vp9_scalability(Bits(payload[at : at + HEADER])) or 0
    return _vp9_frame(Bits(payload[at : at + HEADER]))


def _vp9_scalability(bits: Bits) -> int:
    """Of spatial layers the highest; 0 where the structure tells no sizes."""
    layers, sizes = bits.take(3) + 1, bits.flag()
    bits.take(4)
    return max(bits.take(32) & 0xFFFF for _ in range(layers)) if sizes else 0


def _vp9_frame(bits: Bits) -> int:
    if bits.take(2) != 2:
        return 0
    profile = bits.take(1) | bits.take(1) << 1
    reserved = profile == 3 and bits.flag()
    shown_before, not_key = bits.flag(), bits.flag()
    bits.take(2)
    if reserved or shown_before or not_key or bits.take(24) != 0x498342:
        return 0
    if profile >= 2:
        bits.take(1)
    if bits.take(3) != 7:
        bits.take(1 if profile in (0, 2) else 4)
    elif profile in (1, 3):
        bits.take(1)
    bits.take(16)
    return bits.take(16) + 1


# H.264 (RFC 6184; ITU-T H.264, 7.3.2.1.1)

_SPS, _STAP_A = 7, 24
_WITH_CHROMA = (100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135)
"""Profiles whose parameter sets tell of chroma and scaling."""


def _h264(payload: bytes) -> int:
    for unit in _units(payload):
        if unit and unit[0] & 0x1F == _SPS:
            # Where three bytes would look like the start of a unit, a 3 was put among them.
            return _h264_parameters(Bits(unit[1:].replace(b"\0\0\3", b"\0\0")))
    return 0


def _units(payload: bytes) -> Iterator[bytes]:
    """What a payload carries: one unit, or several together."""
    if payload[0] & 0x1F != _STAP_A:
        yield payload[:HEADER]
        return
    at = 1
    while at + 2 < len(payload):
        end = at + 2 + (payload[at] << 8 | payload[at + 1])
        yield payload[at + 2 : min(end, at + 2 + HEADER)]
        at = end


def _h264_parameters(bits: Bits) -> int:
    profile = bits.take(8)
    bits.take(16)
    bits.unsigned()
    chroma = _h264_chroma(bits) if profile in _WITH_CHROMA else 1
    bits.unsigned()
    _pass_order(bits)
    bits.unsigned()
    bits.take(1)
    bits.unsigned()
    rows, is_progressive = bits.unsigned() + 1, bits.flag()
    bits.take(1 if is_progressive else 2)
    fields = 1 if is_progressive else 2
    cropped = _h264_cropped(bits) * (2 if chroma == 1 else 1)
    return max(0, fields * (16 * rows - cropped))


def _h264_chroma(bits: Bits) -> int:
    """The format of chroma, and pass what follows up to the scaling lists' end."""
    chroma = bits.unsigned()
    if chroma == 3:
        bits.take(1)
    bits.unsigned()
    bits.unsigned()
    bits.take(1)
    if bits.flag():
        for place in range(8 if chroma != 3 else 12):
            if bits.flag():
                _pass_scaling(bits, 16 if place < 6 else 64)
    return chroma


def _pass_scaling(bits: Bits, size: int) -> None:
    last = following = 8
    for _ in range(size):
        if following:
            following = (last + bits.signed()) & 0xFF
        last = following or last


def _pass_order(bits: Bits) -> None:
    """How the order of pictures is told."""
    kind = bits.unsigned()
    if kind == 0:
        bits.unsigned()
    elif kind == 1:
        bits.take(1)
        bits.signed()
        bits.signed()
        for _ in range(min(bits.unsigned(), 255)):
            bits.signed()


def _h264_cropped(bits: Bits) -> int:
    """Rows of chroma cut off above and below, of a frame or of each field."""
    if not bits.flag():
        return 0
    bits.unsigned()
    bits.unsigned()
    return bits.unsigned() + bits.unsigned()


# AV1 (its RTP payload format, 4; its bitstream's specification, 5.5)

_SEQUENCE_HEADER = 1


def _av1(payload: bytes) -> int:
    for unit in _open_units(payload):
        if unit and unit[0] >> 3 & 0x0F == _SEQUENCE_HEADER:
            at = 2 if unit[0] & 0x04 else 1
            if unit[0] & 0x02:
                at = _leb128(unit, at)[1]
            return _av1_sequence(Bits(unit[at:]))
    return 0


def _open_units(payload: bytes) -> Iterator[bytes]:
    """The elements of a payload, as far as they begin in it."""
    if payload[0] & 0x80:
        return
    told, at, count = payload[0] >> 4 & 0x03, 1, 0
    while at < len(payload):
        count += 1
        size = len(payload) - at
        if count != told:
            size, at = _leb128(payload, at)
        yield payload[at : at + min(size, HEADER)]
        at += size


def _leb128(data: bytes, at: int) -> tuple[int, int]:
    """A number of seven bits a byte, and where it ends."""
    value = 0
    for place in range(8):
        byte = data[at + place]
        value |= (byte & 0x7F) << 7 * place
        if not byte & 0x80:
            return value, at + place + 1
    raise IndexError("no such number")


def _av1_sequence(bits: Bits) -> int:
    bits.take(4)
    if bits.flag():
        bits.take(5)
    else:
        _pass_operating_points(bits, *_av1_timing(bits))
    width_bits, height_bits = bits.take(4) + 1, bits.take(4) + 1
    bits.take(width_bits)
    return bits.take(height_bits) + 1


def _av1_timing(bits: Bits) -> tuple[bool, int]:
    """Whether there is a decoder's model, and how many bits its delays have."""
    if not bits.flag():
        return False, 0
    bits.take(64)
    if bits.flag():
        bits.unsigned()
    if not bits.flag():
        return False, 0
    delay = bits.take(5) + 1
    bits.take(42)
    return True, delay


def _pass_operating_points(bits: Bits, has_model: bool, delay: int) -> None:
    has_display_delay = bits.flag()
    for _ in range(bits.take(5) + 1):
        bits.take(12)
        if bits.take(5) > 7:
            bits.take(1)
        if has_model and bits.flag():
            bits.take(2 * delay + 1)
        if has_display_delay and bits.flag():
            bits.take(4)


_READERS: dict[str, Callable[[bytes], int]] = {
    "vp8": _vp8,
    "vp9": _vp9,
    "h264": _h264,
    "av1": _av1,
}
