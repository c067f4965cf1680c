"""Thinning: a layer without its upper temporal layers, numbered without holes. No I/O.

What is left out must not look lost: a receiver of VP8 or VP9 lets frames wait for a picture id that
is missing between them. So picture ids close up behind each frame that is left out. At a joint
key frame they return to the stream's own, for there viewers go over to and from other fans.
"""

from bisect import bisect_right
from dataclasses import replace

from media.descriptor import renumber
from media.splice import LaidPacket

REMEMBERED = 128
"""Frames left out that late packets may lie between: two seconds of the fastest thinning."""


class Thinning:
    """Leaves out what is above a temporal layer."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._newest: int | None = None
        self._firsts: list[int] = []
        self._dropped: list[int] = []
        """Frames left out since the last joint key frame, from the index in `_firsts` on."""

    def take(self, packet: LaidPacket) -> LaidPacket | None:
        """The packet as it is to be forwarded; None when it is left out."""
        if packet.restart or packet.joint:
            self._count(packet.index, 0)
        is_new = self._newest is None or packet.timestamp > self._newest
        if is_new:
            self._newest = packet.timestamp
        descriptor = packet.descriptor
        if descriptor is None:
            return packet
        if descriptor.temporal > self._limit:
            if is_new:
                self._count(packet.index, self._dropped[-1] + 1 if self._dropped else 1)
            return None
        dropped = self._dropped_before(packet.index)
        if not dropped or descriptor.picture is None:
            return packet
        picture = packet.picture - dropped
        payload = renumber(packet.payload, descriptor, picture, packet.base)
        return replace(packet, picture=picture, payload=payload)

    def _count(self, first: int, dropped: int) -> None:
        """From that index on, so many frames have been left out."""
        if self._firsts and first <= self._firsts[-1]:
            self._firsts, self._dropped = [], []
        self._firsts.append(first)
        self._dropped.append(dropped)
        if len(self._firsts) > REMEMBERED:
            del self._firsts[0], self._dropped[0]

    def _dropped_before(self, index: int) -> int:
        place = bisect_right(self._firsts, index) - 1
        return self._dropped[place] if place >= 0 else 0
