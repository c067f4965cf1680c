"""What a WHIP session carries: a presenter's tracks into her stream, and our answers to her."""

import secrets
from collections.abc import Callable, Mapping, Sequence

from media.acceptance import TRANSPORT_SEQUENCE, AnsweredMedia
from media.aiortc_seam import Keys
from media.batch import Address
from media.counters import Counters
from media.directory import Key
from media.distance import Distance, ReferenceReply
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
from media.uplayers import Role, Route, UpLayers, routes
from media.uptrack import MediaPacket, UpTrack

REPORT_INTERVAL = 1.0

NO_ID = -1
"""Of a header extension that no packet has."""


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
        self._media: Mapping[str, UpLayers] = {media.kind: UpLayers(media) for media in accepted}
        self._tracks = [
            (kind, layer, track) for kind, each in self._media.items() for layer, track in each
        ]
        """Every track, with its medium and its layer."""
        self.health = Health()
        self.stream: Stream | None = None
        """What this publisher feeds; None before it has connected."""
        self._ssrc = secrets.randbelow(0xFFFFFFFE) + 1
        self._distance = Distance(self._ssrc)
        self._send_rtcp = send_rtcp
        self._connected = connected
        self._ended = ended
        self._counters = counters
        self._microphone = microphone
        self._routes = routes(self._media)
        self._numbered = _numbered(accepted)
        self.feedback = TransportFeedback()
        """When what she sends has come, until she is told."""
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

    def got_rtp(self, data: bytes, now: float) -> bool:
        """See `media.session.Media`."""
        packet = parse(data)
        self._counters.packets_received += 1
        self.health.packets += 1
        number = packet.extensions.get(self._numbered)
        if number is not None and len(number) == 2:
            self.feedback.received(number[0] << 8 | number[1], now)
        route = self._routes.get(packet.payload_type)
        if route is not None:
            self._take(packet, route, now)
        return True

    def _take(self, packet: RtpPacket, route: Route, now: float) -> None:
        """Give a packet to its track, and what comes of it to the stream."""
        kind, layers, role = route
        layer = layers.layer_of(packet, role)
        if layer is None:
            return
        track = layers.tracks[layer]
        packets = _receive(track, role, packet, now)
        if self.stream is not None:
            medium = self.stream.media[kind]
            for forwarded in packets:
                medium.forward(layer, forwarded, track.clock, now)
        if packets and kind == "audio":
            self._microphone.heard(packet.extensions, now)

    def got_rtcp(self, messages: list[Message], now: float) -> bool:
        """See `media.session.Media`."""
        for message in messages:
            if isinstance(message, SenderReport):
                for _, _, track in self._tracks:
                    track.sender_report(message, now)
            elif isinstance(message, ReferenceReply):
                trip = self._distance.answered(message, now)
                self.health.round_trip = trip if trip is not None else self.health.round_trip
        return True

    # From the stream

    def request_key_frame(self, layer: str) -> None:
        """See `media.stream.Upstream`."""
        track = self._track("video", layer)
        if track is not None and track.ssrc is not None:
            self._send_rtcp(write_picture_loss(self._ssrc, track.ssrc))

    def clock(self, kind: str, layer: str) -> SenderClock | None:
        """See `media.stream.Upstream`."""
        track = self._track(kind, layer)
        return track.clock if track is not None else None

    def layers(self, kind: str) -> Sequence[str]:
        """See `media.stream.Upstream`."""
        return list(self._media[kind].tracks)

    def _track(self, kind: str, layer: str) -> UpTrack | None:
        layers = self._media.get(kind)
        return layers.tracks.get(layer) if layers is not None else None

    def mute(self, muted: bool) -> None:
        """Forward her voice, or not."""
        for kind, _, track in self._tracks:
            if kind == "audio":
                track.muted = muted

    # Time

    def settle(self, now: float) -> bool:
        """See `media.session.Media`."""
        for kind, layer, track in self._tracks:
            if track.lacks:
                self._ask_repairs(kind, layer, track, now)
        waits = self.stream is not None and self.stream.settle(now)
        if now >= self._feedback_at:
            self._feedback_at = now + FEEDBACK_INTERVAL
            self._send_feedback()
            self._microphone.tick(now)
        if now >= self._report_at:
            self._report_at = now + REPORT_INTERVAL
            self._report(now)
        return waits

    def tick(self, now: float) -> None:
        """See `media.session.Media`: what is due when nothing comes in."""
        self.settle(now)

    def _ask_repairs(self, kind: str, layer: str, track: UpTrack, now: float) -> None:
        missing = track.missing(now)
        if missing and track.ssrc is not None:
            self._counters.repairs_asked += len(missing)
            self.health.repairs += len(missing)
            self._send_rtcp(write_nack(self._ssrc, track.ssrc, missing))
        # Audio has no key frames: what is given up there is concealed.
        if track.abandoned() and kind == "video" and self.stream is not None:
            self.stream.wish_key_frame(layer)

    def _send_feedback(self) -> None:
        # Taken in any case: what nobody takes would grow for as long as packets come.
        messages = self.feedback.take()
        ssrc = next((t.ssrc for _, _, t in self._tracks if t.ssrc is not None), None)
        if ssrc is not None:
            for message in messages:
                self._send_rtcp(write_transport_feedback(self._ssrc, ssrc, message))

    def _report(self, now: float) -> None:
        found = [track.report(now) for _, _, track in self._tracks]
        blocks = [block for block in found if block is not None]
        octets = sum(track.octets for _, _, track in self._tracks)
        self.health.count(octets, now)
        if blocks:
            self.health.loss = max(block.fraction for block in blocks) / 256
            self.health.lost = sum(block.lost for block in blocks)
            self.health.jitter = max(track.jitter for _, _, track in self._tracks)
            report = write_receiver_report(self._ssrc, blocks)
            if self._estimate is not None:
                rate = self._estimate.update(self.health.loss, 1000 * self.health.kbps)
                report += write_remb(self._ssrc, rate, [block.ssrc for block in blocks])
            self._send_rtcp(report + self._distance.ask(now))
        if self.stream is not None:
            self.stream.report(now)


def _receive(track: UpTrack, role: Role, packet: RtpPacket, now: float) -> Sequence[MediaPacket]:
    """Give a packet to its track; returns what is to be forwarded."""
    if role is Role.MEDIA:
        taken = track.receive(packet, now)
    elif role is Role.REPAIR:
        taken = track.receive_repair(packet, now)
    else:
        return track.receive_redundant(packet, now)
    return () if taken is None else (taken,)


def _numbered(accepted: tuple[AnsweredMedia, ...]) -> int:
    """The id of the transport-wide sequence number, one for the whole bundle; `NO_ID` if none."""
    for media in accepted:
        if "transport-cc" in media.codec.feedback and TRANSPORT_SEQUENCE in media.extensions:
            return media.extensions[TRANSPORT_SEQUENCE]
    return NO_ID
