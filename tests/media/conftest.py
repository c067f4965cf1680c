"""A media server on a free port, with a stage of peers."""

from collections.abc import AsyncIterator, Callable

import pytest

from media.server import MediaServer
from tests.support.media_call import Call
from tests.support.media_floods import Stranger
from tests.support.media_stage import Stage
from tests.support.media_wire import Wire


@pytest.fixture
async def media(clock: Callable[[], int]) -> AsyncIterator[MediaServer]:
    server = MediaServer("127.0.0.1", 0, clock=clock)
    await server.start()
    yield server
    await server.close()


@pytest.fixture
async def stage(media: MediaServer) -> AsyncIterator[Stage]:
    made = Stage(media)
    yield made
    await made.close()


@pytest.fixture
async def call(stage: Stage) -> AsyncIterator[Call]:
    """A call that goes on all the time."""
    async with Call(stage) as made:
        yield made


@pytest.fixture
async def stranger(media: MediaServer) -> AsyncIterator[Stranger]:
    """Somebody whom the server does not know."""
    made = Stranger(("127.0.0.1", media.port))
    yield made
    made.socket.close()


@pytest.fixture
async def wire(media: MediaServer) -> AsyncIterator[Wire]:
    """A wire to the server that can lose and be cut."""
    with Wire(("127.0.0.1", media.port)) as made:
        yield made
