"""Registrants between tables and values; reading only, inside a connection of the caller."""

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
from sqlalchemy import ColumnElement, RowMapping, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduling.errors import NotFound
from scheduling.plans import Page
from scheduling.portions import portions
from scheduling.tables import invitee
from scheduling.texts import fold
from scheduling.webinars.plans import Attend, Match, Registrant, RegistrantState
from scheduling.webinars.tables import registrant

_BOTH = select(
    registrant,
    invitee.c.name,
    invitee.c.email,
    invitee.c.language,
    invitee.c.zone,
    invitee.c.hcp,
).join(invitee, invitee.c.id == registrant.c.id)


@dataclass(frozen=True, slots=True)
class People:
    """Which registrants a list shows; what is left out does not narrow it."""

    text: str = ""
    """Words that name, address or workplace hold, in any order."""
    states: tuple[RegistrantState, ...] = ()
    match: Match | None = None
    page: int = 1
    size: int = 50


async def read(
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
    found: list[Registrant] = []
    for some in portions(ids):
        rows = await connection.execute(_BOTH.where(mine, registrant.c.id.in_(some)))
        found += map(registrant_of, rows.mappings())
    return found


async def find_address(
    connection: AsyncConnection, webinar_id: str, email: str
) -> Registrant | None:
    """Who signed up with that address."""
    address = email.casefold()
    query = _BOTH.where(registrant.c.webinar == webinar_id, registrant.c.address == address)
    row = (await connection.execute(query)).mappings().one_or_none()
    return None if row is None else registrant_of(row)


async def search(
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
        expires=row["expires"],
    )
