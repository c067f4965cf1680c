"""The composition root: every part is made here, with what it needs, and nothing is opened.

Settings end here; parts get plain values.
"""

import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from accounts import Accounts
from decks import Decks
from decks.album import Album
from decks.limits import Limits
from decks.music import Music
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
from scheduling.webinars import Crew, FollowUps, Lists, Registrations, Webinars
from scheduling.words import Words
from server.health import Health, database_check, disk_check
from server.keys import signing_keys
from server.metrics import Metrics
from server.middleware import caller
from server.press import Press
from server.relay import Relay
from server.services import Services
from server.settings import BadSetting, Settings
from server.static import Static
from server.templates import make_environment
from server.wiring.audiences import AudienceReports
from server.wiring.certifying import Certifying
from server.wiring.content import ContentGate, Planned
from server.wiring.course import Course
from server.wiring.doorkeeper import Doorkeeper
from server.wiring.erasing import Erasure
from server.wiring.exporting import Exports
from server.wiring.importing import ListImports
from server.wiring.logos import MailLogos
from server.wiring.registry import Registered
from signaling import Signaling
from signaling.limits import Limits as Pace

WEB = Path(__file__).resolve().parent.parent / "web"


def now_ms() -> int:
    """UTC milliseconds; the one place where the server reads the wall clock."""
    return time.time_ns() // 1_000_000


@dataclass(frozen=True, slots=True)
class Plans:
    """What is planned, and the mail about it."""

    outbox: Outbox
    links: Links
    meetings: Meetings
    webinars: Webinars
    registrations: Registrations
    crew: Crew
    certificates: Certificates
    audience_reports: AudienceReports


def make_services(
    settings: Settings, main: AsyncEngine, ledger: EngagementStore, timeline: Timeline
) -> Services:
    """The parts. Raises ``BadSetting`` for a sender or mail server that cannot be."""
    keys = signing_keys(settings.data)
    static, words = Static(WEB / "static"), Words(WEB / "locales")
    accounts, tokens = Accounts(main, clock=now_ms), Tokens(keys, clock=now_ms)
    album = Album(settings.data / "pictures", now_ms)
    plans = make_plans(settings, main, keys, words, album, ledger)
    ledger.reports.on_settled(plans.audience_reports.settled)
    decks = Decks(main, settings.data / "decks", now_ms, Limits(upload_bytes=settings.upload_bytes))
    doorkeeper = Doorkeeper(accounts, plans.meetings, plans.crew, tokens)
    media = make_media(settings)
    relay = Relay(settings.turn_urls, settings.turn_secret, now_ms)
    signaling = make_signaling(settings, plans, ledger, timeline, doorkeeper, decks, media, relay)
    return Services(
        settings=settings,
        clock=now_ms,
        keys=keys,
        accounts=accounts,
        meetings=plans.meetings,
        webinars=plans.webinars,
        registrations=plans.registrations,
        list_imports=ListImports(
            Lists(main, clock=now_ms), plans.webinars, plans.registrations, ledger.directory
        ),
        crew=plans.crew,
        certifying=Certifying(plans.certificates, ledger.attendance, ledger.audit),
        follow_ups=FollowUps(main, clock=now_ms, posted=plans.outbox.wake),
        opt_outs=OptOuts(main, keys, clock=now_ms),
        links=plans.links,
        tokens=tokens,
        outbox=plans.outbox,
        words=words,
        decks=decks,
        album=album,
        music=Music(settings.data / "music", now_ms),
        directory=ledger.directory,
        catalogue=ledger.catalogue,
        content=ledger.content,
        consents=ledger.consents,
        audit=ledger.audit,
        interactions=ledger.interactions,
        outcomes=ledger.outcomes,
        adverse_events=ledger.adverse_events,
        reports=ledger.reports,
        stories=ledger.stories,
        surveys=ledger.surveys,
        choices=ledger.choices,
        offers=ledger.offers,
        audience_reports=plans.audience_reports,
        press=Press(),
        erasure=make_erasure(settings, main, plans, ledger),
        exports=make_exports(plans, ledger),
        receipts=ledger.receipts,
        writer=ledger.writer,
        capture=ledger.capture,
        attendance=ledger.attendance,
        doorkeeper=doorkeeper,
        media=media,
        relay=relay,
        signaling=signaling,
        pace=Pace(),
        templates=make_environment(WEB / "templates", static.url),
        static=static,
        health=make_health(settings, main, ledger),
        metrics=make_metrics(media, signaling, ledger.writer, timeline),
    )


