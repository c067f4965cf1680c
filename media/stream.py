"""A stream: what one publisher sends, and the fans that carry it to its viewers.

Rule 1: a stream outlives its publisher's session: a new one with the same codecs takes its place,
and viewers see a pause.

Rule 2: viewers' wishes for key frames end here; the publisher hears of them as
`media.keyframes.KeyFrameRequests` decides.
"""

import secrets
from collections.abc import Mapping
from typing import Protocol

from media.answer import Source, same_variant
from media.counters import Counters
from media.fan import Fan, Layout
from media.keyframes import KeyFrameRequests
from media.offer import Codec
from media.port import Port
from media.reports import SenderClock
from media.resources import StreamInfo
from media.splice import Splice
from media.uptrack import MediaPacket


class Upstream(Protocol):
    """The publisher, as its stream knows it."""

    def request_key_frame(self) -> None:
        """Ask for a key frame, now."""

    def clock(self, kind: str) -> SenderClock | None:
        """The newest tie of clocks of that medium."""


class Stream:
    """One live stream."""

    def __init__(
        self,
        info: StreamInfo,
        codecs: Mapping[str, Codec],
        upstream: Upstream,
        port: Port,
        counters: Counters,
    ) -> None:
        self.info = info
        self.codecs = codecs
        """By kind of medium."""
        self.upstream = upstream
        self.sources = {kind: self._make_source(kind) for kind in codecs}
        self._port = port
        self._counters = counters
        self._fans: dict[str, dict[Layout, Fan]] = {kind: {} for kind in codecs}
        self._splices = {
            kind: Splice(codec.name, codec.clock_rate) for kind, codec in codecs.items()
        }
        self._requests = KeyFrameRequests()
        self.key_frames_asked = 0
        self.heights: dict[str, int] = {}
        """How high a participant's page shows the picture, px; absent: as high as it is."""

    def _make_source(self, kind: str) -> Source:
        ssrc = secrets.randbelow(0xFFFFFFFE) + 1
        return Source(ssrc, ssrc ^ 1, self.info.id, f"{self.info.id} {kind}")

    def carries(self, codecs: Mapping[str, Codec]) -> bool:
        """Whether a publisher with these codecs can go on with this stream."""
        return self.codecs.keys() == codecs.keys() and all(
            same_variant(codec, codecs[kind]) for kind, codec in self.codecs.items()
        )

    def replace_upstream(self, upstream: Upstream) -> None:
        """Go on with another publisher session of the same person and codecs."""
        self.upstream = upstream
        for splice in self._splices.values():
            splice.restart()
        self._requests.wish()

    # Up

    def forward(self, kind: str, packet: MediaPacket, now: float) -> None:
        """Hand a packet to all who take that medium."""
        if packet.key and kind == "video":
            self._requests.came()
        laid = self._splices[kind].lay("", packet, self.upstream.clock(kind), now)
        if laid is not None:
            for fan in self._fans[kind].values():
                fan.write(laid, now)

    def wish_key_frame(self) -> None:
        """Somebody cannot go on without a key frame."""
        self._requests.wish()

    # Down

    def fan(self, layout: Layout) -> Fan:
        """The fan of that layout; made when the first viewer needs it."""
        fans = self._fans[layout.kind]
        if layout not in fans:
            source = self.sources[layout.kind]
            fans[layout] = Fan(
                layout,
                source.ssrc,
                source.cname,
                self._port.family,
                self._port.batch,
                self._counters,
            )
        return fans[layout]

    # Time

    def settle(self, now: float) -> None:
        """Send what was forwarded, and ask for the key frames that are wanted."""
        for fans in self._fans.values():
            for fan in fans.values():
                fan.flush()
        if any(fan.wants_key_frame for fan in self._fans.get("video", {}).values()):
            self._requests.wish()
        if self._requests.due(now):
            self._counters.key_frames_asked += 1
            self.key_frames_asked += 1
            self.upstream.request_key_frame()

    def report(self, now: float) -> None:
        """Send the viewers' sender reports; let go of fans that nobody watches."""
        for kind, fans in self._fans.items():
            for layout in [layout for layout, fan in fans.items() if not len(fan)]:
                del fans[layout]
            clock = self.upstream.clock(kind)
            if clock is not None:
                ntp, rtp = clock.extrapolate(now)
                timestamp = self._splices[kind].timestamp("", rtp)
                if timestamp is not None:
                    for fan in fans.values():
                        fan.report(ntp, timestamp, now)
