"""A stream: what one publisher sends, and what carries it to its viewers.

Rule 1: a stream outlives its publisher's session: a new one with the same codecs takes its place,
and viewers see a pause.

Rule 2: viewers' wishes for key frames end here; the publisher hears of them, layer by layer, as
`media.keyframes.KeyFrameRequests` decides.
"""

import secrets
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Protocol

from media.acceptance import Source, same_variant
from media.counters import Counters
from media.medium import Medium
from media.offer import Codec
from media.port import Port
from media.reports import SenderClock
from media.resources import StreamInfo


class Upstream(Protocol):
    """The publisher, as its stream knows it."""

    def request_key_frame(self, layer: str) -> None:
        """Ask for a key frame of that layer, now."""

    def clock(self, kind: str, layer: str) -> SenderClock | None:
        """The newest tie of clocks of that layer of that medium."""

    def layers(self, kind: str) -> Sequence[str]:
        """The names of the layers that may come of that medium."""
        ...


class Stream:
    """One live stream."""

    def __init__(
        self,
        info: StreamInfo,
        codecs: Mapping[str, Codec],
        upstream: Upstream,
        port: Port,
        counters: Counters,
        settled: Callable[["Stream", float], None],
    ) -> None:
        """`settled` is called each time that all have been sent what had come in."""
        self.info = info
        self.codecs = codecs
        """By kind of medium."""
        self.upstream = upstream
        self.sources = {kind: self._make_source(kind) for kind in codecs}
        self.media = {
            kind: Medium(codec, self.sources[kind], upstream.layers(kind), port, counters)
            for kind, codec in codecs.items()
        }
        self._counters = counters
        self._settled = settled
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
        for kind, medium in self.media.items():
            medium.restart(upstream.layers(kind))

    # Up

    def wish_key_frame(self, layer: str) -> None:
        """Somebody cannot go on without a key frame of that layer."""
        video = self.media.get("video")
        if video is not None:
            video.wish_key_frame(layer)

    def refuse_repairs(self, count: int) -> None:
        """A viewer has asked for more than it may."""
        self._counters.repairs_refused += count

    # Time

    def settle(self, now: float) -> bool:
        """Send what was forwarded, and ask for the key frames that are wanted.

        Returns whether a part of a picture stays here, so that this must be called again soon.
        """
        waits = False
        for medium in self.media.values():
            if medium.pending:
                waits = medium.settle(now) or waits
        video = self.media.get("video")
        for layer in video.due(now) if video is not None else ():
            self._counters.key_frames_asked += 1
            self.key_frames_asked += 1
            self.upstream.request_key_frame(layer)
        self._settled(self, now)
        return waits

    def measure(self, now: float) -> None:
        """Measure what comes: call it several times a second."""
        for medium in self.media.values():
            medium.layers.measure(now)

    def has_changed(self) -> bool:
        """Whether viewers have other choices than at the last call."""
        changed = False
        for medium in self.media.values():
            if medium.layers.changed:
                medium.layers.changed = False
                changed = True
        return changed

    def report(self, now: float) -> None:
        """Send the viewers' sender reports; let go of fans that nobody watches."""
        for kind, medium in self.media.items():
            medium.report(partial(self.upstream.clock, kind), now)
