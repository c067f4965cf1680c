"""Redundant audio (RED, RFC 2198): a packet that carries the ones before it once more. No I/O.

    1 PPPPPPP  OOOOOOOOOOOOOO LLLLLLLLLL     four bytes for each block from before: payload type,
                                             age on the media clock, length
    0 PPPPPPP                                one byte for the packet's own block
    blocks in the same order

Rule 1: lengths are the sender's word. What does not add up raises ValueError.

Rule 2: a block says its time, not its number. `Timetable` gives it the number that the times of
its neighbours allow, and none where they leave a doubt: silence (DTX) makes times uneven.
"""

from dataclasses import dataclass
from struct import unpack_from

MOST_BLOCKS = 8
"""Chromium sends one or two; more than this is no audio."""

LONGEST_FRAME = 5760
"""Samples of 48 kHz in the longest Opus packet, 120 ms; what lies further apart is silence."""

KEPT = 64
"""Packets whose times are kept: more than a second."""


@dataclass(frozen=True, slots=True)
class Block:
    """One encoded frame."""

    payload_type: int
    age: int
    """Ticks of the media clock before the packet's timestamp; 0 for the packet's own."""
    data: bytes


def parse(payload: bytes) -> list[Block]:
    """The blocks, oldest first and the packet's own last, which is never empty.

    Raises ValueError when heads or lengths do not add up.
    """
    heads, at = _heads(payload)
    blocks: list[Block] = []
    for payload_type, age, length in heads[:-1]:
        blocks.append(Block(payload_type, age, payload[at : at + length]))
        at += length
    if at >= len(payload):
        raise ValueError("RED blocks are longer than their packet")
    return [*blocks, Block(heads[-1][0], 0, payload[at:])]


def _heads(payload: bytes) -> tuple[list[tuple[int, int, int]], int]:
    """Payload type, age and length of every block, and where the first block begins."""
    heads: list[tuple[int, int, int]] = []
    at = 0
    while at < len(payload) and payload[at] & 0x80:
        if at + 4 > len(payload) or len(heads) == MOST_BLOCKS:
            raise ValueError("RED head is cut off, or has too many blocks")
        (word,) = unpack_from("!I", payload, at)
        heads.append((word >> 24 & 0x7F, word >> 10 & 0x3FFF, word & 0x3FF))
        at += 4
    if at >= len(payload):
        raise ValueError("RED packet has no block of its own")
    return [*heads, (payload[at], 0, 0)], at + 1


class Timetable:
    """Which number of a line has which time."""

    def __init__(self) -> None:
        self._times: dict[int, int] = {}

    def __len__(self) -> int:
        return len(self._times)

    def note(self, index: int, timestamp: int) -> None:
        """A packet with that number and time has come, or was recovered."""
        self._times[index] = timestamp
        if len(self._times) > KEPT:
            del self._times[next(iter(self._times))]

    def index_of(self, block: Block, index: int) -> int | None:
        """The number of a block in the noted packet `index`; None when known or in doubt."""
        moment = self._times[index] - block.age
        above = index
        for below in range(index - 1, index - 1 - 2 * MOST_BLOCKS, -1):
            time = self._times.get(below)
            if time is None:
                continue
            passed = _signed(moment - time)
            if passed >= 0:
                return self._between(below, above, passed)
            above = below
        return None

    def _between(self, below: int, above: int, passed: int) -> int | None:
        """The number of what came `passed` ticks after `below`, and before `above`."""
        missing = above - below - 1
        whole = _signed(self._times[above] - self._times[below])
        if missing == 0 or not 0 < passed < whole:
            return None
        if missing == 1:
            return below + 1
        place, uneven = divmod(passed * (above - below), whole)
        if uneven or whole > LONGEST_FRAME * (above - below):
            return None
        return below + place


def _signed(ticks: int) -> int:
    """A difference of 32-bit timestamps."""
    return (ticks + 0x80000000 & 0xFFFFFFFF) - 0x80000000
