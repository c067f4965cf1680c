"""Bits of a codec's headers, one after another. No I/O."""

MOST_ZEROS = 32
"""Before an exponential Golomb code of 32 bits; more is not one."""


class Bits:
    """Reads from the front. All methods raise IndexError when there are too few left."""

    def __init__(self, data: bytes) -> None:
        self._value = int.from_bytes(data, "big")
        self._left = 8 * len(data)

    def take(self, count: int) -> int:
        """A number of so many bits."""
        self._left -= count
        if self._left < 0:
            raise IndexError("no bits left")
        return self._value >> self._left & (1 << count) - 1

    def flag(self) -> bool:
        """One bit."""
        return bool(self.take(1))

    def unsigned(self) -> int:
        """An exponential Golomb code (ITU-T H.264, 9.1); AV1 calls it uvlc."""
        zeros = 0
        while not self.flag():
            zeros += 1
            if zeros > MOST_ZEROS:
                raise IndexError("no such code")
        return (1 << zeros) - 1 + self.take(zeros)

    def signed(self) -> int:
        """The same with a sign (9.1.1)."""
        code = self.unsigned()
        return (code + 1) // 2 if code & 1 else -(code // 2)
