"""An up track: one medium (audio or video) as it comes from a presenter. No I/O.

Rule 1: bytes, packets and time come in as arguments; what to forward is the return value.

Rule 2: whatever arrives twice leaves once, whatever arrives late leaves late, with its number.

Rule 3: one source at a time. Another SSRC takes over only when the old one has gone silent, and
then the first packet says `restart`, so that fans lay it behind the last.
"""

from dataclasses import dataclass, field, replace

from media.hot import value
from media.keyframes import starts_key_frame
from media.nack import Arrival, MissingPackets
from media.red import MOST_BLOCKS, Block, Timetable, parse
from media.reports import Reception, SenderClock
from media.rtcp import ReportBlock, SenderReport
from media.rtp import RtpPacket, unwrap

SOURCE_SILENT = 1.0
"""Seconds after which a new SSRC is the presenter's new source, not somebody's second one."""

LARGEST_JUMP = 3000
"""A number further ahead than this is a line that began anew."""


@value
class MediaPacket:
    """A packet to forward, in the publisher's numbers."""

    index: int
    timestamp: int
    marker: bool
    payload: bytes
    key: bool
    """A viewer may begin here."""
    restart: bool
    """The numbers do not continue those of the packet before."""
    redundant: bytes = b""
    """The same with packets from before (RED), if it came so and all of them may be heard."""


@dataclass(frozen=True, slots=True)
class Encoding:
    """What was negotiated for one medium with the publisher."""

    codec: str
    """Lower-case name: opus, vp8, …"""
    clock_rate: int
    payload_type: int
    repair_payload_type: int | None
    """RTX, when negotiated; else the publisher repeats packets as they were."""
    nack: bool
    redundancy_payload_type: int | None = None
    """RED, when negotiated."""


@dataclass(slots=True)
class _Source:
    """One SSRC's line."""

    ssrc: int
    heard: float
    reception: Reception
    missing: MissingPackets
    clock: SenderClock | None = None
    times: Timetable = field(default_factory=Timetable)
    """Kept for redundancy alone."""


