"""How well a participant is connected: measured per session, told per participant. No I/O."""

from collections.abc import Iterable

from media.resources import Quality

SILENT = 5.0
"""Seconds without anything heard after which nothing gets through: checks come every 2.5 s."""

_LEVELS = ((0.01, 0.150, 4), (0.03, 0.300, 3), (0.08, 0.500, 2))
"""The most loss and round trip for each score, best first."""


class Health:
    """What one session knows of its path."""

    def __init__(self) -> None:
        self.loss = 0.0
        """Share of packets lost before repair, as last reported."""
        self.round_trip: float | None = None
        """Seconds; None until measured."""
        self.kbps = 0.0
        self.packets = 0
        """RTP packets that came, repairs included; of a publisher alone."""
        self.lost = 0
        """Packets lost for good, of all since the beginning, as last reported."""
        self.jitter = 0.0
        """Seconds, of the medium that is worst."""
        self.repairs = 0
        """Packets asked of a publisher again, or repeated to a viewer."""
        self._octets = 0
        self._counted_at: float | None = None

    def count(self, octets: int, now: float) -> None:
        """Take the total of media bytes so far; the rate is the mean since the call before."""
        passed = now - self._counted_at if self._counted_at is not None else 0.0
        if passed > 0:
            self.kbps = max(0, octets - self._octets) * 8 / passed / 1000
        self._octets, self._counted_at = octets, now


def rate(sessions: Iterable[tuple[Health, float]]) -> Quality | None:
    """The quality of a participant with these sessions: each one's health and seconds of silence.

    None when there are no sessions.
    """
    known = list(sessions)
    if not known:
        return None
    trips = [health.round_trip for health, _ in known if health.round_trip is not None]
    trip = max(trips, default=None)
    loss = max(health.loss for health, _ in known)
    silent = max(silence for _, silence in known) > SILENT
    return Quality(
        rtt_ms=None if trip is None else trip * 1000,
        loss=loss,
        kbps=sum(health.kbps for health, _ in known),
        score=0 if silent else _score(loss, trip or 0.0),
    )


def _score(loss: float, round_trip: float) -> int:
    for most_loss, most_trip, score in _LEVELS:
        if loss <= most_loss and round_trip <= most_trip:
            return score
    return 1
