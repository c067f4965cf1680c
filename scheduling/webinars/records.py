"""Webinars between tables and values; reading only, inside a connection that the caller opened."""

from dataclasses import dataclass, replace

import msgspec
from sqlalchemy import RowMapping, select
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduling import records
from scheduling.errors import NotFound
from scheduling.plans import Meeting, MeetingKind, MeetingState, Page
from scheduling.tables import meeting
from scheduling.webinars.plans import (
    Webinar,
    WebinarPlan,
)
from scheduling.webinars.tables import webinar


@dataclass(frozen=True, slots=True)
class Held:
    """A webinar that is over, as a line of a comparison."""

    id: str
    title: str
    starts: int
    series: str


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


async def files_of_all(connection: AsyncConnection) -> dict[str, set[str]]:
    """Names of the pictures and the music that plans of any state name, by organisation."""
    found: dict[str, set[str]] = {}
    for org, plan in await connection.execute(select(webinar.c.org, webinar.c.plan)):
        found.setdefault(org, set()).update(msgspec.json.decode(plan, type=WebinarPlan).files)
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
