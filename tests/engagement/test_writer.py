"""The writer: durable, exactly once, many callers at a time."""

import asyncio
import dataclasses
import resource
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from engagement.errors import Invalid, Overloaded, Unavailable
from engagement.ledger import SqliteLedger
from engagement.rows import SessionMark, Stored
from engagement.tables import capture_session, event
from engagement.writer import Writer
from tests.engagement.cast import BOB, CAROL, MEETING, ORG, START, TAB, row, rows


async def stored_ids(store: AsyncEngine) -> Counter[str]:
    async with store.connect() as connection:
        return Counter(await connection.scalars(select(event.c.id)))


def mark(through: int, *, at: int = START, discarded: tuple[int, ...] = ()) -> SessionMark:
    return SessionMark(ORG, MEETING, BOB, TAB, "interaction-bob", through, at, discarded)


async def read_mark(store: AsyncEngine) -> tuple[int, list[list[int]], int, int]:
    c = capture_session.c
    async with store.connect() as connection:
        found = (
            await connection.execute(select(c.through, c.discarded, c.first_at, c.last_at))
        ).one()
    return found.through, found.discarded, found.first_at, found.last_at


async def test_store(writer: Writer, store: AsyncEngine) -> None:
    """What goes in comes out, column for column."""
    sent = row(7, "pointer.clicked", step=2, values={"x": 0.25, "y": 1, "element": "Studie ü"})
    assert await writer.store([sent]) == Stored(new=1, duplicate=0)
    async with store.connect() as connection:
        found = (await connection.execute(select(event))).one()._asdict()
    assert found.pop("position") == 1
    assert found == dataclasses.asdict(sent)


async def test_store_twice(writer: Writer, store: AsyncEngine) -> None:
    """A row that is sent again is counted as a duplicate and stored once."""
    sent = rows(5)
    await writer.store(sent[:3])
    assert await writer.store(sent) == Stored(new=2, duplicate=3)
    assert await stored_ids(store) == Counter(row.id for row in sent)


async def test_store_the_same_twice_in_one_call(writer: Writer) -> None:
    """A row that is twice in one call is one row and one duplicate."""
    sent = row()
    assert await writer.store([sent, sent]) == Stored(new=1, duplicate=1)


async def test_store_first_come_first_stored(writer: Writer, store: AsyncEngine) -> None:
    """The second delivery of an id changes nothing, whatever it says."""
    first = row(kind="slide.entered")
    await writer.store([first])
    await writer.store([dataclasses.replace(first, kind="slide.zoomed")])
    async with store.connect() as connection:
        assert await connection.scalar(select(event.c.kind)) == "slide.entered"


async def test_store_nothing(writer: Writer) -> None:
    """An empty call is answered at once."""
    assert await writer.store([]) == Stored(0, 0)
    assert writer.counts.commits == 0


@pytest.mark.parametrize("count", [1, 2, 3, 31, 1_023, 1_024, 1_025, 2_500])
async def test_store_any_number(writer: Writer, store: AsyncEngine, count: int) -> None:
    """Statements are cut and filled up; the number of rows stays what it was."""
    sent = rows(count)
    assert await writer.store(sent) == Stored(count, 0)
    assert await stored_ids(store) == Counter(row.id for row in sent)


async def test_callers_share_a_commit(writer: Writer, store: AsyncEngine) -> None:
    """Who comes while a group is written goes with the next, and each gets their own counts."""
    shared = rows(10)
    calls = [[*rows(index), *shared] for index in range(100)]
    answers = await asyncio.gather(*(writer.store(call) for call in calls))
    assert [answer.new + answer.duplicate for answer in answers] == [len(c) for c in calls]
    assert sum(answer.new for answer in answers) == len(await stored_ids(store))
    assert sum(answer.duplicate for answer in answers) == 99 * len(shared)
    assert writer.counts.commits < 20
    assert (writer.counts.new, writer.counts.duplicate) == (4_960, 990)


async def test_order_of_storing(writer: Writer, store: AsyncEngine) -> None:
    """Positions rise in the order of the calls."""
    sent = rows(50)
    await asyncio.gather(*(writer.store([row]) for row in sent))
    async with store.connect() as connection:
        found = await connection.scalars(select(event.c.seq).order_by(event.c.position))
        assert list(found) == [row.seq for row in sent]


def test_durability(store: AsyncEngine) -> None:
    """The ledger's connection syncs at each commit, and waits for others' locks."""
    ledger = SqliteLedger(Path(str(store.url.database)))
    assert ledger.commit([]) == []
    connection = ledger._connection
    assert connection is not None
    pragmas = {
        name: connection.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("journal_mode", "synchronous", "busy_timeout")
    }
    ledger.close()
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "busy_timeout": 5_000}


async def test_mark(writer: Writer, store: AsyncEngine) -> None:
    """The counter of a tab is stored with the rows, and only ever rises."""
    await writer.store(rows(3), mark(5, at=START + 10))
    await writer.store([], mark(4, at=START + 20))
    assert await read_mark(store) == (5, [], START + 10, START + 20)


