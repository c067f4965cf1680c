"""The clerk: in order, after the timeline, patient with a full disk, done when told to stop."""

import asyncio
from collections.abc import AsyncIterator, Sequence

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from engagement.errors import Unavailable
from engagement.writer import MOST_ROWS_WAITING
from recordings.timeline import Timeline
from rooms.events import RoomEnded
from signaling import clerk as module
from signaling.clerk import Clerk
from signaling.seams import Batch, Claim, Device, Fact, Receipt
from tests.support.venue import claim


class Store:
    """A store that takes what it is given, unless it is told to refuse."""

    def __init__(self) -> None:
        self.log: list[str] = []
        self.errors: list[Exception] = []

        self.facts: list[Fact] = []

    def take(self, entry: str) -> None:
        if self.errors:
            raise self.errors.pop(0)
        self.log.append(entry)

    async def store(self, claim: Claim, batch: Batch, now: int, /) -> Receipt:
        raise NotImplementedError

    async def journal(self, facts: Sequence[Fact], /) -> None:
        self.take("facts " + " ".join(str(fact.seq) for fact in facts))
        self.facts.extend(facts)

    async def opened(
        self, claim: Claim, connection: str, device: Device | None, at: int, /
    ) -> None:
        self.take(f"opened {connection}")

    async def closed(self, meeting: str, connection: str, at: int, reason: str, /) -> None:
        self.take(f"closed {connection}")

    async def close_open(self, at: int, /) -> None:
        raise NotImplementedError


@pytest.fixture
def store() -> Store:
    return Store()


@pytest.fixture
async def timeline(database: AsyncEngine) -> AsyncIterator[Timeline]:
    timeline = Timeline(database)
    timeline.start()
    yield timeline
    await timeline.close()


@pytest.fixture
async def clerk(store: Store, timeline: Timeline) -> AsyncIterator[Clerk]:
    clerk = Clerk(store, store, timeline)
    clerk.start()
    yield clerk
    await clerk.close()


def fact(seq: int) -> Fact:
    return Fact(f"id{seq}", "org", "heart", "alice", seq, "hand.raised", 1)


async def test_in_order(clerk: Clerk, store: Store) -> None:
    """Facts that follow each other go together; the beginning of a stay comes before them."""
    clerk.fact(fact(1))
    clerk.fact(fact(2))
    clerk.opened(claim("bob"), "b1", None, 1)
    clerk.fact(fact(3))
    clerk.fact(fact(4))
    clerk.closed("heart", "b1", 2, "left")
    clerk.fact(fact(5))
    await clerk.close()
    assert store.log == ["facts 1 2", "opened b1", "facts 3 4", "closed b1", "facts 5"]


async def test_more_than_the_store_takes_at_once(timeline: Timeline, store: Store) -> None:
    """What a large room tells again after a crash goes in groups, in order, all of it."""
    told = 2 * module.MOST_TOGETHER + 1
    clerk = Clerk(store, store, timeline)
    for number in range(told):
        clerk.fact(fact(number))
    clerk.start()
    assert await clerk.written()
    assert [each.seq for each in store.facts] == list(range(told))
    assert len(store.log) == 3 and module.MOST_TOGETHER < MOST_ROWS_WAITING
    await clerk.close()


async def test_after_the_timeline(clerk: Clerk, store: Store, timeline: Timeline) -> None:
    """A number is told only when it can never be given out again."""
    timeline.append("heart", RoomEnded(1, 1, None, "host"))
    clerk.fact(fact(1))
    async with asyncio.timeout(5):
        while not store.log:
            assert timeline.waiting or await timeline.read("heart")
            await asyncio.sleep(0.001)
    assert await timeline.read("heart")


async def test_a_store_that_cannot(
    clerk: Clerk, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Everything waits, in its order, and is written once it can be."""
    monkeypatch.setattr(module, "RETRY_SECONDS", 0.01)
    store.errors = [Unavailable("The disk is full.")] * 3
    clerk.fact(fact(1))
    clerk.opened(claim("bob"), "b1", None, 1)
    await clerk.close()
    assert store.log == ["facts 1", "opened b1"]


async def test_what_is_told_late(
    clerk: Clerk, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fact that had to wait for the store is told as belated, one that goes at once is not."""
    monkeypatch.setattr(module, "RETRY_SECONDS", 0.01)
    clerk.fact(fact(1))
    assert await clerk.written()
    monkeypatch.setattr(module, "BELATED_SECONDS", 0.0)
    store.errors = [Unavailable("The disk is full.")] * 3
    clerk.fact(fact(2))
    await clerk.close()
    assert [(each.seq, each.belated) for each in store.facts] == [(1, False), (2, True)]


async def test_an_entry_nobody_wants(
    clerk: Clerk, store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    """One that can never be written is dropped; the log says so, and the rest goes on."""
    store.errors = [ValueError("no")]
    clerk.fact(fact(1))
    clerk.opened(claim("bob"), "b1", None, 1)
    await clerk.close()
    assert store.log == ["opened b1"]
    assert "an entry is lost" in caplog.text


async def test_stopping_with_a_dead_disk(
    clerk: Clerk, store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The server stops all the same, and says what it could not write."""
    monkeypatch.setattr(module, "CLOSING_SECONDS", 0.05)
    store.errors = [Unavailable("The disk is full.")] * 1_000
    clerk.fact(fact(1))
    clerk.opened(claim("bob"), "b1", None, 1)
    async with asyncio.timeout(5):
        await clerk.close()
        await clerk.close()
    assert "are not written" in caplog.text


async def test_a_store_that_is_gone_for_hours(
    clerk: Clerk, store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """What waits is bounded; what is too much is counted in the log, not in memory."""
    monkeypatch.setattr(module, "MOST_WAITING", 2)
    for number in range(4):
        clerk.opened(claim("bob"), f"b{number}", None, 1)
    await clerk.close()
    assert len(store.log) == 2 and "an entry is lost" in caplog.text


async def test_written(clerk: Clerk, store: Store) -> None:
    """Whoever waits goes on when what was said before is stored, and not sooner."""
    clerk.fact(fact(1))
    clerk.closed("heart", "c1", 5, "left")
    assert await clerk.written()
    assert store.log == ["facts 1", "closed c1"]


async def test_written_by_a_store_that_is_full(clerk: Clerk, store: Store) -> None:
    """Nobody waits for ever; what waits is written when the store takes it."""
    store.errors = [Unavailable("full")]
    clerk.fact(fact(1))
    assert not await clerk.written(within=0.05)
    assert await clerk.written()
    assert store.log == ["facts 1"]


async def test_written_when_stopped(clerk: Clerk) -> None:
    """A clerk that has gone writes nothing any more, and says so at once."""
    await clerk.close()
    assert not await clerk.written()
