"""All that the store knows of a webinar's audience, read at once with a few questions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import and_, func, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from engagement.audience.members import Guest
from engagement.consents import ConsentState, states_of_meeting
from engagement.content import Content, SlideId, SlideInfo
from engagement.directory import Directory
from engagement.interactions import Channel
from engagement.people import Hcp
from engagement.questions import MERGING, SETTLING
from engagement.rows import EventRow
from engagement.tables import attendance, event, interaction
from engagement.transactions import snapshot

READ = (
    *("slide.entered", "slide.left", "pointer.clicked", "slide.zoomed"),
    *("attention.hidden", "attention.shown"),
    *("meeting.started", "meeting.ended", "slide.shown", "agenda.started"),
    *("announcement.made", "link.clicked", "material.downloaded", "material.opened"),
    *("question.asked", *SETTLING, *MERGING, "question.voted"),
    *("poll.moved", "poll.answered", "reaction.sent", "chat.posted", "hand.raised"),
)
"""The kinds that a report of an audience says anything of."""


@dataclass(frozen=True, slots=True)
class Stay:
    """One connection of one person."""

    participant: str
    role: str
    on_demand: bool
    start: int
    end: int
    """Of a connection that is still open, the moment of reading."""


@dataclass(frozen=True)
class Gathered:
    """One webinar, as its rows tell it."""

    org: str
    meeting: str
    now: int
    stays: Sequence[Stay]
    events: Sequence[EventRow]
    """In order of time."""
    consents: Mapping[str, ConsentState]
    names: Mapping[str, str]
    """What those who are not in the directory called themselves, by participant."""
    hcps: Mapping[str, str]
    """Whom the directory knows, by participant."""
    slides: Mapping[SlideId, SlideInfo]
    people: Mapping[str, Hcp]

    def kind(self, kind: str) -> Sequence[EventRow]:
        """The events of a kind, in order."""
        return self._by_kind.get(kind, ())

    def kinds(self, *kinds: str) -> Sequence[EventRow]:
        """The events of these kinds, in order."""
        return [row for row in self.events if row.kind in kinds]

    def of(self, participant: str) -> Sequence[EventRow]:
        """What a participant did, in order."""
        return self._by_participant.get(participant, ())

    def stays_of(self, participant: str) -> Sequence[Stay]:
        """The connections of a participant, in order."""
        return self._stays.get(participant, ())

    @property
    def participants(self) -> Iterable[str]:
        """Everybody who was ever connected."""
        return self._stays.keys()

    @cached_property
    def _by_kind(self) -> Mapping[str, list[EventRow]]:
        found: dict[str, list[EventRow]] = {}
        for row in self.events:
            found.setdefault(row.kind, []).append(row)
        return found

    @cached_property
    def _by_participant(self) -> Mapping[str, list[EventRow]]:
        found: dict[str, list[EventRow]] = {}
        for row in self.events:
            found.setdefault(row.participant, []).append(row)
        return found

    @cached_property
    def _stays(self) -> Mapping[str, list[Stay]]:
        found: dict[str, list[Stay]] = {}
        for stay in self.stays:
            found.setdefault(stay.participant, []).append(stay)
        return found


async def gather(
    engine: AsyncEngine,
    content: Content,
    directory: Directory,
    org: str,
    meeting: str,
    guests: Sequence[Guest],
    now: int,
) -> Gathered:
    """All rows of a webinar as of ``now``; empty when nobody was ever in it."""
    async with snapshot(engine) as connection:
        stays = await _stays(connection, org, meeting, now)
        events = await _events(connection, org, meeting)
        consents = await states_of_meeting(connection, org, meeting)
        names, hcps = await _who(connection, org, meeting)
    known = {guest.participant: guest.hcp for guest in guests if guest.hcp}
    hcps = {**hcps, **known}
    versions = {row.version for row in events if row.version is not None}
    return Gathered(
        org=org,
        meeting=meeting,
        now=now,
        stays=stays,
        events=events,
        consents=consents,
        names=names,
        hcps=hcps,
        slides=await content.slides(org, versions),
        people=await directory.several(org, set(hcps.values())),
    )


async def _stays(connection: AsyncConnection, org: str, meeting: str, now: int) -> list[Stay]:
    """Every connection; by which way it came is told by its interaction."""
    a, i = attendance.c, interaction.c
    mine = and_(i.id == a.interaction, i.org == a.org)
    query = (
        select(a.participant, a.role, i.channel, a.from_at, func.coalesce(a.to_at, now))
        .select_from(attendance.outerjoin(interaction, mine))
        .where(a.org == org, a.meeting == meeting)
        .order_by(a.from_at)
    )
    rows = await connection.execute(query)
    return [
        Stay(who, role, channel == Channel.ON_DEMAND, start, end)
        for who, role, channel, start, end in rows
    ]


async def _events(connection: AsyncConnection, org: str, meeting: str) -> list[EventRow]:
    c = event.c
    columns = (
        *(c.id, c.participant, c.session, c.seq, c.kind, c.at),
        *(c.version, c.slide, c.slide_key, c["values"]),
    )
    query = select(*columns).where(c.org == org, c.meeting == meeting, c.kind.in_(READ))
    rows = await connection.execute(query.order_by(c.at, c.session, c.seq))
    return [
        EventRow(
            id=id,
            org=org,
            meeting=meeting,
            interaction=None,
            participant=participant,
            hcp=None,
            session=session,
            seq=seq,
            kind=kind,
            at=at,
            version=version,
            slide=slide,
            slide_key=key,
            values=values,
        )
        for id, participant, session, seq, kind, at, version, slide, key, values in rows
    ]


async def _who(
    connection: AsyncConnection, org: str, meeting: str
) -> tuple[dict[str, str], dict[str, str]]:
    c = interaction.c
    query = select(c.participant, c.name, c.hcp).where(c.org == org, c.meeting == meeting)
    rows = (await connection.execute(query)).all()
    names = {row.participant: row.name for row in rows if row.name}
    return names, {row.participant: row.hcp for row in rows if row.hcp}
