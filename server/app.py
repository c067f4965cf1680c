"""One server: its parts put together, its routes and its resources.

Rule 1: constructors only put things together; what opens files, sockets or tasks is a resource
(``server.resources``), which starts and ends with the application.
Rule 2: settings end in ``server.assembly``; parts get plain values.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from engagement.store import EngagementStore
from recordings.timeline import Timeline
from server import routes
from server.assembly import make_services
from server.database import open_database
from server.http import SERVICES
from server.middleware import doorman, errors, headers, same_origin
from server.resources import RESOURCES, databases, resource
from server.services import Server
from server.settings import Settings
from server.wiring.channels import Channels

LARGEST_BODY = 1_000_000
"""Bytes of any request but a deck upload, which streams and has its own limit."""


def make_server(settings: Settings) -> Server:
    """Put the server together; nothing is opened before the application starts."""
    for folder in ("decks", "outbox", "pictures", "music"):
        (settings.data / folder).mkdir(mode=0o700, parents=True, exist_ok=True)
    main = open_database(settings.data / "lectern.db")
    store = open_database(settings.data / "engagement.db")
    timeline = Timeline(main)
    ledger = EngagementStore(store, Channels(main))
    services = make_services(settings, main, ledger, timeline)
    app = web.Application(middlewares=[errors, same_origin, doorman], client_max_size=LARGEST_BODY)
    server = Server(app, services, main, store, ledger, timeline)
    app[SERVICES] = services
    app.on_response_prepare.append(headers)
    app.router.add_get("/static/{fingerprint}/{name:.+}", services.static.serve)
    for table in routes.ALL:
        app.router.add_routes(table)
    services.signaling.attach(app)
    app.cleanup_ctx.extend(resource(server, make) for make in RESOURCES)
    return server


@asynccontextmanager
async def opened(server: Server) -> AsyncIterator[None]:
    """The databases alone, for a command that works beside a running server."""
    async with databases(server):
        try:
            yield
        finally:
            await server.services.decks.close()
