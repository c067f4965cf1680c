"""Attendance: from connections to who was there how long, and how it counts. Pure.

Rules:

1. Minutes are the length of a union of intervals, never their sum: two tabs count once.
2. Live and on demand are counted apart; who was connected to both at once counts in both.
3. A no-show had a seat and never connected. Who said beforehand that they want the recording is
   excused; who cancelled, waits or was denied had no seat.
4. A walk-in signed up after the show had begun, or came without signing up at all.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from engagement import intervals, sight
from engagement.audience.gathered import Stay
from engagement.audience.members import Attended, Guest
from engagement.intervals import Interval
from engagement.rows import SERVER_SESSION, EventRow

ALWAYS: Interval = (-(2**62), 2**62)


@dataclass(frozen=True, slots=True)
class Presence:
    """When one person was there."""

    live: tuple[Interval, ...] = ()
    """The union of the live connections; one that ended as it began leaves nothing in it."""
    on_demand: tuple[Interval, ...] = ()
    was_live: bool = False
    was_on_demand: bool = False
    first: int | None = None
    """First moment connected."""
    last: int | None = None
    """Last moment connected."""

    @property
    def live_ms(self) -> int:
        return intervals.length(self.live)

    @property
    def on_demand_ms(self) -> int:
        return intervals.length(self.on_demand)


def presence(stays: Sequence[Stay]) -> Presence:
    """The unions of one person's connections, in whatever order they are told."""
    live = [(stay.start, stay.end) for stay in stays if not stay.on_demand]
    later = [(stay.start, stay.end) for stay in stays if stay.on_demand]
    return Presence(
        live=intervals.union(live),
        on_demand=intervals.union(later),
        was_live=bool(live),
        was_on_demand=bool(later),
        first=min((stay.start for stay in stays), default=None),
        last=max((stay.end for stay in stays), default=None),
    )


def attended(guest: Guest | None, there: Presence, *, over: bool) -> Attended:
    """How somebody took part; before the show is over nobody has missed it."""
    if there.was_live:
        return Attended.BOTH if there.was_on_demand else Attended.LIVE
    if there.was_on_demand:
        return Attended.ON_DEMAND
    if guest is not None and guest.excused:
        return Attended.EXCUSED
    return Attended.NO_SHOW if over else Attended.EXPECTED


def walked_in(guest: Guest | None, started: int | None) -> bool:
    """Whether somebody signed up after the show had begun, or not at all."""
    return guest is None or (started is not None and guest.registered_at >= started)


def away(rows: Sequence[EventRow], there: Sequence[Interval]) -> int:
    """For how many milliseconds of ``there`` no tab of the person was in sight.

    ``rows`` are the person's events in order of time. A tab tells of itself from its first event
    on; the first tab is believed to have been in sight since the person came. A tab that was last
    seen in sight is in sight until the person goes, unless another tab followed it.
    """
    seen = intervals.union(_in_sight(rows))
    return intervals.length(there) - intervals.length(intervals.overlap(there, seen))


def _in_sight(rows: Sequence[EventRow]) -> list[Interval]:
    tabs: dict[str, list[EventRow]] = {}
    for row in rows:
        if row.session != SERVER_SESSION:
            tabs.setdefault(row.session, []).append(row)
    if not tabs:
        return [ALWAYS]
    first = min(tab[0].at for tab in tabs.values())
    latest = max(tab[0].at for tab in tabs.values())
    spans: list[Interval] = []
    for tab in tabs.values():
        begun, said = tab[0].at, tab[-1].at
        start = ALWAYS[0] if begun == first else begun
        end = said if latest > said else ALWAYS[1]
        spans += intervals.without([(start, end)], sight.hidden(tab, end))
    return spans
