"""Allocation: who of a participant's viewings gets what of its downlink. No I/O.

Rule 1: sound comes first, a screen before cameras, a tall picture before a small one.

Rule 2: everybody gets the least picture before anybody gets a better one; what is left then goes to
the first who can use it.

Rule 3: down at once, for what is too much breaks sound and picture of all; up only after some calm,
longer after each climb that failed.

Rule 4: nothing is taken away for an estimate that is a little short: estimates are.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

from media.layers import Option

NOTHING, SOUND = -2, -1
"""Places below those of the options."""

TOLERANCE = 1.25
"""What is sent now may cost so much more than the limit before it is taken away …"""
LAST_TOLERANCE = 2.0
"""… and so much if what is taken away is the last picture."""

HEADROOM = 1.1
"""A better picture must fit with so much to spare."""

CALM = 3.0
"""Seconds without congestion before a climb …"""
MOST_CALM = 60.0
"""… doubled with each climb that failed, up to this."""

SETTLED = 10.0
"""Seconds that a climb must last to count as a success."""


@dataclass(frozen=True, slots=True)
class Wish:
    """One viewing, and what it could be sent."""

    viewing: Hashable
    screen: bool
    height: int
    """How high the page shows it, px."""
    sound: int
    """Bits a second of its sound, 0 when it has none."""
    options: Sequence[Option]
    """Pictures, least first, none better than the page can use; empty when none is wanted."""

    @property
    def best(self) -> int:
        """The highest place."""
        return len(self.options) - 1

    def cost(self, place: int) -> int:
        """Bits a second at that place."""
        if place == NOTHING:
            return 0
        return self.sound + (self.options[place].rate if place >= 0 else 0)


Places = Mapping[Hashable, int]
"""The place of each viewing: of an option, `SOUND`, or `NOTHING`."""


def wanted(options: Sequence[Option], height: int | None) -> Sequence[Option]:
    """The options up to the first that is as high as the page shows it, or nearly so."""
    if height == 0:
        return ()
    if height is None:
        return options
    for place, option in enumerate(options):
        # A picture scaled up by a third is not seen to be; its thinned forms come before it.
        if option.temporal is None and option.height * 4 >= height * 3:
            return options[: place + 1]
    return options


def fit(wishes: Sequence[Wish], limit: int) -> dict[Hashable, int]:
    """The best places for that many bits a second."""
    order = sorted(wishes, key=lambda wish: (not wish.screen, -wish.height))
    places: dict[Hashable, int] = {wish.viewing: NOTHING for wish in order}
    left = limit
    for step in (_sound, _least, _most):
        for wish in order:
            at = places[wish.viewing]
            place = step(wish, at, left + wish.cost(at))
            left += wish.cost(at) - wish.cost(place)
            places[wish.viewing] = place
    return places


def _sound(wish: Wish, at: int, budget: int) -> int:
    return SOUND if wish.sound <= budget else at


def _least(wish: Wish, at: int, budget: int) -> int:
    return 0 if at == SOUND and wish.options and wish.cost(0) <= budget else at


def _most(wish: Wish, at: int, budget: int) -> int:
    fitting = [place for place in range(max(at, 0), wish.best + 1) if wish.cost(place) <= budget]
    return fitting[-1] if at >= 0 and fitting else at


def total(wishes: Sequence[Wish], places: Places) -> int:
    """Bits a second of all of them."""
    return sum(wish.cost(places[wish.viewing]) for wish in wishes)


def _raised(at: int, place: int) -> int:
    """Up from one place to another: sound comes before a picture."""
    return min(place, SOUND) if at == NOTHING else max(at, place)


class Allocation:
    """The places of one participant's viewings, as time goes on."""

    def __init__(self) -> None:
        self.places: dict[Hashable, int] = {}
        self._options: dict[Hashable, Sequence[Option]] = {}
        """What the places are places of."""
        self._failures = 0
        self._climbed_at = float("-inf")
        self._changed_at = float("-inf")

    def decide(
        self, wishes: Sequence[Wish], limit: int | None, congested_at: float, now: float
    ) -> int | None:
        """Find the places. Returns the rate at which all would have more, if it is time to try.

        The caller then sends that much for a while; when nothing happens, the limit is higher.
        """
        if limit is None:
            self._keep(wishes, {wish.viewing: wish.best for wish in wishes})
            return None
        sound = sum(wish.sound for wish in wishes)
        # What is just enough for all of the sound is enough.
        best = fit(wishes, max(round(limit / HEADROOM), sound if sound <= limit else 0))
        held = {wish.viewing: self._held(wish, best) for wish in wishes}
        if self._is_too_much(wishes, held, limit):
            # What fits, but for nobody more than it has: this is no time to climb.
            held = {each: min(held[each], place) for each, place in fit(wishes, limit).items()}
            self._changed_at = now
        elif self._is_calm(congested_at, now) and best != held:
            raised = {each: _raised(held[each], place) for each, place in best.items()}
            if raised != held:
                self._changed_at = self._climbed_at = now
                held = raised
        self._keep(wishes, held)
        return self._next_rate(wishes, held) if self._is_calm(congested_at, now) else None

    def _keep(self, wishes: Sequence[Wish], places: dict[Hashable, int]) -> None:
        self.places = places
        self._options = {wish.viewing: wish.options for wish in wishes if wish.options}

    def _held(self, wish: Wish, best: Places) -> int:
        """What a viewing has, as far as it still exists; a picture that was not there is new."""
        place, options = self.places.get(wish.viewing), self._options.get(wish.viewing)
        if place is None:
            return best[wish.viewing]
        if options is None:
            new = wish.options and place != NOTHING
            return max(place, best[wish.viewing]) if new else place
        if place >= 0:
            had = (options[place].layer, options[place].temporal)
            for there, option in enumerate(wish.options):
                if (option.layer, option.temporal) == had:
                    return there
        return min(place, wish.best)

    def _is_too_much(self, wishes: Sequence[Wish], held: Places, limit: int) -> bool:
        if limit <= sum(wish.sound for wish in wishes) < total(wishes, held):
            return True
        last = all(held[wish.viewing] <= 0 for wish in wishes)
        tolerance = LAST_TOLERANCE if last else TOLERANCE
        return total(wishes, held) > limit * tolerance

    def _is_calm(self, congested_at: float, now: float) -> bool:
        calm = min(MOST_CALM, CALM * (1 << self._failures))
        return now - max(congested_at, self._changed_at) >= calm

    def _next_rate(self, wishes: Sequence[Wish], held: Places) -> int | None:
        """What the next better place for anybody would take, with what is to spare."""
        order = sorted(
            wishes, key=lambda wish: (held[wish.viewing] >= 0, not wish.screen, -wish.height)
        )
        for wish in order:
            at = held[wish.viewing]
            if at < wish.best:
                more = wish.cost(at + 1) - wish.cost(at)
                return round((total(wishes, held) + more) * HEADROOM)
        return None

    def failed(self) -> None:
        """Congestion came: a climb that has not succeeded yet, or is being tried, was too much."""
        if self._climbed_at > float("-inf"):
            self._failures = min(self._failures + 1, 6)
            self._climbed_at = float("-inf")

    def tries(self, now: float) -> None:
        """A climb is being tried."""
        self._climbed_at = now

    def succeeded(self, now: float) -> None:
        """Call it now and then: a climb that has lasted makes the next one easier."""
        if now - self._climbed_at >= SETTLED and self._climbed_at > float("-inf"):
            self._failures = max(0, self._failures - 1)
            self._climbed_at = float("-inf")
