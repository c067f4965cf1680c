"""A fan: one layer of one medium of one stream, to all viewers who take the same bytes.

Rule 1: a packet is written once, in a line of our own: one SSRC, one sequence, one clock. Viewers
differ in keys and addresses, and those that came from another fan in what is added to their
sequence numbers. Who needs other bytes (another layer, another payload type, another extension
id, keys that add more bytes) is in another fan.

Rule 2: packets gather in `write` and leave in `settle`, which is called at the end of each wake-up.
So a burst that came in together goes out together; a picture may wait a moment for its last packet.

Rule 3: a viewer begins at a key frame: at the newest one when that is fresh and still in the
cache, otherwise at the next, which is asked for. A viewer that another fan feeds is fed by it
until then, and sees its numbers and its clock go on (`media.downtrack`, `media.splice`).

Rule 4: the I/O is the sender's. Time comes in as `now`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from media.audience import Audience
from media.batch import LONGEST, BatchSender
from media.cache import PacketCache
from media.cipher import Cipher
from media.counters import Counters
from media.downtrack import DownTrack
from media.hot import value
from media.keyframes import REQUEST_INTERVAL
from media.line import Line
from media.outbox import Outbox
from media.rtcp import ReportBlock, write_sender_report, write_source_description
from media.rtp import WRAP, renumbered, short_extension, write
from media.splice import LaidPacket
from media.thinning import Thinning

WRAP_MARGIN = 128
"""Packets before the wrap in which nobody begins: see rule 1 of `media.audience`."""

CACHE_SIZE = {"video": 1024, "audio": 128}
"""Two seconds at 5 Mbit/s; two and a half of audio."""

REPORTS_KEPT = 8
"""Sender reports that a viewer's report may refer to."""


@dataclass(frozen=True, slots=True)
class Layout:
    """What must be equal for viewers to share bytes."""

    kind: str
    """audio or video."""
    payload_type: int
    send_time_extension: int | None
    """Negotiated id of abs-send-time."""
    overhead: int
    """Bytes that encryption adds."""
    redundancy: int | None = None
    """The payload type of redundant packets (RED), for viewers that play them."""
    cipher: Cipher | None = None
    """What seals (`media.sealing`); None: libsrtp encrypts."""


@value
class _KeyFrame:
    index: int
    timestamp: int
    at: float
    joint: bool
    serial: int


