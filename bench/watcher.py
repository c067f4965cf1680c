"""Viewers for the media benches: they decrypt, count, ask for what they miss, and report."""

import statistics
from collections.abc import Sequence

from bench.sender import STAMP
from media.rtcp import ReportBlock, write_receiver_report
from media.rtp import HEADER, payload_offset, unwrap
from tests.support.media_peer import LightPeer

MOST_ASKED = 100
"""Packets that are asked for at once."""


class Watcher:
    """A viewer of one stream."""

    def __init__(self, peer: LightPeer, delays: "Delays | None" = None) -> None:
        self.packets = 0
        self._peer = peer
        self._delays = delays
        self._first: dict[int, int] = {}
        self._highest: dict[int, int] = {}
        peer.on_rtp = self._got

    @property
    def lost(self) -> int:
        """Packets of its lines that have not come, not even by a repair."""
        lines = self._highest.items()
        return sum(high - self._first[ssrc] + 1 for ssrc, high in lines) - self.packets

    def _got(self, packet: bytes) -> None:
        self.packets += 1
        _, _, sequence, _, ssrc = HEADER.unpack_from(packet)
        before = self._highest.get(ssrc)
        if before is None:
            self._first[ssrc] = self._highest[ssrc] = sequence
        else:
            index = unwrap(sequence, before)
            if index > before + 1:
                missing = range(before + 1, min(index, before + MOST_ASKED))
                self._peer.send_nack(ssrc, *(number & 0xFFFF for number in missing))
            self._highest[ssrc] = max(before, index)
        if self._delays is not None:
            self._delays.arrived(packet, self._peer.arrived_ns)

    def report(self) -> None:
        """A receiver report about what it hears."""
        blocks = [ReportBlock(ssrc, 0, 0, high, 0, 0, 0) for ssrc, high in self._highest.items()]
        self._peer.send_rtcp(write_receiver_report(1, blocks))


class Delays:
    """How long packets were on their way, by the kernel's time of their arrival."""

    def __init__(self) -> None:
        self._arrivals: dict[int, list[int]] = {}

    def arrived(self, packet: bytes, at_ns: int) -> None:
        """Take note of a packet at one viewer; packets are told apart by their send time."""
        (sent,) = STAMP.unpack_from(packet, payload_offset(packet))
        self._arrivals.setdefault(sent, []).append(at_ns - sent)

    def take(self) -> dict[str, dict[str, float]]:
        """Milliseconds to each viewer, to a packet's first viewer and to its last, since then."""
        taken, self._arrivals = list(self._arrivals.values()), {}
        return {
            "every": summary([delay for each in taken for delay in each]),
            "first": summary([min(each) for each in taken]),
            "last": summary([max(each) for each in taken]),
        }


def summary(delays_ns: Sequence[int]) -> dict[str, float]:
    """Median, 99th percentile and maximum, in milliseconds."""
    if len(delays_ns) < 2:
        return {}
    percentiles = statistics.quantiles(delays_ns, n=100)
    found = {"p50": percentiles[49], "p99": percentiles[98], "max": max(delays_ns)}
    return {name: round(value / 1e6, 2) for name, value in found.items()}
