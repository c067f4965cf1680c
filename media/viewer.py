"""What a WHEP session carries: a stream's media to one viewer, and the viewer's wishes back."""

import time
from collections.abc import Callable

from media.acceptance import SEND_TIME, AnsweredMedia
from media.aiortc_seam import Keys
from media.allocation import Wish, wanted
from media.allowance import Allowance
from media.batch import Address
from media.downlink import Downlink, Downlinks
from media.downtrack import DownTrack, RepairLine
from media.fan import Layout
from media.layers import Option
from media.place import Place
from media.quality import Health
from media.resources import SCREEN, Level
from media.rtcp import (
    KeyFrameRequest,
    Message,
    Nack,
    ReceiverReport,
    Remb,
    ReportBlock,
    SenderReport,
)
from media.stream import Stream

FULL = 10_000
"""Px: as high as it is."""

WISHES_PER_SECOND, WISHES_AT_ONCE = 1000, 2500
"""Packets that may be asked for again: each is looked for, and one NACK can name two thousand."""

REPORTS_PER_SECOND, REPORTS_AT_ONCE = 20, 40
"""Reports that are weighed. Browsers send four a second at most."""

HEALTH_INTERVAL = 1.0
"""Least seconds between two counts of what a viewer was sent."""


class Viewer:
    """One viewing of one stream."""

    def __init__(
        self,
        accepted: tuple[AnsweredMedia, ...],
        stream: Stream,
        participant: str,
        address: Callable[[], Address | None],
        downlinks: Downlinks,
        tell: Callable[["Viewer", Level], None],
    ) -> None:
        self.stream = stream
        self.participant = participant
        self._health = Health()
        self._accepted = accepted
        self._address = address
        self._downlinks = downlinks
        self._downlink: Downlink | None = None
        """The participant's, once this viewing has connected."""
        self._tell = tell
        self._who = (stream.info.room, participant)
        self._keys: Keys | None = None
        """None before the handshake, and after the end."""
        self._places: dict[int, Place] = {}
        """By the SSRC that the viewer sees."""
        self._health_at = 0.0
        self._stirred = False
        """Whether something was said that the stream should hear of now."""
        self._wishes = Allowance(WISHES_PER_SECOND, WISHES_AT_ONCE)
        self._reports = Allowance(REPORTS_PER_SECOND, REPORTS_AT_ONCE)

    @property
    def health(self) -> Health:
        """See `media.session.Media`. Worked out when somebody asks, not at each report."""
        health, tracks = self._health, [place.track for place in self._places.values()]
        if tracks:
            health.loss = max(each.loss for each in tracks)
            health.lost = sum(each.lost for each in tracks)
            health.jitter = max(each.jitter for each in tracks)
            health.repairs = sum(each.repairs for each in tracks)
            self._count(sum(each.octets for each in tracks), time.monotonic())
        return health

    def _count(self, octets: int, now: float) -> None:
        """Take the total of what it was sent, unless it was just taken."""
        if now >= self._health_at:
            self._health_at = now + HEALTH_INTERVAL
            self._health.count(octets, now)

    # From the session

    def connected(self, keys: Keys, now: float) -> None:
        """See `media.session.Media`: take a place in the fans."""
        self._keys = keys
        address = self._address()
        # None: the TCP connection broke while the last message of the handshake was read.
        if address is not None:
            self._take_places(keys, address, now)

    def _take_places(self, keys: Keys, address: Address, now: float) -> None:
        for media in self._accepted:
            track = DownTrack(keys, address, _repair_line(media), media.codec.clock_rate)
            ssrc = self.stream.sources[media.kind].ssrc
            self._places[ssrc] = Place(media.kind, _layout(media, keys), track)
        self._count(0, now)
        self._downlink = self._downlinks.come(self._who, self, now)
        self.stream.settle(now)

    # From the downlink

    @property
    def source(self) -> str:
        """See `media.downlink.Viewing`."""
        return self.stream.info.id

    def wish(self) -> Wish:
        """See `media.downlink.Viewing`."""
        media = self.stream.media
        options = media["video"].layers.options() if "video" in self._kinds else ()
        height = self.stream.heights.get(self.participant)
        sound = media["audio"].layers.rate() if "audio" in self._kinds else 0
        is_screen = self.stream.info.kind == SCREEN
        return Wish(self, is_screen, height or FULL, sound, wanted(options, height))

    @property
    def _kinds(self) -> set[str]:
        return {place.kind for place in self._places.values()}

    def take(self, sound: bool, option: Option | None, now: float) -> None:
        """See `media.downlink.Viewing`."""
        self._stirred = True
        for place in self._places.values():
            medium = self.stream.media[place.kind]
            chosen = option
            if place.kind == "audio":
                chosen = medium.layers.options()[-1] if sound else None
            place.aim(medium.fan(place.layout, chosen) if chosen is not None else None, now)

    def probe(self, octets: int, now: float) -> bool:
        """See `media.downlink.Viewing`."""
        for place in self._places.values():
            carrier = place.track.carrier
            if place.kind == "video" and carrier is not None and place.track.repair is not None:
                carrier.probe(place.track, octets, now)
                return True
        return False

    def tell(self, level: Level) -> None:
        """See `media.downlink.Viewing`."""
        self._tell(self, level)

    # From the network

    def moved(self, address: Address) -> None:
        """See `media.session.Media`."""
        if self._keys is not None and not self._places:
            self._take_places(self._keys, address, time.monotonic())
        for place in self._places.values():
            place.track.address = address
            if place.track.carrier is not None:
                place.track.carrier.moved(place.track)

    def ended(self, reason: str) -> None:
        """See `media.session.Media`."""
        for place in self._places.values():
            place.aim(None, time.monotonic())
        self._downlinks.go(self._who, self)
        self._downlink = None
        self._keys = None
        self._places.clear()

    def got_rtp(self, data: bytes, now: float) -> bool:
        """See `media.session.Media`: a viewer has nothing to send."""
        return False

    def got_rtcp(self, messages: list[Message], now: float) -> bool:
        """See `media.session.Media`: most of what viewers say leads to nothing."""
        for message in messages:
            if isinstance(message, (ReceiverReport, SenderReport)):
                for block in message.blocks:
                    self._take_report(block, now)
            elif isinstance(message, Nack):
                self._repair(message, now)
            elif isinstance(message, KeyFrameRequest):
                self._wish_key_frame(message)
            elif isinstance(message, Remb):
                self._take_estimate(message, now)
        return self._stirred

    def _repair(self, nack: Nack, now: float) -> None:
        place = self._places.get(nack.ssrc)
        if not self._wishes.take(now, len(nack.sequences)):
            self.stream.refuse_repairs(len(nack.sequences))
        elif place is not None and place.fan is not None:
            place.fan.repair(place.track, nack.sequences, now)

    def _wish_key_frame(self, request: KeyFrameRequest) -> None:
        place = self._places.get(request.ssrc)
        if place is not None and place.kind == "video" and place.track.carrier is not None:
            self.stream.wish_key_frame(place.track.carrier.layer)
            self._stirred = True

    def _take_estimate(self, estimate: Remb, now: float) -> None:
        downlink = self._downlink
        if downlink is not None and downlink.estimated(self, estimate.bitrate, now):
            self._downlinks.wake(downlink, now)

    def _take_report(self, block: ReportBlock, now: float) -> None:
        place, downlink = self._places.get(block.ssrc), self._downlink
        if place is None:
            return
        track = place.track
        share = track.take(block)
        trip = track.carrier.round_trip(block, now) if track.carrier is not None else None
        if trip is not None:
            self._health.round_trip = trip
            track.budget.took(trip)
        if downlink is not None and self._reports.take(now):
            heed = downlink.lost if place.kind == "video" else downlink.heard
            if heed(self, share, now):
                self._downlinks.wake(downlink, now)

    # Time

    def settle(self, now: float) -> bool:
        """See `media.session.Media`."""
        stirred, self._stirred = self._stirred, False
        return stirred and self.stream.settle(now)

    def tick(self, now: float) -> None:
        """See `media.session.Media`: a viewer is served when its stream is."""


def _layout(media: AnsweredMedia, keys: Keys) -> Layout:
    send_time = media.extensions.get(SEND_TIME)
    codec = media.codec
    return Layout(
        media.kind,
        codec.payload_type,
        send_time,
        keys.overhead,
        codec.redundancy,
        keys.media.cipher if keys.media is not None else None,
    )


def _repair_line(media: AnsweredMedia) -> RepairLine | None:
    source, repair = media.source, media.codec.repair
    if source is None or source.repair_ssrc is None or repair is None:
        return None
    return RepairLine(source.repair_ssrc, repair)
