"""The audit trail, and what happens to those who change it."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.ext.asyncio import AsyncEngine

from engagement import chain
from engagement.audit import Audit, Entry
from engagement.chain import Head
from engagement.tables import audit, audit_head
from tests.engagement.cast import ALICE, FOREIGN, ORG, START

EMAIL = "bob@clinic.example.com"


def entry(number: int = 1, **more: Any) -> Entry:
    return Entry(ALICE, "deck.approved", "deck", f"deck-{number}", **more)


@pytest.fixture
async def trail(store: AsyncEngine) -> Audit:
    """A trail of five lines; the third has a personal value."""
    trail = Audit(store)
    for number in range(1, 6):
        after = {"state": "approved", "email": EMAIL} if number == 3 else {"state": "approved"}
        personal = frozenset({"email"})
        line = entry(number, before={"state": "draft"}, after=after, why="x", personal=personal)
        await trail.record(ORG, line, START + number)
    return trail


async def faults(trail: Audit, anchor: Head | None = None) -> Sequence[str]:
    return [fault.sentence for fault in (await trail.verify(ORG, anchor)).faults]


async def tamper(store: AsyncEngine, statement: Any) -> None:
    async with store.begin() as connection:
        assert (await connection.execute(statement)).rowcount > 0


async def test_record(trail: Audit) -> None:
    """Who, when, what, before, after, why; newest first."""
    page = await trail.search(ORG, size=2)
    assert (page.total, [line.seq for line in page.items]) == (5, [5, 4])
    line = page.items[0]
    assert (line.actor, line.action, line.subject, line.at) == (
        *(ALICE, "deck.approved", "deck-5", START + 5),
    )
    assert (line.before, line.after, line.why) == ({"state": "draft"}, {"state": "approved"}, "x")


async def test_search(trail: Audit) -> None:
    """By subject, action and actor."""
    await trail.record(ORG, Entry("carol", "hcp.changed", "hcp", "h1"), START)
    assert (await trail.search(ORG, subject="deck-2")).total == 1
    assert (await trail.search(ORG, action="hcp.changed")).total == 1
    assert (await trail.search(ORG, actor="carol")).items[0].subject == "h1"
    assert (await trail.search(ORG, actor="carol", action="deck.approved")).total == 0


async def test_sound(trail: Audit) -> None:
    """An untouched chain is sound, before and after it has grown."""
    first = await trail.verify(ORG)
    assert (first.sound, first.lines, first.head.seq) == (True, 5, 5)
    await trail.record(ORG, entry(6), START)
    assert (await trail.verify(ORG, first.head)).sound


async def test_empty(store: AsyncEngine) -> None:
    """An organisation without lines has a sound chain of none."""
    verdict = await Audit(store).verify(ORG)
    assert (verdict.sound, verdict.lines, verdict.head.seq) == (True, 0, 0)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("at", START),
        ("actor", "mallory"),
        ("action", "deck.withdrawn"),
        ("subject_kind", "hcp"),
        ("subject", "deck-9"),
        ("why", None),
        ("facts", '{"after":{},"before":{}}'),
        ("hash", "0" * 64),
    ],
)
async def test_changed_line(trail: Audit, store: AsyncEngine, column: str, value: object) -> None:
    """Any change of any field of a line is found, and the line is named."""
    await tamper(store, update(audit).where(audit.c.seq == 2).values({column: value}))
    assert "Line 2 was changed." in await faults(trail)


async def test_changed_and_sealed_again(trail: Audit, store: AsyncEngine) -> None:
    """Who seals a changed line again breaks the link to the next."""
    async with store.connect() as connection:
        found = await connection.execute(select(audit).where(audit.c.seq == 2))
        line = replace(chain.Line(**found.one()._mapping), actor="mallory")
    values = {"actor": "mallory", "hash": chain.seal(line)}
    await tamper(store, update(audit).where(audit.c.seq == 2).values(values))
    assert await faults(trail) == ["Line 3 does not follow the line before it."]


async def test_removed_line(trail: Audit, store: AsyncEngine) -> None:
    """A line that is gone is named."""
    await tamper(store, delete(audit).where(audit.c.seq.in_((2, 3))))
    assert await faults(trail) == ["Lines 2 to 3 are missing."]


async def test_removed_and_numbered_again(trail: Audit, store: AsyncEngine) -> None:
    """Closing the gap by new numbers changes the lines that follow."""
    await tamper(store, delete(audit).where(audit.c.seq == 2))
    for seq in (3, 4, 5):
        await tamper(store, update(audit).where(audit.c.seq == seq).values(seq=seq - 1))
    assert "Line 2 was changed." in await faults(trail)


async def test_removed_tail(trail: Audit, store: AsyncEngine) -> None:
    """The newest line cannot be cut off unnoticed."""
    await tamper(store, delete(audit).where(audit.c.seq == 5))
    assert await faults(trail) == ["Line 5 is missing."]


async def test_removed_everything(trail: Audit, store: AsyncEngine) -> None:
    """Nor can all lines, and the organisation is still asked about."""
    await tamper(store, delete(audit))
    assert await trail.organisations() == [ORG]
    assert await faults(trail) == ["Lines 1 to 5 are missing."]


async def test_inserted_line(trail: Audit, store: AsyncEngine) -> None:
    """A line that nobody wrote is found, at the end and in between."""
    copy = "INSERT INTO audit SELECT org, 6, at, actor, action, subject_kind, subject, why, facts"
    await tamper(store, text(f"{copy}, private, previous, hash FROM audit WHERE seq = 5"))
    assert "Line 6 does not follow the line before it." in await faults(trail)


async def test_rewritten_end(trail: Audit, store: AsyncEngine) -> None:
    """Whoever rewrites the end and the head with it is found by a head noted elsewhere."""
    noted = (await trail.verify(ORG)).head
    async with store.connect() as connection:
        fourth = await connection.scalar(select(audit.c.hash).where(audit.c.seq == 4))
    await tamper(store, delete(audit).where(audit.c.seq == 5))
    await tamper(store, update(audit_head).values(seq=4, hash=fourth))
    assert await faults(trail) == []
    assert await faults(trail, noted) == ["Line 5 is not the one that was noted."]


async def test_personal_value(trail: Audit, store: AsyncEngine) -> None:
    """A personal value is shown, and is not in the sealed part of the line."""
    assert (await trail.search(ORG, subject="deck-3")).items[0].after["email"] == EMAIL
    async with store.connect() as connection:
        sealed = await connection.scalar(select(audit.c.facts).where(audit.c.seq == 3))
    assert sealed and EMAIL not in sealed


async def test_forget(trail: Audit, store: AsyncEngine) -> None:
    """Erased values are nowhere in the database any more, and the chain is sound."""
    assert await trail.forget(ORG, "deck", "deck-3") == 1
    line = (await trail.search(ORG, subject="deck-3")).items[0]
    assert (line.after, line.erased) == ({"state": "approved", "email": None}, True)
    assert (await trail.verify(ORG)).sound
    async with store.connect() as connection:
        rows = (await connection.execute(select(audit))).all()
    assert EMAIL not in str(rows)


async def test_swapped_personal_value(trail: Audit, store: AsyncEngine) -> None:
    """A personal value cannot be exchanged for another."""
    private = {"after.email": {"salt": "00" * 16, "value": "mallory@example.com"}}
    await tamper(store, update(audit).where(audit.c.seq == 3).values(private=private))
    assert await faults(trail) == ["Line 3: after.email is not what was committed to."]


async def test_equal_values_look_different(trail: Audit, store: AsyncEngine) -> None:
    """Two commitments to one value have nothing in common: the salt differs."""
    personal = frozenset({"email"})
    line = entry(9, before={"email": EMAIL}, after={"email": EMAIL}, personal=personal)
    await trail.record(ORG, line, START)
    async with store.connect() as connection:
        found = await connection.scalars(select(audit.c.private).where(audit.c.seq == 6))
        secrets = found.one()
    assert secrets["before.email"]["salt"] != secrets["after.email"]["salt"]


async def test_chains_are_the_organisations_own(trail: Audit) -> None:
    """Each organisation has a chain of its own, and sees no other."""
    assert (await trail.search(FOREIGN)).total == 0
    await trail.record(FOREIGN, entry(), START)
    assert (await trail.verify(FOREIGN)).lines == 1
    assert await trail.organisations() == [ORG, FOREIGN]
    assert (await trail.search(ORG)).total == 5


async def test_verify_beside_a_writer(trail: Audit) -> None:
    """A chain that grows while it is gone through is not called broken."""

    async def grow() -> None:
        for number in range(40):
            await trail.record(ORG, entry(number), START)

    growing = asyncio.create_task(grow())
    seen = set()
    while not growing.done():
        verdict = await trail.verify(ORG)
        assert verdict.sound, verdict.faults
        seen.add(verdict.lines)
    await growing
    assert len(seen) > 1


async def test_many_at_once(store: AsyncEngine) -> None:
    """Lines that are added at the same time follow each other."""
    trail = Audit(store)
    numbers = await asyncio.gather(*(trail.record(ORG, entry(n), START) for n in range(30)))
    assert sorted(numbers) == list(range(1, 31))
    assert (await trail.verify(ORG)).sound
