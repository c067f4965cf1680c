"""What a presenter's line still owes us, and when to ask for it again. No I/O.

Rule 1: a missing packet is asked for at once, then again each time an answer is overdue, until it
comes or is too old to be of use. A generator that asks only once freezes at 5 % uplink loss,
because the repairs are lost too.

Rule 2: on a path that overtakes itself, a hole is first given the time in which late packets have
come lately. Else jitter alone would have hundreds of packets sent twice, on an uplink that the
picture needs.

Rule 3: what is tracked is bounded. A hole larger than that is not repaired; a key frame is.
"""

from dataclasses import dataclass
from enum import Enum

MAX_MISSING = 256
"""Packets tracked at once: more than half a second of a fast uplink."""

USEFUL_FOR = 1.0
"""Seconds after which a viewer's jitter buffer has gone on without the packet."""

FIRST_PATIENCE = 0.1
LEAST_PATIENCE = 0.02

SOONEST = 0.01
"""What comes within so many seconds had been on its way before it was asked for; on a path that is
so quick, the mistake costs no more than that.
"""

MOST_ASKED = 10
"""Times that one packet is asked for."""

LATEST = 0.15
"""Seconds that a hole is given at most before it is asked for: a viewer waits, too."""

REMEMBERED = 256
"""Filled holes that are kept to see whether the packet was only late."""


class Arrival(Enum):
    """What a packet is to its line."""

    NEW = "new"
    REPAIRED = "repaired"
    """It was missing; somebody waits for it."""
    REPEATED = "repeated"
    """It had come before, or is too late to be wanted."""


@dataclass(slots=True)
class _Missing:
    since: float
    ask_at: float
    asked_at: float = 0.0
    times: int = 0


class MissingPackets:
    """The holes of one line.

    `repairs_apart` says that repairs come under another payload type (RTX). Then nothing else is
    taken for an answer.
    """

    def __init__(self, *, repairs_apart: bool = False) -> None:
        self.highest: int | None = None
        """The newest index seen, None before the first packet."""
        self.abandoned = False
        """Set when a packet was given up: only a key frame helps. The owner resets it."""
        self._repairs_apart = repairs_apart
        self.holes: dict[int, _Missing] = {}
        """What is missing, by index; for others to see whether there is any."""
        self._filled: dict[int, float] = {}
        """Since when it had been missing, by index."""
        self._patience = FIRST_PATIENCE
        self._lateness = 0.0

    def __len__(self) -> int:
        return len(self.holes)

    def arrived(self, index: int, now: float) -> Arrival:
        """Take note of a packet of the line itself."""
        highest = self.highest
        if highest is None or index > highest:
            if highest is not None and index > highest + 1:
                self._open(highest + 1, index, now)
            self.highest = index
            return Arrival.NEW
        hole = self.holes.get(index)
        if hole is None:
            self._was_filled_already(index, now)
            return Arrival.REPEATED
        if self._repairs_apart or not hole.times or now - hole.asked_at < SOONEST:
            del self.holes[index]
            self._was_late(now - hole.since)
            return Arrival.REPAIRED
        return self.repaired(index, now)

    def repaired(self, index: int, now: float) -> Arrival:
        """Take note of an answer."""
        hole = self.holes.pop(index, None)
        if hole is None:
            return Arrival.REPEATED
        if hole.times == 1:
            # Asked once, so it is clear what was answered: it tells how long to wait for others.
            self._patience += (max(now - hole.asked_at, LEAST_PATIENCE) - self._patience) / 4
        self._lateness *= 15 / 16
        self._filled[index] = hole.since
        if len(self._filled) > REMEMBERED:
            del self._filled[next(iter(self._filled))]
        return Arrival.REPAIRED

    def recovered(self, index: int) -> Arrival:
        """Take note of a packet that another one has brought back."""
        hole = self.holes.pop(index, None)
        return Arrival.REPEATED if hole is None else Arrival.REPAIRED

    def _was_filled_already(self, index: int, now: float) -> None:
        since = self._filled.pop(index, None)
        if since is not None:
            self._was_late(now - since)

    def _was_late(self, seconds: float) -> None:
        """Learn from a packet that was not lost: most others should come in the time it took."""
        late = min(seconds, LATEST)
        self._lateness += (late - self._lateness) / (2 if late > self._lateness else 16)

    def _open(self, first: int, end: int, now: float) -> None:
        """A hole, up to that end."""
        if end - first + 1 + len(self.holes) > MAX_MISSING:
            self.holes.clear()
            self.abandoned = True
            return
        for missing in range(first, end):
            self.holes[missing] = _Missing(now, now + self._lateness)

    def due(self, now: float) -> list[int]:
        """The indexes to ask for now, in order; the caller then does."""
        asked: list[int] = []
        for index, hole in list(self.holes.items()):
            if now - hole.since > USEFUL_FOR:
                del self.holes[index]
                self.abandoned = True
            elif hole.ask_at <= now and hole.times < MOST_ASKED:
                hole.times += 1
                hole.asked_at = now
                hole.ask_at = now + (1 + hole.times / 2) * self._patience
                asked.append(index)
        return asked
