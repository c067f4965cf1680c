"""What a presenter's line still owes us, and when to ask for it again. No I/O.

Rule 1: a missing packet is asked for at once, then again each time an answer is overdue, until it
comes or is too old to be of use. A generator that asks only once freezes at 5 % uplink loss,
because the repairs are lost too.

Rule 2: what is tracked is bounded. A hole larger than that is not repaired; a key frame is.
"""

from dataclasses import dataclass
from enum import Enum

MAX_MISSING = 256
"""Packets tracked at once: more than half a second of a fast uplink."""

USEFUL_FOR = 1.0
"""Seconds after which a viewer's jitter buffer has gone on without the packet."""

FIRST_PATIENCE = 0.1
LEAST_PATIENCE = 0.02


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
    """The holes of one line."""

    def __init__(self) -> None:
        self.highest: int | None = None
        """The newest index seen, None before the first packet."""
        self.abandoned = False
        """Set when a packet was given up: only a key frame helps. The owner resets it."""
        self._missing: dict[int, _Missing] = {}
        self._patience = FIRST_PATIENCE

    def __len__(self) -> int:
        return len(self._missing)

    def arrived(self, index: int, now: float) -> Arrival:
        """Take note of a packet."""
        if self.highest is None or index > self.highest:
            self._open(index, now)
            self.highest = index
            return Arrival.NEW
        hole = self._missing.pop(index, None)
        if hole is None:
            return Arrival.REPEATED
        if hole.times == 1:
            # Asked once, so this is the answer: it tells how long to wait for others.
            self._patience += (max(now - hole.asked_at, LEAST_PATIENCE) - self._patience) / 4
        return Arrival.REPAIRED

    def _open(self, index: int, now: float) -> None:
        if self.highest is None or index == self.highest + 1:
            return
        if index - self.highest + len(self._missing) > MAX_MISSING:
            self._missing.clear()
            self.abandoned = True
            return
        for missing in range(self.highest + 1, index):
            self._missing[missing] = _Missing(now, now)

    def due(self, now: float) -> list[int]:
        """The indexes to ask for now, in order; the caller then does."""
        asked: list[int] = []
        for index, hole in list(self._missing.items()):
            if now - hole.since > USEFUL_FOR:
                del self._missing[index]
                self.abandoned = True
            elif hole.ask_at <= now:
                hole.asked_at = now
                hole.ask_at = now + 1.5 * self._patience
                hole.times += 1
                asked.append(index)
        return asked
