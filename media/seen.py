"""Which requests have come before: remembered for a whole meeting in eight kilobytes. No I/O.

A filter of bits (Bloom's): it is never wrong about what has come, and now and then about what has
not; who asks with new numbers is then believed at the next try. A list would be exact and either
forget, so that a recorded request becomes new again, or grow with the length of the meeting.
"""

_BITS = 1 << 16
"""Two bits a request: after four hours of checks every 2.5 s, one new request in 40 looks old."""


class Seen:
    """Transaction ids that have come."""

    def __init__(self) -> None:
        self._bits = bytearray(_BITS // 8)

    def add(self, transaction: bytes) -> bool:
        """Note an id; returns whether it had come before."""
        known = True
        # Ids are random already, so that their own bytes are as good as any hash of them.
        for place in (transaction[:2], transaction[2:4]):
            at, bit = divmod(int.from_bytes(place, "big"), 8)
            known = known and bool(self._bits[at] >> bit & 1)
            self._bits[at] |= 1 << bit
        return known
