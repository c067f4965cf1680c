"""The HCP directory: whom we engage.

Rules:

1. A CRM id, an NPI or an e-mail address belongs to one HCP of an organisation at most.
2. What is stored has been through ``people.checked``: trimmed, bounded, codes verified.
3. Each change leaves an audit line; names and addresses are in it as commitments only.
"""

from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from engagement import audit, hcps
from engagement.imports import Imported, import_csv
from engagement.paging import Page, Slice
from engagement.people import Hcp, HcpFields, checked, fold
from engagement.portions import portions
from engagement.tables import hcp
from engagement.transactions import writing


class Directory:
    """HCPs of all organisations, one organisation at a time."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def create(self, org: str, given: HcpFields, *, by: str, now: int) -> Hcp:
        """Add an HCP. Raise ``Invalid`` for a bad field, ``Duplicate`` for one that is taken."""
        person = checked(given)
        async with writing(self._engine, org) as connection:
            await hcps.refuse_duplicate(connection, org, person)
            rows = [hcps.new(org, person, now=now)]
            return (await hcps.insert(connection, org, rows, by=by, now=now))[0]

    async def get(self, org: str, id: str) -> Hcp:
        """One HCP, archived or not, or raise ``NotFound``."""
        async with self._engine.connect() as connection:
            return await hcps.get(connection, org, id)

    async def several(self, org: str, ids: set[str]) -> Mapping[str, Hcp]:
        """Those of ``ids`` that exist, by id."""
        found: dict[str, Hcp] = {}
        async with self._engine.connect() as connection:
            for some in portions(ids):
                statement = select(hcp).where(hcp.c.org == org, hcp.c.id.in_(some))
                rows = await connection.execute(statement)
                found.update((row.id, hcps.read(row)) for row in rows)
        return found

    async def at(self, org: str, address: str) -> list[Hcp]:
        """The HCPs with this address, archived ones, too."""
        mine = select(hcp).where(hcp.c.org == org, hcp.c.email == address.lower())
        async with self._engine.connect() as connection:
            return [hcps.read(row) for row in await connection.execute(mine)]

    async def change(self, org: str, id: str, given: HcpFields, *, by: str, now: int) -> Hcp:
        """Give all fields of an HCP new values; the same refusals as ``create``."""
        person = checked(given)
        async with writing(self._engine, org) as connection:
            before = await hcps.get(connection, org, id)
            await hcps.refuse_duplicate(connection, org, person, except_for=id)
            changes = [(before, person)]
            return (await hcps.change(connection, org, changes, by=by, now=now))[0]

    async def import_csv(
        self, org: str, content: bytes, *, by: str, now: int, dry_run: bool = False
    ) -> Imported:
        """Add and change HCPs from a file: all of them, or, with a problem anywhere, none.

        A line is the HCP who has its CRM id, else its NPI, else its address; else a new one.
        A dry run finds the same problems and the same numbers, and changes nothing.
        """
        return await import_csv(self._engine, org, content, by=by, now=now, dry_run=dry_run)

    async def archive(self, org: str, id: str, *, archived: bool, by: str, now: int) -> Hcp:
        """Hide an HCP from lists, or bring them back. What happened with them stays."""
        async with writing(self._engine, org) as connection:
            before = await hcps.get(connection, org, id)
            if before.archived == archived:
                return before
            await connection.execute(
                update(hcp)
                .where(hcp.c.org == org, hcp.c.id == id)
                .values(archived_at=now if archived else None, updated_at=now)
            )
            action = "hcp.archived" if archived else "hcp.restored"
            await audit.append(connection, org, [audit.Entry(by, action, "hcp", id)], now)
            return replace(before, archived_at=now if archived else None, updated_at=now)

    async def search(
        self, org: str, text: str = "", *, number: int = 1, size: int = 25, archived: bool = False
    ) -> Page[Hcp]:
        """The HCPs in whose names, ids or places every word of ``text`` occurs, by name."""
        part = Slice.of(number, size)
        matching = select(hcp).where(
            hcp.c.org == org,
            hcp.c.archived_at.is_not(None) if archived else hcp.c.archived_at.is_(None),
            *(hcp.c.search.contains(word, autoescape=True) for word in fold(text).split()),
        )
        async with self._engine.connect() as connection:
            total = await connection.scalar(select(func.count()).select_from(matching.subquery()))
            rows = await connection.execute(
                matching.order_by(hcp.c.search, hcp.c.id).limit(part.size).offset(part.offset)
            )
            return Page([hcps.read(row) for row in rows], total or 0, part.number, part.size)