class UpTrack:
    """Order, loss, repair and reports of one medium."""

    def __init__(self, encoding: Encoding) -> None:
        self.encoding = encoding
        self.muted = False
        """While set, nothing is forwarded."""
        self.octets = 0
        self._source: _Source | None = None
        self._restart = True
        self._begun = 0
        """The index of the last packet that said `restart`."""

    @property
    def ssrc(self) -> int | None:
        """The source's SSRC, None before its first packet."""
        return self._source.ssrc if self._source is not None else None

    @property
    def clock(self) -> SenderClock | None:
        """The newest tie of media clock to wall clock."""
        return self._source.clock if self._source is not None else None

    @property
    def jitter(self) -> float:
        """Seconds by which packets come uneven (RFC 3550, 6.4.1)."""
        return self._source.reception.jitter if self._source is not None else 0.0

    def receive(self, packet: RtpPacket, now: float) -> MediaPacket | None:
        """Take a packet of the negotiated payload type; the return value is to be forwarded."""
        source = self._source_of(packet, now)
        if source is None:
            return None
        index = self._note(source, packet, now)
        if self.encoding.redundancy_payload_type is not None:
            source.times.note(index, packet.timestamp)
        return self._take(index, packet, packet.payload, source.missing.arrived(index, now))

    def receive_redundant(self, packet: RtpPacket, now: float) -> list[MediaPacket]:
        """Take a packet of the redundancy payload type: itself, and what was lost before it.

        Raises ValueError when its blocks are malformed.
        """
        *before, own = parse(packet.payload)
        source = self._source_of(packet, now)
        if source is None or own.payload_type != self.encoding.payload_type:
            return []
        index = self._note(source, packet, now)
        source.times.note(index, packet.timestamp)
        taken = self._take(index, packet, own.data, source.missing.arrived(index, now))
        if taken is not None and taken.restart:
            return [taken]
        found = [self._recover(source, packet, index, block) for block in before]
        if taken is not None and index - self._begun > MOST_BLOCKS:
            taken = replace(taken, redundant=packet.payload)
        return [each for each in (*found, taken) if each is not None]

    def _recover(
        self, source: _Source, packet: RtpPacket, index: int, block: Block
    ) -> MediaPacket | None:
        """The lost packet that a block of packet `index` stands for, if it is one."""
        lost = source.times.index_of(block, index) if block.data else None
        if lost is None or block.payload_type != self.encoding.payload_type:
            return None
        timestamp = packet.timestamp - block.age & 0xFFFFFFFF
        source.times.note(lost, timestamp)
        same = replace(packet, timestamp=timestamp, marker=False)
        return self._take(lost, same, block.data, source.missing.recovered(lost))

    def _note(self, source: _Source, packet: RtpPacket, now: float) -> int:
        """Count a packet of the source itself; returns its index."""
        size, highest = len(packet.payload), source.missing.highest
        self.octets += size
        index = packet.sequence
        if highest is not None:
            index = unwrap(index, highest)
            if not -LARGEST_JUMP <= index - highest <= LARGEST_JUMP:
                index = packet.sequence
                self._begin_anew(source)
        source.heard = now
        source.reception.received(index, packet.timestamp, size, now)
        return index

    def receive_repair(self, packet: RtpPacket, now: float) -> MediaPacket | None:
        """Take a packet of the repair payload type (RFC 4588); padding has no number and ends."""
        source = self._source
        if source is None or len(packet.payload) < 2 or source.missing.highest is None:
            return None
        self.octets += len(packet.payload)
        number = int.from_bytes(packet.payload[:2], "big")
        index = unwrap(number, source.missing.highest)
        if index > source.missing.highest:
            return None
        return self._take(index, packet, packet.payload[2:], source.missing.repaired(index, now))

    def _take(
        self, index: int, packet: RtpPacket, payload: bytes, arrival: Arrival
    ) -> MediaPacket | None:
        if self.muted:
            self._restart = True
        # A line begins with a new packet; what is repaired from before its beginning is not of it.
        if (
            self.muted
            or arrival is Arrival.REPEATED
            or (self._restart and arrival is Arrival.REPAIRED)
        ):
            return None
        restart, self._restart = self._restart, False
        if restart:
            self._begun = index
        key = starts_key_frame(self.encoding.codec, payload)
        return MediaPacket(index, packet.timestamp, packet.marker, payload, key, restart)

    def _source_of(self, packet: RtpPacket, now: float) -> _Source | None:
        source = self._source
        if source is not None and source.ssrc == packet.ssrc:
            return source
        if source is not None and now - source.heard < SOURCE_SILENT:
            return None
        self._restart = True
        reception = Reception(self.encoding.clock_rate)
        self._source = _Source(packet.ssrc, now, reception, self._missing_packets())
        return self._source

    def _missing_packets(self) -> MissingPackets:
        return MissingPackets(repairs_apart=self.encoding.repair_payload_type is not None)

    def _begin_anew(self, source: _Source) -> None:
        """The source's numbers are of another line than those before."""
        source.missing = self._missing_packets()
        source.times = Timetable()
        source.reception = Reception(self.encoding.clock_rate)
        self._restart = True

    @property
    def lacks(self) -> bool:
        """Whether packets are missing, or were given up: then call `missing` and `abandoned`."""
        source = self._source
        return source is not None and (bool(source.missing.holes) or source.missing.abandoned)

    def missing(self, now: float) -> list[int]:
        """Numbers to ask the publisher for now; the caller then does."""
        if self._source is None or not self.encoding.nack or not self._source.missing:
            return []
        return [index & 0xFFFF for index in self._source.missing.due(now)]

    def abandoned(self) -> bool:
        """Whether packets were given up since the last call, so that a key frame is needed."""
        if self._source is None or not self._source.missing.abandoned:
            return False
        self._source.missing.abandoned = False
        return True

    def sender_report(self, report: SenderReport, now: float) -> None:
        """Take the publisher's tie of clocks, if it is about our source."""
        source = self._source
        if source is None or source.ssrc != report.ssrc:
            return
        source.reception.sender_report(report.ntp, now)
        source.clock = SenderClock(report.ntp, report.rtp, now, self.encoding.clock_rate)

    def report(self, now: float) -> ReportBlock | None:
        """What to tell the publisher about the time since the last call."""
        if self._source is None:
            return None
        return self._source.reception.block(self._source.ssrc, now)
