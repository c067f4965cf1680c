"""Meetings between tables and values; reading only, inside a connection that the caller opened."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter, itemgetter

from sqlalchemy import ColumnElement, RowMapping, Select, exists, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduling.errors import NotFound
from scheduling.plans import (
    Check,
    Host,
    Invitee,
    LinkState,
    MediaPath,
    Meeting,
    MeetingKind,
    MeetingState,
    Page,
)
from scheduling.portions import portions
from scheduling.tables import invitee, link, meeting, meeting_deck, preflight
from scheduling.texts import fold


@dataclass(frozen=True, slots=True)
class Search:
    """Which meetings a list shows; what is left out does not narrow it."""

    text: str = ""
    """Words that title, host or an invitee's name hold, in any order."""
    kind: MeetingKind | None = MeetingKind.MEETING
    """None: meetings and webinars."""
    host: str | None = None
    hcp: str | None = None
    states: Sequence[MeetingState] = ()
    start: int | None = None
    """Only meetings that are not over at this instant."""
    end: int | None = None
    """Only meetings that begin before this instant."""
    among: Sequence[str] | None = None
    """Only meetings of these ids."""
    latest_first: bool = False
    page: int = 1
    size: int = 25


async def read(connection: AsyncConnection, org: str, meeting_id: str) -> Meeting:
    """The meeting with decks and people; raises ``NotFound``."""
    query = select(meeting).where(meeting.c.org == org, meeting.c.id == meeting_id)
    found = await _complete(connection, (await connection.execute(query)).mappings().all())
    if not found:
        raise NotFound
    return found[0]


async def read_invitee(
    connection: AsyncConnection, org: str, meeting_id: str, invitee_id: str
) -> Invitee:
    """One invitee of a meeting, taken off the list or not; raises ``NotFound``."""
    query = select(invitee).where(
        invitee.c.org == org, invitee.c.meeting == meeting_id, invitee.c.id == invitee_id
    )
    rows = (await connection.execute(query)).mappings().all()
    found = await _invitees(connection, rows)
    if not found:
        raise NotFound("invitee")
    return found[0]


async def invitees_of(
    connection: AsyncConnection, meeting_id: str, which: Select[tuple[str]]
) -> list[Invitee]:
    """The invitees of a meeting whose ids ``which`` selects, in their order."""
    query = select(invitee).where(invitee.c.meeting == meeting_id, invitee.c.id.in_(which))
    query = query.order_by(invitee.c.position, invitee.c.id)
    return await _invitees(connection, (await connection.execute(query)).mappings().all())


async def search(connection: AsyncConnection, org: str, wanted: Search) -> Page[Meeting]:
    """One page of the meetings that ``wanted`` describes."""
    which = _conditions(org, wanted)
    total = (
        await connection.execute(select(func.count()).select_from(meeting).where(*which))
    ).scalar_one()
    order = (meeting.c.starts, meeting.c.id)
    query: Select[tuple[object, ...]] = select(meeting).where(*which)
    query = query.order_by(*(column.desc() if wanted.latest_first else column for column in order))
    query = query.limit(wanted.size).offset((wanted.page - 1) * wanted.size)
    rows = (await connection.execute(query)).mappings().all()
    return Page(await _complete(connection, rows), total, wanted.page, wanted.size)


def folded(title: str, host: str, names: Iterable[str]) -> str:
    """What a meeting is found by."""
    return fold(" ".join((title, host, *names)))


def _conditions(org: str, wanted: Search) -> list[ColumnElement[bool]]:
    which: list[ColumnElement[bool]] = [meeting.c.org == org]
    which += [
        meeting.c.folded.contains(word, autoescape=True) for word in fold(wanted.text).split()
    ]
    if wanted.kind is not None:
        which.append(meeting.c.kind == wanted.kind)
    if wanted.host is not None:
        which.append(meeting.c.host == wanted.host)
    if wanted.hcp is not None:
        which.append(
            exists().where(
                invitee.c.meeting == meeting.c.id,
                invitee.c.hcp == wanted.hcp,
                invitee.c.withdrawn.is_(None),
            )
        )
    if wanted.states:
        which.append(meeting.c.state.in_(wanted.states))
    if wanted.among is not None:
        which.append(meeting.c.id.in_(wanted.among))
    if wanted.start is not None:
        which.append(meeting.c.ends > wanted.start)
    if wanted.end is not None:
        which.append(meeting.c.starts < wanted.end)
    return which


