"""How much has arrived."""

from hypothesis import given
from hypothesis import strategies as st

from engagement import ranges
from engagement.completeness import Completeness, Gap, of_tab
from engagement.store import EngagementStore
from tests.engagement.cast import BOB, MEETING, ORG, START, TAB
from tests.engagement.play import Tab, curtain_up

THIS = (BOB, TAB)


async def figure(books: EngagementStore) -> Completeness:
    return (await books.reports.prefill(ORG, MEETING, START)).completeness


async def test_complete(books: EngagementStore) -> None:
    """All that was counted is there."""
    await curtain_up(books)
    tab = Tab()
    for number in range(206):
        tab.looked(number % 3, number * 10, 10)
    await tab.send(books, 5_000)
    found = await figure(books)
    assert (str(found), found.complete, found.gaps) == ("412 of 412 events", True, ())


async def test_missing(books: EngagementStore) -> None:
    """Counted and not delivered is missing, with its numbers; when it comes, it is not."""
    await curtain_up(books)
    tab = Tab()
    for number in range(5):
        tab.looked(0, number * 10, 10)
    late, tab.outbox = tab.outbox[2:4], tab.outbox[:2] + tab.outbox[4:]
    await tab.send(books, 100)
    found = await figure(books)
    assert (str(found), found.missing) == ("8 of 10 events", 2)
    assert found.gaps == (Gap(BOB, TAB, ((3, 4),)),)
    tab.outbox = late
    await tab.send(books, 200)
    assert (await figure(books)).complete


async def test_announced_only(books: EngagementStore) -> None:
    """A tab that counted to 7 and delivered nothing misses 7."""
    await curtain_up(books)
    tab = Tab(made=7)
    await tab.send(books, 0)
    assert str(await figure(books)) == "0 of 7 events"


async def test_dropped(books: EngagementStore) -> None:
    """What the browser gave up is missing, and the figure says why."""
    await curtain_up(books)
    tab = Tab(made=3)
    tab.happened("capture.dropped", 0, values={"count": 3})
    await tab.send(books, 0)
    found = await figure(books)
    assert (str(found), found.dropped) == ("1 of 4 events", 3)


async def test_tabs_add_up(books: EngagementStore) -> None:
    """Each tab counts for itself; the total is their sum."""
    await curtain_up(books)
    for session, missing in (("tab-1", 0), ("tab-2", 2)):
        tab = Tab(session=session, made=missing)
        tab.looked(0, 0, 10)
        await tab.send(books, 100)
    report = await books.reports.prefill(ORG, MEETING, START)
    assert str(report.completeness) == "4 of 6 events"
    assert report.attendees[0].completeness == report.completeness


async def test_server_events_are_not_counted(books: EngagementStore) -> None:
    """The figure is about browsers: a room's numbers have holes by design."""
    room = await curtain_up(books)
    room.seq = 50
    await room.shows(0, 0)
    assert str(await figure(books)) == "0 of 0 events"


def test_refused_once_and_stored_later() -> None:
    """A number that was refused and then stored is stored."""
    assert of_tab(THIS, 3, [1, 2, 3], [(2, 2)], 0) == Completeness(expected=3, received=3)


numbers = st.sets(st.integers(1, 30))


@given(st.integers(0, 30), numbers, numbers)
def test_any_tab(through: int, stored: set[int], refused: set[int]) -> None:
    """Received, missing and refused are everything that was counted, each number once."""
    found = of_tab(THIS, through, stored, ranges.from_numbers(refused), 0)
    counted = set(range(1, max([through, *stored, *refused]) + 1))
    assert found.received == len(stored)
    assert found.discarded == len(refused - stored)
    assert found.missing == len(counted - stored - refused)
    assert found.expected == found.received + found.missing
    assert found.complete == (not found.gaps)
    gaps = [span for gap in found.gaps for span in gap.missing]
    assert ranges.size(gaps) == found.missing
