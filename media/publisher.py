"""What a WHIP session carries: a presenter's tracks into her stream, and our answers to her."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from enum import Enum

from media.aiortc_seam import Keys
from media.answer import TRANSPORT_SEQUENCE, AnsweredMedia
from media.batch import Address
from media.counters import Counters
from media.directory import Key
from media.feedback import FEEDBACK_INTERVAL, TransportFeedback, UplinkEstimate
from media.quality import Health
from media.reports import SenderClock
from media.resources import StreamInfo
from media.rtcp import (
    Message,
    SenderReport,
    write_nack,
    write_picture_loss,
    write_receiver_report,
    write_remb,
    write_transport_feedback,
)
from media.rtp import RtpPacket, parse
from media.speaker import Microphone
from media.stream import Stream
from media.uptrack import Encoding, MediaPacket, UpTrack

REPORT_INTERVAL = 1.0


class Publisher:
    """The presenter's end of a stream."""

    def __init__(
        self,
        info: StreamInfo,
        accepted: tuple[AnsweredMedia, ...],
        send_rtcp: Callable[[bytes], None],
        connected: Callable[["Publisher"], None],
        ended: Callable[["Publisher", str], None],
        counters: Counters,
        microphone: Microphone,
    ) -> None:
        self.info = info
        """The stream that this publisher is to feed."""
        self.codecs = {media.kind: media.codec for media in accepted}
        self.tracks: Mapping[str, UpTrack] = {
            media.kind: UpTrack(_encoding(media)) for media in accepted
        }
        self.health = Health()
        self.stream: Stream | None = None
        """What this publisher feeds; None before it has connected."""
        self._ssrc = secrets.randbelow(0xFFFFFFFE) + 1
        self._send_rtcp = send_rtcp
        self._connected = connected
        self._ended = ended
        self._counters = counters
        self._microphone = microphone
        self._routes = _routes(self.tracks)
        self._numbered = _numbered(accepted)
        self._feedback = TransportFeedback()
        self._estimate = (
            UplinkEstimate() if any("goog-remb" in m.codec.feedback for m in accepted) else None
        )
        self._feedback_at = 0.0
        self._report_at = 0.0

    @property
    def key(self) -> Key:
        """Room, participant, kind."""
        return self.info.room, self.info.participant, self.info.kind

    # From the session

    def connected(self, keys: Keys, now: float) -> None:
        """See `media.session.Media`."""
        self._report_at = now + REPORT_INTERVAL
        self._connected(self)

    def moved(self, address: Address) -> None:
        """See `media.session.Media`: where she is changes nothing here."""

    def ended(self, reason: str) -> None:
        """See `media.session.Media`."""
        self._ended(self, reason)
        self.stream = None

    def got_rtp(self, data: bytes, now: float) -> None:
        """See `media.session.Media`."""
        packet = parse(data)
        self._counters.packets_received += 1
        self.health.packets += 1
        self._note_arrival(packet, now)
        kind, role = self._routes.get(packet.payload_type, ("", Role.MEDIA))
        track = self.tracks.get(kind)
        if track is None:
            return
        packets = _receive(track, role, packet, now)
        for forwarded in packets:
            self._forward(kind, forwarded, now)
        if packets and kind == "audio":
            self._microphone.heard(packet.extensions, now)

    def _forward(self, kind: str, packet: MediaPacket, now: float) -> None:
        if self.stream is not None:
            self.stream.forward(kind, packet, now)

    def _note_arrival(self, packet: RtpPacket, now: float) -> None:
        number = packet.extensions.get(self._numbered) if self._numbered is not None else None
        if number is not None and len(number) == 2:
            self._feedback.received(int.from_bytes(number, "big"), now)

    def got_rtcp(self, messages: list[Message], now: float) -> None:
        """See `media.session.Media`."""
        for message in messages:
            if isinstance(message, SenderReport):
                for track in self.tracks.values():
                    track.sender_report(message, now)

    # From the stream

    def request_key_frame(self) -> None:
        """See `media.stream.Upstream`."""
        video = self.tracks.get("video")
        if video is not None and video.ssrc is not None:
            self._send_rtcp(write_picture_loss(self._ssrc, video.ssrc))

    def clock(self, kind: str) -> SenderClock | None:
        """See `media.stream.Upstream`."""
        track = self.tracks.get(kind)
        return track.clock if track is not None else None

    def mute(self, muted: bool) -> None:
        """Forward her voice, or not."""
        audio = self.tracks.get("audio")
        if audio is not None:
            audio.muted = muted

    # Time

    def settle(self, now: float) -> None:
        """See `media.session.Media`."""
        self._ask_repairs(now)
        if self.stream is not None:
            self.stream.settle(now)
        if now >= self._feedback_at:
            self._feedback_at = now + FEEDBACK_INTERVAL
            self._send_feedback()
            self._microphone.tick(now)
        if now >= self._report_at:
            self._report_at = now + REPORT_INTERVAL
            self._report(now)

    def tick(self, now: float) -> None:
        """See `media.session.Media`: what is due when nothing comes in."""
        self.settle(now)

    def _ask_repairs(self, now: float) -> None:
        for kind, track in self.tracks.items():
            missing = track.missing(now)
            if missing and track.ssrc is not None:
                self._counters.repairs_asked += len(missing)
                self.health.repairs += len(missing)
                self._send_rtcp(write_nack(self._ssrc, track.ssrc, missing))
            # Audio has no key frames: what is given up there is concealed.
            if track.abandoned() and kind == "video" and self.stream is not None:
                self.stream.wish_key_frame()

    def _send_feedback(self) -> None:
        ssrc = next((t.ssrc for t in self.tracks.values() if t.ssrc is not None), None)
        if ssrc is not None:
            for message in self._feedback.take():
                self._send_rtcp(write_transport_feedback(self._ssrc, ssrc, message))

    def _report(self, now: float) -> None:
        found = [track.report(now) for track in self.tracks.values()]
        blocks = [block for block in found if block is not None]
        octets = sum(track.octets for track in self.tracks.values())
        self.health.count(octets, now)
        if blocks:
            self.health.loss = max(block.fraction for block in blocks) / 256
            self.health.lost = sum(block.lost for block in blocks)
            self.health.jitter = max(track.jitter for track in self.tracks.values())
            report = write_receiver_report(self._ssrc, blocks)
            if self._estimate is not None:
                rate = self._estimate.update(self.health.loss, 1000 * self.health.kbps)
                report += write_remb(self._ssrc, rate, [block.ssrc for block in blocks])
            self._send_rtcp(report)
        if self.stream is not None:
            self.stream.report(now)


