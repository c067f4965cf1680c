"""A down track: one medium on its way to one viewer. What differs from viewer to viewer. No I/O.

The packets themselves are the fan's, the same for everybody. Here is where this viewer began,
what may be repeated to it, and how well it says it receives.

Rule 1: a viewer sees one line of numbers, whichever fans feed it: each *leg* begins one number
behind the last that the viewer may have been sent. So a number never stands for two packets, and
the rollover counters at both ends go on.

Rule 2: a repair is looked for in the leg that its number belongs to.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from struct import pack
from typing import Protocol

from media.aiortc_seam import Keys
from media.batch import Address
from media.rtcp import ReportBlock
from media.rtp import HEADER, WRAP, payload_offset, renumbered, unwrap, write

REPAIRS_PER_SECOND = 300
REPAIRS_AT_ONCE = 150
"""More is no loss to be repaired but a flood, made by a broken viewer or a hostile one."""

LEAST_REPEAT_AFTER, MOST_REPEAT_AFTER = 0.03, 0.25
"""Seconds in which a second wish for the same packet crosses its repair on the way: as long as the
round trip takes, as far as that is known."""

REMEMBERED = 512

LEGS = 3
"""Legs from which repairs are answered: nobody misses a packet of the one before these."""


class RepairBudget:
    """How many packets may be repeated now: a bucket that fills with time."""

    def __init__(self) -> None:
        self._tokens = float(REPAIRS_AT_ONCE)
        self._filled = 0.0
        self._repeated: dict[int, float] = {}
        self._repeat_after = LEAST_REPEAT_AFTER

    def took(self, round_trip: float) -> None:
        """Take note of how long it takes to the viewer and back, in seconds."""
        after = min(max(round_trip, LEAST_REPEAT_AFTER), MOST_REPEAT_AFTER)
        self._repeat_after += (after - self._repeat_after) / 4

    def allows(self, index: int, now: float) -> bool:
        """Whether the packet may be repeated; if so, it is counted as repeated."""
        if now - self._repeated.get(index, float("-inf")) < self._repeat_after:
            return False
        self._tokens += (now - self._filled) * REPAIRS_PER_SECOND
        self._tokens = min(self._tokens, REPAIRS_AT_ONCE)
        self._filled = now
        if self._tokens < 1:
            return False
        self._tokens -= 1
        self._remember(index, now)
        return True

    def _remember(self, index: int, now: float) -> None:
        self._repeated.pop(index, None)
        self._repeated[index] = now
        if len(self._repeated) > REMEMBERED:
            del self._repeated[next(iter(self._repeated))]


class RepairLine:
    """A viewer's own line of repair packets (RTX, RFC 4588): its SSRC, its numbers."""

    def __init__(self, ssrc: int, payload_type: int) -> None:
        self._ssrc = ssrc
        self._payload_type = payload_type
        self._sequence = 0

    def wrap(self, packet: bytes, extension: bytes) -> bytes:
        """The repair packet, with that extension block, of one made by `media.rtp.write`."""
        _, second, sequence, timestamp, _ = HEADER.unpack_from(packet)
        self._sequence = self._sequence + 1 & 0xFFFF
        payload = pack("!H", sequence) + packet[payload_offset(packet) :]
        return write(
            self._payload_type,
            second > 0x7F,
            self._sequence,
            timestamp,
            self._ssrc,
            extension,
            payload,
        )


class Carrier(Protocol):
    """A fan, as a leg knows it."""

    @property
    def highest(self) -> int:
        """Index of its newest packet."""
        ...

    @property
    def serial(self) -> int:
        """Of the newest packet that it has written: see `media.splice`."""
        ...

    @property
    def octets(self) -> int:
        """Media bytes written so far."""
        ...

    @property
    def packets(self) -> int:
        """Packets written so far."""
        ...

    @property
    def layer(self) -> str:
        """The layer that it carries."""
        ...

    def cached(self, index: int) -> bytes | None:
        """A packet that may have to be sent again."""

    def awaits(self, index: int) -> bool:
        """Whether that packet has not come yet, so that it goes to everybody when it does."""
        ...

    def probe(self, track: "DownTrack", octets: int, now: float) -> int:
        """Repeat packets that it has; returns how many octets were sent."""
        ...

    def leave(self, track: "DownTrack") -> None:
        """Feed it no more."""

    def moved(self, track: "DownTrack") -> None:
        """Send to the viewer's new address from now on."""

    def round_trip(self, block: ReportBlock, now: float) -> float | None:
        """Seconds to the viewer and back, if its report refers to one of ours."""


@dataclass(frozen=True, slots=True)
class Leg:
    """A part of a viewer's line that one fan feeds."""

    carrier: Carrier
    offset: int
    """The viewer's index less the fan's."""
    first: int
    """The viewer's index of its first packet."""


