"""A presenter's simulcast: layers of VP8, each with numbers, clock and pictures of its own."""

import secrets
import struct
from dataclasses import dataclass, field

from media.descriptor import describe
from media.rtcp import KeyFrameRequest, Nack, write_sender_report
from media.rtp import RtpPacket, one_byte_extension, write
from tests.support.media_extensions import ntp_now
from tests.support.media_layers import frame, vp8
from tests.support.media_offers import LAYER_ID, REPAIRED_LAYER_ID, VP8, Habits
from tests.support.media_peer import LightPeer

HEIGHTS = {"q": 180, "h": 360, "f": 720}
SIZES = {"q": 40, "h": 500, "f": 1200}
SIMULCAST = Habits(layers=("q", "h", "f"), transport_cc=False)


@dataclass(slots=True)
class Source:
    """One layer."""

    layer: str
    ssrc: int
    sequence: int = field(default_factory=lambda: secrets.randbelow(1 << 16))
    time: int = field(default_factory=lambda: secrets.randbits(32))
    picture: int = field(default_factory=lambda: secrets.randbelow(1 << 15))
    base: int = 0
    sent: dict[int, bytes] = field(default_factory=dict)
    """Packets, by number."""
    asked: int = 0
    """Key frames that the server asked for."""
    named: bool = True
    """Whether its packets say of which layer they are."""


class Simulcast:
    """A publisher of layers."""

    def __init__(self, peer: LightPeer) -> None:
        self.peer = peer
        self.sources = {
            layer: Source(layer, 0x5000 + 2 * place)
            for place, layer in enumerate(peer.habits.layers)
        }
        self.moment = 0
        self.nacked: list[tuple[str, int]] = []
        self._heard = 0
        self._repair_sequence = 0

    def send(
        self,
        layers: str = "qhf",
        *,
        key: bool = False,
        packets: int = 1,
        temporal: int = 0,
        lose: bool = False,
    ) -> None:
        """One frame of each of these layers, of the same moment."""
        self.moment += 3000
        for layer in layers:
            source = self.sources[layer]
            source.picture += 1
            source.base += temporal == 0
            for part in range(packets):
                is_key = key and part == 0
                body = frame(HEIGHTS[layer], layer.encode() + bytes(SIZES[layer]), key=is_key)
                payload = vp8(
                    source.picture,
                    source.base,
                    body[1:],
                    temporal=temporal,
                    key=is_key,
                    first=part == 0,
                )
                self._send(source, payload, marker=part == packets - 1, lose=lose)

    def _send(self, source: Source, payload: bytes, *, marker: bool, lose: bool) -> None:
        number = source.sequence & 0xFFFF
        source.sequence += 1
        stamp = source.time + self.moment & 0xFFFFFFFF
        name = one_byte_extension(LAYER_ID, source.layer.encode()) if source.named else b""
        packet = write(VP8, marker, number, stamp, source.ssrc, name, payload)
        source.sent[number] = packet
        if not lose:
            self.peer.send_rtp(packet)

    def send_reports(self) -> None:
        """Tie all clocks to this moment."""
        ntp = ntp_now()
        for source in self.sources.values():
            stamp = source.time + self.moment & 0xFFFFFFFF
            self.peer.send_rtcp(write_sender_report(source.ssrc, ntp, stamp, 1, 1))

    def answer(self) -> None:
        """Do what the server has asked for since the last call."""
        messages = self.peer.received.messages[self._heard :]
        self._heard += len(messages)
        # By what they began as: a test may change an SSRC behind the server's back.
        by_ssrc = {0x5000 + 2 * place: each for place, each in enumerate(self.sources.values())}
        for message in messages:
            if isinstance(message, KeyFrameRequest):
                source = by_ssrc[message.ssrc]
                source.asked += 1
                self.send(source.layer, key=True)
            elif isinstance(message, Nack):
                for number in message.sequences:
                    self._repair(by_ssrc[message.ssrc], number)

    def _repair(self, source: Source, number: int) -> None:
        self.nacked.append((source.layer, number))
        packet = source.sent[number]
        self._repair_sequence += 1
        at = 20 if packet[0] & 0x10 else 12
        body = struct.pack("!H", number) + packet[at:]
        name = one_byte_extension(REPAIRED_LAYER_ID, source.layer.encode())
        stamp = int.from_bytes(packet[4:8], "big")
        marker = packet[1] > 127
        numbers = (self._repair_sequence, stamp, source.ssrc + 1)
        self.peer.send_rtp(write(VP8 + 1, marker, *numbers, name, body))


def layer_of(packet: RtpPacket) -> str:
    """Of which layer a packet is that `Simulcast` sent."""
    found = describe("vp8", packet.payload)
    assert found is not None
    body = packet.payload[found.body_at :]
    return chr(body[3] if body[0] & 1 else body[10])


def story(packets: list[RtpPacket]) -> str:
    """The layers that a viewer saw, without repetitions."""
    seen = ""
    for packet in packets:
        layer = layer_of(packet)
        if not seen.endswith(layer):
            seen += layer
    return seen
