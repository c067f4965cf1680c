"""A room that ended shortly before a crash: the store and the plan are told again."""

from collections.abc import Callable

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncEngine

from engagement.dump import dump
from engagement.kinds import ConsentKind
from engagement.tables import event
from recordings.tables import timeline
from rooms import Event, Room
from tests.support.venue import ROOM, Venue


class Plan:
    """Whoever must know how a meeting goes."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    async def hear(self, room: Room, event: Event) -> None:
        self.heard.append(f"{room.id}: {event.kind}")


async def test_facts_of_what_had_ended(
    venue: Venue, database: AsyncEngine, store: AsyncEngine, clock: Callable[[], int]
) -> None:
    """What a room said last before a crash reaches the store, though its timeline has its end."""
    async with venue.inside("alice") as (alice,):
        await alice.send("show", version="v1", slide=1)
        await alice.until(lambda a: a.room.position)
        await alice.send("end")
        await alice.until_state("ended")
    await venue.close()
    known = [row["kind"] async for row in dump(store, meeting=ROOM)]
    async with store.begin() as connection:
        await connection.execute(delete(event).where(event.c.kind == "slide.shown"))
    plan = Plan()
    again = Venue(database, store, clock, [lambda _org, _meeting: plan])
    await again.start()
    assert plan.heard == [f"{ROOM}: room_ended"]
    assert await again.signaling.written()
    told = [row["kind"] async for row in dump(store, meeting=ROOM)]
    assert sorted(told) == sorted(known)
    assert "slide.shown" in known
    await again.close()


async def test_an_ended_room_without_events(
    venue: Venue, database: AsyncEngine, store: AsyncEngine, clock: Callable[[], int]
) -> None:
    """A timeline that was emptied after its end has nothing to tell; the server starts."""
    async with venue.inside("alice") as (alice,):
        await alice.send("end")
        await alice.until_state("ended")
    await venue.close()
    async with database.begin() as connection:
        await connection.execute(delete(timeline))
    plan = Plan()
    again = Venue(database, store, clock, [lambda _org, _meeting: plan])
    await again.start()
    assert plan.heard == []
    await again.close()


async def test_what_was_before_a_yes(
    venue: Venue, database: AsyncEngine, store: AsyncEngine, clock: Callable[[], int]
) -> None:
    """A room that tells all of itself again tells nothing of what was before a consent."""
    async with venue.inside("alice", "bob") as (alice, bob):
        await bob.send("raise_hand", raised=True)
        await alice.until(lambda a: a.raw[-1]["kind"] == "hand_raised")
        assert await venue.signaling.written()
        venue.pass_time(1_000)
        await venue.agree(ConsentKind.CAPTURE)
        await bob.send("raise_hand", raised=False)
        await alice.until(lambda a: a.raw[-1]["kind"] == "hand_lowered")
        await alice.send("end")
        await alice.until_state("ended")
    await venue.close()
    again = Venue(database, store, clock)
    await again.start()
    assert await again.signaling.written()
    told = [row["kind"] async for row in dump(store, meeting=ROOM)]
    assert "hand.lowered" in told and "hand.raised" not in told
    await again.close()
