"""Meetings as planned: invitees and their links, calendar entries, mail, and their words."""

from scheduling.carriers import Carrier, FileCarrier, SmtpCarrier, carrier_for
from scheduling.errors import (
    BadToken,
    BadValue,
    ExpiredToken,
    LinkError,
    NotFound,
    SchedulingError,
    TokenError,
    WrongState,
)
from scheduling.invitations import Letter, Letters
from scheduling.links import Links, Opened
from scheduling.mails import Mail, MailKind, MailState
from scheduling.meetings import Meetings
from scheduling.outbox import Outbox
from scheduling.plans import (
    Check,
    Host,
    Invitee,
    LinkState,
    MediaPath,
    Meeting,
    MeetingState,
    Page,
    Person,
    Plan,
)
from scheduling.records import Search
from scheduling.tables import metadata
from scheduling.tokens import Claim, Purpose, Tokens
from scheduling.words import LANGUAGES, Words

__all__ = [
    "LANGUAGES",
    "BadToken",
    "BadValue",
    "Carrier",
    "Check",
    "Claim",
    "ExpiredToken",
    "FileCarrier",
    "Host",
    "Invitee",
    "Letter",
    "Letters",
    "LinkError",
    "LinkState",
    "Links",
    "Mail",
    "MailKind",
    "MailState",
    "MediaPath",
    "Meeting",
    "MeetingState",
    "Meetings",
    "NotFound",
    "Opened",
    "Outbox",
    "Page",
    "Person",
    "Plan",
    "Purpose",
    "SchedulingError",
    "Search",
    "SmtpCarrier",
    "TokenError",
    "Tokens",
    "Words",
    "WrongState",
    "carrier_for",
    "metadata",
]
