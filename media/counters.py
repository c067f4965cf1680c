"""What media counts. Read by `/metrics`; written on the hot path, so nothing but additions."""

import logging
from collections import Counter
from dataclasses import dataclass, field, fields

logger = logging.getLogger(__name__)

LOG_INTERVAL = 60.0
"""Seconds between two log lines about one class of bad datagram: a flood must not fill the disk."""


@dataclass(slots=True)
class Counters:
    """Totals since the server started."""

    datagrams_received: int = 0
    packets_received: int = 0
    """RTP packets of publishers, repairs included."""
    packets_forwarded: int = 0
    """RTP packets taken by the kernel, one per viewer, repairs not included."""
    packets_dropped: int = 0
    """RTP packets that the kernel did not take."""
    repairs_asked: int = 0
    """Packets that we asked publishers to repeat."""
    repairs_sent: int = 0
    """Packets repeated to viewers."""
    repairs_refused: int = 0
    """Packets that viewers asked for and that we have no more, or that are over their budget."""
    probes_sent: int = 0
    """Packets repeated to viewers to learn whether their downlinks carry more."""
    key_frames_asked: int = 0
    sessions_started: int = 0
    sessions_failed: int = 0
    """Sessions that never connected."""
    faults: int = 0
    """Exceptions that ended a datagram or a tick and that nobody foresaw."""
    tcp_accepted: int = 0
    """TCP connections that were taken."""
    tcp_refused: int = 0
    """TCP connections that were over a limit."""
    tcp_cut: int = 0
    """TCP connections that ended without ever saying anything authentic, or spoke no frames."""
    rejected: Counter[str] = field(default_factory=Counter)
    """Datagrams that changed nothing, by class."""

    def as_dict(self) -> dict[str, float]:
        """Every total by its name."""
        names = [f.name for f in fields(self) if f.name != "rejected"]
        totals: dict[str, float] = {name: getattr(self, name) for name in names}
        return totals | {f"rejected_{kind}": count for kind, count in self.rejected.items()}


class Rejections:
    """Counts bad datagrams; says so at most once a minute and class.

    Classes: empty, stray (from an address that nobody validated), malformed, unauthenticated,
    replayed, overflow (more than is handled), unexpected (well-formed, but not for this session).
    """

    CLASSES = (
        "empty",
        "stray",
        "malformed",
        "unauthenticated",
        "replayed",
        "overflow",
        "unexpected",
    )

    def __init__(self, counters: Counters) -> None:
        self._counters = counters
        self._rejected = counters.rejected
        self._rejected.update(dict.fromkeys(self.CLASSES, 0))
        self._logged: dict[str, tuple[float, int]] = {}

    def count(self, kind: str, now: float) -> None:
        """Count a datagram that changed nothing."""
        self._rejected[kind] += 1
        unsaid = self._unsaid(kind, self._rejected[kind], now)
        if unsaid:
            logger.info("media x %s: %d datagrams", kind, unsaid)

    def fault(self, where: str, now: float) -> None:
        """Count an exception that is being handled and that no parser should raise: our mistake."""
        self._counters.faults += 1
        unsaid = self._unsaid(where, self._counters.faults, now)
        if unsaid:
            logger.exception("media x %s: fault %d", where, self._counters.faults)

    def _unsaid(self, kind: str, total: int, now: float) -> int:
        """How many the next line is about; 0 while it is too early for one."""
        logged_at, logged = self._logged.get(kind, (float("-inf"), 0))
        if now - logged_at < LOG_INTERVAL:
            return 0
        self._logged[kind] = (now, total)
        return total - logged
