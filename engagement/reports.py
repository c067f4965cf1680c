"""Reading a meeting back, and writing down what follows from its events."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from engagement.attendance import Attendance
from engagement.content import SlideId
from engagement.errors import NotFound
from engagement.facts import Archive, Facts, slide_of
from engagement.interactions import Interaction, Interactions
from engagement.report import CallReport, SlideLine, draw
from engagement.rows import EventRow
from engagement.tables import interaction, slide_view
from engagement.transactions import writing

ROOM_WIDE = frozenset(
    {"meeting.started", "meeting.ended", "slide.shown", "slide.reaction", "question.answered"}
)
"""What the host did that an HCP's timeline is not understood without."""


Settled = Callable[[str, str, int], Awaitable[None]]
"""Is told organisation, meeting and time."""


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of an HCP's timeline."""

    at: int
    kind: str
    ours: bool
    """Done by one of our people, not by the HCP."""
    slide: SlideId | None
    title: str | None
    """Of the slide."""
    step: int | None
    values: Mapping[str, Any]


class Reports:
    """Call report, timeline and dwell of a meeting; and its derived rows."""

    def __init__(
        self,
        engine: AsyncEngine,
        archive: Archive,
        interactions: Interactions,
        attendance: Attendance,
    ) -> None:
        self._engine = engine
        self._interactions = interactions
        self._archive = archive
        self._attendance = attendance
        self._settled: Settled | None = None

    def on_settled(self, settled: Settled) -> None:
        """Have ``settled`` called each time that a meeting has been settled."""
        self._settled = settled

    async def facts(self, org: str, meeting: str, now: int) -> Facts:
        """All that is known of a meeting as of ``now``; raise ``NotFound``."""
        return await self._archive.read(org, meeting, now)

    async def prefill(self, org: str, meeting: str, now: int) -> CallReport:
        """What the call report is filled with as of ``now``; raise ``NotFound``."""
        return draw(await self.facts(org, meeting, now))

    async def dwell(self, org: str, meeting: str, now: int) -> Sequence[SlideLine]:
        """How long each slide was on stage, and seen by each HCP; raise ``NotFound``."""
        return (await self.prefill(org, meeting, now)).slides

    async def timeline(
        self, org: str, meeting: str, participant: str, now: int
    ) -> Sequence[Moment]:
        """What happened to one HCP in a meeting, in order; raise ``NotFound``."""
        facts = await self.facts(org, meeting, now)
        if participant not in facts.views:
            raise NotFound("participant")
        return [
            _moment(facts, row, participant)
            for row in facts.events
            if row.participant == participant or _concerns(row, participant)
        ]

    async def close(self, org: str, meeting: str, now: int) -> None:
        """The meeting is over: end every connection, and settle. Repeating it is harmless."""
        # First: a fact that comes while the others are counted is counted once more.
        self._interactions.end(org, meeting)
        await self._attendance.close_meeting(org, meeting, now)
        await self.settle(org, meeting, now, closed=True)
        self._interactions.forget(org, meeting)

    async def settle(self, org: str, meeting: str, now: int, *, closed: bool = False) -> None:
        """Bring ``slide_view`` and the minutes of ``interaction`` up to what the events say.

        Call it again when events come late: the same events give the same rows.
        """
        facts = await self.facts(org, meeting, now)
        async with writing(self._engine, org) as connection:
            for found in facts.interactions:
                await _settle(connection, facts, found, closed)
            await _rebuild_views(connection, facts)
        if self._settled is not None:
            await self._settled(org, meeting, now)


async def _settle(
    connection: AsyncConnection, facts: Facts, found: Interaction, closed: bool
) -> None:
    spans = facts.presence.of.get(found.participant, ())
    values: dict[str, Any] = {
        "connected_ms": facts.presence.connected_ms(found.participant),
        "engaged_ms": facts.presence.engaged_ms(found.participant),
    }
    if spans:
        values["started_at"] = spans[0][0]
    if closed or found.closed:
        values["closed"] = True
        values["ended_at"] = spans[-1][1] if spans else found.started_at
    await connection.execute(
        update(interaction)
        .where(interaction.c.org == facts.org, interaction.c.id == found.id)
        .values(**values)
    )


async def _rebuild_views(connection: AsyncConnection, facts: Facts) -> None:
    await connection.execute(
        delete(slide_view).where(
            slide_view.c.org == facts.org, slide_view.c.meeting == facts.meeting
        )
    )
    rows = [
        {
            **asdict(view),
            "org": facts.org,
            "interaction": found.id,
            "meeting": facts.meeting,
            "participant": found.participant,
            "hcp": found.hcp,
        }
        for found in facts.interactions
        for view in facts.views[found.participant]
    ]
    if rows:
        await connection.execute(slide_view.insert(), rows)


def _concerns(row: EventRow, participant: str) -> bool:
    return row.kind in ROOM_WIDE and row.values.get("about") in (None, participant)


def _moment(facts: Facts, row: EventRow, participant: str) -> Moment:
    slide = slide_of(row)
    info = facts.slides.get(slide) if slide else None
    return Moment(
        at=row.at,
        kind=row.kind,
        ours=row.participant != participant,
        slide=slide,
        title=info.title if info else None,
        step=row.step,
        values=row.values,
    )
