"""How much of something may happen: a bucket that fills with time. No I/O."""


class Allowance:
    """So many units a second, and so many at once after a rest."""

    def __init__(self, per_second: float, at_once: float) -> None:
        self._per_second = per_second
        self._at_once = at_once
        self._left = at_once
        self._filled = float("-inf")

    def take(self, now: float, units: float = 1) -> bool:
        """Whether so many units may happen now; if so, they are taken."""
        left = self._left + (now - self._filled) * self._per_second
        if left > self._at_once:
            left = self._at_once
        self._filled = now
        enough = left >= units
        self._left = left - units if enough else left
        return enough
