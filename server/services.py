"""The parts of one server, as handlers and commands get them. Built in ``server.assembly``."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from aiohttp import web
from jinja2 import Environment
from sqlalchemy.ext.asyncio import AsyncEngine

from accounts import Accounts
from decks import Decks
from decks.album import Album
from decks.music import Music
from engagement.adverse import AdverseEvents
from engagement.attendance import Attendance
from engagement.audit import Audit
from engagement.capture import Capture
from engagement.catalogue import Catalogue
from engagement.choices import Choices
from engagement.consents import Consents
from engagement.content import Content
from engagement.directory import Directory
from engagement.interactions import Interactions
from engagement.offers import Offers
from engagement.outcomes import Outcomes
from engagement.receipts import Receipts
from engagement.reports import Reports
from engagement.store import EngagementStore
from engagement.stories import Stories
from engagement.surveys import Surveys
from engagement.writer import Writer
from media.server import MediaServer
from recordings.timeline import Timeline
from scheduling.links import Links
from scheduling.meetings import Meetings
from scheduling.optouts import OptOuts
from scheduling.outbox import Outbox
from scheduling.tokens import Tokens
from scheduling.webinars import Crew, FollowUps, Registrations, Webinars
from scheduling.words import Words
from server.health import Health
from server.metrics import Metrics
from server.press import Press
from server.relay import Relay
from server.settings import Settings
from server.static import Static
from server.wiring.audiences import AudienceReports
from server.wiring.certifying import Certifying
from server.wiring.doorkeeper import Doorkeeper
from server.wiring.erasing import Erasure
from server.wiring.exporting import Exports
from server.wiring.importing import ListImports
from signaling import Signaling
from signaling.limits import Limits as Pace


@dataclass(frozen=True, slots=True)
class Services:
    """Everything a handler may need; no handler needs all."""

    settings: Settings
    clock: Callable[[], int]
    """Now, in UTC milliseconds."""
    keys: Sequence[str]
    accounts: Accounts
    meetings: Meetings
    webinars: Webinars
    registrations: Registrations
    list_imports: ListImports
    crew: Crew
    follow_ups: FollowUps
    opt_outs: OptOuts
    certifying: Certifying
    links: Links
    tokens: Tokens
    outbox: Outbox
    words: Words
    decks: Decks
    album: Album
    music: Music
    directory: Directory
    catalogue: Catalogue
    content: Content
    consents: Consents
    audit: Audit
    interactions: Interactions
    outcomes: Outcomes
    adverse_events: AdverseEvents
    reports: Reports
    stories: Stories
    surveys: Surveys
    choices: Choices
    offers: Offers
    audience_reports: AudienceReports
    exports: Exports
    erasure: Erasure
    press: Press
    receipts: Receipts
    writer: Writer
    capture: Capture
    attendance: Attendance
    doorkeeper: Doorkeeper
    media: MediaServer
    relay: Relay
    signaling: Signaling
    pace: Pace
    templates: Environment
    static: Static
    health: Health
    metrics: Metrics


@dataclass(frozen=True, slots=True)
class Server:
    """One server: the application, its parts, and its databases."""

    app: web.Application
    services: Services
    main: AsyncEngine
    store: AsyncEngine
    ledger: EngagementStore
    timeline: Timeline
