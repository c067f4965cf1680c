"""Reports: what we tell a presenter about her packets, and her clock that we pass on. No I/O.

Times are seconds of one monotonic clock, given by the caller.
"""

from dataclasses import dataclass

from media.rtcp import ReportBlock

NTP_SECOND = 1 << 32


class Reception:
    """How well one source is received (RFC 3550, 6.4.1 and appendix A)."""

    def __init__(self, clock_rate: int) -> None:
        self.packets = 0
        self.octets = 0
        self._clock_rate = clock_rate
        self._first: int | None = None
        self._highest = 0
        self._jitter = 0.0
        self._transit: float | None = None
        self._expected_before = 0
        self._packets_before = 0
        self._last_report = 0
        self._last_report_at = 0.0

    def received(self, index: int, timestamp: int, size: int, now: float) -> None:
        """Take note of a packet of the source itself, not of a repair."""
        self.packets += 1
        self.octets += size
        if self._first is None:
            self._first = self._highest = index
        elif index > self._highest:
            self._highest = index
        transit = now * self._clock_rate - timestamp
        if self._transit is not None:
            change = abs(transit - self._transit)
            # A jump of over a second is a new timestamp line or its wrap, not jitter.
            if change < self._clock_rate:
                self._jitter += (change - self._jitter) / 16
        self._transit = transit

    @property
    def jitter(self) -> float:
        """Seconds by which packets come uneven."""
        return self._jitter / self._clock_rate

    def sender_report(self, ntp: int, now: float) -> None:
        """Remember which report we will refer to, so that the sender learns the round trip."""
        self._last_report = ntp >> 16 & 0xFFFFFFFF
        self._last_report_at = now

    def block(self, ssrc: int, now: float) -> ReportBlock:
        """The report for the time since the last call."""
        expected = self._highest - self._first + 1 if self._first is not None else 0
        new = expected - self._expected_before
        lost = new - (self.packets - self._packets_before)
        self._expected_before, self._packets_before = expected, self.packets
        delay = round((now - self._last_report_at) * 65536) if self._last_report else 0
        return ReportBlock(
            ssrc=ssrc,
            fraction=min(255, lost * 256 // new) if new > 0 and lost > 0 else 0,
            lost=max(-0x800000, min(0x7FFFFF, expected - self.packets)),
            highest=self._highest & 0xFFFFFFFF,
            jitter=min(round(self._jitter), 0xFFFFFFFF),
            last_report=self._last_report,
            delay=min(delay, 0xFFFFFFFF),
        )


@dataclass(frozen=True, slots=True)
class SenderClock:
    """A presenter's tie between wall clock and media clock, as her newest sender report said.

    Audio and video carry the same wall clock, so whoever passes both ties on keeps lip sync.
    """

    ntp: int
    rtp: int
    at: float
    """When the report came, on our clock."""
    clock_rate: int

    def extrapolate(self, now: float) -> tuple[int, int]:
        """NTP time and RTP timestamp of this very moment."""
        passed = now - self.at
        ntp = self.ntp + round(passed * NTP_SECOND)
        return ntp & 0xFFFFFFFFFFFFFFFF, self.rtp + round(passed * self.clock_rate)
