"""A CSV file of HCPs into the directory: all of it, or nothing and the reasons."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from engagement import hcps
from engagement.csvfile import Entry, Problem, parse
from engagement.people import UNIQUE, Hcp, HcpFields
from engagement.portions import portions
from engagement.tables import hcp
from engagement.transactions import writing


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did, or, with problems or as a dry run, would do."""

    created: int
    changed: int
    unchanged: int
    problems: tuple[Problem, ...]
    """Empty: it was, or can be, imported. Otherwise nothing was."""
    dry_run: bool

    @property
    def done(self) -> bool:
        return not self.problems and not self.dry_run


@dataclass(frozen=True, slots=True)
class _Plan:
    new: list[HcpFields]
    changes: list[tuple[Hcp, HcpFields]]
    unchanged: int
    problems: list[Problem]


async def import_csv(
    engine: AsyncEngine, org: str, content: bytes, *, by: str, now: int, dry_run: bool
) -> Imported:
    """See ``Directory.import_csv``."""
    # 20,000 addresses take two seconds to check; a live room in this process cannot wait so long.
    parsed = await asyncio.to_thread(parse, content)
    async with writing(engine, org) as connection:
        plan = _plan(parsed.entries, await _known(connection, org, parsed.entries))
        problems = sorted((*parsed.problems, *plan.problems), key=lambda problem: problem.line)
        if not problems and not dry_run:
            await _carry_out(connection, org, plan, by=by, now=now)
    return Imported(len(plan.new), len(plan.changes), plan.unchanged, tuple(problems), dry_run)


async def _known(
    connection: AsyncConnection, org: str, entries: Sequence[Entry]
) -> dict[tuple[str, str], Hcp]:
    """The HCPs of the directory by each id and address that the file holds."""
    known: dict[tuple[str, str], Hcp] = {}
    for name in UNIQUE:
        values = {value for entry in entries if (value := getattr(entry.person, name))}
        for part in portions(sorted(values)):
            rows = await connection.execute(
                select(hcp).where(hcp.c.org == org, hcp.c[name].in_(part))
            )
            known.update({(name, getattr(row, name)): hcps.read(row) for row in rows})
    return known


def _plan(entries: Sequence[Entry], known: dict[tuple[str, str], Hcp]) -> _Plan:
    plan = _Plan([], [], 0, [])
    unchanged = 0
    lines: dict[str, int] = {}
    for entry in entries:
        same = _same(entry.person, known)
        if len(set(same.values())) > 1:
            plan.problems.append(_torn(entry, same))
        elif not same:
            plan.new.append(entry.person)
        else:
            existing = next(iter(same.values()))
            first = lines.setdefault(existing.id, entry.line)
            merged = _merge(existing, entry)
            if first != entry.line:
                sentence = f"is the same HCP as line {first}."
                plan.problems.append(Problem(entry.line, None, sentence))
            elif merged == existing.fields:
                unchanged += 1
            else:
                plan.changes.append((existing, merged))
    return replace(plan, unchanged=unchanged)


def _same(person: HcpFields, known: dict[tuple[str, str], Hcp]) -> dict[str, Hcp]:
    asked = {name: known.get((name, getattr(person, name))) for name in UNIQUE}
    return {name: found for name, found in asked.items() if found is not None}


def _torn(entry: Entry, same: dict[str, Hcp]) -> Problem:
    names = " and ".join(f"the {UNIQUE[name]}" for name in same)
    return Problem(entry.line, None, f"{names} belong to different HCPs of the directory.")


def _merge(existing: Hcp, entry: Entry) -> HcpFields:
    said = {
        field.name: getattr(entry.person, field.name)
        for field in fields(HcpFields)
        if field.name in entry.says
    }
    return replace(existing.fields, **said)


async def _carry_out(
    connection: AsyncConnection, org: str, plan: _Plan, *, by: str, now: int
) -> None:
    rows = [hcps.new(org, person, now=now) for person in plan.new]
    await hcps.insert(connection, org, rows, by=by, now=now)
    await hcps.change(connection, org, plan.changes, by=by, now=now)