def _encoding(media: AnsweredMedia) -> Encoding:
    codec = media.codec
    return Encoding(
        codec=codec.name,
        clock_rate=codec.clock_rate,
        payload_type=codec.payload_type,
        repair_payload_type=codec.repair,
        nack="nack" in codec.feedback,
        redundancy_payload_type=codec.redundancy,
    )


class Role(Enum):
    """What a packet is, by its payload type."""

    MEDIA = "media"
    REPAIR = "repair"
    REDUNDANT = "redundant"


def _routes(tracks: Mapping[str, UpTrack]) -> dict[int, tuple[str, Role]]:
    """Kind of medium, and role in it, by payload type."""
    routes: dict[int, tuple[str, Role]] = {}
    for kind, track in tracks.items():
        encoding = track.encoding
        routes[encoding.payload_type] = (kind, Role.MEDIA)
        if encoding.repair_payload_type is not None:
            routes[encoding.repair_payload_type] = (kind, Role.REPAIR)
        if encoding.redundancy_payload_type is not None:
            routes[encoding.redundancy_payload_type] = (kind, Role.REDUNDANT)
    return routes


def _receive(track: UpTrack, role: Role, packet: RtpPacket, now: float) -> Sequence[MediaPacket]:
    """Give a packet to its track; returns what is to be forwarded."""
    if role is Role.REDUNDANT:
        return track.receive_redundant(packet, now)
    receive = track.receive_repair if role is Role.REPAIR else track.receive
    taken = receive(packet, now)
    return () if taken is None else (taken,)


def _numbered(accepted: tuple[AnsweredMedia, ...]) -> int | None:
    """The id of the transport-wide sequence number, one for the whole bundle."""
    for media in accepted:
        if "transport-cc" in media.codec.feedback and TRANSPORT_SEQUENCE in media.extensions:
            return media.extensions[TRANSPORT_SEQUENCE]
    return None
