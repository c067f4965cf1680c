"""Downlinks: what each participant's way carries, shared among all that it views in a room.

Rule 1: a downlink is looked at when something has changed. It rests while nothing limits it.

Rule 2: to learn whether more gets through, packets are repeated that the viewer has already. Who
takes no such repeats (RTX) is sent the better picture itself, for a try.

Rule 3: who watches hears of what the network does to a picture, not of what the page has chosen.
"""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Protocol

from media.allocation import NOTHING, SOUND, Allocation, Wish, total
from media.bandwidth import FEW, HALF, MANY, Bandwidth
from media.layers import Option
from media.resources import Level

INTERVAL = 0.5
"""Seconds between two looks at a downlink that is limited."""

PROBE_TIME = 2.0
"""Seconds for which more is sent, rising in the first half: queues on the way tell by then."""


class Viewing(Hashable, Protocol):
    """A viewer, as its downlink knows it."""

    @property
    def source(self) -> str:
        """The id of the stream."""
        ...

    def wish(self) -> Wish:
        """What it could be sent."""
        ...

    def take(self, sound: bool, option: Option | None, now: float) -> None:
        """Be sent that from now on."""

    def probe(self, octets: int, now: float) -> bool:
        """Be sent that many octets again; False when it takes no repeats."""
        ...

    def tell(self, level: Level) -> None:
        """What it gets has changed."""


@dataclass(slots=True)
class _Probe:
    """More that is sent to learn whether it gets through."""

    viewing: Viewing
    rate: int
    """Bits a second, everything together, that are to be proved."""
    extra: int
    """Bits a second of repeats."""
    since: float
    sent_at: float

    def octets(self, now: float) -> int:
        """How many to send now."""
        rise = min(1.0, 2 * (now - self.since) / PROBE_TIME)
        passed, self.sent_at = now - self.sent_at, now
        return round(self.extra * rise * passed / 8)


class Downlink:
    """One participant's, in one room."""

    def __init__(self) -> None:
        self._bandwidth = Bandwidth()
        self._allocation = Allocation()
        self._levels: dict[Viewing, Level] = {}
        self._probe: _Probe | None = None
        self._changed = True
        self._look_at = 0.0

    def __len__(self) -> int:
        return len(self._levels)

    def level(self, source: str) -> Level | None:
        """How much its participant is sent of a stream; None when it views none of it."""
        found = [level for viewing, level in self._levels.items() if viewing.source == source]
        return found[-1] if found else None

    def __contains__(self, viewing: object) -> bool:
        return viewing in self._levels

    def come(self, viewing: Viewing) -> None:
        """A viewing has connected."""
        self._levels[viewing] = Level.HIGH
        self._changed = True

    def go(self, viewing: Viewing) -> None:
        """A viewing has ended. Going twice is harmless."""
        self._levels.pop(viewing, None)
        self._bandwidth.forget(viewing)
        self._changed = True
        if self._probe is not None and self._probe.viewing is viewing:
            self._probe = None

    def change(self) -> None:
        """What can be sent, or what is wished for, is another."""
        self._changed = True

    # What viewers say

    def estimated(self, viewing: Viewing, bitrate: int, now: float) -> bool:
        """A viewer's estimate (REMB). Whether the downlink is to be looked at now."""
        if self._bandwidth.falls(viewing, bitrate):
            self._note_sent()
        if self._bandwidth.estimated(viewing, bitrate, now):
            self._heed_congestion(now)
        return self._bandwidth.limit is not None

    def lost(self, viewing: Viewing, share: float, now: float) -> bool:
        """A viewer's report of loss. Whether the downlink is to be looked at now."""
        if share < FEW and self._bandwidth.limit is None:
            return False
        if share > MANY:
            self._note_sent()
        if self._bandwidth.lost(viewing, share, now):
            self._heed_congestion(now)
        return self._bandwidth.limit is not None

    def heard(self, viewing: Viewing, share: float, now: float) -> bool:
        """A viewer's report of its sound's loss. Whether the downlink is to be looked at now."""
        bandwidth = self._bandwidth
        if self._allocation.places.get(viewing) == NOTHING:
            return False
        if share <= HALF:
            bandwidth.heard(viewing, now)
            return False
        self._note_sent()
        if bandwidth.unheard(viewing, share, self._is_sound_alone(), now):
            self._heed_congestion(now)
        return bandwidth.limit is not None

    def _is_sound_alone(self) -> bool:
        """Whether nobody is sent a picture, or none that costs anything."""
        for viewing in self._levels:
            place, options = self._allocation.places.get(viewing, NOTHING), viewing.wish().options
            if 0 <= place < len(options) and options[place].rate:
                return False
        return True

    def _note_sent(self) -> None:
        """Say what is sent now: congestion is measured by it."""
        for viewing in self._levels:
            place = self._allocation.places.get(viewing)
            wish = viewing.wish()
            if place is not None and place <= wish.best:
                self._bandwidth.sends(viewing, wish.cost(place))

    def _heed_congestion(self, now: float) -> None:
        """It is answered at once."""
        self._probe = None
        self._allocation.failed()
        self._changed = True

    # Time

    def tick(self, now: float) -> bool:
        """Time has passed: call it often until it returns False, and when it was changed."""
        if self._probe is not None:
            self._go_on(self._probe, now)
        limited = self._bandwidth.limit is not None
        if self._changed or (limited and now >= self._look_at):
            self._decide(now)
        return limited

    def _decide(self, now: float) -> None:
        self._look_at = now + INTERVAL
        self._changed = False
        wishes = {viewing: viewing.wish() for viewing in self._levels}
        allocation, bandwidth = self._allocation, self._bandwidth
        doubts = bandwidth.doubts(now)
        if not doubts:
            allocation.succeeded(now)
        congested_at = now if doubts else bandwidth.congested_at
        limit = bandwidth.limit
        if limit is not None and not bandwidth.binds_sound:
            limit = max(limit, sum(wish.sound for wish in wishes.values()))
        more = allocation.decide(list(wishes.values()), limit, congested_at, now)
        for viewing, wish in wishes.items():
            place = allocation.places[viewing]
            viewing.take(place != NOTHING, wish.options[place] if place >= 0 else None, now)
            self._tell(viewing, wish, place, now)
            bandwidth.sends(viewing, wish.cost(place))
        if more is not None and self._probe is None:
            self._try(list(wishes.values()), more, now)

    def _tell(self, viewing: Viewing, wish: Wish, place: int, now: float) -> None:
        told = self._levels[viewing]
        level = _level(wish, place, told)
        if level is told:
            return
        if told is Level.NONE:
            self._bandwidth.sounds(viewing, now)
        self._levels[viewing] = level
        viewing.tell(level)

    def _try(self, wishes: list[Wish], rate: int, now: float) -> None:
        """Begin to prove that rate."""
        self._allocation.tries(now)
        extra = rate - total(wishes, self._allocation.places)
        for viewing in self._levels:
            if viewing.probe(0, now):
                self._probe = _Probe(viewing, rate, extra, now, now)
                return
        self._bandwidth.proved(rate)
        self._changed = True

    def _go_on(self, probe: _Probe, now: float) -> None:
        if now - probe.since >= PROBE_TIME:
            self._bandwidth.proved(probe.rate)
            self._probe, self._changed = None, True
        elif not probe.viewing.probe(probe.octets(now), now):
            self._probe = None


