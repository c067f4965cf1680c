"""One medium from a presenter: an up track for each layer that she sends. No I/O.

Rule 1: a packet says by a header extension of which layer it is. Browsers leave that out as soon as
they know that we have heard it, so a source's layer is remembered.

Rule 2: without a simulcast there is one layer, without a name, and every packet is of it.
"""

from collections.abc import Iterator, Mapping
from enum import Enum

from media.acceptance import LAYER, REPAIRED_LAYER, AnsweredMedia
from media.rtp import RtpPacket
from media.uptrack import Encoding, UpTrack


class Role(Enum):
    """What a packet is, by its payload type."""

    MEDIA = "media"
    REPAIR = "repair"
    REDUNDANT = "redundant"


class UpLayers:
    """The layers of one medium, by rid."""

    def __init__(self, media: AnsweredMedia) -> None:
        encoding = _encoding(media)
        self.encoding = encoding
        self.tracks: Mapping[str, UpTrack] = {
            layer: UpTrack(encoding) for layer in media.layers or ("",)
        }
        self._named = bool(media.layers)
        self._extensions = {
            Role.MEDIA: media.extensions.get(LAYER),
            Role.REPAIR: media.extensions.get(REPAIRED_LAYER),
        }
        self._by_source: dict[int, str] = {}
        """SSRC → rid; bounded as the session's sources are."""

    def __iter__(self) -> Iterator[tuple[str, UpTrack]]:
        return iter(self.tracks.items())

    def layer_of(self, packet: RtpPacket, role: Role) -> str | None:
        """The layer that a packet is of; None while that is not known."""
        if not self._named:
            return ""
        number = self._extensions.get(role)
        told = packet.extensions.get(number) if number is not None else None
        if told is not None:
            # Two-byte elements and some senders pad names with zeros.
            layer = told.rstrip(b"\0").decode("ascii", "replace")
            if layer in self.tracks:
                self._by_source[packet.ssrc] = layer
        return self._by_source.get(packet.ssrc)


Route = tuple[str, UpLayers, Role]
"""Kind of medium, its layers, and a packet's role in it."""


def routes(media: Mapping[str, UpLayers]) -> dict[int, Route]:
    """Where packets belong, by payload type."""
    found: dict[int, Route] = {}
    for kind, layers in media.items():
        encoding = layers.encoding
        found[encoding.payload_type] = (kind, layers, Role.MEDIA)
        if encoding.repair_payload_type is not None:
            found[encoding.repair_payload_type] = (kind, layers, Role.REPAIR)
        if encoding.redundancy_payload_type is not None:
            found[encoding.redundancy_payload_type] = (kind, layers, Role.REDUNDANT)
    return found


def _encoding(media: AnsweredMedia) -> Encoding:
    codec = media.codec
    return Encoding(
        codec=codec.name,
        clock_rate=codec.clock_rate,
        payload_type=codec.payload_type,
        repair_payload_type=codec.repair,
        nack="nack" in codec.feedback,
        redundancy_payload_type=codec.redundancy,
    )
