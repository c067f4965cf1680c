"""VP8 to order, in layers: payloads with picture ids, and a sender that keeps what it is given."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from media.aiortc_seam import PROTECT, Protect
from media.batch import Recipients, Sent
from media.descriptor import describe
from media.rtp import RtpPacket, parse
from media.uptrack import MediaPacket


def vp8(
    picture: int,
    base: int,
    body: bytes,
    *,
    temporal: int = 0,
    key: bool = False,
    first: bool = True,
) -> bytes:
    """A payload with a long picture id, TL0PICIDX and TID; the frame header says key or not."""
    head = bytes([0x90 if first else 0x80, 0xE0, 0x80 | picture >> 8 & 0x7F, picture & 0xFF])
    return head + bytes([base & 0xFF, temporal << 6, not key]) + body


def frame(height: int, text: bytes, *, key: bool) -> bytes:
    """A VP8 frame's beginning: its key frames tell their size (RFC 6386, 9.1)."""
    if not key:
        return bytes([1, 0, 0]) + text
    size = (height * 16 // 9).to_bytes(2, "little") + height.to_bytes(2, "little")
    return bytes([0, 0, 0, 0x9D, 0x01, 0x2A]) + size + text


def picture_of(payload: bytes) -> int:
    """The picture id of such a payload."""
    found = describe("vp8", payload)
    assert found is not None and found.picture is not None
    return found.picture


def base_of(payload: bytes) -> int:
    """The TL0PICIDX of such a payload."""
    found = describe("vp8", payload)
    assert found is not None and found.base is not None
    return found.base


def temporal_of(payload: bytes) -> int:
    """The temporal layer of such a payload."""
    found = describe("vp8", payload)
    assert found is not None
    return found.temporal


def body_of(payload: bytes) -> bytes:
    """What was given to `vp8` as body."""
    return payload[7:]


@dataclass(slots=True)
class Encoding:
    """One layer of a presenter's simulcast: a line, a clock and picture ids of its own."""

    name: str
    index: int
    time: int
    picture: int
    base: int
    frame: int = 0

    def frame_of(
        self, packets: int, moment: int, *, key: bool = False, temporal: int = 0
    ) -> list[MediaPacket]:
        """The packets of the frame of that moment, in ticks of the media clock."""
        self.frame += 1
        self.picture += 1
        self.base += temporal == 0
        made = []
        for part in range(packets):
            body = f"{self.name} {self.frame} {part}".encode()
            payload = vp8(
                self.picture, self.base, body, temporal=temporal, key=key, first=part == 0
            )
            is_key = key and part == 0
            stamp = self.time + moment & 0xFFFFFFFF
            last = part == packets - 1
            made.append(MediaPacket(self.index, stamp, last, payload, is_key, False))
            self.index += 1
        return made


@dataclass(slots=True)
class Basket:
    """A `BatchSender` that keeps the packets of each address, in order, unencrypted."""

    kept: dict[bytes, list[RtpPacket]] = field(default_factory=dict)
    numbered: dict[tuple[bytes, int], bytes] = field(default_factory=dict)
    """By address and the number that makes the nonce, where there are secrets."""

    def send(
        self,
        to: Recipients,
        packets: Sequence[bytes],
        protect: Protect,
        indices: Sequence[int] = (),
    ) -> Sent:
        """See `media.batch.BatchSender`."""
        assert protect is PROTECT
        for viewer, (address, copies) in enumerate(to.copies(packets)):
            self.kept.setdefault(address, []).extend(map(parse, copies))
            if to.secrets is not None:
                for number, packet in zip(to.numbers(viewer, indices), copies, strict=True):
                    same = self.numbered.setdefault((address, number), packet)
                    assert same == packet, "one nonce for two contents"
                    assert number & 0xFFFF == parse(packet).sequence
        return Sent(len(to) * len(packets), 0)
