"""After a crash: rooms, slide, people and attendance are back; nothing is told twice."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncEngine

from engagement.dump import dump
from engagement.tables import attendance
from recordings.tables import timeline
from recordings.timeline import Timeline
from rooms import Position, State
from tests.support.browser import Browser, Refused
from tests.support.venue import ROOM, Venue

SERVER = """
import asyncio, sys, time
from pathlib import Path
from server.database import open_database
from tests.support.venue import Venue

async def main():
    folder = Path(sys.argv[1])
    main, store = (open_database(folder / f"{name}.db") for name in ("lectern", "engagement"))
    venue = Venue(main, store, lambda: time.time_ns() // 1_000_000)
    await venue.start()
    print(venue.url, flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""


class Machine:
    """A server in a process of its own, which can be killed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process: asyncio.subprocess.Process | None = None
        self.url = ""

    async def start(self) -> None:
        self._process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", SERVER, str(self._folder)),
            stdout=asyncio.subprocess.PIPE,
            env=os.environ | {"PYTHONASYNCIODEBUG": ""},
        )
        assert self._process.stdout is not None
        async with asyncio.timeout(60):
            self.url = (await self._process.stdout.readline()).decode().strip()

    async def kill(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.send_signal(signal.SIGKILL)
            await process.wait()

    def browser(self, who: str) -> Browser:
        return Browser(self.url, who)


@pytest.fixture
async def machine(
    database: AsyncEngine, store: AsyncEngine, tmp_path: Path
) -> AsyncIterator[Machine]:
    machine = Machine(tmp_path)
    await machine.start()
    yield machine
    await machine.kill()


async def rows(store: AsyncEngine) -> list[dict[str, Any]]:
    """The intervals of attendance."""
    columns = ("participant", "from_at", "to_at", "reason")
    async with store.connect() as connection:
        found = await connection.execute(select(*(attendance.c[name] for name in columns)))
        return [dict(row._mapping) for row in found]


async def on_disk(database: AsyncEngine, seq: int) -> int:
    """Wait until the timeline has that event, and a heartbeat after it; when that was."""
    log = Timeline(database)
    async with asyncio.timeout(20):
        while not (events := [e for e in await log.read(ROOM) if e.seq >= seq]):
            await asyncio.sleep(0.02)
        while (beat := await log.last_alive() or 0) < events[0].at:
            await asyncio.sleep(0.05)
    return beat


async def test_sigkill(machine: Machine, database: AsyncEngine, store: AsyncEngine) -> None:
    """Killed in the middle of a call, and back: state, people, chat and attendance."""
    alice, bob, carol = (machine.browser(who) for who in ("alice", "bob", "carol"))
    for browser in (alice, bob, carol):
        await browser.open()
        await browser.join()
    await alice.send("admit", participant="bob")
    await bob.until_state("present")
    await alice.send("show", version="v1", slide=1, step=2, state={"tab": "b"})
    await bob.send("chat", id="m1", text="hello")
    await alice.send("lock", locked=True)
    await alice.until(lambda a: a.room.locked)
    written = await on_disk(database, alice.room.seq)
    killed = time.time_ns() // 1_000_000
    await machine.kill()
    for browser in (alice, bob, carol):
        await browser.until(lambda b: not b.connected)

    begun = time.monotonic()
    await machine.start()
    assert time.monotonic() - begun < 30
    for row in await rows(store):
        assert row["reason"] == "crash" and written <= row["to_at"] <= killed + 100

    async with machine.browser("bob") as bob, machine.browser("alice") as alice:
        assert (await bob.join())["state"] == "present"
        assert (await alice.join())["state"] == "present"
        assert alice.room.position == Position("v1", 1, 2, {"tab": "b"})
        assert [line.text for line in alice.room.chat] == ["hello"]
        assert alice.room.locked
        where = {person.id: person.state for person in alice.room.participants}
        assert where == {"alice": State.PRESENT, "bob": State.PRESENT, "carol": State.LEFT}
        assert len([row for row in await rows(store) if row["to_at"] is None]) <= 2


async def test_a_second_kill(machine: Machine, database: AsyncEngine) -> None:
    """Numbers go on without a hole, however often."""
    seq = 0
    for round in range(3):
        async with machine.browser("alice") as alice:
            await alice.join()
            assert alice.room.seq > seq
            await alice.send("show", version="v1", slide=round)
            await alice.until(lambda a: a.raw[-1]["kind"] == "slide_shown")
            seq = alice.room.seq
            await on_disk(database, seq)
            await machine.kill()
        await machine.start()
    async with machine.browser("alice") as alice:
        await alice.join()
        assert alice.room.position and alice.room.position.slide == 2


async def test_facts_are_told_once(
    machine: Machine, database: AsyncEngine, store: AsyncEngine
) -> None:
    """The journal tells everything again after a crash, and the store has it once."""
    async with machine.browser("alice") as alice:
        await alice.join()
        await alice.send("show", version="v1", slide=1)
        await alice.until(lambda a: a.room.position)
        await on_disk(database, alice.room.seq)
        await machine.kill()
    await machine.start()
    async with machine.browser("alice") as alice:
        await alice.join()
        await alice.send("chat", id="m1", text="back")
        kinds: list[str] = []
        async with asyncio.timeout(20):
            while "chat.posted" not in kinds:
                kinds = [row["kind"] async for row in dump(store, meeting=ROOM)]
    assert kinds.count("meeting.started") == kinds.count("slide.shown") == 1


async def reopened(
    venue: Venue, database: AsyncEngine, store: AsyncEngine, clock: Callable[[], int]
) -> Venue:
    """The venue closed in peace, and another one on the same data."""
    await venue.close()
    again = Venue(database, store, clock)
    await again.start()
    return again


async def test_a_restart(
    venue: Venue, database: AsyncEngine, store: AsyncEngine, clock: Callable[[], int]
) -> None:
    """A clean stop in the middle of a meeting is no end of it; attendance is closed at the stop."""
    async with venue.inside("alice", "bob") as (alice, bob):
        await alice.send("show", version="v1", slide=1)
        stopped = venue.clock()
        venue = await reopened(venue, database, store, clock)
        assert alice.moved == bob.moved == {"in_ms": 10_000}
        await alice.until(lambda a: not a.connected)
        assert {row["to_at"] for row in await rows(store)} == {stopped}
        venue.pass_time(20_000)
        async with venue.browser("alice") as again:
            assert (await again.join())["state"] == "present"
            assert again.room.position and again.room.position.slide == 1
    await venue.close()


async def test_what_ended_stays_ended(
    venue: Venue, database: AsyncEngine, store: AsyncEngine, clock: Callable[[], int]
) -> None:
    """A restart does not open a meeting again."""
    async with venue.inside("alice") as (alice,):
        await alice.send("end")
        await alice.until_state("ended")
    venue = await reopened(venue, database, store, clock)
    async with venue.browser("alice") as again:
        with pytest.raises(Refused, match="room-ended"):
            await again.join()
    await venue.close()


async def test_a_meeting_that_was_cancelled_meanwhile(
    venue: Venue, database: AsyncEngine, store: AsyncEngine, clock: Callable[[], int]
) -> None:
    """One room that cannot come back does not keep the server from starting."""
    async with venue.inside("alice"):
        pass
    await venue.close()
    again = Venue(database, store, clock)
    again.calendar.plans.clear()
    await again.start()
    assert again.signaling.stats()["rooms"] == 0
    await again.close()


async def test_a_timeline_that_cannot_be_read(
    venue: Venue,
    database: AsyncEngine,
    store: AsyncEngine,
    clock: Callable[[], int],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Nor does one whose timeline has a hole; the log names it."""
    async with venue.inside("alice"):
        pass
    await venue.close()
    async with database.begin() as connection:
        await connection.execute(delete(timeline).where(timeline.c.seq == 1))
    again = Venue(database, store, clock)
    await again.start()
    assert "its timeline cannot be read" in caplog.text
    async with again.browser("alice") as alice:
        with pytest.raises(Refused, match="server-error"):
            await alice.join()
    await again.close()


async def test_a_room_that_nobody_came_to(venue: Venue) -> None:
    """Who knocked and went leaves no room in memory; who comes later finds one."""
    async with venue.browser("bob") as bob:
        await bob.join()
        assert venue.signaling.stats()["rooms"] == 1
    venue.pass_time(1)
    async with asyncio.timeout(10):
        while venue.signaling.stats()["rooms"]:
            await asyncio.sleep(0.1)
            venue.pass_time(10_000)
    async with venue.browser("bob") as bob:
        assert (await bob.join())["state"] == "lobby"
