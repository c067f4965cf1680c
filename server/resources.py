"""What a server opens and closes: files, sockets, tasks. One async generator for each.

``RESOURCES`` lists them in start order; they are closed in reverse.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress

import structlog
from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError

from engagement.migrations import upgrade as upgrade_engagement
from server.migrations import upgrade as upgrade_main
from server.services import Server, Services

TIDY_SECONDS = 3_600

logger = structlog.get_logger("server")


@asynccontextmanager
async def databases(server: Server) -> AsyncIterator[None]:
    """Both files, migrated."""
    try:
        await upgrade_main(server.main)
        await upgrade_engagement(server.store)
        yield
    finally:
        await server.ledger.close()
        await server.store.dispose()
        await server.main.dispose()


@asynccontextmanager
async def press(server: Server) -> AsyncIterator[None]:
    """Makes files when somebody asks for one."""
    yield
    await server.services.press.close()


@asynccontextmanager
async def deck_imports(server: Server) -> AsyncIterator[None]:
    """Goes on with imports that an earlier server left."""
    await server.services.decks.start()
    yield
    await server.services.decks.close()


@asynccontextmanager
async def housekeeping(server: Server) -> AsyncIterator[None]:
    """Once an hour, forgets what is over: sessions, failed logins, places in line, files."""

    async def tidy() -> None:
        while True:
            await asyncio.sleep(TIDY_SECONDS)
            try:
                await server.services.accounts.tidy()
                if gone := await server.services.registrations.tidy():
                    logger.info("unconfirmed registrations deleted", count=gone)
                await sweep_files(server.services)
            except (SQLAlchemyError, OSError) as error:
                logger.warning("not tidied", reason=str(error.__cause__ or error))

    task = asyncio.create_task(tidy(), name="housekeeping")
    yield
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def sweep_files(services: Services) -> int:
    """Take away the pictures and the music that no webinar names any more; how many went."""
    used = await services.webinars.files()
    pictures = await asyncio.to_thread(services.album.sweep, used)
    return pictures + await asyncio.to_thread(services.music.sweep, used)


@asynccontextmanager
async def list_imports(server: Server) -> AsyncIterator[None]:
    """Goes on with lists of registrants that an earlier server left."""
    await server.services.list_imports.start()
    yield
    await server.services.list_imports.close()


@asynccontextmanager
async def mail(server: Server) -> AsyncIterator[None]:
    """Delivers what is queued."""
    await server.services.outbox.start()
    yield
    await server.services.outbox.close()


@asynccontextmanager
async def timelines(server: Server) -> AsyncIterator[None]:
    """Writes what rooms say; closed after signalling, which has the last word."""
    server.timeline.start()
    yield
    await server.timeline.close()


@asynccontextmanager
async def media_port(server: Server) -> AsyncIterator[None]:
    """The UDP port, and the TCP port beside it."""
    await server.services.media.start()
    yield
    await server.services.media.close()


@asynccontextmanager
async def rooms(server: Server) -> AsyncIterator[None]:
    """Rooms that a crash left open come back first."""
    await server.services.signaling.start()
    yield
    await server.services.signaling.close()


Resource = Callable[[Server], AbstractAsyncContextManager[None]]
RESOURCES: tuple[Resource, ...] = (
    databases,
    housekeeping,
    press,
    deck_imports,
    mail,
    list_imports,
    timelines,
    media_port,
    rooms,
)


def resource(
    server: Server, make: Resource
) -> Callable[[web.Application], AbstractAsyncContextManager[None]]:
    """A resource as aiohttp's ``cleanup_ctx`` takes it."""
    return lambda _app: make(server)
