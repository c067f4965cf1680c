"""Attendance: an interval for each connection of somebody who is in, to the millisecond."""

import asyncio
from collections.abc import Callable

from sqlalchemy import select

from engagement.tables import attendance
from tests.support.venue import Venue

Row = tuple[str, int, int | None, str | None]


async def intervals(venue: Venue, true: Callable[[list[Row]], object]) -> list[Row]:
    """Who, from, to, why ended; as soon as something is true of them."""
    columns = (attendance.c.participant, attendance.c.from_at, attendance.c.to_at)
    query = select(*columns, attendance.c.reason).order_by(attendance.c.from_at)
    async with asyncio.timeout(5):
        while True:
            async with venue.store.connect() as connection:
                rows = [tuple(row) for row in (await connection.execute(query)).all()]
            found: list[Row] = [(row[0], row[1], row[2], row[3]) for row in rows]
            if true(found):
                return found
            await asyncio.sleep(0.01)


def of(who: str, rows: list[Row]) -> list[Row]:
    return [row for row in rows if row[0] == who]


async def test_from_coming_in_to_leaving(venue: Venue) -> None:
    """The lobby does not count."""
    async with venue.inside("alice") as (alice,), venue.browser("bob") as bob:
        await bob.join()
        venue.pass_time(10_000)
        admitted = venue.clock()
        await alice.send("admit", participant="bob")
        await bob.until_state("present")
        venue.pass_time(5_000)
        await bob.send("leave")
        rows = await intervals(venue, lambda rows: of("bob", rows) and of("bob", rows)[0][2])
    assert of("bob", rows) == [("bob", admitted, admitted + 5_000, "left")]


async def test_two_tabs_are_two_intervals(venue: Venue) -> None:
    """Closing one of them ends its own; the report takes the union."""
    async with venue.inside("alice", "bob") as (_, bob):
        first = venue.clock()
        venue.pass_time(1_000)
        async with venue.browser("bob") as tab:
            await tab.join()
            venue.pass_time(2_000)
        await intervals(venue, lambda rows: len(of("bob", rows)) == 2 and of("bob", rows)[1][2])
        venue.pass_time(3_000)
        await bob.send("leave")
        rows = await intervals(venue, lambda rows: all(row[2] for row in of("bob", rows)))
    assert of("bob", rows) == [
        ("bob", first, first + 6_000, "left"),
        ("bob", first + 1_000, first + 3_000, "lost"),
    ]


async def test_a_cut_and_a_return(venue: Venue) -> None:
    """The time without a connection is not counted."""
    async with venue.inside("alice", "bob") as (alice, bob):
        came = venue.clock()
        venue.pass_time(1_000)
        bob.vanish()
        await alice.until(lambda a: a.raw[-1]["kind"] == "participant_reconnecting")
        venue.pass_time(15_000)
        async with venue.browser("bob", tab=bob.tab) as again:
            await again.join()
            rows = await intervals(venue, lambda rows: len(of("bob", rows)) == 2)
    assert of("bob", rows) == [
        ("bob", came, came + 1_000, "lost"),
        ("bob", came + 16_000, None, None),
    ]


async def test_being_held_counts_being_removed_ends(venue: Venue) -> None:
    """Who is put aside is still connected; who is put out is not."""
    async with venue.inside("alice", "bob") as (alice, bob):
        came = venue.clock()
        await alice.send("hold", participant="bob", held=True)
        await bob.until_state("held")
        venue.pass_time(1_000)
        await alice.send("remove", participant="bob", ban=False)
        rows = await intervals(venue, lambda rows: of("bob", rows) and of("bob", rows)[0][2])
    assert of("bob", rows) == [("bob", came, came + 1_000, "removed")]


async def test_the_end_ends_all(venue: Venue) -> None:
    """Nobody's interval stays open."""
    async with venue.inside("alice", "bob", "paul") as (alice, _, _):
        venue.pass_time(1_000)
        await alice.send("end")
        rows = await intervals(venue, lambda rows: len([row for row in rows if row[2]]) == 3)
    assert {row[3] for row in rows} == {"ended"} and len(rows) == 3
