"""Our ICE candidates: where an answer says that we are (RFC 8839, RFC 6544). No I/O."""

from collections.abc import Iterable
from dataclasses import dataclass

from media.addresses import Told

UDP_PREFERENCE = 126
"""Of host candidates (RFC 8445, 5.1.2.2)."""

TCP_PREFERENCE = 90
"""Below every kind of UDP: TCP repeats what is too late anyway (RFC 6544, 4.2)."""

PASSIVE = 4 << 13
"""The direction's part of a TCP candidate's local preference (RFC 6544, 4.2)."""

COMPONENT = 1
"""RTP, and RTCP with it."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One address at which peers find us."""

    transport: str
    """udp or tcp."""
    host: str
    port: int

    def line(self, place: int) -> str:
        """The SDP line of the candidate that stands at this place, the best being 0."""
        where = f"{self.transport} {self._priority(place)} {self.host} {self.port} typ host"
        passive = " tcptype passive" if self.transport == "tcp" else ""
        return f"a=candidate:{place + 1} {COMPONENT} {where}{passive}"

    def _priority(self, place: int) -> int:
        if self.transport == "tcp":
            kind, local = TCP_PREFERENCE, PASSIVE + (1 << 13) - 1 - place
        else:
            kind, local = UDP_PREFERENCE, 65535 - place
        return kind << 24 | local << 8 | 256 - COMPONENT


def candidates(told: Iterable[Told], udp: int, tcp: int | None) -> tuple[Candidate, ...]:
    """Every address by UDP, then every address by TCP, if there is a TCP port."""
    ways = [("udp", udp)] if tcp is None else [("udp", udp), ("tcp", tcp)]
    places = list(told)
    return tuple(
        Candidate(transport, each.host, each.port or own)
        for transport, own in ways
        for each in places
    )
