"""Products and topics: what an organisation talks about."""

import secrets
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Table, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from engagement import audit
from engagement.errors import Invalid, NotFound
from engagement.people import check_code, check_line
from engagement.tables import product, topic
from engagement.transactions import insert_new, writing

USUAL_TOPICS = (
    ("efficacy", "Efficacy"),
    ("safety", "Safety"),
    ("tolerability", "Tolerability"),
    ("dosing", "Dosing"),
    ("access", "Access"),
    ("mechanism", "Mechanism of action"),
)


@dataclass(frozen=True, slots=True)
class Term:
    """A product or a topic."""

    id: str
    key: str
    """Short stable code; content and HCPs name it."""
    name: str
    archived_at: int | None


class Terms:
    """One list of terms: the products, or the topics."""

    def __init__(self, engine: AsyncEngine, table: Table) -> None:
        self._engine = engine
        self._table = table

    async def create(self, org: str, key: str, name: str, *, by: str, now: int) -> Term:
        """Add a term. Raise ``Invalid`` for a bad key or name, or a key that is taken."""
        term = Term(secrets.token_urlsafe(16), check_code("key", key), _name(name), None)
        async with writing(self._engine, org) as connection:
            row = _row(org, term, now)
            if not await insert_new(connection, self._table, row):
                raise Invalid("key", "is taken")
            await audit.append(connection, org, [self._entry("created", term, by)], now)
        return term

    async def rename(self, org: str, id: str, name: str, *, by: str, now: int) -> Term:
        """Give a term another name; its key stays. Raise ``Invalid`` or ``NotFound``."""
        return await self._change(org, id, {"name": _name(name)}, "renamed", by, now)

    async def archive(self, org: str, id: str, *, archived: bool, by: str, now: int) -> Term:
        """No longer offer a term, or offer it again. Where it is used it stays."""
        values = {"archived_at": now if archived else None}
        return await self._change(org, id, values, "archived" if archived else "restored", by, now)

    async def all(self, org: str, *, archived: bool = False) -> list[Term]:
        """The terms by name; with ``archived`` also those that are no longer offered."""
        statement = select(self._table).where(self._table.c.org == org)
        if not archived:
            statement = statement.where(self._table.c.archived_at.is_(None))
        async with self._engine.connect() as connection:
            rows = await connection.execute(statement.order_by(self._table.c.name))
            return [_read(row) for row in rows]

    async def usual(self, org: str, terms: tuple[tuple[str, str], ...], now: int) -> None:
        """Add terms that a new organisation starts with; those that are there are left alone."""
        async with writing(self._engine, org) as connection:
            for key, name in terms:
                term = Term(secrets.token_urlsafe(16), key, name, None)
                await insert_new(connection, self._table, _row(org, term, now))

    async def _change(
        self, org: str, id: str, values: dict[str, Any], action: str, by: str, now: int
    ) -> Term:
        this = (self._table.c.org == org, self._table.c.id == id)
        async with writing(self._engine, org) as connection:
            row = (await connection.execute(select(self._table).where(*this))).one_or_none()
            if row is None:
                raise NotFound(self._table.name)
            await connection.execute(update(self._table).where(*this).values(**values))
            term = replace(_read(row), **values)
            await audit.append(connection, org, [self._entry(action, term, by)], now)
        return term

    def _entry(self, action: str, term: Term, by: str) -> audit.Entry:
        kind = self._table.name
        told = {"key": term.key, "name": term.name}
        return audit.Entry(by, f"{kind}.{action}", kind, term.id, after=told)


class Catalogue:
    """Products and topics."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.products = Terms(engine, product)
        self.topics = Terms(engine, topic)

    async def furnish(self, org: str, now: int) -> None:
        """Give a new organisation the topics that everybody talks about."""
        await self.topics.usual(org, USUAL_TOPICS, now)


def _name(name: str) -> str:
    line = check_line("name", name)
    if line is None:
        raise Invalid("name", "must not be empty")
    return line


def _row(org: str, term: Term, now: int) -> dict[str, Any]:
    return {
        "org": org,
        "id": term.id,
        "key": term.key,
        "name": term.name,
        "created_at": now,
        "archived_at": None,
    }


def _read(row: Any) -> Term:
    return Term(row.id, row.key, row.name, row.archived_at)
