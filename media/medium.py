"""A medium of a stream: its layers laid onto one line, and the fans that carry them to viewers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from media.acceptance import Source
from media.counters import Counters
from media.fan import Fan, Layout
from media.keyframes import KeyFrameRequests
from media.layers import Layers, Option
from media.offer import Codec
from media.port import Port
from media.reports import SenderClock
from media.splice import Splice
from media.uptrack import MediaPacket


@dataclass(frozen=True, slots=True)
class _Kind:
    """What viewers of one fan have in common."""

    layout: Layout
    layer: str
    temporal: int | None


class Medium:
    """Audio or video of one stream."""

    def __init__(
        self,
        codec: Codec,
        source: Source,
        layers: Sequence[str],
        port: Port,
        counters: Counters,
    ) -> None:
        """`layers` are the names of those that may come."""
        self.codec = codec
        self.source = source
        self.layers = Layers(layers, codec.name)
        self._splice = Splice(codec.name, codec.clock_rate)
        self._port = port
        self._counters = counters
        self._fans: dict[_Kind, Fan] = {}
        self._of_layer: dict[str, list[Fan]] = {}
        """The same fans by what they carry."""
        self._requests: dict[str, KeyFrameRequests] = {}
        self.pending = False
        """Whether fans may have packets that are still to be sent: then call `settle`."""

    def restart(self, layers: Sequence[str]) -> None:
        """Another publisher takes over, of whom these layers may come."""
        self.layers.expected = layers
        self._splice.restart()
        self.wish_key_frames()

    # Up

    def forward(
        self, layer: str, packet: MediaPacket, clock: SenderClock | None, now: float
    ) -> None:
        """Hand a packet of a layer, whose newest tie of clocks is `clock`, to all who take it."""
        laid = self._splice.lay(layer, packet, clock, now)
        if laid is None:
            return
        self.layers.note(layer, laid, now)
        if laid.key and layer in self._requests:
            self._requests[layer].came()
        fans = self._of_layer.get(layer, ())
        if laid.joint and len(fans) > 1:
            # Who goes over to a thinner form of the same layer must leave before it is sent this.
            fans = sorted(fans, key=lambda fan: not fan.waiting)
        for fan in fans:
            fan.write(laid, now)
            self.pending = True

    # Down

    def fan(self, layout: Layout, option: Option) -> Fan:
        """The fan for viewers of that layout who take that option; made when it is needed."""
        kind = _Kind(layout, option.layer, option.temporal)
        fan = self._fans.get(kind)
        if fan is None:
            fan = self._fans[kind] = Fan(
                layout,
                self.source.ssrc,
                self.source.cname,
                self._port.family,
                self._port.batch,
                self._counters,
                layer=option.layer,
                temporal=option.temporal,
            )
            self._of_layer.setdefault(option.layer, []).append(fan)
        return fan

    def settle(self, now: float) -> bool:
        """Send what was forwarded; whether a part of a picture stays, to wait for the rest."""
        self.pending = False
        for fan in self._fans.values():
            if fan.settle(now):
                self.pending = True
        return self.pending

    # Key frames

    def wish_key_frame(self, layer: str) -> None:
        """Somebody cannot go on without a key frame of that layer."""
        self._requests.setdefault(layer, KeyFrameRequests()).wish()

    def wish_key_frames(self) -> None:
        """Nobody can go on without one."""
        for kind in self._fans:
            self.wish_key_frame(kind.layer)

    def due(self, now: float) -> Sequence[str]:
        """The layers of which to ask the publisher for a key frame now; the caller then does."""
        for fan in self._fans.values():
            if fan.waiting:
                self.wish_key_frame(fan.layer)
        for requests in self._requests.values():
            if requests.wished:
                return [layer for layer, each in self._requests.items() if each.due(now)]
        return ()

    # Time

    def report(self, clock: Callable[[str], SenderClock | None], now: float) -> None:
        """Send the viewers' sender reports; let go of fans that nobody watches."""
        for kind in [kind for kind, fan in self._fans.items() if not len(fan)]:
            self._of_layer[kind.layer].remove(self._fans.pop(kind))
        for kind, fan in self._fans.items():
            tie = clock(kind.layer)
            if tie is not None:
                ntp, rtp = tie.extrapolate(now)
                timestamp = self._splice.timestamp(kind.layer, rtp)
                if timestamp is not None:
                    fan.report(ntp, timestamp, now)
