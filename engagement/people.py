"""What is known of an HCP, and what of it is acceptable. Pure."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from email_validator import EmailNotValidError, validate_email

from engagement.errors import Invalid

LONGEST_LINE = 200
UNIQUE: Mapping[str, str] = {"crm_id": "CRM id", "npi": "NPI", "email": "e-mail address"}
"""Fields that name one person only, and what they are called."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HcpFields:
    """What people say of an HCP."""

    given_name: str
    family_name: str
    title: str | None = None
    email: str | None = None
    crm_id: str | None = None
    npi: str | None = None
    specialty: str | None = None
    workplace: str | None = None
    country: str | None = None
    """ISO 3166-1 alpha-2."""
    language: str = "en"
    """ISO 639-1."""
    zone: str | None = None
    """IANA time zone."""
    segment: str | None = None
    products: tuple[str, ...] | None = None
    """Keys of the products that may be shown; None: all."""

    @property
    def name(self) -> str:
        """How the person is addressed: Dr Ana Bergmann."""
        return " ".join(part for part in (self.title, self.given_name, self.family_name) if part)


@dataclass(frozen=True, slots=True)
class Hcp:
    """A healthcare professional of the directory."""

    id: str
    fields: HcpFields
    created_at: int
    updated_at: int
    archived_at: int | None

    @property
    def name(self) -> str:
        return self.fields.name

    @property
    def archived(self) -> bool:
        return self.archived_at is not None


def checked(given: HcpFields) -> HcpFields:
    """The fields trimmed and in their one spelling, or raise ``Invalid`` for the first bad one."""
    return HcpFields(
        **{
            field.name: check_field(field.name, getattr(given, field.name))
            for field in fields(HcpFields)
        }
    )


def check_field(name: str, value: Any) -> Any:
    """One field of ``HcpFields``, trimmed and in its one spelling, or raise ``Invalid``."""
    if name == "products":
        return None if value is None else tuple(check_code("products", key) for key in value)
    text = check_line(name, value)
    if text is None:
        if name in ("given_name", "family_name", "language"):
            raise Invalid(name, "must not be empty")
        return None
    return _CHECKS.get(name, _anything)(name, text)


def fold(text: str) -> str:
    """Lower case, without accents: Müller, MÜLLER and Muller are found by each other."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in plain if not unicodedata.combining(char))


def search_text(person: HcpFields) -> str:
    """What ``Directory.search`` looks into; it starts as the list is sorted."""
    parts = (
        *(person.family_name, person.given_name, person.email, person.crm_id, person.npi),
        *(person.specialty, person.workplace, person.segment),
    )
    return fold(" ".join(part for part in parts if part))[:500]


def check_line(name: str, value: str | None) -> str | None:
    """One line of text without blanks at its ends, None when nothing is left, or ``Invalid``."""
    text = unicodedata.normalize("NFC", " ".join((value or "").split()))
    if len(text) > LONGEST_LINE:
        raise Invalid(name, f"is longer than {LONGEST_LINE} characters")
    if any(unicodedata.category(char) in ("Cc", "Cs") for char in text):
        raise Invalid(name, "has a character that no text has")
    return text or None


def _anything(name: str, text: str) -> str:
    return text


def _email(name: str, text: str) -> str:
    try:
        return validate_email(text, check_deliverability=False).normalized.lower()
    except EmailNotValidError as error:
        reason = str(error).rstrip(".")
        raise Invalid(name, f"is no e-mail address: {reason}") from None


def _npi(name: str, text: str) -> str:
    if not re.fullmatch(r"[0-9]{10}", text):
        raise Invalid(name, "must have 10 digits")
    return text


def _country(name: str, text: str) -> str:
    if not re.fullmatch(r"[A-Za-z]{2}", text):
        raise Invalid(name, "must be a code of two letters, such as DE")
    return text.upper()


def _language(name: str, text: str) -> str:
    if not re.fullmatch(r"[A-Za-z]{2}", text):
        raise Invalid(name, "must be a code of two letters, such as en")
    return text.lower()


def _zone(name: str, text: str) -> str:
    if text not in _zones():
        raise Invalid(name, "is no time zone; they look like Europe/Berlin")
    return text


def check_code(name: str, text: str) -> str:
    """A code that people type and programs compare, or ``Invalid``."""
    if not re.fullmatch(r"[A-Za-z0-9._:-]{1,64}", text):
        raise Invalid(name, "must be letters, digits and . _ : - only, 64 at most")
    return text


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


_CHECKS: Mapping[str, Callable[[str, str], str]] = {
    "email": _email,
    "crm_id": check_code,
    "npi": _npi,
    "country": _country,
    "language": _language,
    "zone": _zone,
}