async def _complete(connection: AsyncConnection, rows: Sequence[RowMapping]) -> tuple[Meeting, ...]:
    """The meetings of the rows, in their order, with two more queries for all of them."""
    ids = [row["id"] for row in rows]
    decks = await _decks(connection, ids)
    small = [row["id"] for row in rows if row["kind"] == MeetingKind.MEETING]
    people = await _people(connection, small)
    return tuple(_meeting(row, decks.get(row["id"], ()), people.get(row["id"], ())) for row in rows)


async def _decks(connection: AsyncConnection, ids: list[str]) -> dict[str, tuple[str, ...]]:
    query = (
        select(meeting_deck)
        .where(meeting_deck.c.meeting.in_(ids))
        .order_by(meeting_deck.c.meeting, meeting_deck.c.position)
    )
    rows = (await connection.execute(query)).mappings().all()
    return {
        key: tuple(row["version"] for row in group)
        for key, group in groupby(rows, key=itemgetter("meeting"))
    }


async def _people(connection: AsyncConnection, ids: list[str]) -> dict[str, tuple[Invitee, ...]]:
    query = (
        select(invitee)
        .where(invitee.c.meeting.in_(ids))
        .order_by(invitee.c.meeting, invitee.c.position)
    )
    rows = (await connection.execute(query)).mappings().all()
    found = await _invitees(connection, rows)
    return {key: tuple(group) for key, group in groupby(found, key=attrgetter("meeting"))}


async def _invitees(connection: AsyncConnection, rows: Sequence[RowMapping]) -> list[Invitee]:
    """The invitees of the rows with their links and device checks."""
    people = [row["id"] for row in rows]
    links = await _links(connection, people)
    checks = await _checks(connection, people)
    return [_invitee(row, links.get(row["id"]), checks.get(row["id"])) for row in rows]


async def _links(connection: AsyncConnection, people: list[str]) -> dict[str, LinkState]:
    """Each invitee's link that is not revoked, else the latest."""
    found: dict[str, LinkState] = {}
    for some in portions(people):
        theirs = select(link).where(link.c.invitee.in_(some))
        query = theirs.order_by(link.c.revoked.is_(None), link.c.issued)
        found.update(
            (row["invitee"], LinkState(row["issued"], row["expires"], row["revoked"], row["used"]))
            for row in (await connection.execute(query)).mappings()
        )
    return found


async def _checks(connection: AsyncConnection, people: list[str]) -> dict[str, Check]:
    found: dict[str, Check] = {}
    for some in portions(people):
        rows = await connection.execute(select(preflight).where(preflight.c.invitee.in_(some)))
        found.update((row["invitee"], _check(row)) for row in rows.mappings())
    return found


def _check(row: RowMapping) -> Check:
    path = MediaPath(row["path"])
    return Check(row["at"], row["camera"], row["microphone"], row["sound"], path)


def _invitee(row: RowMapping, state: LinkState | None, check: Check | None) -> Invitee:
    return Invitee(
        id=row["id"],
        meeting=row["meeting"],
        hcp=row["hcp"],
        name=row["name"],
        email=row["email"],
        language=row["language"],
        zone=row["zone"],
        withdrawn=row["withdrawn"],
        link=state,
        check=check,
        role=row["role"],
    )


def _meeting(row: RowMapping, decks: tuple[str, ...], people: tuple[Invitee, ...]) -> Meeting:
    return Meeting(
        id=row["id"],
        org=row["org"],
        title=row["title"],
        note=row["note"],
        host=Host(row["host"], row["host_name"], row["host_email"], row["organisation"]),
        wall=row["wall"],
        zone=row["zone"],
        later=row["later"],
        minutes=row["minutes"],
        starts=row["starts"],
        ends=row["ends"],
        state=MeetingState(row["state"]),
        sequence=row["sequence"],
        created=row["created"],
        changed=row["changed"],
        started=row["started"],
        ended=row["ended"],
        reason=row["reason"],
        decks=decks,
        everyone=people,
        kind=MeetingKind(row["kind"]),
    )
