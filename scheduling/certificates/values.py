"""Values of certificates, and why there is none.

CertificateError
├── NotOffered           not-offered     the webinar gives none, or is not over yet
├── NotEarned            not-earned      too few minutes of the show
└── CertificateRevoked   revoked         it was taken back; only the staff can issue another
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from scheduling.errors import SchedulingError


class CertificateError(SchedulingError):
    """No certificate is issued."""


class NotOffered(CertificateError):
    """The webinar gives none, or is not over yet."""


class NotEarned(CertificateError):
    """Too few minutes of the show."""


class CertificateRevoked(CertificateError):
    """It was taken back; only the staff can issue another."""


@dataclass(frozen=True, slots=True)
class AttendedShow:
    """How much of the live show somebody saw."""

    attended_ms: int
    """Length of the union of the connections while the show ran; on-demand is no part of it."""
    show_ms: int


@dataclass(frozen=True, slots=True)
class Statement:
    """What a certificate says. It is kept as it was issued, whatever becomes of the plan."""

    name: str
    title: str
    starts: int
    """When the show really began, UTC ms."""
    minutes: int
    """How long it really lasted."""
    attended: int
    """How many minutes of it this person was there: whole ones, rounded down."""
    zone: str
    """Of the webinar: date and hour are written in it."""
    language: str
    organisation: str
    credit: str = ""
    colour: str = ""


@dataclass(frozen=True, slots=True)
class Certificate:
    """An issued certificate."""

    id: str
    org: str
    webinar: str
    registrant: str
    serial: int
    """Counts within the organisation, from 1."""
    code: str
    """Whoever has it can verify the certificate; see ``codes``."""
    issued: int
    issued_by: str
    """The member of staff; empty: the registrant fetched it."""
    revoked: int | None
    revoked_by: str
    reason: str
    """Why it was revoked."""
    statement: Statement

    @property
    def number(self) -> str:
        """As people write it: "2026-00042"."""
        year = datetime.fromtimestamp(self.issued / 1000, UTC).year
        return f"{year}-{self.serial:05d}"
