"""Webinars between tables and values; reading only, inside a connection that the caller opened."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import msgspec
from sqlalchemy import ColumnElement, RowMapping, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduling import records
from scheduling.errors import NotFound
from scheduling.plans import Meeting, MeetingKind, MeetingState, Page, fold
from scheduling.tables import invitee, meeting
from scheduling.webinars.plans import (
    Attend,
    Match,
    Registrant,
    RegistrantState,
    Webinar,
    WebinarPlan,
)
from scheduling.webinars.tables import registrant, webinar


@dataclass(frozen=True, slots=True)
class Held:
    """A webinar that is over, as a line of a comparison."""

    id: str
    title: str
    starts: int
    series: str


@dataclass(frozen=True, slots=True)
class People:
    """Which registrants a list shows; what is left out does not narrow it."""

    text: str = ""
    """Words that name, address or workplace hold, in any order."""
    states: tuple[RegistrantState, ...] = ()
    match: Match | None = None
    page: int = 1
    size: int = 50


async def read(connection: AsyncConnection, org: str, webinar_id: str) -> Webinar:
    """The webinar; raises ``NotFound``."""
    meeting = await records.read(connection, org, webinar_id)
    return await _with_meeting(connection, meeting)


async def _with_meeting(connection: AsyncConnection, meeting: Meeting) -> Webinar:
    query = select(webinar).where(webinar.c.id == meeting.id)
    row = (await connection.execute(query)).mappings().one_or_none()
    if meeting.kind is not MeetingKind.WEBINAR or row is None:
        raise NotFound("webinar")
    return webinar_of(meeting, row)


async def read_slug(connection: AsyncConnection, slug: str) -> Webinar:
    """The webinar whose page has that address, of whatever organisation; raises ``NotFound``."""
    query = select(webinar.c.org, webinar.c.id).where(webinar.c.slug == slug)
    row = (await connection.execute(query)).mappings().one_or_none()
    if row is None:
        raise NotFound("webinar")
    return await read(connection, row["org"], row["id"])


async def search(
    connection: AsyncConnection, org: str, wanted: records.Search, series: str = ""
) -> Page[Webinar]:
    """One page of the organisation's webinars, of one series if it is named."""
    if series:
        wanted = replace(wanted, among=await _of_series(connection, org, series))
    found = await records.search(connection, org, replace(wanted, kind=MeetingKind.WEBINAR))
    items = [await _with_meeting(connection, meeting) for meeting in found.items]
    return Page(tuple(items), found.total, found.number, found.size)


async def next_of_series(
    connection: AsyncConnection, org: str, series: str, after: int
) -> Webinar | None:
    """The next published webinar of a series to which anybody may sign up."""
    query = (
        select(webinar.c.id)
        .join(meeting, meeting.c.id == webinar.c.id)
        .where(
            webinar.c.org == org,
            webinar.c.series == series,
            webinar.c.published.is_not(None),
            meeting.c.state == MeetingState.PLANNED,
            meeting.c.starts > after,
        )
        .order_by(meeting.c.starts, webinar.c.id)
    )
    for id in (await connection.execute(query)).scalars().all():
        found = await read(connection, org, id)
        if found.plan.public:
            return found
    return None


async def _of_series(connection: AsyncConnection, org: str, series: str) -> list[str]:
    query = select(webinar.c.id).where(webinar.c.org == org, webinar.c.series == series)
    return list((await connection.execute(query)).scalars())


async def series_of(connection: AsyncConnection, org: str) -> list[str]:
    """The names of the organisation's series, in order."""
    named = (webinar.c.org == org) & (webinar.c.series != "")
    query = select(webinar.c.series).where(named).distinct().order_by(webinar.c.series)
    return list((await connection.execute(query)).scalars())


async def pictures_of_all(connection: AsyncConnection) -> dict[str, set[str]]:
    """Names of the pictures that plans of any state name, by organisation."""
    found: dict[str, set[str]] = {}
    for org, plan in await connection.execute(select(webinar.c.org, webinar.c.plan)):
        found.setdefault(org, set()).update(msgspec.json.decode(plan, type=WebinarPlan).pictures)
    return found


def webinar_of(meeting: Meeting, row: RowMapping) -> Webinar:
    """The webinar in a row of the table; time and decks are the meeting's."""
    plan = msgspec.json.decode(row["plan"], type=WebinarPlan)
    plan = replace(
        plan,
        title=meeting.title,
        wall=meeting.wall,
        zone=meeting.zone,
        minutes=meeting.minutes,
        later=meeting.later,
        decks=meeting.decks,
    )
    return Webinar(meeting, row["slug"], plan, row["published"], row["taken"])


async def earlier(
    connection: AsyncConnection, org: str, than: Webinar, most: int
) -> tuple[Held, ...]:
    """Webinars that are over and began before ``than``, the latest first.

    Those of its series; without any, or without a series, the organisation's.
    """
    columns = (meeting.c.id, meeting.c.title, meeting.c.starts, webinar.c.series)
    query = (
        select(*columns)
        .join(webinar, webinar.c.id == meeting.c.id)
        .where(
            meeting.c.org == org,
            meeting.c.state == MeetingState.ENDED,
            meeting.c.starts < than.meeting.starts,
            meeting.c.id != than.id,
        )
        .order_by(meeting.c.starts.desc(), meeting.c.id)
        .limit(most)
    )
    series = than.plan.series
    if series:
        rows = (await connection.execute(query.where(webinar.c.series == series))).all()
        if rows:
            return tuple(Held(*row) for row in rows)
    return tuple(Held(*row) for row in await connection.execute(query))


