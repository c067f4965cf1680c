"""LiveRoom: one task that delivers in order, keeps time, and stops when told."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable

import pytest

from rooms import Event, LiveRoom, Phase, Room
from rooms.door import KEPT_MS
from rooms.errors import NotAllowed
from rooms.room import HOST_ABSENT_MS
from tests.support.stage import FIRST, NOW, SECOND, staged_room


class Diary:
    """A listener that writes down what it hears."""

    def __init__(self) -> None:
        self.heard: list[Event] = []

    async def hear(self, room: Room, event: Event) -> None:
        await asyncio.sleep(0)
        self.heard.append(event)


class Grump:
    """A listener that fails at everything."""

    async def hear(self, room: Room, event: Event) -> None:
        raise RuntimeError("no")


class Timepiece:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = NOW + 1_000

    def __call__(self) -> int:
        return self.now


@pytest.fixture
def clock() -> Timepiece:
    return Timepiece()


@pytest.fixture
def diary() -> Diary:
    return Diary()


@pytest.fixture
async def live(clock: Timepiece, diary: Diary) -> AsyncIterator[LiveRoom]:
    live = LiveRoom(staged_room(), clock, [Grump(), diary])
    live.start()
    yield live
    await live.close()


async def test_events_are_delivered_in_order(live: LiveRoom, diary: Diary) -> None:
    """Listeners hear everything, one after the other; one that fails does not stop the others."""
    for number in range(20):
        say(live, f"m{number}")
    await live.close()
    seqs = [event.seq for event in diary.heard]
    assert len(seqs) == 20 and seqs == sorted(seqs)


async def test_a_failing_listener_is_logged(
    live: LiveRoom, caplog: pytest.LogCaptureFixture
) -> None:
    """The log says who missed what."""
    with caplog.at_level(logging.ERROR):
        live.do(lambda now: live.room.stage.show("alice", FIRST, "sha", now))
        await live.close()
    assert "missed slide_shown" in caplog.text


async def test_actions_happen_at_the_clock(live: LiveRoom, clock: Timepiece) -> None:
    """``do`` passes the present time."""
    (event,) = live.do(lambda now: live.room.stage.show("alice", FIRST, "sha", now))
    assert event.at == clock.now


async def test_a_refusal_reaches_the_caller(live: LiveRoom, diary: Diary) -> None:
    """What the room raises, ``do`` raises; nobody hears of it."""
    with pytest.raises(NotAllowed):
        live.do(lambda now: live.room.stage.show("bob", SECOND, "sha", now))
    await live.close()
    assert diary.heard == []


async def test_time_passes_by_itself(live: LiveRoom, clock: Timepiece, diary: Diary) -> None:
    """A room without its host ends without anybody asking."""
    live.do(lambda now: live.room.door.lose("alice", "a1", now))
    clock.now += HOST_ABSENT_MS
    await until(lambda: live.room.phase is Phase.ENDED)
    await live.close()
    assert diary.heard[-1].kind == "room_ended"


async def test_a_new_deadline_is_noticed(live: LiveRoom, clock: Timepiece, diary: Diary) -> None:
    """The task sleeps only until what is due now, also when that has just changed."""
    live.do(lambda now: live.room.door.hold("alice", "bob", True, now))
    await until(lambda: len(diary.heard) == 1)
    # Losing a held person makes no event, but it does make a deadline.
    assert live.do(lambda now: live.room.door.lose("bob", "b1", now - KEPT_MS + 10)) == ()
    clock.now += 10
    await until(lambda: len(diary.heard) == 2)
    assert diary.heard[-1].kind == "participant_left"


async def test_close_twice(live: LiveRoom) -> None:
    """Closing is idempotent, before, during and after."""
    await asyncio.gather(live.close(), live.close())
    await live.close()


async def test_close_without_start() -> None:
    """What never ran closes at once."""
    await LiveRoom(staged_room(), lambda: NOW).close()


async def until(true: Callable[[], bool]) -> None:
    """Wait for something that comes by itself."""
    async with asyncio.timeout(2):
        while not true():
            await asyncio.sleep(0.001)


def say(live: LiveRoom, id: str) -> None:
    live.do(lambda now: live.room.talk.chat("bob", id, "x", now))
