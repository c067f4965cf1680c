"""A fan's outbox: packets gather in it, and leave together to all who may have them.

Rule 1: what came in together goes out together. A picture whose end has not come waits for it, but
no longer than `PATIENCE`: sent in two parts it costs nearly as much as two pictures, for each part
finds nobody's keys in the CPU's cache.

Rule 2: whoever is not entitled to a packet gets none of its batch: see `media.audience`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from media.aiortc_seam import PROTECT, PROTECT_RTCP
from media.audience import Audience
from media.batch import SEGMENTS, BatchSender, Recipients, pack_address
from media.cipher import Cipher
from media.counters import Counters
from media.downtrack import DownTrack
from media.rtp import renumbered
from media.sealing import Secrets

PATIENCE = 0.001
"""Seconds that the first packets of a picture wait for its last: a sender's burst takes less."""


class Outbox:
    """Sends to an audience, or to one of it."""

    def __init__(
        self,
        audience: Audience,
        family: int,
        sender: BatchSender,
        counters: Counters,
        cipher: Cipher | None = None,
    ) -> None:
        """`cipher` is as in `media.audience.Audience`."""
        self._audience = audience
        self._cipher = cipher
        self._family = family
        self._sender = sender
        self._counters = counters
        self._pending: list[tuple[int, bytes]] = []
        self._since = 0.0

    def put(self, index: int, packet: bytes, now: float) -> None:
        """Keep a packet for the next `flush`."""
        if not self._pending:
            self._since = now
        self._pending.append((index, packet))

    def waits(self, now: float) -> bool:
        """Whether packets are here that may wait for more."""
        return bool(self._pending) and now - self._since < PATIENCE

    def flush(self) -> None:
        """Send what was put since the last call."""
        if not self._pending:
            return
        for count, batch in self._batches():
            if count:
                indices, packets = zip(*batch, strict=True)
                to = self._audience.first(count)
                sent = self._sender.send(to, packets, PROTECT, indices)
                self._counters.packets_forwarded += sent.packets
                self._counters.packets_dropped += sent.dropped

    def _batches(self) -> Iterator[tuple[int, list[tuple[int, bytes]]]]:
        """Packets that can leave together, and how many viewers may have them."""
        pending, self._pending = self._pending, []
        count, batch = 0, list[tuple[int, bytes]]()
        for index, packet in pending:
            entitled = self._audience.entitled(index)
            if batch and not (entitled == count and _fits(packet, batch)):
                yield count, batch
                batch = []
            count = entitled
            batch.append((index, packet))
        if batch:
            yield count, batch

    def send_report(self, packet: bytes) -> None:
        """Send an RTCP packet to all, now."""
        if len(self._audience):
            self._sender.send(self._audience.everybody(), [packet], PROTECT_RTCP)

    def send_alone(self, track: DownTrack, packet: bytes, index: int) -> int:
        """Send one viewer the packet of that index of its own; returns how many were taken."""
        key = track.keys.media if self._cipher is not None else None
        secrets = Secrets.of(key.cipher, [key]) if key is not None else None
        to = replace(self._to(track), offsets=[track.origin], secrets=secrets)
        return self._sender.send(to, [renumbered(packet, index)], PROTECT, [index]).packets

    def send_repair(self, track: DownTrack, packet: bytes) -> int:
        """Send one viewer a packet of its line of repairs, now; returns the same."""
        return self._sender.send(self._to(track), [packet], PROTECT).packets

    def _to(self, track: DownTrack) -> Recipients:
        return Recipients([track.keys.context], [pack_address(self._family, track.address)])


def _fits(packet: bytes, batch: Sequence[tuple[int, bytes]]) -> bool:
    """Whether the packet can follow in that batch: see `BatchSender.send`."""
    length = len(batch[0][1])
    return len(batch) < SEGMENTS and len(packet) <= length == len(batch[-1][1])
