"""Events that arrive when the meeting is over."""

import asyncio

import pytest
from sqlalchemy import func, select

from engagement.answers import Answers
from engagement.outcomes import Signature
from engagement.settler import Settler
from engagement.store import EngagementStore
from engagement.tables import slide_view
from tests.engagement.cast import ALICE, BOB, CAROL, MEETING, ORG, START
from tests.engagement.play import CAROL_HCP, Tab, comes, curtain_up, goes


async def views(books: EngagementStore) -> int:
    async with books.engine.connect() as connection:
        return await connection.scalar(select(func.count()).select_from(slide_view)) or 0


async def late(books: EngagementStore, tab: Tab, now: int) -> None:
    tab.looked(len(tab.outbox) % 3, now - 500, 400)
    await tab.send(books, now)


@pytest.fixture
async def over(books: EngagementStore) -> Tab:
    """A meeting that is over, and a tab that is not."""
    await curtain_up(books)
    tab = Tab()
    tab.looked(0, 2_000, 3_000)
    await tab.send(books, 6_000)
    await books.reports.close(ORG, MEETING, START + 60_000)
    return tab


async def test_settled_at_close(books: EngagementStore, over: Tab) -> None:
    """A server that stops settles first."""
    await late(books, over, 61_000)
    assert await views(books) == 1
    await books.close()
    assert await views(books) == 2


async def test_settled_when_quiet(books: EngagementStore, over: Tab) -> None:
    """Some time after the last late event the meeting is settled, and again for the next."""
    settler = Settler(books.reports, quiet_seconds=0.05)
    for round in (1, 2):
        await late(books, over, 60_000 + round * 1_000)
        settler.note(ORG, MEETING, START + 60_000 + round)
        async with asyncio.timeout(10):
            while await views(books) != 1 + round:
                await asyncio.sleep(0.01)
    await settler.close()
    await settler.close()


async def test_noted_while_settling(books: EngagementStore, over: Tab) -> None:
    """What comes while the meeting is being settled is settled next."""
    settler = Settler(books.reports, quiet_seconds=0.5)
    settler.note(ORG, MEETING, START + 60_000)
    settling = asyncio.create_task(settler.close())
    await asyncio.sleep(0)
    settler.note(ORG, MEETING, START + 61_000)
    await settling
    await late(books, over, 61_000)
    async with asyncio.timeout(10):
        while await views(books) != 2:
            await asyncio.sleep(0.01)
    await settler.close()


async def test_during_the_meeting(books: EngagementStore) -> None:
    """While the meeting runs nothing is settled for each delivery."""
    await curtain_up(books)
    await late(books, Tab(), 5_000)
    await books.close()
    assert await views(books) == 0


def noted(books: EngagementStore) -> list[tuple[str, str]]:
    """Which meetings wait to be settled once more."""
    return list(books._settler._late)


async def test_facts_of_the_room(books: EngagementStore) -> None:
    """What a room said, and the store took only after the meeting was settled, settles again."""
    room = await curtain_up(books)
    await room.says("reaction.sent", 5_000, BOB, reaction="clap")
    assert noted(books) == []
    await books.reports.close(ORG, MEETING, START + 60_000)
    assert noted(books) == []
    for who in (BOB, ALICE):
        await room.says("reaction.sent", 50_000, who, reaction="clap")
        assert noted(books) == [(ORG, MEETING)]
        await books._settler.close()
    room.seq -= 1
    await room.says("reaction.sent", 50_000, ALICE, reaction="clap")
    assert noted(books) == []  # Told twice is told once.


async def test_facts_after_a_restart(books: EngagementStore) -> None:
    """A server that knows nothing of the meeting finds out that it is over."""
    room = await curtain_up(books)
    await books.reports.close(ORG, MEETING, START + 60_000)
    async with EngagementStore(books.engine) as again:
        room.books = again
        await room.says("reaction.sent", 50_000, BOB, reaction="clap")
        assert noted(again) == [(ORG, MEETING)]


async def test_late_attendance(books: EngagementStore) -> None:
    """A connection that is noted after the end is in the minutes."""
    await curtain_up(books)
    await comes(books, CAROL_HCP, 30_000)
    await books.reports.close(ORG, MEETING, START + 60_000)
    await comes(books, CAROL_HCP, 10_000, "carol-0")
    await goes(books, "carol-0", 30_000)
    assert noted(books) == [(ORG, MEETING)]
    await books._settler.close()
    found = {one.participant: one for one in await books.interactions.of_meeting(ORG, MEETING)}
    assert found[CAROL].connected_ms == 50_000


async def test_one_that_fails(
    books: EngagementStore, over: Tab, caplog: pytest.LogCaptureFixture
) -> None:
    """A meeting that cannot be settled is logged, and the others are settled."""
    settler = Settler(books.reports, quiet_seconds=60)
    await late(books, over, 61_000)
    settler.note(ORG, "meeting-9", START)
    settler.note(ORG, MEETING, START + 61_000)
    await settler.close()
    assert "meeting-9 is not settled" in caplog.text
    assert await views(books) == 2


async def test_submitting_settles(books: EngagementStore, over: Tab) -> None:
    """A submitted report and the derived rows are of the same facts."""
    await late(books, over, 61_000)
    signature = Signature("Alice", "complete")
    answers = Answers(adverse_event=False)
    await books.outcomes.submit(ORG, MEETING, answers, signature, by="alice", now=START + 62_000)
    assert await views(books) == 2
