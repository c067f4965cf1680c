"""The timeline: in order, grouped, soon on the disk, and still there after a SIGKILL."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import event as listen
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from recordings import tables
from recordings import timeline as module
from recordings.timeline import Timeline, UnknownKind
from rooms import Event, Plan, Room
from rooms.events import KINDS
from tests.support.golden import SHOW_STORY, STORY, Step
from tests.support.stage import NOW, PLAN, SHOW, new_room


def story(steps: list[Step] = STORY, plan: Plan = PLAN) -> list[Event]:
    """What happens in a meeting, or in a webinar: every kind of event, between the two."""
    room = new_room(plan)
    return [event for n, step in enumerate(steps) for event in step(room, NOW + n)]


@pytest.fixture
async def log(database: AsyncEngine) -> AsyncIterator[Timeline]:
    timeline = Timeline(database)
    timeline.start()
    yield timeline
    await timeline.close()


async def test_read_what_was_appended(log: Timeline) -> None:
    """Every event comes back as it was, in order; and makes the room again."""
    known = {"hidden"}
    for name, plan, events in (
        ("heart", PLAN, story()),
        ("lung", SHOW, story(SHOW_STORY, SHOW)),
    ):
        for event in events:
            log.append(name, event)
        await log.flush()
        assert await log.read(name) == events
        assert Room.restore(name, plan, await log.read(name), NOW).seq == len(events)
        known |= {event.kind for event in events}
    assert known == set(KINDS)


async def test_rooms_are_kept_apart(log: Timeline) -> None:
    """Each room has its own log."""
    event = story()[0]
    log.append("heart", event)
    log.append("lung", replace(event, at=1))
    await log.flush()
    assert [e.at for e in await log.read("lung")] == [1]
    assert await log.read("nowhere") == []


async def test_within_50_ms(log: Timeline) -> None:
    """What happened is on the disk before anybody blinks."""
    log.append("heart", story()[0])
    async with asyncio.timeout(0.5):
        while not await log.read("heart"):
            await asyncio.sleep(0.005)
    assert module.GATHER_MS <= 50 / 2


async def test_many_rooms_share_a_commit(log: Timeline, database: AsyncEngine) -> None:
    """A hundred events of ten rooms cost a commit or two, not a hundred."""
    commits: list[object] = []
    listen.listen(database.sync_engine, "commit", commits.append)
    event = story()[0]
    for number in range(100):
        log.append(f"room {number % 10}", replace(event, seq=1 + number // 10))
    await log.flush()
    assert len(commits) <= 2


async def test_open_rooms(log: Timeline) -> None:
    """A room is open from when it came to be until its end is in the log."""
    log.open("org", "heart", NOW)
    log.open("org", "lung", NOW + 1)
    await log.flush()
    assert [room.room for room in await log.open_rooms()] == ["heart", "lung"]
    log.append("heart", story()[-1])
    await log.flush()
    assert [(room.org, room.room) for room in await log.open_rooms()] == [("org", "lung")]


async def test_opening_again(log: Timeline) -> None:
    """A room that comes back after a restart keeps its first line."""
    log.open("org", "heart", NOW)
    await log.flush()
    log.open("org", "heart", NOW + 1)
    await log.flush()
    assert [room.opened_at for room in await log.open_rooms()] == [NOW]


async def test_last_alive(log: Timeline) -> None:
    """Nothing before the first heartbeat; then the latest one."""
    assert await log.last_alive() is None
    for at in (NOW, NOW + 1, NOW + 2):
        log.alive(at)
    await log.flush()
    assert await log.last_alive() == NOW + 2


async def test_flush_with_nothing_to_do(log: Timeline) -> None:
    """Returns at once."""
    await log.flush()
    assert log.waiting == 0


async def test_close_writes_what_is_queued(database: AsyncEngine) -> None:
    """A clean stop loses nothing; closing twice is harmless."""
    log = Timeline(database)
    log.start()
    log.append("heart", story()[0])
    await log.close()
    await log.close()
    assert len(await Timeline(database).read("heart")) == 1


async def test_the_disk_refuses_for_a_while(
    log: Timeline, database: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is lost, the order is kept, and it recovers by itself."""
    monkeypatch.setattr(module, "RETRY_MS", 5)
    async with database.begin() as connection:
        await connection.execute(text("ALTER TABLE timeline RENAME TO away"))
    for event in story()[:3]:
        log.append("heart", event)
        log.alive(event.at)
        await asyncio.sleep(0.05)
    assert log.waiting > 0
    async with database.begin() as connection:
        await connection.execute(text("ALTER TABLE away RENAME TO timeline"))
    async with asyncio.timeout(5):
        await log.flush()
    assert [event.seq for event in await log.read("heart")] == [1, 2, 3]
    assert log.waiting == 0


async def test_a_closed_log_gives_up_on_a_dead_disk(
    database: AsyncEngine, caplog: pytest.LogCaptureFixture
) -> None:
    """Stopping does not hang on a disk that refuses; the log says what was lost."""
    log = Timeline(database)
    log.start()
    async with database.begin() as connection:
        await connection.execute(text("DROP TABLE timeline"))
    log.append("heart", story()[0])
    async with asyncio.timeout(5):
        await log.close()
    assert "1 entries are lost" in caplog.text


async def test_an_unknown_kind(log: Timeline, database: AsyncEngine) -> None:
    """A log from a newer server is not guessed at."""
    async with database.begin() as connection:
        row = {"room": "heart", "seq": 1, "at": 1, "kind": "moon_landed", "event": "{}"}
        await connection.execute(tables.timeline.insert(), row)
    with pytest.raises(UnknownKind, match="moon_landed"):
        await log.read("heart")


KILLED = """
import asyncio, sys
from pathlib import Path
from recordings.timeline import Timeline
from server.database import open_database
from tests.recordings.test_timeline import story

async def main():
    log = Timeline(open_database(Path(sys.argv[1])))
    log.start()
    log.open("org", "heart", 1)
    for number, event in enumerate(story()):
        log.append("heart", event)
        log.alive(event.at)
        await log.flush()
        print(event.seq, event.at, flush=True)

asyncio.run(main())
"""


async def test_sigkill(
    database: AsyncEngine, tmp_path: Path, open_store: Callable[[str], AsyncEngine]
) -> None:
    """What was flushed before a SIGKILL is there after it, without a hole; so is the heartbeat."""
    path = str(tmp_path / "lectern.db")
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", KILLED, path, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    seq = at = 0
    async with asyncio.timeout(30):
        while seq < 10:
            seq, at = map(int, (await process.stdout.readline()).split())
    process.send_signal(signal.SIGKILL)
    await process.wait()
    log = Timeline(database)
    events = await log.read("heart")
    assert events == story()[: len(events)] and len(events) >= seq
    assert (await log.last_alive() or 0) >= at
    assert [room.room for room in await log.open_rooms()] == ["heart"]
