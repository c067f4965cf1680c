"""HCPs in the tables: statements that work within the caller's transaction."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields, replace
from typing import Any

from sqlalchemy import ColumnElement, bindparam, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from engagement import audit
from engagement.errors import Duplicate, NotFound
from engagement.people import UNIQUE, Hcp, HcpFields, search_text
from engagement.tables import hcp

PERSONAL = frozenset({"crm_id", "npi", "title", "given_name", "family_name", "email", "workplace"})
"""Fields whose values stand in the audit trail as commitments only."""


async def refuse_duplicate(
    connection: AsyncConnection, org: str, person: HcpFields, except_for: str | None = None
) -> None:
    """Raise ``Duplicate`` when another HCP has one of the person's ids or their address."""
    for existing in await namesakes(connection, org, person):
        if existing.id != except_for:
            shared = (name for name in UNIQUE if _shares(name, existing, person))
            raise Duplicate(UNIQUE[next(shared)], existing.id)


async def namesakes(connection: AsyncConnection, org: str, person: HcpFields) -> list[Hcp]:
    """The HCPs who have one of the person's ids or their address."""
    same: list[ColumnElement[bool]] = [
        hcp.c[name] == value for name in UNIQUE if (value := getattr(person, name)) is not None
    ]
    if not same:
        return []
    statement = select(hcp).where(hcp.c.org == org, or_(*same)).order_by(hcp.c.id)
    return [read(row) for row in await connection.execute(statement)]


def new(org: str, person: HcpFields, *, now: int) -> dict[str, Any]:
    """The row of a checked person who is not in the directory yet."""
    return {
        **_values(person),
        "org": org,
        "id": secrets.token_urlsafe(16),
        "created_at": now,
        "updated_at": now,
        "archived_at": None,
    }


async def insert(
    connection: AsyncConnection, org: str, rows: Sequence[Mapping[str, Any]], *, by: str, now: int
) -> list[Hcp]:
    """Add rows made by ``new``, with an audit line for each."""
    people = [from_row(row) for row in rows]
    if rows:
        await connection.execute(hcp.insert(), list(rows))
    await audit.append(connection, org, [_created(person, by) for person in people], now)
    return people


async def change(
    connection: AsyncConnection,
    org: str,
    changes: Sequence[tuple[Hcp, HcpFields]],
    *,
    by: str,
    now: int,
) -> list[Hcp]:
    """Give HCPs new values, with an audit line of what differs; no difference, no change."""
    entries = [entry for before, person in changes if (entry := _changed(before, person, by))]
    touched = {entry.subject for entry in entries}
    rows = [
        {"changed_id": before.id, "updated_at": now, **_values(person)}
        for before, person in changes
        if before.id in touched
    ]
    if rows:
        changing = update(hcp).where(hcp.c.org == org, hcp.c.id == bindparam("changed_id"))
        values: dict[str, Any] = {name: bindparam(name) for name in rows[0] if name != "changed_id"}
        await connection.execute(changing.values(values), rows)
    await audit.append(connection, org, entries, now)
    return [
        replace(before, fields=person, updated_at=now) if before.id in touched else before
        for before, person in changes
    ]


async def get(connection: AsyncConnection, org: str, id: str) -> Hcp:
    """One HCP, or raise ``NotFound``."""
    statement = select(hcp).where(hcp.c.org == org, hcp.c.id == id)
    row = (await connection.execute(statement)).one_or_none()
    if row is None:
        raise NotFound("HCP")
    return read(row)


def read(row: Any) -> Hcp:
    """The HCP in a result row."""
    return from_row(row._mapping)


def from_row(row: Mapping[str, Any]) -> Hcp:
    """The HCP in the columns of the table."""
    values = {field.name: row[field.name] for field in fields(HcpFields)}
    if values["products"] is not None:
        values["products"] = tuple(values["products"])
    return Hcp(
        id=row["id"],
        fields=HcpFields(**values),
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        archived_at=row["archived_at"],
    )


def _created(person: Hcp, by: str) -> audit.Entry:
    told = _told(person.fields)
    return audit.Entry(by, "hcp.created", "hcp", person.id, after=told, personal=PERSONAL)


def _changed(before: Hcp, person: HcpFields, by: str) -> audit.Entry | None:
    old, new = _told(before.fields), _told(person)
    differing = [name for name in old.keys() | new.keys() if old.get(name) != new.get(name)]
    if not differing:
        return None
    return audit.Entry(
        actor=by,
        action="hcp.changed",
        subject_kind="hcp",
        subject=before.id,
        before={name: old.get(name) for name in differing},
        after={name: new.get(name) for name in differing},
        personal=PERSONAL,
    )


def _values(person: HcpFields) -> dict[str, Any]:
    return _plain(person) | {"search": search_text(person)}


def _told(person: HcpFields) -> dict[str, Any]:
    """The fields that are set, as they stand in an audit line."""
    return {name: value for name, value in _plain(person).items() if value is not None}


def _plain(person: HcpFields) -> dict[str, Any]:
    products = None if person.products is None else list(person.products)
    return asdict(person) | {"products": products}


def _shares(name: str, existing: Hcp, person: HcpFields) -> bool:
    value = getattr(person, name)
    return value is not None and value == getattr(existing.fields, name)