def make_plans(
    settings: Settings,
    main: AsyncEngine,
    keys: Sequence[str],
    words: Words,
    album: Album,
    ledger: EngagementStore,
) -> Plans:
    """Meetings and webinars, who is invited, and who writes to them. Raises ``BadSetting``."""
    links = Links(main, keys, base_url=settings.base_url, clock=now_ms)
    outbox = make_outbox(settings, main, links, words, album)
    webinars = Webinars(main, links, clock=now_ms, posted=outbox.wake)
    registrations = Registrations(main, links, clock=now_ms, posted=outbox.wake)
    crew = Crew(main, links, clock=now_ms, posted=outbox.wake)
    return Plans(
        outbox=outbox,
        links=links,
        meetings=Meetings(main, links, clock=now_ms, posted=outbox.wake),
        webinars=webinars,
        registrations=registrations,
        crew=crew,
        certificates=Certificates(main, clock=now_ms),
        audience_reports=AudienceReports(
            ledger.audiences, webinars, registrations, crew, settings.score, now_ms
        ),
    )


def make_signaling(
    settings: Settings,
    plans: Plans,
    ledger: EngagementStore,
    timeline: Timeline,
    doorkeeper: Doorkeeper,
    decks: Decks,
    media: MediaServer,
    relay: Relay,
) -> Signaling:
    """The rooms, and the ways in."""

    def course(org: str, meeting: str) -> Course:
        return Course(org, meeting, plans.meetings, ledger.reports, signaling.written)

    signaling = Signaling(
        doorkeeper=doorkeeper,
        rooms=Planned(plans.meetings, plans.webinars, decks),
        registry=Registered(plans.registrations, ledger.directory),
        gate=ContentGate(decks),
        capture=ledger.capture,
        attendance=ledger.attendance,
        timeline=timeline,
        media=media,
        ice_servers=relay,
        clock=now_ms,
        origins=origins(settings),
        per_address=settings.per_address,
        address=caller,
        listeners=[course],
    )
    return signaling


def make_erasure(
    settings: Settings, main: AsyncEngine, plans: Plans, ledger: EngagementStore
) -> Erasure:
    """What takes a person out of all of it."""
    return Erasure(
        main,
        ledger.engine,
        settings.data / "outbox",
        ledger.directory,
        plans.webinars,
        plans.registrations,
        plans.audience_reports,
        now_ms,
    )


def make_outbox(
    settings: Settings, main: AsyncEngine, links: Links, words: Words, album: Album
) -> Outbox:
    """What writes mail and carries it away. Raises ``BadSetting``."""
    try:
        letters = Letters(WEB / "templates" / "mail", words, settings.mail_from)
        carrier = carrier_for(settings.smtp_url, settings.data / "outbox")
    except ValueError as error:
        raise BadSetting(f"MAIL_FROM or SMTP_URL: {error}") from error
    logos = MailLogos(Webinars(main, links, clock=now_ms), album)
    return Outbox(main, links, letters, carrier, clock=now_ms, logos=logos)


def make_media(settings: Settings) -> MediaServer:
    """Streams in and out."""
    return MediaServer(
        settings.media_host,
        settings.media_port,
        settings.media_addresses,
        clock=now_ms,
        tcp_port=settings.media_tcp_port,
    )


def make_exports(plans: Plans, ledger: EngagementStore) -> Exports:
    """What a webinar's report is exported from."""
    return Exports(
        plans.audience_reports,
        plans.registrations,
        plans.certificates,
        ledger.interactions,
        ledger.consents,
        ledger.surveys,
    )


def make_health(settings: Settings, main: AsyncEngine, ledger: EngagementStore) -> Health:
    """What ``/healthz`` looks at."""
    return Health(
        {
            "database": database_check(main),
            "engagement store": database_check(ledger.engine),
            "disk": disk_check(settings.data),
        }
    )


def make_metrics(
    media: MediaServer, signaling: Signaling, writer: Writer, timeline: Timeline
) -> Metrics:
    """What ``/metrics`` counts."""
    return Metrics(
        {
            "media": media.stats,
            "signaling": signaling.stats,
            "writer": lambda: writer_counts(writer),
            "timeline": lambda: {"waiting": timeline.waiting},
        }
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
