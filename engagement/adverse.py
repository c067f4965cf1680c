"""Adverse events and product complaints: written down at once, completed by safety's own people."""

import secrets
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from engagement import audit
from engagement.errors import Invalid
from engagement.paging import Page, Slice
from engagement.people import check_line
from engagement.tables import adverse_event
from engagement.transactions import writing

LONGEST_DESCRIPTION = 10_000


class SafetyKind(StrEnum):
    """What was reported."""

    ADVERSE_EVENT = "adverse_event"
    PRODUCT_COMPLAINT = "product_complaint"


class Side(StrEnum):
    """Who pressed the button."""

    REP = "rep"
    HCP = "hcp"


@dataclass(frozen=True, slots=True, kw_only=True)
class SafetyNote:
    """What is known when it is written down: the four minimum criteria, as far as they are."""

    kind: SafetyKind
    side: Side
    noted_by: str
    description: str
    meeting: str | None = None
    participant: str | None = None
    hcp: str | None = None
    patient: str | None = None
    reporter: str | None = None
    product: str | None = None

    @property
    def missing(self) -> tuple[str, ...]:
        """Which of the four minimum criteria are not there yet."""
        criteria = ("patient", "reporter", "product", "description")
        return tuple(name for name in criteria if not getattr(self, name))


@dataclass(frozen=True, slots=True, kw_only=True)
class SafetyReport:
    """A note that was taken down."""

    id: str
    at: int
    """When we learnt of it: the clock starts."""
    note: SafetyNote


class AdverseEvents:
    """The ledger of adverse events and complaints."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def create(self, org: str, note: SafetyNote, *, now: int) -> SafetyReport:
        """Take a note down; raise ``Invalid`` when it does not say what happened."""
        values = _checked(note)
        id = secrets.token_urlsafe(16)
        async with writing(self._engine, org) as connection:
            row = {**values, "org": org, "id": id, "at": now}
            await connection.execute(adverse_event.insert().values(**row))
            told = {name: values[name] for name in ("kind", "side", "meeting", "product")}
            entry = audit.Entry(note.noted_by, "adverse_event.noted", "adverse_event", id, {}, told)
            await audit.append(connection, org, [entry], now)
        return SafetyReport(id=id, at=now, note=SafetyNote(**values))

    async def list(
        self, org: str, *, meeting: str | None = None, number: int = 1, size: int = 50
    ) -> Page[SafetyReport]:
        """The reports, of one meeting or of all, newest first."""
        c = adverse_event.c
        which = select(adverse_event).where(c.org == org)
        if meeting is not None:
            which = which.where(c.meeting == meeting)
        part = Slice.of(number, size)
        async with self._engine.connect() as connection:
            total = await connection.scalar(select(func.count()).select_from(which.subquery()))
            ordered = which.order_by(c.at.desc(), c.id)
            rows = await connection.execute(ordered.limit(part.size).offset(part.offset))
            return Page([_read(row) for row in rows], total or 0, part.number, part.size)


def _checked(note: SafetyNote) -> dict[str, Any]:
    values = {field.name: getattr(note, field.name) for field in fields(SafetyNote)}
    for name in ("patient", "reporter", "product"):
        values[name] = check_line(name, values[name])
    description = note.description.strip()
    if not description:
        raise Invalid("description", "must say what happened")
    if len(description) > LONGEST_DESCRIPTION:
        raise Invalid("description", f"is longer than {LONGEST_DESCRIPTION:,} characters")
    return values | {"description": description}


def _read(row: Any) -> SafetyReport:
    values = {field.name: row._mapping[field.name] for field in fields(SafetyNote)}
    values |= {"kind": SafetyKind(row.kind), "side": Side(row.side)}
    return SafetyReport(id=row.id, at=row.at, note=SafetyNote(**values))
