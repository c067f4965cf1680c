"""Key frames: where one begins, and how often one may be asked for. No I/O.

A decoder can begin only at a key frame. We look at the first bytes of payloads alone: nothing is
decoded, and a payload too short to tell is not a key frame.
"""

from collections.abc import Callable

REQUEST_INTERVAL = 0.5
"""Seconds between two requests to one publisher, for a key frame costs it many frames' bits."""

_IDR, _SPS, _STAP_A, _FU_A = 5, 7, 24, 28


def starts_key_frame(codec: str, payload: bytes) -> bool:
    """Whether this payload begins a key frame. Audio codecs have none: every packet will do."""
    detect = _DETECTORS.get(codec)
    if detect is None:
        return True
    try:
        return detect(payload)
    except IndexError:
        return False


def _vp8(payload: bytes) -> bool:
    """RFC 7741: the first partition's start, and its frame header says key."""
    if payload[0] & 0x17 != 0x10:
        return False
    at = 1
    if payload[0] & 0x80:
        flags = payload[1]
        at += 1
        if flags & 0x80:
            at += 2 if payload[at] & 0x80 else 1
        at += bool(flags & 0x40) + bool(flags & 0x30)
    return not payload[at] & 0x01


def _vp9(payload: bytes) -> bool:
    """RFC 9628: begins a frame (B), not inter-picture predicted (P), lowest spatial layer."""
    flags = payload[0]
    if flags & 0x40 or not flags & 0x08:
        return False
    if not flags & 0x20:
        return True
    at = 1
    if flags & 0x80:
        at += 2 if payload[at] & 0x80 else 1
    return (payload[at] >> 1) & 0x07 == 0


def _h264(payload: bytes) -> bool:
    """RFC 6184: an SPS or the start of an IDR slice, alone, aggregated or fragmented."""
    kind = payload[0] & 0x1F
    if kind == _STAP_A:
        return _aggregate_has_key(payload)
    if kind == _FU_A:
        return bool(payload[1] & 0x80) and payload[1] & 0x1F in (_IDR, _SPS)
    return kind in (_IDR, _SPS)


def _aggregate_has_key(payload: bytes) -> bool:
    at = 1
    while at + 2 < len(payload):
        if payload[at + 2] & 0x1F in (_IDR, _SPS):
            return True
        at += 2 + (payload[at] << 8 | payload[at + 1])
    return False


def _av1(payload: bytes) -> bool:
    """AV1 RTP specification: the N bit marks the first packet of a coded video sequence."""
    return bool(payload[0] & 0x08)


_DETECTORS: dict[str, Callable[[bytes], bool]] = {
    "vp8": _vp8,
    "vp9": _vp9,
    "h264": _h264,
    "av1": _av1,
}


class KeyFrameRequests:
    """Decides when a wish for a key frame goes to the publisher.

    Many viewers wish at the same moment; the publisher hears of it once per `REQUEST_INTERVAL`.
    A wish is never lost: it stands until a key frame has come, and is repeated.
    """

    def __init__(self) -> None:
        self.wished = False
        """Whether there is a wish that no key frame has fulfilled."""
        self._asked = float("-inf")

    def wish(self) -> None:
        """Somebody cannot go on without a key frame."""
        self.wished = True

    def due(self, now: float) -> bool:
        """Whether to ask the publisher now; the caller then does."""
        if not self.wished or now - self._asked < REQUEST_INTERVAL:
            return False
        self._asked = now
        return True

    def came(self) -> None:
        """A key frame has come: all wishes are fulfilled."""
        self.wished = False
