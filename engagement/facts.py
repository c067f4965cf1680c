"""All that the store knows of one meeting, read at once; what is made of it is pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from engagement import completeness
from engagement.attendance import Attendance, Presence
from engagement.completeness import Completeness
from engagement.consents import ConsentState, states_of_meeting
from engagement.content import Content, SlideId, SlideInfo
from engagement.directory import Directory
from engagement.errors import NotFound
from engagement.interactions import Interaction, Interactions
from engagement.people import Hcp
from engagement.rows import SERVER_SESSION, EventRow
from engagement.tables import event
from engagement.transactions import snapshot
from engagement.views import Judgement, SlideView, fold

NOT_READ = (
    *("quality.sampled", "quality.measured"),
    *("attention.idle", "attention.focused", "attention.blurred"),
)
"""Many, and of no use to a report."""
ACTS = ("reaction.sent", "question.asked")


@dataclass(frozen=True)
class Facts:
    """One meeting: who was there when, and what happened, in order."""

    org: str
    meeting: str
    now: int
    interactions: Sequence[Interaction]
    presence: Presence
    events: Sequence[EventRow]
    """In order of time."""
    consents: Mapping[str, ConsentState]
    completeness: Mapping[str, Completeness]
    slides: Mapping[SlideId, SlideInfo]
    people: Mapping[str, Hcp]

    def named(self, interaction: Interaction) -> str:
        """What an HCP is called."""
        known = self.people.get(interaction.hcp or "")
        return known.name if known else interaction.name or ""

    def of(self, participant: str) -> Sequence[EventRow]:
        """What a participant did."""
        return self._by_participant.get(participant, ())

    def kind(self, kind: str) -> Sequence[EventRow]:
        """The events of a kind."""
        return self._by_kind.get(kind, ())

    @cached_property
    def _by_participant(self) -> Mapping[str, list[EventRow]]:
        return _grouped(self.events, lambda row: row.participant)

    @cached_property
    def _by_kind(self) -> Mapping[str, list[EventRow]]:
        return _grouped(self.events, lambda row: row.kind)

    @cached_property
    def views(self) -> Mapping[str, tuple[SlideView, ...]]:
        """The looks of each HCP, by participant."""
        return {found.participant: self._looks(found.participant) for found in self.interactions}

    def _looks(self, participant: str) -> tuple[SlideView, ...]:
        mine = self.of(participant)
        judged = (
            row
            for row in self.kind("slide.reaction")
            if row.values.get("about") in (None, participant)
        )
        return fold(
            (row for row in mine if row.session != SERVER_SESSION),
            judgements=[_judgement(row) for row in judged],
            acts=[row.at for row in mine if row.kind in ACTS],
            present=self.presence.of.get(participant, ()),
        )


def _grouped(rows: Sequence[EventRow], key: Callable[[EventRow], str]) -> dict[str, list[EventRow]]:
    groups: dict[str, list[EventRow]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return groups


def _judgement(row: EventRow) -> Judgement:
    return Judgement(row.at, row.version or "", row.slide or 0, row.values.get("reaction"))


class Archive:
    """Reads the facts of meetings."""

    def __init__(
        self,
        engine: AsyncEngine,
        interactions: Interactions,
        attendance: Attendance,
        content: Content,
        directory: Directory,
    ) -> None:
        self._engine = engine
        self._interactions = interactions
        self._attendance = attendance
        self._content = content
        self._directory = directory

    async def read(self, org: str, meeting: str, now: int) -> Facts:
        """The facts as of ``now``; raise ``NotFound`` when nobody was ever in the meeting."""
        interactions = await self._interactions.of_meeting(org, meeting)
        presence = await self._attendance.presence(org, meeting, now)
        async with snapshot(self._engine) as connection:
            events = await _events(connection, org, meeting)
            figures = await completeness.of_meeting(connection, org, meeting)
            consents = await states_of_meeting(connection, org, meeting)
        if not (interactions or presence.of or events):
            raise NotFound("meeting")
        versions = {row.version for row in events if row.version is not None}
        people = {found.hcp for found in interactions if found.hcp is not None}
        return Facts(
            org=org,
            meeting=meeting,
            now=now,
            interactions=interactions,
            presence=presence,
            events=events,
            consents=consents,
            completeness=figures,
            slides=await self._content.slides(org, versions),
            people=await self._directory.several(org, people),
        )


async def _events(connection: AsyncConnection, org: str, meeting: str) -> list[EventRow]:
    c = event.c
    rows = await connection.execute(
        select(event).where(c.org == org, c.meeting == meeting, c.kind.not_in(NOT_READ))
    )
    return sorted((read_event(row) for row in rows), key=_order)


def _order(row: EventRow) -> tuple[int, bool, int]:
    """By time; of one millisecond, what the room did comes before what it made people do."""
    return row.at, row.session != SERVER_SESSION, row.seq


def slide_of(row: EventRow) -> SlideId | None:
    """Where an event happened, if it was on a slide."""
    return None if row.version is None or row.slide is None else (row.version, row.slide)


def read_event(row: Any) -> EventRow:
    """The event in a result row of the table."""
    return EventRow(**{field.name: row._mapping[field.name] for field in fields(EventRow)})