class Fan:
    """Writes packets, keeps them for repairs, and knows who gets them."""

    def __init__(
        self,
        layout: Layout,
        ssrc: int,
        cname: str,
        family: int,
        sender: BatchSender,
        counters: Counters,
        *,
        layer: str = "",
        temporal: int | None = None,
    ) -> None:
        """`temporal` is the highest temporal layer that is forwarded; None: all are."""
        self.layout = layout
        self.layer = layer
        self.ssrc = ssrc
        self._cname = cname
        self._counters = counters
        self._line = Line()
        self._thinning = Thinning(temporal) if temporal is not None else None
        self._cache = PacketCache(CACHE_SIZE[layout.kind])
        self._audience = Audience(family, layout.cipher)
        self._outbox = Outbox(self._audience, family, sender, counters, layout.cipher)
        self.waiting: list[DownTrack] = []
        """Viewers who want a key frame, to begin at."""
        self._key_frame: _KeyFrame | None = None
        self.highest = -1
        """Index of the newest packet."""
        self.serial = -1
        """Of the newest packet."""
        self.packets = 0
        """Written so far: fewer than there are numbers where the publisher's are missing."""
        self._is_whole = True
        """Whether the newest picture is; sound always is."""
        self.octets = 0
        """Media bytes written, for one viewer."""
        self._reported: dict[int, float] = {}

    def __len__(self) -> int:
        return len(self._audience) + len(self.waiting)

    # Viewers

    def join(self, track: DownTrack, now: float) -> None:
        """Take a viewer: it begins at once if it can, else it is among those `waiting`."""
        self.waiting.append(track)
        newest = self._key_frame
        if newest is not None and now - newest.at < REQUEST_INTERVAL:
            self._begin(newest)

    def leave(self, track: DownTrack) -> None:
        """Forget a viewer, before its keys are freed. Leaving twice is harmless."""
        if track in self.waiting:
            self.waiting.remove(track)
        if track.carrier is self:
            # What is written counts as sent, so it must be.
            self._outbox.flush()
            self._audience.remove(track)
            track.leave()

    def moved(self, track: DownTrack) -> None:
        """Send to the viewer's new address from now on."""
        self._audience.moved(track)

    def _begin(self, key: _KeyFrame) -> None:
        """Let those who wait begin there, and catch up with what has been sent since."""
        starters = [track for track in self.waiting if _may_begin(track, key)]
        if not starters:
            return
        self.waiting = [track for track in self.waiting if track not in starters]
        self._outbox.flush()
        for track in starters:
            if track.carrier is not None:
                track.carrier.leave(track)
            track.enter(self, key.index)
            self._audience.admit(track)
            self._catch_up(track)

    def _catch_up(self, track: DownTrack) -> None:
        for index in range(track.start, self.highest + 1):
            packet = self._cache.get(index)
            if packet is not None:
                taken = self._outbox.send_alone(track, packet, index + track.offset)
                self._counters.packets_forwarded += taken

    # Packets

    def write(self, packet: LaidPacket, now: float) -> None:
        """Give a packet its place in the line; it leaves at the next `flush`."""
        if packet.restart:
            self._line.restart()
        taken = packet if self._thinning is None else self._thinning.take(packet)
        if taken is not None:
            place = self._line.place(packet.index)
        else:
            place = self._line.skip(packet.index)
            taken = replace(packet, payload=b"", marker=False, key=False, joint=False)
        if place is not None and (place > self.highest or self._is_free(place)):
            self._put(taken, place, now)

    def _put(self, packet: LaidPacket, place: int, now: float) -> None:
        written = self._dump(packet, place, now)
        if len(written) > LONGEST:
            return
        if packet.key:
            self._key(packet, place, now)
        self._cache.put(place, written)
        self._outbox.put(place, written, now)
        if place > self.highest:
            self.highest = place
            self._is_whole = packet.marker or self.layout.kind == "audio"
        self.serial = packet.serial
        self.packets += 1
        self.octets += len(packet.redundant or packet.payload)

    def _is_free(self, index: int) -> bool:
        """Whether nothing was ever sent in that place: one nonce never sees two contents."""
        return index > self.highest - self._cache.size and self._cache.get(index) is None

    def _dump(self, packet: LaidPacket, place: int, now: float) -> bytes:
        payload_type, payload = self.layout.payload_type, packet.payload
        if self.layout.redundancy is not None and packet.redundant:
            payload_type, payload = self.layout.redundancy, packet.redundant
        return write(
            payload_type,
            packet.marker,
            place,
            packet.timestamp,
            self.ssrc,
            self._extension(now),
            payload,
        )

    def _extension(self, now: float) -> bytes:
        """The send time, if negotiated: seconds with 18 bits of fraction, 24 bits in all."""
        number = self.layout.send_time_extension
        if number is None:
            return b""
        return short_extension(number, int(now * (1 << 18)) & 0xFFFFFF)

    def _key(self, packet: LaidPacket, place: int, now: float) -> None:
        """A viewer may begin here, unless this is a later part of the newest key frame."""
        newest = self._key_frame
        if newest is not None and (place < newest.index or packet.timestamp == newest.timestamp):
            return
        self._key_frame = _KeyFrame(place, packet.timestamp, now, packet.joint, packet.serial)
        if self.waiting:
            self._begin(self._key_frame)

    def settle(self, now: float) -> bool:
        """Send what was written; whether a part of a picture stays, to wait for the rest."""
        if not self._is_whole and self._outbox.waits(now):
            return True
        self._outbox.flush()
        return False

    # Repairs and reports

    def repair(self, track: DownTrack, sequences: Iterable[int], now: float) -> None:
        """Send again what a viewer misses, as far as we still have it and its budget allows.

        What we miss ourselves goes to everybody when it comes, so it is no repair.
        """
        for sequence in sequences:
            found = track.packet(sequence)
            if found is None or not track.budget.allows(found[0], now):
                self._counters.repairs_refused += not track.awaits(sequence)
            else:
                repeated = self._repeat(track, found[1], found[0], now)
                self._counters.repairs_sent += repeated
                track.repairs += repeated

    def _repeat(self, track: DownTrack, packet: bytes, index: int, now: float) -> int:
        """Send a viewer its packet of that index again; returns how many the kernel took."""
        if track.repair is None:
            return self._outbox.send_alone(track, packet, index)
        repair = track.repair.wrap(renumbered(packet, index), self._extension(now))
        return self._outbox.send_repair(track, repair)

    def probe(self, track: DownTrack, octets: int, now: float) -> int:
        """Repeat the newest packets to a viewer who has them; returns how many octets were sent.

        Only as repairs (RTX), which a receiver counts and passes over when it has the packet.
        """
        sent, index = 0, self.highest
        while track.repair is not None and sent < octets and index >= track.start:
            packet = self._cache.get(index)
            if packet is None:
                break
            sent += len(packet)
            self._counters.probes_sent += self._repeat(track, packet, index + track.offset, now)
            index -= 1
        return sent

    def cached(self, index: int) -> bytes | None:
        """See `media.downtrack.Carrier`."""
        return self._cache.get(index)

    def awaits(self, index: int) -> bool:
        """See `media.downtrack.Carrier`."""
        return index < self.highest and self._is_free(index)

    def report(self, ntp: int, timestamp: int, now: float) -> None:
        """Tell the viewers which of our timestamps is which moment of the publisher's clock."""
        body = write_sender_report(self.ssrc, ntp, timestamp, self.packets, self.octets)
        body += write_source_description(self.ssrc, self._cname)
        self._reported[ntp >> 16 & 0xFFFFFFFF] = now
        if len(self._reported) > REPORTS_KEPT:
            del self._reported[next(iter(self._reported))]
        self._outbox.send_report(body)

    def round_trip(self, block: ReportBlock, now: float) -> float | None:
        """Seconds to the viewer and back, if its report refers to one of ours."""
        sent = self._reported.get(block.last_report)
        if sent is None:
            return None
        return max(0.0, now - sent - block.delay / 65536)


def _may_begin(track: DownTrack, key: _KeyFrame) -> bool:
    """Whether that key frame is a beginning for that viewer."""
    if not track.begun:
        return key.index % WRAP < WRAP - WRAP_MARGIN
    # A joint lies behind what was laid before it, not behind what has been sent since.
    return key.joint and key.serial > track.serial
