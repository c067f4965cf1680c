"""What a bad network does to one datagram after another: it decides, `media_wire` carries out.

Rule 1: faults are patterns or seeded, so a failing test fails again.

Rule 2: a fault says after how many seconds each copy of a datagram arrives. No copy: it is lost.
"""

import random
from collections.abc import Callable, Sequence

Fault = Callable[[bytes, float], Sequence[float]]
"""From a datagram and the present time to the delays of its copies, in seconds."""

LOST: Sequence[float] = ()
AT_ONCE: Sequence[float] = (0.0,)

LONGEST_QUEUE = 0.3
"""Seconds of traffic that wait at a bottleneck; what does not fit is lost."""


def nothing(data: bytes, now: float) -> Sequence[float]:
    """Let everything pass."""
    return AT_ONCE


def every(count: int) -> Fault:
    """Lose every such RTP packet."""
    seen = 0

    def lose(data: bytes, now: float) -> Sequence[float]:
        nonlocal seen
        if is_rtcp(data):
            return AT_ONCE
        seen += 1
        return LOST if seen % count == 0 else AT_ONCE

    return lose


def share(of_all: float, seed: int = 1) -> Fault:
    """Lose that share of all media, RTCP too, at random."""
    return Weather(loss=of_all, seed=seed)


def is_rtcp(data: bytes) -> bool:
    """Whether a datagram of media is RTCP."""
    return 192 <= data[1] <= 223


class Weather:
    """Loss, jitter, copies and a bottleneck, all at once, in one direction."""

    def __init__(
        self,
        *,
        loss: float = 0.0,
        jitter: float = 0.0,
        in_order: bool = False,
        duplicates: float = 0.0,
        kbps: float | None = None,
        seed: int = 1,
    ) -> None:
        """Make weather.

        `loss` and `duplicates` are shares of all datagrams. Each datagram is late by a time of its
        own, anything up to `jitter` seconds, so that later ones overtake it, unless `in_order`.
        `kbps` is what the bottleneck carries.
        """
        self._loss = loss
        self._jitter = jitter
        self._in_order = in_order
        self._duplicates = duplicates
        self._bytes_per_second = kbps * 125 if kbps is not None else None
        self._chance = random.Random(seed)
        self._free_at = 0.0
        self._newest = 0.0

    def __call__(self, data: bytes, now: float) -> Sequence[float]:
        """See `Fault`."""
        if self._chance.random() < self._loss:
            return LOST
        queued = self._queue(len(data), now)
        if queued > LONGEST_QUEUE:
            return LOST
        copies = 2 if self._chance.random() < self._duplicates else 1
        return [queued + self._late(now) for _ in range(copies)]

    def _queue(self, size: int, now: float) -> float:
        """How long a datagram waits at the bottleneck."""
        if self._bytes_per_second is None:
            return 0.0
        self._free_at = max(self._free_at, now)
        waits = self._free_at - now
        if waits <= LONGEST_QUEUE:
            self._free_at += size / self._bytes_per_second
        return waits

    def _late(self, now: float) -> float:
        late = self._chance.random() * self._jitter
        if self._in_order:
            self._newest = max(self._newest, now + late)
            return self._newest - now
        return late
