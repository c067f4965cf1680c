"""What is written down of a meeting once it is over."""

from typing import Any

from sqlalchemy import select

from engagement.store import EngagementStore
from engagement.tables import slide_view
from tests.engagement.cast import MEETING, ORG, START
from tests.engagement.play import Tab, curtain_up, goes


async def views(books: EngagementStore) -> list[dict[str, Any]]:
    async with books.engine.connect() as connection:
        rows = await connection.execute(select(slide_view).order_by(slide_view.c.ordinal))
        return [row._asdict() for row in rows]


async def test_close(books: EngagementStore) -> None:
    """Closing ends the connections and writes minutes and looks."""
    await curtain_up(books)
    tab = Tab()
    tab.looked(1, 2_000, 5_000, 6_000)
    await tab.send(books, 9_000)
    await books.reports.close(ORG, MEETING, START + 60_000)
    (found,) = await books.interactions.of_meeting(ORG, MEETING)
    assert (found.connected_ms, found.engaged_ms, found.closed) == (59_000, 59_000, True)
    assert (found.started_at, found.ended_at) == (START + 1_000, START + 60_000)
    (view,) = await views(books)
    assert view == {
        "org": ORG,
        "interaction": found.id,
        "ordinal": 1,
        "meeting": MEETING,
        "participant": "bob",
        "hcp": "hcp-bob",
        "session": tab.session,
        "version": "v1",
        "slide": 1,
        "slide_key": "efficacy",
        "entered_at": START + 2_000,
        "left_at": START + 8_000,
        "visible_ms": 5_000,
        "total_ms": 6_000,
        "steps": 1,
        "clicks": 0,
        "zooms": 0,
        "reaction": None,
        "counted": True,
        "estimated": False,
    }


async def test_settle_again(books: EngagementStore) -> None:
    """The same events give the same rows, however often, however late."""
    await curtain_up(books)
    tab = Tab()
    tab.looked(1, 2_000, 5_000)
    await tab.send(books, 9_000)
    await books.reports.close(ORG, MEETING, START + 60_000)
    before = (await views(books), await books.interactions.of_meeting(ORG, MEETING))
    await books.reports.close(ORG, MEETING, START + 90_000)
    await books.reports.settle(ORG, MEETING, START + 99_000)
    assert (await views(books), await books.interactions.of_meeting(ORG, MEETING)) == before


async def test_late_events(books: EngagementStore) -> None:
    """A beacon that arrives after the end is settled like the rest."""
    await curtain_up(books)
    tab = Tab()
    tab.looked(2, 5_000, 3_000)
    late, tab.outbox = tab.outbox, []
    tab.looked(1, 2_000, 3_000)
    await tab.send(books, 9_000)
    await books.reports.close(ORG, MEETING, START + 60_000)
    tab.outbox = late
    await tab.send(books, 500_000)
    await books.reports.settle(ORG, MEETING, START + 500_000)
    assert [(view["ordinal"], view["slide"]) for view in await views(books)] == [(1, 1), (2, 2)]
    (found,) = await books.interactions.of_meeting(ORG, MEETING)
    assert (found.closed, found.ended_at) == (True, START + 60_000)


async def test_settle_during_the_meeting(books: EngagementStore) -> None:
    """Settling before the end closes nothing."""
    await curtain_up(books)
    await goes(books, "bob-1", 11_000)
    await books.reports.settle(ORG, MEETING, START + 60_000)
    (found,) = await books.interactions.of_meeting(ORG, MEETING)
    assert (found.connected_ms, found.closed, found.ended_at) == (10_000, False, None)
