"""What is known of the layers of one medium: who can be sent what, and what it costs. No I/O.

Rule 1: a layer is there while its packets come. One that has been silent for `LAYER_SILENT`
seconds while others come is not: the presenter's browser has dropped it for lack of uplink or
of processor. When all are silent, it is a pause.

Rule 2: layers are ranked by the height of their pictures where key frames tell it, else by their
bit rates; their names say nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from media.heights import picture_height, tells_height
from media.splice import LaidPacket

LAYER_SILENT = 2.0

SOONEST = 0.3
"""Seconds after which a first rate means anything."""

WINDOW = 1.0
"""Seconds over which a rate is measured."""

TEMPORAL_LAYERS = 4


@dataclass(frozen=True, slots=True)
class Option:
    """Something that a viewer can be sent: a layer, whole or only its lower temporal layers."""

    layer: str
    temporal: int | None
    """The highest temporal layer, None for all."""
    height: int
    """Of the picture, px; 0 while unknown."""
    rate: int
    """Bits a second."""


@dataclass(slots=True)
class _Record:
    """What has come of one layer."""

    since: float
    heard: float
    height: int = 0
    highest: int = 0
    """The highest temporal layer seen."""
    octets: list[int] = field(default_factory=lambda: [0] * TEMPORAL_LAYERS)
    """In the window that runs, by temporal layer."""
    rates: list[float] | None = None
    """Bits a second, by temporal layer, in the windows before."""

    def measure(self, now: float) -> bool:
        """Close the window when it is over; returns whether it was."""
        passed = now - self.since
        if passed < (WINDOW if self.rates is not None else SOONEST):
            return False
        new = [8 * octets / passed for octets in self.octets]
        # Up at once, down by halves: between two key frames a layer costs less than it will.
        old = self.rates or new
        self.rates = [max(n, (n + o) / 2) for n, o in zip(new, old, strict=True)]
        self.octets = [0] * TEMPORAL_LAYERS
        self.since = now
        return True

    def rate(self, temporal: int | None) -> int:
        """Bits a second of all temporal layers up to that one."""
        rates = self.rates or [0.0]
        return round(sum(rates if temporal is None else rates[: temporal + 1]))


class Layers:
    """The layers of one medium."""

    def __init__(self, expected: Sequence[str], codec: str) -> None:
        self._codec = codec
        self._tells_height = tells_height(codec)
        self.expected = expected
        """The names of those that may come; never none."""
        self._records: dict[str, _Record] = {}
        self._heights: dict[str, int] = {}
        """Of those that have gone, for they may come back between two key frames."""
        self.changed = False
        """Set when there are other options, or in another order. The owner resets it."""
        self._shape: list[tuple[str, int | None]] = []
        """Layers and temporal layers of the options, when rates were last measured."""

    def note(self, layer: str, packet: LaidPacket, now: float) -> None:
        """Take note of a packet."""
        record = self._records.get(layer)
        if record is None:
            record = self._records[layer] = _Record(now, now, self._heights.get(layer, 0))
            self.changed = True
        record.heard = now
        temporal = packet.descriptor.temporal if packet.descriptor is not None else 0
        if temporal >= TEMPORAL_LAYERS:
            temporal = TEMPORAL_LAYERS - 1
        record.octets[temporal] += len(packet.payload)
        if temporal > record.highest:
            record.highest = temporal
            self.changed = True
        if packet.key and self._tells_height:
            self._note_height(layer, record, picture_height(self._codec, packet.payload))

    def _note_height(self, layer: str, record: _Record, height: int) -> None:
        if height and height != record.height:
            record.height = self._heights[layer] = height
            self.changed = True

    def measure(self, now: float) -> None:
        """Time has passed: call it several times a second."""
        newest = max((record.heard for record in self._records.values()), default=now)
        measured = False
        for layer, record in list(self._records.items()):
            measured = record.measure(now) or measured
            if now - record.heard > LAYER_SILENT and now - newest <= LAYER_SILENT:
                del self._records[layer]
                self.changed = True
        if measured:
            self._compare()

    def _compare(self) -> None:
        """Where layers are ranked by their rates, new rates may rank them anew."""
        shape = [(option.layer, option.temporal) for option in self.options()]
        if shape != self._shape:
            self._shape = shape
            self.changed = True

    def options(self) -> Sequence[Option]:
        """All that can be sent now, least first; never nothing.

        Temporal layers are left out of the lowest layer alone: a lower layer looks better than
        fewer frames of a higher one.
        """
        ranked = sorted(self._records.items(), key=lambda each: _rank(each[1]))
        if not ranked:
            return [Option(self.expected[0], None, 0, 0)]
        options = [Option(name, None, r.height, r.rate(None)) for name, r in ranked]
        name, lowest = ranked[0]
        thinned = [
            Option(name, limit, lowest.height, lowest.rate(limit))
            for limit in range(lowest.highest)
        ]
        return [*thinned, *options]

    def rate(self) -> int:
        """Bits a second of all layers together."""
        return sum(record.rate(None) for record in self._records.values())


def _rank(record: _Record) -> tuple[int, int]:
    return record.height, record.rate(None)
