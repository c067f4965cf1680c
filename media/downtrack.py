"""A down track: one medium on its way to one viewer. What differs from viewer to viewer. No I/O.

The packets themselves are the fan's, the same for everybody. Here is where this viewer began,
what may be repeated to it, and how well it says it receives.
"""

from struct import pack

from media.aiortc_seam import Keys
from media.batch import Address
from media.rtp import HEADER, payload_offset, write

REPAIRS_PER_SECOND = 300
REPAIRS_AT_ONCE = 150
"""More is no loss to be repaired but a flood, made by a broken viewer or a hostile one."""

REPEAT_AFTER = 0.03
"""Seconds in which a second wish for the same packet crosses its repair on the way."""

REMEMBERED = 512


class RepairBudget:
    """How many packets may be repeated now: a bucket that fills with time."""

    def __init__(self) -> None:
        self._tokens = float(REPAIRS_AT_ONCE)
        self._filled = 0.0
        self._repeated: dict[int, float] = {}

    def allows(self, index: int, now: float) -> bool:
        """Whether the packet may be repeated; if so, it is counted as repeated."""
        if now - self._repeated.get(index, float("-inf")) < REPEAT_AFTER:
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


class DownTrack:
    """One viewer of one fan."""

    def __init__(self, keys: Keys, address: Address, repair: RepairLine | None) -> None:
        self.keys = keys
        self.address = address
        """Where to send; the viewer's session keeps it current."""
        self.budget = RepairBudget()
        self.repair = repair
        """None: repairs are the packets as they were."""
        self.start: int | None = None
        """The index of the first packet that this viewer was sent; None while it waits."""
        self.loss = 0.0
        """Share lost before repair, as the viewer last reported."""
