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
        self._left = min(self._at_once, self._left + (now - self._filled) * self._per_second)
        self._filled = now
        if self._left < units:
            return False
        self._left -= units
        return True
