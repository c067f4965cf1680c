"""A fan's audience: the viewers that have begun, in the order in which they began. No I/O.

Rule 1: nobody is sent a packet from before its beginning. libsrtp on both ends counts how often a
viewer's line has wrapped; an older packet would be taken for one a whole round ahead, and the
viewer would stay dark.

Rule 2: viewers begin in the order of the line, so whoever may have a packet is a prefix.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from media.aiortc_seam import Context
from media.batch import pack_address
from media.downtrack import DownTrack


@dataclass(frozen=True, slots=True)
class Recipients:
    """Those who may have a packet, as `BatchSender` wants them."""

    contexts: Sequence[Context]
    addresses: Sequence[bytes]


class Audience:
    """Viewers that have begun; three lists in step."""

    def __init__(self, family: int) -> None:
        self._family = family
        self._tracks: list[DownTrack] = []
        self._starts: list[int] = []
        self._contexts: list[Context] = []
        self._addresses: list[bytes] = []

    def __len__(self) -> int:
        return len(self._tracks)

    def admit(self, track: DownTrack, start: int) -> None:
        """Let a viewer begin at that index, which no viewer before may have begun after."""
        if self._starts and start < self._starts[-1]:
            raise ValueError("viewers begin in the order of the line")
        track.start = start
        self._tracks.append(track)
        self._starts.append(start)
        self._contexts.append(track.keys.context)
        self._addresses.append(pack_address(self._family, track.address))

    def holds(self, track: DownTrack) -> bool:
        """Whether that viewer has begun here."""
        return track in self._tracks

    def remove(self, track: DownTrack) -> bool:
        """Let a viewer go, before its keys are freed; False when it had not begun."""
        if track not in self._tracks:
            return False
        place = self._tracks.index(track)
        for column in (self._tracks, self._starts, self._contexts, self._addresses):
            del column[place]
        return True

    def moved(self, track: DownTrack) -> None:
        """The viewer has another address now."""
        if track in self._tracks:
            place = self._tracks.index(track)
            self._addresses[place] = pack_address(self._family, track.address)

    def entitled(self, index: int) -> int:
        """How many viewers may have the packet of that index: a prefix's length."""
        if self._starts and self._starts[-1] <= index:
            return len(self._starts)
        return bisect_right(self._starts, index)

    def first(self, count: int) -> Recipients:
        """The first `count` viewers."""
        if count == len(self._tracks):
            return Recipients(self._contexts, self._addresses)
        return Recipients(self._contexts[:count], self._addresses[:count])