async def test_mark_collects_what_was_discarded(writer: Writer, store: AsyncEngine) -> None:
    """Refused numbers are a set: a second delivery adds nothing."""
    await asyncio.gather(
        writer.store([], mark(9, discarded=(2, 3))), writer.store([], mark(9, discarded=(3, 7)))
    )
    await writer.store([], mark(9, discarded=(4,)))
    await writer.store([], mark(9))
    assert (await read_mark(store))[:2] == (9, [[2, 4], [7, 7]])


async def test_broken_row(writer: Writer, store: AsyncEngine) -> None:
    """Rows that no database takes are refused, and the other callers' rows are stored."""
    good = [rows(3, participant=CAROL) for _ in range(5)]
    nameless: dict[str, Any] = {"kind": None}
    broken = [
        [row(seq=2**70)],
        [row(), dataclasses.replace(row(), **nameless)],
        [row(session="\ud800")],
    ]
    answers = await asyncio.gather(
        *(writer.store(call) for pair in zip(good, broken, strict=False) for call in pair),
        *(writer.store(call) for call in good[len(broken) :]),
        return_exceptions=True,
    )
    assert sum(isinstance(answer, Invalid) for answer in answers) == len(broken)
    assert answers.count(Stored(3, 0)) == len(good)
    assert set(await stored_ids(store)) == {row.id for call in good for row in call}
    assert writer.counts.failed == len(broken)


async def test_too_much(store: AsyncEngine) -> None:
    """Over the bound nothing is queued; once there is room, it goes on."""
    async with Writer(store, most_rows_waiting=10) as writer:
        first = asyncio.create_task(writer.store(rows(8)))
        await asyncio.sleep(0)
        with pytest.raises(Overloaded):
            await writer.store(rows(3))
        assert await first == Stored(8, 0)
        assert writer.waiting == 0
        assert await writer.store(rows(3)) == Stored(3, 0)
    assert len(await stored_ids(store)) == 11


async def test_locked(store: AsyncEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    """While somebody else holds the lock callers get an error; then the writer goes on."""
    monkeypatch.setattr("engagement.ledger.BUSY_TIMEOUT_MS", 50)
    other = sqlite3.connect(str(store.url.database), isolation_level=None)
    async with Writer(store) as writer:
        await writer.store([row()])
        other.execute("BEGIN IMMEDIATE")
        sent = rows(4)
        with pytest.raises(Unavailable, match="locked"):
            await writer.store(sent)
        other.execute("ROLLBACK")
        other.close()
        assert await writer.store(sent) == Stored(4, 0)


async def test_disk_that_takes_no_more(store: AsyncEngine) -> None:
    """No false answer when the file cannot grow, and no harm afterwards."""
    sent = rows(5_000)
    async with Writer(store) as writer:
        assert await writer.store(rows(10)) == Stored(10, 0)
        with file_limit(500_000), pytest.raises(Unavailable):
            await writer.store(sent)
        assert len(await stored_ids(store)) == 10
        assert await writer.store(sent) == Stored(5_000, 0)
    assert len(await stored_ids(store)) == 5_010


@contextmanager
def file_limit(size: int) -> Iterator[None]:
    """No file of this process may grow over ``size`` bytes meanwhile."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


async def test_not_a_database(tmp_path: Path) -> None:
    """A file that is no database is said to be none; it is not the rows' fault."""
    path = tmp_path / "broken.db"
    path.write_bytes(b"not a database, " * 100)
    async with Writer(path) as writer:
        with pytest.raises(Unavailable, match="not a database"):
            await writer.store([row()])


async def test_cancelled_caller(writer: Writer, store: AsyncEngine) -> None:
    """A caller that goes away takes nothing with it, and leaves no room occupied."""
    caller = asyncio.create_task(writer.store(rows(3)))
    await asyncio.sleep(0)
    caller.cancel()
    with pytest.raises(asyncio.CancelledError):
        await caller
    assert await writer.store([row()]) == Stored(1, 0)
    assert len(await stored_ids(store)) == 4
    assert writer.waiting == 0


async def test_close(store: AsyncEngine) -> None:
    """Closing writes what waits; afterwards nothing is taken; closing twice is harmless."""
    writer = Writer(store)
    waiting = [asyncio.create_task(writer.store(rows(10))) for _ in range(20)]
    await asyncio.sleep(0)
    await writer.close()
    assert await asyncio.gather(*waiting) == [Stored(10, 0)] * 20
    with pytest.raises(Unavailable):
        await writer.store([row()])
    await writer.close()


async def test_memory_database() -> None:
    """A store that lives in memory cannot be shared with the writer's own connection."""
    engine = create_async_engine("sqlite+aiosqlite://")
    with pytest.raises(Unavailable):
        Writer(engine)
    await engine.dispose()


async def test_position_is_not_given_twice(writer: Writer, store: AsyncEngine) -> None:
    """Erasing the newest rows does not hide later ones from who reads on by position."""
    await writer.store(rows(3))
    async with store.begin() as connection:
        await connection.execute(event.delete())
    await writer.store([row()])
    async with store.connect() as connection:
        assert (await connection.scalar(select(func.max(event.c.position))) or 0) > 3