def _level(wish: Wish, place: int, told: Level) -> Level:
    """How much of its wish a viewing gets; what it was told stays where no picture is wished."""
    if place == NOTHING:
        return Level.NONE
    if not wish.options:
        return Level.HIGH if told is Level.NONE else told
    if place == SOUND:
        return Level.AUDIO
    if place == wish.best:
        return Level.HIGH
    return Level.MIDDLE if place > 0 and wish.options[place].temporal is None else Level.LOW


Participant = tuple[str, str]
"""Room and participant."""


class Downlinks:
    """Those of all participants who view something."""

    def __init__(self) -> None:
        self._all: dict[Participant, Downlink] = {}
        self._awake: dict[Downlink, None] = {}

    def __len__(self) -> int:
        return len(self._all)

    def come(self, who: Participant, viewing: Viewing, now: float) -> Downlink:
        """A viewing has connected; returns the downlink that it shares."""
        downlink = self._all.setdefault(who, Downlink())
        downlink.come(viewing)
        self.wake(downlink, now)
        return downlink

    def go(self, who: Participant, viewing: Viewing) -> None:
        """A viewing has ended. Going twice is harmless."""
        downlink = self._all.get(who)
        if downlink is None:
            return
        downlink.go(viewing)
        self._awake[downlink] = None
        if not len(downlink):
            del self._all[who], self._awake[downlink]

    def level(self, who: Participant, source: str) -> Level | None:
        """How much somebody is sent of a stream; None when they view none of it."""
        downlink = self._all.get(who)
        return downlink.level(source) if downlink is not None else None

    def change(self, who: Participant, now: float) -> None:
        """What a participant wishes for is another."""
        downlink = self._all.get(who)
        if downlink is not None:
            downlink.change()
            self.wake(downlink, now)

    def wake(self, downlink: Downlink, now: float) -> None:
        """Look at a downlink now, and as long as it needs it."""
        if downlink.tick(now):
            self._awake[downlink] = None

    def tick(self, now: float) -> None:
        """Time has passed: call it often, ten times a second at least."""
        for downlink in list(self._awake):
            if not downlink.tick(now):
                del self._awake[downlink]
