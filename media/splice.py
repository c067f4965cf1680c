"""The splice: a medium's layers laid onto one line of time and of pictures. No I/O.

Each layer of a simulcast has clocks and picture ids of its own. Here they become the stream's, so
that a viewer may go over from one layer to another and its decoder sees one encoding go on.

Rule 1: a viewer goes over at a key frame that is `joint`: its time and its picture id lie behind
all that any layer has used so far, whichever layer the viewer comes from.

Rule 2: all viewers of a layer see the same numbers. So a key frame is laid anew for all of them,
at its first packet. If later parts of it came first, they have been laid already: then it stays
where it is, and nobody goes over there.

Rule 3: where sender reports tie two layers' clocks together, the same moment has the same time
in both. Until then, and where they cannot be right, arrival counts.

Rule 4: times and pictures are whole numbers without a wrap. Late packets keep the numbers of their
own time: a layer remembers the newest stretches of its line.
"""

import secrets
from dataclasses import dataclass, field

from media.descriptor import BASE_BITS, Descriptor, describe, renumber
from media.hot import value
from media.reports import SenderClock
from media.uptrack import MediaPacket

STRETCHES = 8
"""Stretches remembered by a layer: a late packet is at most a second old, a key frame half one."""

TOLERANCE = 0.01
"""Seconds by which a layer may stray from the common clock before it is put right."""

MOST_STRAY = 1.0
"""Seconds: reports that claim more are not about the same clock."""

TIME_BITS = 32


@value
class LaidPacket:
    """A packet to forward: index in its layer's numbers, the rest in the stream's."""

    index: int
    timestamp: int
    """Of the media clock, without a wrap."""
    marker: bool
    payload: bytes
    key: bool
    """A viewer that has seen nothing may begin here."""
    joint: bool
    """A viewer of another layer may go over here."""
    restart: bool
    """The index does not continue that of the packet before."""
    serial: int = 0
    """How many packets of the medium were laid before, of any layer."""
    descriptor: Descriptor | None = None
    picture: int = 0
    """Without a wrap; meaningless where the descriptor has none."""
    base: int = 0
    redundant: bytes = b""
    """See `media.uptrack.MediaPacket`."""


class _Unwrapped:
    """Numbers of so many bits, made whole."""

    def __init__(self, bits: int) -> None:
        self._half = 1 << bits - 1
        self._mask = (1 << bits) - 1
        self.newest: int | None = None

    def near(self, number: int) -> int:
        """The whole number nearest to the newest one."""
        if self.newest is None:
            return number
        delta = number - self.newest & self._mask
        return self.newest + (delta if delta < self._half else delta - self._mask - 1)

    def take(self, number: int) -> int:
        """The same; it may become the newest."""
        if self.newest is None:
            self.newest = number
            return number
        delta = number - self.newest & self._mask
        if delta >= self._half:
            return self.newest + delta - self._mask - 1
        self.newest += delta
        return self.newest


@value
class _Numbers:
    """A packet's time, picture and base, of a layer or of the stream, or what lies between."""

    time: int
    picture: int
    base: int

    def plus(self, shift: "_Numbers") -> "_Numbers":
        time, picture = self.time + shift.time, self.picture + shift.picture
        return _Numbers(time, picture, self.base + shift.base)

    def minus(self, other: "_Numbers") -> "_Numbers":
        time, picture = self.time - other.time, self.picture - other.picture
        return _Numbers(time, picture, self.base - other.base)


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A part of a layer that is laid with one shift."""

    first: int
    """The index that it began with."""
    shift: _Numbers


@dataclass(slots=True)
class _Layer:
    """What one layer has used so far."""

    times: _Unwrapped = field(default_factory=lambda: _Unwrapped(TIME_BITS))
    pictures: dict[int, _Unwrapped] = field(default_factory=dict)
    """By their number of bits."""
    bases: _Unwrapped = field(default_factory=lambda: _Unwrapped(BASE_BITS))
    stretches: list[_Stretch] = field(default_factory=list)

    def read(self, timestamp: int, descriptor: Descriptor | None) -> _Numbers:
        """The packet's own numbers, made whole."""
        time = self.times.take(timestamp)
        if descriptor is None:
            return _Numbers(time, 0, 0)
        picture, base = descriptor.picture, descriptor.base
        if picture is not None:
            bits = descriptor.picture_bits
            if bits not in self.pictures:
                self.pictures[bits] = _Unwrapped(bits)
            picture = self.pictures[bits].take(picture)
        return _Numbers(time, picture or 0, self.bases.take(base) if base is not None else 0)

    def begin(self, first: int, shift: _Numbers) -> None:
        """A new stretch, from that index on."""
        self.stretches = [*self.stretches[1 - STRETCHES :], _Stretch(first, shift)]

    def shift(self, index: int) -> _Numbers | None:
        """How a packet is laid; None when it is from before all that we remember."""
        for stretch in reversed(self.stretches):
            if stretch.first <= index:
                return stretch.shift
        return None


