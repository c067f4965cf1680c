"""The values that accounts speaks in, and what makes one usable."""

import unicodedata
import zoneinfo
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Generic, TypeVar

from email_validator import EmailNotValidError, validate_email

from accounts.errors import BadEmail, BadLanguage, BadName, BadZone

Clock = Callable[[], int]
"""Now, in UTC milliseconds."""

LANGUAGES = ("en", "de", "fr", "es")
MAX_NAME = 200

T = TypeVar("T")


class StaffRole(StrEnum):
    """What a member of staff does; ``server/access.py`` says which pages that opens."""

    REP = "rep"
    MARKETING = "marketing"
    COMPLIANCE = "compliance"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Organisation:
    """A tenant: its people, HCPs, decks and meetings are its own."""

    id: str
    name: str
    language: str
    zone: str
    created: int


@dataclass(frozen=True, slots=True)
class Staff:
    """A person who signs in."""

    id: str
    org: str
    email: str
    name: str
    role: StaffRole
    language: str
    zone: str
    active: bool
    created: int
    last_login: int | None


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some items of a longer list."""

    items: tuple[T, ...]
    total: int
    """How many items the whole list has."""
    number: int
    """Which page this is, from 1."""
    size: int

    @property
    def pages(self) -> int:
        """How many pages there are; an empty list has one."""
        return max(1, -(-self.total // self.size))


def clean_name(text: str) -> str:
    """The name on one line, without control characters; raises ``BadName``."""
    breaks = ("Cc", "Cs", "Zl", "Zp")
    spaced = "".join(" " if unicodedata.category(c) in breaks else c for c in text)
    name = unicodedata.normalize("NFC", " ".join(spaced.split()))
    if not 1 <= len(name) <= MAX_NAME:
        raise BadName(f"A name has 1 to {MAX_NAME} characters.")
    return name


def clean_email(text: str) -> str:
    """The address in its normal form; raises ``BadEmail``.  Asks no name server."""
    try:
        # Addresses of an inner network (max@clinic.local) are right on a self-hosted server.
        return validate_email(
            text.strip(), check_deliverability=False, globally_deliverable=False
        ).normalized
    except EmailNotValidError as error:
        raise BadEmail("This is not an e-mail address.") from error


def login_key(email: str) -> str:
    """What two spellings of one address have in common."""
    return unicodedata.normalize("NFKC", _storable(email).strip()).casefold()


def fold(text: str) -> str:
    """``text`` as it is searched: without case and accents, so that "muller" finds "Müller"."""
    bare = unicodedata.normalize("NFKD", _storable(text).casefold())
    return "".join(c for c in bare if not unicodedata.combining(c))


def clean_zone(text: str) -> str:
    """The IANA time zone; raises ``BadZone``."""
    if text not in _zones():
        raise BadZone("Choose a time zone, such as Europe/Berlin.")
    return text


def clean_language(text: str) -> str:
    """The language code; raises ``BadLanguage``."""
    if text not in LANGUAGES:
        raise BadLanguage(f"Choose one of {', '.join(LANGUAGES)}.")
    return text


def _storable(text: str) -> str:
    """Without lone surrogates, which no database takes."""
    return text.encode("utf-8", "replace").decode("utf-8")


@cache
def _zones() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones())
