"""How much of what happened has arrived: "412 of 412 events".

Each tab numbers its events from 1 and says with each delivery how far it has counted. What it has
counted and we do not have is missing, unless we refused it (then nobody expects it) or the browser
said that it had to give it up (then the figure says so).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from engagement import ranges
from engagement.ranges import Range
from engagement.rows import SERVER_SESSION
from engagement.tables import capture_session, event

TabId = tuple[str, str]
"""Participant and session."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Numbers of one tab that never came."""

    participant: str
    session: str
    missing: tuple[Range, ...]


@dataclass(frozen=True, slots=True)
class Completeness:
    """What was expected, what is there, and what became of the rest."""

    expected: int = 0
    """Counted by the tabs, less what we refused."""
    received: int = 0
    discarded: int = 0
    """Refused: no consent, or malformed."""
    dropped: int = 0
    """Given up by the browsers, as they said: part of what is missing."""
    gaps: tuple[Gap, ...] = ()

    @property
    def missing(self) -> int:
        return self.expected - self.received

    @property
    def complete(self) -> bool:
        return self.missing == 0

    def __str__(self) -> str:
        return f"{self.received} of {self.expected} events"

    def __add__(self, other: "Completeness") -> "Completeness":
        return Completeness(
            self.expected + other.expected,
            self.received + other.received,
            self.discarded + other.discarded,
            self.dropped + other.dropped,
            self.gaps + other.gaps,
        )


def of_tab(
    tab: TabId, through: int, seqs: Iterable[int], discarded: Sequence[Range], dropped: int
) -> Completeness:
    """The figure of one tab. A number that was refused once and stored later counts as stored."""
    stored = ranges.from_numbers(seqs)
    highest = max([through, *(last for _, last in (*stored, *discarded))])
    accounted = ranges.union([*stored, *discarded])
    refused = ranges.size(accounted) - ranges.size(stored)
    missing = ranges.holes(accounted, 1, highest)
    return Completeness(
        expected=highest - refused,
        received=ranges.size(stored),
        discarded=refused,
        dropped=dropped,
        gaps=(Gap(*tab, missing),) if missing else (),
    )


async def of_meeting(
    connection: AsyncConnection, org: str, meeting: str
) -> Mapping[str, Completeness]:
    """The figure of each participant who has reported anything."""
    marks = await _marks(connection, org, meeting)
    counted = await _counted(connection, org, meeting)
    dropped = await _dropped(connection, org, meeting)
    figures: dict[str, Completeness] = {}
    for tab in sorted({*marks, *counted}):
        through, discarded = marks.get(tab, (0, ()))
        count, highest = counted.get(tab, (0, 0))
        seqs: Iterable[int] = range(1, count + 1)
        if discarded or highest != count:  # only then the numbers themselves are needed
            seqs = await _seqs(connection, org, meeting, tab)
        figure = of_tab(tab, through, seqs, discarded, dropped.get(tab, 0))
        figures[tab[0]] = figures.get(tab[0], Completeness()) + figure
    return figures


async def _marks(
    connection: AsyncConnection, org: str, meeting: str
) -> dict[TabId, tuple[int, tuple[Range, ...]]]:
    c = capture_session.c
    rows = await connection.execute(
        select(c.participant, c.session, c.through, c.discarded).where(
            c.org == org, c.meeting == meeting
        )
    )
    return {
        (row.participant, row.session): (
            row.through,
            tuple((first, last) for first, last in row.discarded or ()),
        )
        for row in rows
    }


async def _counted(
    connection: AsyncConnection, org: str, meeting: str
) -> dict[TabId, tuple[int, int]]:
    c = event.c
    rows = await connection.execute(
        select(c.participant, c.session, func.count(c.seq.distinct()), func.max(c.seq))
        .where(c.org == org, c.meeting == meeting, c.session != SERVER_SESSION)
        .group_by(c.participant, c.session)
    )
    return {(row[0], row[1]): (row[2], row[3]) for row in rows}


async def _dropped(connection: AsyncConnection, org: str, meeting: str) -> dict[TabId, int]:
    c = event.c
    rows = await connection.execute(
        select(c.participant, c.session, c["values"]).where(
            c.org == org, c.meeting == meeting, c.kind == "capture.dropped"
        )
    )
    found: dict[TabId, int] = {}
    for row in rows:
        tab = (row[0], row[1])
        found[tab] = found.get(tab, 0) + int(row[2].get("count", 0))
    return found


async def _seqs(connection: AsyncConnection, org: str, meeting: str, tab: TabId) -> list[int]:
    c = event.c
    found = await connection.scalars(
        select(c.seq).where(
            c.org == org, c.meeting == meeting, c.participant == tab[0], c.session == tab[1]
        )
    )
    return list(found)
