"""Waiting for the end of a meeting."""

import asyncio

import pytest
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from scheduling import Meeting, Meetings, NotFound
from tests.scheduling.cast import ALICE, ELSEWHERE, ORG, PLAN

WAITING = 50


class Queries:
    """How many statements an engine runs."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.count = 0
        event.listen(engine.sync_engine, "before_cursor_execute", self._note)

    def _note(self, *_about: object) -> None:
        self.count += 1


@pytest.fixture
async def live(meetings: Meetings) -> Meeting:
    made = await meetings.create(ORG, PLAN, ALICE)
    return await meetings.start(ORG, made.id)


async def test_told_at_once(meetings: Meetings, live: Meeting) -> None:
    """Whoever waits goes on when it ends, and nothing is left of them."""
    waiting = [asyncio.create_task(meetings.wait_for_end(ORG, live.id, 60)) for _ in range(WAITING)]
    while len(meetings._endings) == 0:
        await asyncio.sleep(0)
    await meetings.end(ORG, live.id)
    async with asyncio.timeout(30):
        assert await asyncio.gather(*waiting) == [True] * WAITING
    assert len(meetings._endings) == 0


async def test_waiting_asks_nothing(
    meetings: Meetings, live: Meeting, database: AsyncEngine
) -> None:
    """A crowd that waits looks twice each, however long it waits."""
    queries = Queries(database)
    waiting = [meetings.wait_for_end(ORG, live.id, 0.5) for _ in range(WAITING)]
    assert await asyncio.gather(*waiting) == [False] * WAITING
    assert queries.count <= 2 * WAITING


async def test_over_already(meetings: Meetings, live: Meeting) -> None:
    """Nobody waits for what has been."""
    await meetings.end(ORG, live.id)
    async with asyncio.timeout(30):
        assert await meetings.wait_for_end(ORG, live.id, 3_600)


async def test_foreign(meetings: Meetings, live: Meeting) -> None:
    """Another organisation waits for nothing."""
    with pytest.raises(NotFound):
        await meetings.wait_for_end(ELSEWHERE, live.id, 1)
    assert len(meetings._endings) == 0