class Splice:
    """One medium of one stream."""

    def __init__(self, codec: str, clock_rate: int) -> None:
        self._codec = codec
        self._clock_rate = clock_rate
        self._layers: dict[str, _Layer] = {}
        self._newest: _Numbers | None = None
        """The highest numbers used by any layer."""
        self._newest_at = 0.0
        self._serial = 0
        self._wall: int | None = None
        """Our clock less the publisher's wall clock, both in ticks."""

    def restart(self) -> None:
        """Another publisher takes over: its layers and its wall clock are others."""
        self._layers.clear()
        self._wall = None

    def lay(
        self, name: str, packet: MediaPacket, clock: SenderClock | None, now: float
    ) -> LaidPacket | None:
        """Lay a packet of that layer, whose newest tie of clocks is `clock`.

        None for one from before all that is remembered: its place was never left open.
        """
        descriptor = describe(self._codec, packet.payload)
        layer = self._layers.get(name)
        if layer is None or packet.restart:
            layer = self._layers[name] = _Layer()
        newest = layer.times.newest
        own = layer.read(packet.timestamp, descriptor)
        clean = packet.key and (newest is None or own.time > newest)
        if not layer.stretches:
            layer.begin(packet.index, self._behind(own, clock, now).minus(own))
        elif clean and len(self._layers) > 1:
            natural = own.plus(layer.stretches[-1].shift)
            layer.begin(packet.index, self._joined(natural, own, clock).minus(own))
        shift = layer.shift(packet.index)
        if shift is None:
            return None
        if self._wall is None and clock is not None:
            self._tie(layer, clock)
        return self._laid(packet, descriptor, clean, own.plus(shift), shift, now)

    def _laid(
        self,
        packet: MediaPacket,
        descriptor: Descriptor | None,
        clean: bool,
        ours: _Numbers,
        shift: _Numbers,
        now: float,
    ) -> LaidPacket:
        self._note(ours, now)
        self._serial += 1
        payload = packet.payload
        if descriptor is not None and (shift.picture or shift.base):
            payload = renumber(payload, descriptor, ours.picture, ours.base)
        return LaidPacket(
            packet.index,
            ours.time,
            packet.marker,
            payload,
            packet.key,
            clean,
            packet.restart,
            self._serial,
            descriptor,
            ours.picture,
            ours.base,
            packet.redundant,
        )

    def _note(self, ours: _Numbers, now: float) -> None:
        newest = self._newest
        if newest is None or ours.time > newest.time:
            self._newest_at = now
        if newest is None:
            self._newest = ours
            return
        # What is late, or of a slower layer, takes nothing back.
        if ours.time >= newest.time and ours.picture >= newest.picture and ours.base >= newest.base:
            self._newest = ours
            return
        self._newest = _Numbers(
            max(ours.time, newest.time),
            max(ours.picture, newest.picture),
            max(ours.base, newest.base),
        )

    def _behind(self, own: _Numbers, clock: SenderClock | None, now: float) -> _Numbers:
        """Where a layer's line begins: behind all others, by arrival or by the wall clock."""
        newest = self._newest
        if newest is None:
            return _Numbers(secrets.randbits(TIME_BITS), own.picture, own.base)
        # A pause takes as long on the media clock as it took on ours, at least one tick.
        pause = max(1, round((now - self._newest_at) * self._clock_rate))
        return _Numbers(
            max(newest.time + 1, self._right(newest.time + pause, own.time, clock, 0.0)),
            newest.picture + 1,
            newest.base + 1,
        )

    def _joined(self, natural: _Numbers, own: _Numbers, clock: SenderClock | None) -> _Numbers:
        """Where a key frame stands that begins a stretch: where it would, or behind all others."""
        newest = self._newest or natural
        time = self._right(natural.time, own.time, clock, TOLERANCE)
        return _Numbers(
            max(time, newest.time + 1),
            max(natural.picture, newest.picture + 1),
            max(natural.base, newest.base + 1),
        )

    def _right(self, guess: int, own: int, clock: SenderClock | None, tolerance: float) -> int:
        """That moment by the publisher's wall clock, if it is known and can be right."""
        if clock is None or self._wall is None:
            return guess
        time = self._wall + _ticks(clock) + own - _near(clock.rtp, own)
        stray = abs(time - guess)
        if tolerance * self._clock_rate < stray <= MOST_STRAY * self._clock_rate:
            return time
        return guess

    def _tie(self, layer: _Layer, clock: SenderClock) -> None:
        """The first sender report of any layer ties our clock to the publisher's wall."""
        ours = layer.times.near(clock.rtp) + layer.stretches[-1].shift.time
        self._wall = ours - _ticks(clock)

    def timestamp(self, name: str, timestamp: int) -> int | None:
        """Our time for one of a layer's timestamps; None while the layer is not laid."""
        layer = self._layers.get(name)
        if layer is None or not layer.stretches:
            return None
        return layer.times.near(timestamp) + layer.stretches[-1].shift.time


def _ticks(clock: SenderClock) -> int:
    """The wall clock of a sender report in ticks of the media clock."""
    return clock.ntp * clock.clock_rate >> 32


def _near(timestamp: int, own: int) -> int:
    unwrapped = _Unwrapped(TIME_BITS)
    unwrapped.newest = own
    return unwrapped.near(timestamp)