# -- registrants -------------------------------------------------------------------------------

_BOTH = select(
    registrant,
    invitee.c.name,
    invitee.c.email,
    invitee.c.language,
    invitee.c.zone,
    invitee.c.hcp,
).join(invitee, invitee.c.id == registrant.c.id)


async def read_registrant(
    connection: AsyncConnection, org: str, webinar_id: str, registrant_id: str
) -> Registrant:
    """Somebody who signed up; raises ``NotFound``."""
    mine = (registrant.c.org == org) & (registrant.c.webinar == webinar_id)
    query = _BOTH.where(mine, registrant.c.id == registrant_id)
    row = (await connection.execute(query)).mappings().one_or_none()
    if row is None:
        raise NotFound("registrant")
    return registrant_of(row)


async def read_several(
    connection: AsyncConnection, org: str, webinar_id: str, ids: Sequence[str]
) -> list[Registrant]:
    """Those of the ids who signed up."""
    mine = (registrant.c.org == org) & (registrant.c.webinar == webinar_id)
    rows = await connection.execute(_BOTH.where(mine, registrant.c.id.in_(ids)))
    return [registrant_of(row) for row in rows.mappings()]


async def find_address(
    connection: AsyncConnection, webinar_id: str, email: str
) -> Registrant | None:
    """Who signed up with that address."""
    address = email.casefold()
    query = _BOTH.where(registrant.c.webinar == webinar_id, registrant.c.address == address)
    row = (await connection.execute(query)).mappings().one_or_none()
    return None if row is None else registrant_of(row)


async def search_people(
    connection: AsyncConnection, org: str, webinar_id: str, wanted: People
) -> Page[Registrant]:
    """One page of a webinar's registrants, the latest first."""
    which: list[ColumnElement[bool]] = [
        registrant.c.org == org,
        registrant.c.webinar == webinar_id,
    ]
    which += [
        registrant.c.folded.contains(word, autoescape=True) for word in fold(wanted.text).split()
    ]
    if wanted.states:
        which.append(registrant.c.state.in_(wanted.states))
    if wanted.match is not None:
        which.append(registrant.c.match == wanted.match)
    count = select(func.count()).select_from(registrant).where(*which)
    total = (await connection.execute(count)).scalar_one()
    query = _BOTH.where(*which).order_by(registrant.c.registered.desc(), registrant.c.id)
    query = query.limit(wanted.size).offset((wanted.page - 1) * wanted.size)
    rows = (await connection.execute(query)).mappings().all()
    return Page(tuple(map(registrant_of, rows)), total, wanted.page, wanted.size)


async def everybody(connection: AsyncConnection, org: str, webinar_id: str) -> list[Registrant]:
    """All registrants of a webinar, in the order in which they signed up."""
    mine = (registrant.c.org == org) & (registrant.c.webinar == webinar_id)
    query = _BOTH.where(mine).order_by(registrant.c.registered, registrant.c.id)
    return [registrant_of(row) for row in (await connection.execute(query)).mappings()]


async def counts(
    connection: AsyncConnection, org: str, webinar_id: str
) -> dict[RegistrantState, int]:
    """How many registrants are in each state."""
    query = (
        select(registrant.c.state, func.count())
        .where(registrant.c.org == org, registrant.c.webinar == webinar_id)
        .group_by(registrant.c.state)
    )
    rows = (await connection.execute(query)).all()
    return dict.fromkeys(RegistrantState, 0) | {RegistrantState(row[0]): row[1] for row in rows}


async def candidates(
    connection: AsyncConnection, org: str, webinar_id: str, ids: list[str]
) -> dict[str, tuple[str, ...]]:
    """Ids of HCPs whom each of these registrants may be."""
    query = select(registrant.c.id, registrant.c.candidates).where(
        registrant.c.org == org, registrant.c.webinar == webinar_id, registrant.c.id.in_(ids)
    )
    rows = (await connection.execute(query)).all()
    return {row[0]: msgspec.json.decode(row[1], type=tuple[str, ...]) for row in rows}


async def place_in_line(connection: AsyncConnection, somebody: Registrant) -> int:
    """Which place on the waiting list somebody has, from 1."""
    earlier = (registrant.c.registered < somebody.registered) | (
        (registrant.c.registered == somebody.registered) & (registrant.c.id < somebody.id)
    )
    query = (
        select(func.count())
        .select_from(registrant)
        .where(
            registrant.c.webinar == somebody.webinar,
            registrant.c.state == RegistrantState.WAITING,
            earlier,
        )
    )
    return (await connection.execute(query)).scalar_one() + 1


def registrant_of(row: RowMapping) -> Registrant:
    """The registrant in a row of both tables."""
    return Registrant(
        id=row["id"],
        webinar=row["webinar"],
        name=row["name"],
        email=row["email"],
        language=row["language"],
        zone=row["zone"],
        country=row["country"],
        specialty=row["specialty"],
        workplace=row["workplace"],
        answers=msgspec.json.decode(row["answers"], type=dict[str, str]),
        state=RegistrantState(row["state"]),
        attend=Attend(row["attend"]),
        source=row["source"],
        registered=row["registered"],
        decided=row["decided"],
        decided_by=row["decided_by"],
        reason=row["reason"],
        match=Match(row["match"]),
        hcp=row["hcp"],
    )
