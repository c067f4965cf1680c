"""Feedback to a presenter about her uplink, so that her bit rate rises, and falls. No I/O.

`TransportFeedback` is for senders that estimate by themselves (every browser): it reports when
each packet arrived (draft-holmer-rmcat-transport-wide-cc-extensions-01). `UplinkEstimate` is for
the others: it tells them a bit rate (REMB) that follows the loss we see.
"""

from collections.abc import Iterable
from struct import pack

from media.rtp import unwrap

FEEDBACK_INTERVAL = 0.05
"""Chromium reaches 1.7 Mbit/s after 3 s with this; with REMB alone it needs half a minute."""

TICKS = 4000
"""Arrival times are told in units of 250 µs …"""
REFERENCE_TICKS = 256
"""… from a reference in units of 64 ms."""

MAX_STATUSES = 500
"""Packets told of in one message, so that it fits a datagram."""

_LOST, _SMALL, _LARGE = 0, 1, 2
_LONG_RUN = 8
_MAX_RUN = 0x1FFF


class TransportFeedback:
    """Arrival times by transport-wide sequence number."""

    def __init__(self) -> None:
        self._arrivals: dict[int, int] = {}
        self._highest: int | None = None
        self._came: list[tuple[int, float]] = []
        """Numbers and times of what has come since the last `take`."""
        self._count = 0

    def __len__(self) -> int:
        """How many arrivals wait to be told."""
        return len(self._came)

    def received(self, sequence: int, now: float) -> None:
        """Take note of a packet's arrival; what it means is worked out once for many, in `take`."""
        self._came.append((sequence, now))

    def take(self) -> list[bytes]:
        """Messages about all that arrived since the last call; none when nothing did."""
        news = self._note_arrivals()
        if not news or self._highest is None:
            return []
        # A late packet takes the message back to its number: what stands between is told again,
        # which senders expect; what we have forgotten cannot be told.
        first = max(min(news), self._highest - MAX_STATUSES + 1)
        known = range(first, self._highest + 1)
        messages = list(self._messages(known))
        self._forget(self._highest - MAX_STATUSES)
        return messages

    def _note_arrivals(self) -> list[int]:
        """The indexes of what has come."""
        came, self._came = self._came, []
        news: list[int] = []
        for sequence, at in came:
            highest = sequence if self._highest is None else self._highest
            index = unwrap(sequence, highest)
            self._highest = max(index, highest)
            self._arrivals.setdefault(index, int(at * TICKS))
            news.append(index)
        return news

    def _forget(self, below: int) -> None:
        for index in [index for index in self._arrivals if index < below]:
            del self._arrivals[index]

    def _messages(self, indexes: range) -> Iterable[bytes]:
        """One message, or more where two arrivals lie too far apart for one delta."""
        message: _Message | None = None
        for index in indexes:
            arrival = self._arrivals.get(index)
            if message is not None and message.holds(arrival):
                message.add(arrival)
            elif arrival is not None:
                if message is not None:
                    yield message.dump(self._next_count())
                message = _Message(index, arrival)
        if message is not None:
            yield message.dump(self._next_count())

    def _next_count(self) -> int:
        self._count = self._count + 1 & 0xFF
        return self._count


class _Message:
    """One feedback message while it grows."""

    def __init__(self, base: int, arrival: int) -> None:
        self._base = base
        self._reference = arrival // REFERENCE_TICKS
        self._previous = self._reference * REFERENCE_TICKS
        self._statuses: list[int] = []
        self._deltas = bytearray()
        self.add(arrival)

    def holds(self, arrival: int | None) -> bool:
        """Whether the time to that arrival can be told by one delta."""
        return arrival is None or abs(arrival - self._previous) <= 0x7FFF

    def add(self, arrival: int | None) -> None:
        """Tell of the next number: its arrival, or that it has not come."""
        if arrival is None:
            self._statuses.append(_LOST)
            return
        delta, self._previous = arrival - self._previous, arrival
        if 0 <= delta <= 0xFF:
            self._statuses.append(_SMALL)
            self._deltas.append(delta)
        else:
            self._statuses.append(_LARGE)
            self._deltas += pack("!h", delta)

    def dump(self, count: int) -> bytes:
        """The message's body."""
        clock = pack("!I", (self._reference & 0xFFFFFF) << 8 | count)
        head = pack("!HH", self._base & 0xFFFF, len(self._statuses))
        return head + clock + _chunks(self._statuses) + self._deltas


def _chunks(statuses: list[int]) -> bytes:
    """Long runs as run lengths, the rest as vectors of seven."""
    body = b""
    at = 0
    while at < len(statuses):
        run = _run_length(statuses, at)
        if run >= _LONG_RUN:
            body += pack("!H", statuses[at] << 13 | run)
            at += run
        else:
            body += pack("!H", _vector(statuses[at : at + 7]))
            at += 7
    return body


def _run_length(statuses: list[int], at: int) -> int:
    end = at
    while end < len(statuses) and statuses[end] == statuses[at] and end - at < _MAX_RUN:
        end += 1
    return end - at


def _vector(statuses: list[int]) -> int:
    chunk = 0b11 << 14
    for place, status in enumerate(statuses):
        chunk |= status << 12 - 2 * place
    return chunk


class UplinkEstimate:
    """A bit rate that rises slowly while little is lost and falls at once when much is."""

    FIRST, LEAST, MOST = 1_500_000, 150_000, 5_000_000
    FEW, MANY = 0.02, 0.10

    def __init__(self) -> None:
        self.bitrate = self.FIRST

    def update(self, loss: float, received: float) -> int:
        """The new estimate after a second with that share lost and that many bits received."""
        if loss > self.MANY:
            rate = self.bitrate * (1 - loss / 2)
        elif loss < self.FEW:
            # Without the bound by what comes in, an idle presenter's estimate would only rise.
            rate = min(self.bitrate * 1.08, max(self.FIRST, 2 * received))
        else:
            rate = float(self.bitrate)
        self.bitrate = round(max(self.LEAST, min(self.MOST, rate)))
        return self.bitrate
