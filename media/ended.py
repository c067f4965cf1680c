"""Which media sessions have just been ended by us, and whose they were.

Their pages may not know yet and still say DELETE: for them it is done, not unknown.
"""

from media.resources import SessionInfo

KEPT = 60.0
"""Seconds: a page hears of the end by its socket, or by its media, within a few."""
MOST = 8_000
"""All sessions that there may be, twice: a large room ends at once."""


class Ended:
    """The sessions that ended lately."""

    def __init__(self) -> None:
        self._at: dict[str, tuple[float, SessionInfo]] = {}

    def __len__(self) -> int:
        return len(self._at)

    def note(self, info: SessionInfo, now: float) -> None:
        """Remember a session that ends now; the oldest are forgotten."""
        self._forget_old(now)
        while len(self._at) >= MOST:
            del self._at[next(iter(self._at))]
        self._at[info.id] = (now, info)

    def find(self, session: str, now: float) -> SessionInfo | None:
        """What it was, if it has just ended."""
        at, info = self._at.get(session, (0.0, None))
        return info if now - at < KEPT else None

    def forget(self, session: str) -> None:
        """Whoever made it knows."""
        self._at.pop(session, None)

    def _forget_old(self, now: float) -> None:
        # In the order of their ends: the first that is young enough ends the search.
        while self._at:
            oldest = next(iter(self._at))
            if now - self._at[oldest][0] < KEPT:
                return
            del self._at[oldest]
