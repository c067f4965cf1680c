"""The line: our own sequence numbers and timestamps, in which a fan's packets stand. No I/O.

Viewers see one source without a break, whatever happens behind: the presenter reloads her page,
is muted for a while, or another layer takes over. Each time the publisher's numbers begin anew,
`restart` lays the next packet right behind the last.

Our first number lies in the lower half of the 16-bit range (RFC 3711, 3.3.1): a receiver that
loses the packets around an early wrap would guess a wrong rollover counter and stay dark.
"""

import secrets
from dataclasses import dataclass

from media.rtp import HALF


@dataclass(frozen=True, slots=True)
class Place:
    """Where one packet stands in the line."""

    index: int
    timestamp: int


@dataclass(slots=True)
class _Stretch:
    """A part of the line in which the publisher's numbers run on."""

    first: int
    """The publisher's index that it began with."""
    offset: int
    """Our index less the publisher's."""


class Line:
    """Translates a publisher's numbers into ours."""

    def __init__(self, clock_rate: int) -> None:
        self._clock_rate = clock_rate
        self._next = secrets.randbelow(HALF)
        self._stretch: _Stretch | None = None
        self._timestamp_offset = secrets.randbits(32)
        self._last_timestamp = 0
        self._last_time: float | None = None

    @property
    def settled(self) -> bool:
        """Whether the publisher's timestamps can be translated now."""
        return self._stretch is not None

    def place(self, index: int, timestamp: int, now: float) -> Place | None:
        """Where a packet stands; late ones get the place that their number left open.

        None for a packet from before the last restart: its place was never left open.
        """
        stretch = self._stretch or self._begin(index, timestamp, now)
        if index < stretch.first:
            return None
        ours = index + stretch.offset
        if ours >= self._next:
            self._next = ours + 1
            self._last_timestamp = timestamp
            self._last_time = now
        return Place(ours, self.timestamp(timestamp))

    def timestamp(self, timestamp: int) -> int:
        """Our timestamp for one of the publisher's."""
        return timestamp + self._timestamp_offset & 0xFFFFFFFF

    def restart(self) -> None:
        """The publisher's next packet does not continue its numbers: lay it behind the last."""
        self._stretch = None

    def _begin(self, index: int, timestamp: int, now: float) -> _Stretch:
        if self._last_time is not None:
            # The pause takes as long on the media clock as it took on ours, at least one tick.
            pause = max(1, round((now - self._last_time) * self._clock_rate))
            resumed = self.timestamp(self._last_timestamp) + pause
            self._timestamp_offset = resumed - timestamp & 0xFFFFFFFF
        self._stretch = _Stretch(index, self._next - index)
        return self._stretch
