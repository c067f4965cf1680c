"""The composition root: every part is made here, started in order, and closed in reverse.

Rule 1: constructors only put things together; what opens files, sockets or tasks is a resource
below, one async generator each, listed in start order in ``RESOURCES``.
Rule 2: settings end here; parts get plain values.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import structlog
from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from accounts import Accounts
from decks import Decks
from decks.album import Album
from decks.limits import Limits
from engagement.migrations import upgrade as upgrade_engagement
from engagement.store import EngagementStore
from engagement.writer import Writer
from media.server import MediaServer
from recordings.timeline import Timeline
from scheduling.carriers import carrier_for
from scheduling.certificates import Certificates
from scheduling.invitations import Letters
from scheduling.links import Links
from scheduling.meetings import Meetings
from scheduling.optouts import OptOuts
from scheduling.outbox import Outbox
from scheduling.tokens import Tokens
from scheduling.webinars import Crew, FollowUps, Registrations, Webinars
from scheduling.words import Words
from server import routes
from server.database import open_database
from server.health import Health, database_check, disk_check
from server.http import SERVICES
from server.keys import signing_keys
from server.metrics import Metrics
from server.middleware import caller, doorman, errors, headers, same_origin
from server.migrations import upgrade as upgrade_main
from server.press import Press
from server.relay import Relay
from server.services import Services
from server.settings import BadSetting, Settings
from server.static import Static
from server.templates import make_environment
from server.wiring.audiences import AudienceReports
from server.wiring.certifying import Certifying
from server.wiring.channels import Channels
from server.wiring.content import ContentGate, Planned
from server.wiring.course import Course
from server.wiring.doorkeeper import Doorkeeper
from server.wiring.erasing import Erasure
from server.wiring.exporting import Exports
from server.wiring.registry import Registered
from signaling import Signaling
from signaling.limits import Limits as Pace

WEB = Path(__file__).resolve().parent.parent / "web"
LARGEST_BODY = 1_000_000
"""Of any request but a deck upload, which streams and has its own limit."""
TIDY_SECONDS = 3_600

logger = structlog.get_logger("server")


@dataclass(frozen=True, slots=True)
class Server:
    """One server: the application, its parts, and its databases."""

    app: web.Application
    services: Services
    main: AsyncEngine
    store: AsyncEngine
    ledger: EngagementStore
    timeline: Timeline


def now_ms() -> int:
    """UTC milliseconds; the one place where the server reads the wall clock."""
    return time.time_ns() // 1_000_000


def make_server(settings: Settings) -> Server:
    """Put the server together; nothing is opened before the application starts."""
    for folder in ("decks", "outbox", "pictures"):
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


def make_services(
    settings: Settings, main: AsyncEngine, ledger: EngagementStore, timeline: Timeline
) -> Services:
    """The parts, each with what it needs."""
    keys = signing_keys(settings.data)
    static = Static(WEB / "static")
    words = Words(WEB / "locales")
    accounts = Accounts(main, clock=now_ms)
    links = Links(main, keys, base_url=settings.base_url, clock=now_ms)
    try:
        letters = Letters(WEB / "templates" / "mail", words, settings.mail_from)
        carrier = carrier_for(settings.smtp_url, settings.data / "outbox")
    except ValueError as error:
        raise BadSetting(f"MAIL_FROM or SMTP_URL: {error}") from error
    outbox = Outbox(main, links, letters, carrier, clock=now_ms)
    meetings = Meetings(main, links, clock=now_ms, posted=outbox.wake)
    webinars = Webinars(main, links, clock=now_ms, posted=outbox.wake)
    registrations = Registrations(main, links, clock=now_ms, posted=outbox.wake)
    crew = Crew(main, links, clock=now_ms, posted=outbox.wake)
    certificates = Certificates(main, clock=now_ms)
    tokens = Tokens(keys, clock=now_ms)
    limits = Limits(upload_bytes=settings.upload_bytes)
    decks = Decks(main, settings.data / "decks", now_ms, limits)
    doorkeeper = Doorkeeper(accounts, meetings, crew, tokens)
    attendance, reports = ledger.attendance, ledger.reports
    audience_reports = AudienceReports(
        ledger.audiences, webinars, registrations, crew, settings.score, now_ms
    )
    reports.on_settled(audience_reports.settled)
    media = MediaServer(
        settings.media_host,
        settings.media_port,
        settings.media_addresses,
        clock=now_ms,
        tcp_port=settings.media_tcp_port,
    )
    relay = Relay(settings.turn_urls, settings.turn_secret, now_ms)

    def course(org: str, meeting: str) -> Course:
        return Course(org, meeting, meetings, reports, signaling.written)

    signaling = Signaling(
        doorkeeper=doorkeeper,
        rooms=Planned(meetings, webinars, decks),
        registry=Registered(registrations, ledger.directory),
        gate=ContentGate(decks),
        capture=ledger.capture,
        attendance=attendance,
        timeline=timeline,
        media=media,
        ice_servers=relay,
        clock=now_ms,
        origins=origins(settings),
        per_address=settings.per_address,
        address=caller,
        listeners=[course],
    )
    return Services(
        settings=settings,
        clock=now_ms,
        keys=keys,
        accounts=accounts,
        meetings=meetings,
        webinars=webinars,
        registrations=registrations,
        crew=crew,
        certifying=Certifying(certificates, attendance, ledger.audit),
        follow_ups=FollowUps(main, clock=now_ms, posted=outbox.wake),
        opt_outs=OptOuts(main, keys, clock=now_ms),
        links=links,
        tokens=tokens,
        outbox=outbox,
        words=words,
        decks=decks,
        album=Album(settings.data / "pictures", now_ms),
        directory=ledger.directory,
        catalogue=ledger.catalogue,
        content=ledger.content,
        consents=ledger.consents,
        audit=ledger.audit,
        interactions=ledger.interactions,
        outcomes=ledger.outcomes,
        adverse_events=ledger.adverse_events,
        reports=reports,
        stories=ledger.stories,
        surveys=ledger.surveys,
        choices=ledger.choices,
        offers=ledger.offers,
        audience_reports=audience_reports,
        press=Press(),
        erasure=Erasure(
            main,
            ledger.engine,
            settings.data / "outbox",
            ledger.directory,
            webinars,
            registrations,
            audience_reports,
            now_ms,
        ),
        exports=Exports(
            audience_reports,
            registrations,
            certificates,
            ledger.interactions,
            ledger.consents,
            ledger.surveys,
        ),
        receipts=ledger.receipts,
        writer=ledger.writer,
        capture=ledger.capture,
        attendance=attendance,
        doorkeeper=doorkeeper,
        media=media,
        relay=relay,
        signaling=signaling,
        pace=Pace(),
        templates=make_environment(WEB / "templates", static.url),
        static=static,
        health=Health(
            {
                "database": database_check(main),
                "engagement store": database_check(ledger.engine),
                "disk": disk_check(settings.data),
            }
        ),
        metrics=Metrics(
            {
                "media": media.stats,
                "signaling": signaling.stats,
                "writer": lambda: writer_counts(ledger.writer),
                "timeline": lambda: {"waiting": timeline.waiting},
            }
        ),
    )


def writer_counts(writer: Writer) -> dict[str, float]:
    """What the writer of engagement events has done, and what waits for it."""
    return {**asdict(writer.counts), "waiting": writer.waiting}


def origins(settings: Settings) -> list[str]:
    """Where pages that may open a socket come from; on a laptop both names of loopback."""
    found = [settings.base_url]
    if settings.base_url.startswith("http://localhost:"):
        found.append(settings.base_url.replace("localhost", "127.0.0.1"))
    return found


# -- resources, in start order -----------------------------------------------------------------


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
    """Once an hour, forgets sessions and failed logins that are over, and pictures out of use."""

    async def tidy() -> None:
        while True:
            await asyncio.sleep(TIDY_SECONDS)
            try:
                await server.services.accounts.tidy()
                await sweep_pictures(server.services)
            except (SQLAlchemyError, OSError) as error:
                logger.warning("not tidied", reason=str(error.__cause__ or error))

    task = asyncio.create_task(tidy(), name="housekeeping")
    yield
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def sweep_pictures(services: Services) -> int:
    """Take away the pictures that no webinar names any more; how many went."""
    used = await services.webinars.pictures()
    return await asyncio.to_thread(services.album.sweep, used)


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
    timelines,
    media_port,
    rooms,
)


def resource(
    server: Server, make: Resource
) -> Callable[[web.Application], AbstractAsyncContextManager[None]]:
    """A resource as aiohttp's ``cleanup_ctx`` takes it."""
    return lambda _app: make(server)


@asynccontextmanager
async def opened(server: Server) -> AsyncIterator[None]:
    """The databases alone, for a command that works beside a running server."""
    async with databases(server):
        try:
            yield
        finally:
            await server.services.decks.close()
