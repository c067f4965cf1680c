"""The audit trail: who did what to what, when, from what to what, and why."""

import json
import secrets
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Select, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from engagement import chain
from engagement.chain import COMMITMENT, NO_HASH, Fault, Head, Line, Walk
from engagement.paging import Page, Slice
from engagement.tables import audit, audit_head
from engagement.transactions import snapshot, writing

LINES_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that somebody did."""

    actor: str
    """Staff id, invitee id, or ``system``."""
    action: str
    """What, such as ``hcp.updated``."""
    subject_kind: str
    subject: str
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)
    why: str | None = None
    personal: frozenset[str] = frozenset()
    """Names in ``before`` and ``after`` whose values are about a person, and can be erased."""


@dataclass(frozen=True, slots=True)
class Read:
    """An audit line for reading: committed values are shown again unless they were erased."""

    seq: int
    at: int
    actor: str
    action: str
    subject_kind: str
    subject: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    why: str | None
    erased: bool
    """Whether personal values of the line are gone; they read as None."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What going through a chain has shown."""

    org: str
    lines: int
    head: Head
    """Noted elsewhere, it lets a later ``verify`` find even a chain that was rewritten."""
    faults: tuple[Fault, ...]

    @property
    def sound(self) -> bool:
        return not self.faults


async def append(connection: AsyncConnection, org: str, entries: Sequence[Entry], now: int) -> Head:
    """Add lines within the caller's transaction: the deed and its lines come together or not.

    The transaction must come from ``transactions.writing``. Return where the chain now ends.
    """
    head = await _head(connection, org)
    lines: list[Line] = []
    for entry in entries:
        lines.append(_line(org, entry, now, head))
        head = Head(lines[-1].seq, lines[-1].hash)
    if lines:
        await connection.execute(audit.insert(), [_columns(line) for line in lines])
        ends = update(audit_head).where(audit_head.c.org == org)
        await connection.execute(ends.values(seq=head.seq, hash=head.hash))
    return head


def _line(org: str, entry: Entry, now: int, head: Head) -> Line:
    private: dict[str, Mapping[str, Any]] = {}
    facts = {
        side: _sealed(side, values, entry.personal, private)
        for side, values in (("before", entry.before), ("after", entry.after))
    }
    line = Line(
        org=org,
        seq=head.seq + 1,
        at=now,
        actor=entry.actor,
        action=entry.action,
        subject_kind=entry.subject_kind,
        subject=entry.subject,
        why=entry.why,
        facts=chain.canonical(facts),
        private=private or None,
        previous=head.hash,
        hash="",
    )
    return replace(line, hash=chain.seal(line))


def _sealed(
    side: str,
    values: Mapping[str, Any],
    personal: frozenset[str],
    private: dict[str, Mapping[str, Any]],
) -> dict[str, Any]:
    sealed: dict[str, Any] = {}
    for name, value in values.items():
        if name not in personal or value is None:
            sealed[name] = value
            continue
        salt = secrets.token_hex(16)
        private[f"{side}.{name}"] = {"salt": salt, "value": value}
        sealed[name] = {COMMITMENT: chain.commitment(salt, value)}
    return sealed


def _columns(line: Line) -> dict[str, Any]:
    return {column.name: getattr(line, column.name) for column in audit.columns}


class Audit:
    """Reading, proving and, for personal values only, forgetting."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def record(self, org: str, entry: Entry, now: int) -> int:
        """Add a line in a transaction of its own; return its number."""
        async with writing(self._engine, org) as connection:
            return (await append(connection, org, [entry], now)).seq

    async def search(
        self,
        org: str,
        *,
        actor: str | None = None,
        action: str | None = None,
        subject: str | None = None,
        number: int = 1,
        size: int = 50,
    ) -> Page[Read]:
        """The lines that match all that is given, newest first."""
        asked = {"actor": actor, "action": action, "subject": subject}
        matching = select(audit).where(
            audit.c.org == org,
            *(audit.c[name] == value for name, value in asked.items() if value is not None),
        )
        part = Slice.of(number, size)
        async with self._engine.connect() as connection:
            total = await connection.scalar(select(func.count()).select_from(matching.subquery()))
            rows = await connection.execute(
                matching.order_by(audit.c.seq.desc()).limit(part.size).offset(part.offset)
            )
            lines = [_read(Line(**row._mapping)) for row in rows]
        return Page(lines, total or 0, part.number, part.size)

    async def verify(self, org: str, anchor: Head | None = None) -> Verdict:
        """Go through the organisation's chain and find every break.

        ``anchor`` is a head that was noted at an earlier time.
        """
        walk = Walk(anchor)
        async with snapshot(self._engine) as connection:
            head = await _head(connection, org)
            async for line in _lines(connection, org):
                walk.step(line)
        return Verdict(org, walk.lines, head, walk.finish(head))

    async def organisations(self) -> list[str]:
        """Who has a chain."""
        async with self._engine.connect() as connection:
            heads = select(audit_head.c.org).where(audit_head.c.seq > 0).order_by(audit_head.c.org)
            with_lines = select(audit.c.org).distinct().order_by(audit.c.org)
            found = {*(await connection.scalars(heads)), *(await connection.scalars(with_lines))}
        return sorted(found)

    async def forget(self, org: str, subject_kind: str, subject: str) -> int:
        """Erase the personal values from the lines about a subject; the chain stays valid."""
        statement = (
            update(audit)
            .where(
                audit.c.org == org,
                audit.c.subject_kind == subject_kind,
                audit.c.subject == subject,
                audit.c.private.is_not(None),
            )
            .values(private=None)
        )
        async with writing(self._engine, org) as connection:
            return (await connection.execute(statement)).rowcount


async def _head(connection: AsyncConnection, org: str) -> Head:
    row = (
        await connection.execute(
            select(audit_head.c.seq, audit_head.c.hash)
            .where(audit_head.c.org == org)
            .with_for_update()
        )
    ).one_or_none()
    return Head(row.seq, row.hash) if row else Head(0, NO_HASH)


async def _lines(connection: AsyncConnection, org: str) -> AsyncIterator[Line]:
    after = 0
    statement: Select[Any] = select(audit).where(audit.c.org == org).order_by(audit.c.seq)
    while True:
        part = await connection.execute(statement.where(audit.c.seq > after).limit(LINES_AT_ONCE))
        rows = part.all()
        for row in rows:
            yield Line(**row._mapping)
        if len(rows) < LINES_AT_ONCE:
            return
        after = rows[-1].seq


def _read(line: Line) -> Read:
    facts = json.loads(line.facts)
    before, after = (_shown(side, facts[side], line.private or {}) for side in ("before", "after"))
    committed = any(_is_commitment(value) for side in facts.values() for value in side.values())
    return Read(
        seq=line.seq,
        at=line.at,
        actor=line.actor,
        action=line.action,
        subject_kind=line.subject_kind,
        subject=line.subject,
        before=before,
        after=after,
        why=line.why,
        erased=committed and line.private is None,
    )


def _shown(
    side: str, values: Mapping[str, Any], private: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    return {
        name: private.get(f"{side}.{name}", {}).get("value") if _is_commitment(value) else value
        for name, value in values.items()
    }


def _is_commitment(value: Any) -> bool:
    return isinstance(value, dict) and value.keys() == {COMMITMENT}
