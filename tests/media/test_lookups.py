"""Names among the addresses: looked up again, and what happens when that fails."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence

import pytest

from media.addresses import Told
from media.lookups import Lookups
from media.server import MediaServer
from tests.support.media_whip import now_ms

NAME = Told("meet.example.org", 3478)
OLD, NEW = Told("192.0.2.1", 3478), Told("192.0.2.2", 3478)


class Names:
    """What names lead to, changed at will; a name server's answers without one."""

    def __init__(self) -> None:
        self.found: tuple[Told, ...] | None = (OLD,)
        self.asked = 0

    async def find(self, told: Sequence[Told]) -> tuple[Told, ...]:
        self.asked += 1
        if self.found is None:
            raise OSError("media address meet.example.org cannot be looked up")
        return self.found

    async def until(self, done: Callable[[], bool]) -> None:
        """Wait until something is so and, from then on, two more looks have been taken."""
        async with asyncio.timeout(10):
            while not done():
                await asyncio.sleep(0.001)
            seen = self.asked
            while self.asked < seen + 2:
                await asyncio.sleep(0.001)


@pytest.fixture
def names() -> Names:
    return Names()


@pytest.fixture
def told() -> list[Sequence[Told]]:
    return []


@pytest.fixture
async def lookups(names: Names, told: list[Sequence[Told]]) -> AsyncIterator[Lookups]:
    made = Lookups([NAME], told.append, interval=0.001, find=names.find)
    made.start((OLD,))
    yield made
    await made.close()


@pytest.mark.usefixtures("lookups")
async def test_another_address(names: Names, told: list[Sequence[Told]]) -> None:
    """A name that leads elsewhere is told, once."""
    await names.until(lambda: names.asked > 0)
    assert told == []
    names.found = (NEW,)
    await names.until(lambda: bool(told))
    assert told == [(NEW,)]


@pytest.mark.usefixtures("lookups")
async def test_another_order(names: Names, told: list[Sequence[Told]]) -> None:
    """The same addresses in another order are no news."""
    names.found = (NEW, OLD)
    await names.until(lambda: bool(told))
    names.found = (OLD, NEW)
    await names.until(lambda: True)
    assert told == [(NEW, OLD)]


@pytest.mark.usefixtures("lookups")
async def test_name_server_gone(
    names: Names, told: list[Sequence[Told]], caplog: pytest.LogCaptureFixture
) -> None:
    """While names lead nowhere the old address stands, and the log says so once, not each time."""
    caplog.set_level(logging.WARNING, "media.lookups")
    names.found = None
    await names.until(lambda: bool(caplog.records))
    assert told == [] and len(caplog.records) == 1
    names.found = (NEW,)
    await names.until(lambda: bool(told))
    assert told == [(NEW,)]


async def test_addresses_need_no_look(names: Names) -> None:
    """Where all are addresses, nothing runs."""
    lookups = Lookups([OLD], lambda _: None, interval=0.001, find=names.find)
    lookups.start((OLD,))
    await asyncio.sleep(0.02)
    await lookups.close()
    assert names.asked == 0


async def test_closed(names: Names, lookups: Lookups) -> None:
    """A closed one looks no more; closing twice is harmless."""
    await names.until(lambda: True)
    await lookups.close()
    await lookups.close()
    seen = names.asked
    await asyncio.sleep(0.02)
    assert names.asked == seen


async def test_server_ends_its_looks() -> None:
    """A media server with a name leaves no task behind."""
    media = MediaServer("127.0.0.1", 0, ["localhost"], clock=now_ms)
    await media.start()
    names = {task.get_name() for task in asyncio.all_tasks()}
    assert "media addresses" in names
    assert "127.0.0.1" in {candidate.host for candidate in media.candidates}
    await media.close()
    assert "media addresses" not in {task.get_name() for task in asyncio.all_tasks()}
