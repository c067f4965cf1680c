"""The line: our own sequence numbers, in which a fan's packets stand. No I/O.

Viewers see one source without a break, whatever happens behind: the presenter reloads her page or
is muted for a while. Each time the publisher's numbers begin anew, `restart` lays the next packet
right behind the last. What a fan leaves out, `skip` closes up.

Our first number lies in the lower half of the 16-bit range (RFC 3711, 3.3.1): a receiver that
loses the packets around an early wrap would guess a wrong rollover counter and stay dark.
"""

import secrets
from dataclasses import dataclass

from media.rtp import HALF

STRETCHES = 128
"""Stretches remembered: a late packet is at most a second old, and lies behind fewer skips."""


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A part of the line in which the publisher's numbers run on."""

    first: int
    """The publisher's index that it begins with."""
    offset: int
    """Our index less the publisher's."""


class Line:
    """Translates a publisher's indexes into ours."""

    def __init__(self) -> None:
        self._next = secrets.randbelow(HALF)
        self._stretches: list[_Stretch] = []
        self._newest = -1

    def place(self, index: int) -> int | None:
        """Where a packet stands; late ones get the place that their number left open.

        None for a packet from before the last restart: its place was never left open.
        """
        if not self._stretches:
            self._begin(index)
        last = self._stretches[-1]
        ours = index + last.offset if index >= last.first else self._find(index)
        if ours is not None:
            if index > self._newest:
                self._newest = index
            if ours >= self._next:
                self._next = ours + 1
        return ours

    def skip(self, index: int) -> int | None:
        """Leave a packet out. What follows closes up, unless its place had been left open.

        Then this is the place: something must fill it, or viewers would miss it for ever.
        """
        if not self._stretches:
            self._begin(index)
        if index <= self._newest:
            return self._find(index)
        self._newest = index
        last = self._stretches[-1]
        if last.first == index:
            self._stretches.pop()
        self._stretches.append(_Stretch(index + 1, last.offset - 1))
        del self._stretches[:-STRETCHES]
        return None

    def restart(self) -> None:
        """The publisher's next packet does not continue its numbers: lay it behind the last."""
        self._stretches.clear()

    def _begin(self, index: int) -> None:
        self._stretches.append(_Stretch(index, self._next - index))
        self._newest = index - 1

    def _find(self, index: int) -> int | None:
        for stretch in reversed(self._stretches):
            if stretch.first <= index:
                return index + stretch.offset
        return None