class DownTrack:
    """One medium of one viewer."""

    def __init__(
        self, keys: Keys, address: Address, repair: RepairLine | None, clock_rate: int
    ) -> None:
        self.keys = keys
        self._clock_rate = clock_rate
        self.address = address
        """Where to send; the viewer's session keeps it current."""
        self.budget = RepairBudget()
        self.repair = repair
        """None: repairs are the packets as they were."""
        self.carrier: Carrier | None = None
        """The fan that feeds it now, None while none does."""
        self.start = 0
        """The fan's index of the first packet that it sent to this viewer."""
        self._legs: deque[Leg] = deque(maxlen=LEGS)
        self.origin = 0
        """What to add to its index for its packet's number, as its keys count (RFC 3711, 3.3.1):
        the round in which it begins is its first."""
        self._last = -1
        self._serial = -1
        self._octets = 0
        self.repairs = 0
        """Packets repeated to this viewer."""
        self.report: ReportBlock | None = None
        """The viewer's newest."""
        self._written = (0, 0)
        """The fan's newest index and its count of packets when that report came."""

    @property
    def loss(self) -> float:
        """Share lost before repair, as the viewer last reported."""
        return self.report.fraction / 256 if self.report is not None else 0.0

    def take(self, report: ReportBlock) -> float:
        """The viewer's report. Returns the share that was lost on the way to it since the last one:
        numbers of which the publisher's packets are missing are nobody's loss here."""
        self.report, share = report, report.fraction / 256
        if self.carrier is None:
            return share
        (index, packets), carrier = self._written, self.carrier
        self._written = carrier.highest, carrier.packets
        numbers, written = carrier.highest - index, carrier.packets - packets
        if numbers <= 0 or written >= numbers:
            return share
        return max(0.0, 1 - (1 - share) * numbers / written) if written else 0.0

    @property
    def lost(self) -> int:
        """Packets that it never got, as it last reported."""
        return self.report.lost if self.report is not None else 0

    @property
    def jitter(self) -> float:
        """Seconds by which its packets come uneven, as it last reported."""
        return self.report.jitter / self._clock_rate if self.report is not None else 0.0

    @property
    def begun(self) -> bool:
        """Whether it was ever sent anything."""
        return bool(self._legs)

    @property
    def serial(self) -> int:
        """Of the newest packet that it was sent."""
        return self.carrier.serial if self.carrier is not None else self._serial

    @property
    def offset(self) -> int:
        """What to add to the numbers of the fan that feeds it."""
        return self._legs[-1].offset if self._legs else 0

    @property
    def octets(self) -> int:
        """Media bytes sent so far, repairs not included."""
        return self._octets + (self.carrier.octets if self.carrier is not None else 0)

    def enter(self, carrier: Carrier, start: int) -> None:
        """Be fed by that fan from that index on. `leave` comes before the next `enter`."""
        if not self._legs:
            self.origin = -(start & ~(WRAP - 1))
        offset = self._last + 1 - start if self._legs else 0
        self._legs.append(Leg(carrier, offset, start + offset))
        self.carrier, self.start = carrier, start
        self._written = max(carrier.highest, start - 1), carrier.packets
        self._octets -= carrier.octets

    def leave(self) -> None:
        """Be fed no more; all that the fan has written counts as sent."""
        if self.carrier is not None:
            self._last = self.carrier.highest + self.offset
            self._serial = self.carrier.serial
            self._octets += self.carrier.octets
            self.carrier = None

    def packet(self, sequence: int) -> tuple[int, bytes] | None:
        """What was sent under that number: its index, and the packet, if it can still be had."""
        found = self._find(sequence)
        if found is None:
            return None
        index, leg = found
        packet = leg.carrier.cached(index - leg.offset)
        if packet is None:
            return None
        return index, renumbered(packet, index) if leg.offset else packet

    def awaits(self, sequence: int) -> bool:
        """Whether the packet of that number is still to come, to this viewer as to all others."""
        found = self._find(sequence)
        if found is None:
            return False
        index, leg = found
        return leg.carrier is self.carrier and leg.carrier.awaits(index - leg.offset)

    def _find(self, sequence: int) -> tuple[int, Leg] | None:
        """The viewer's index for a number, and the leg to which it belongs."""
        if not self._legs:
            return None
        newest = self.carrier.highest + self.offset if self.carrier is not None else self._last
        index = unwrap(sequence, newest)
        leg = _leg(self._legs, index)
        return (index, leg) if leg is not None and index <= newest else None


def _leg(legs: Sequence[Leg], index: int) -> Leg | None:
    """The leg to which a viewer's index belongs."""
    return next((leg for leg in reversed(legs) if leg.first <= index), None)
