"""What the server's answer says to a light peer, and what the peer then receives."""

from dataclasses import dataclass, field

from aiortc import sdp

from media.batch import UdpAddress as Address
from media.rtcp import Message
from media.rtp import RtpPacket


@dataclass(slots=True)
class Remote:
    """What the answer says."""

    address: Address
    ufrag: str
    password: str
    fingerprints: list[tuple[str, str]]
    ssrcs: dict[str, list[int]]
    """Source, then its repairs, by kind of medium."""
    text: str
    tcp: Address | None
    """Where the server listens for TCP, if it does."""


def read_answer(text: str) -> Remote:
    """Read an SDP answer by aiortc's parser."""
    description = sdp.SessionDescription.parse(text)
    media = next(part for part in description.media if part.port)
    assert media.ice is not None and media.dtls is not None
    candidate = media.ice_candidates[0]
    by_tcp = [each for each in media.ice_candidates if each.protocol == "tcp"]
    return Remote(
        address=(candidate.ip, candidate.port),
        ufrag=media.ice.usernameFragment or "",
        password=media.ice.password or "",
        fingerprints=[(each.algorithm, each.value) for each in media.dtls.fingerprints],
        ssrcs={part.kind: [each.ssrc for each in part.ssrc] for part in description.media},
        text=text,
        tcp=(by_tcp[0].ip, by_tcp[0].port) if by_tcp else None,
    )


@dataclass(slots=True)
class Received:
    """What a peer got, in order of arrival."""

    packets: list[RtpPacket] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    rtcp: list[bytes] = field(default_factory=list)
    """Decrypted RTCP packets as they came."""
    refused: int = 0
    """Packets that did not decrypt or had come before."""

    def of(self, ssrc: int) -> list[RtpPacket]:
        """The packets of one source."""
        return [packet for packet in self.packets if packet.ssrc == ssrc]
