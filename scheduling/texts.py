"""Texts as people type them, made fit for headers, mails, addresses and search. Pure."""

import unicodedata

from email_validator import EmailNotValidError, validate_email

from scheduling.errors import BadText

MAX_NOTE = 2_000
"""Characters."""


def one_line(text: str) -> str:
    """The text on one line, without control characters: fit for headers and calendars."""
    breaks = ("Cc", "Cs", "Zl", "Zp")
    spaced = "".join(" " if unicodedata.category(c) in breaks else c for c in text)
    return unicodedata.normalize("NFC", " ".join(spaced.split()))


def note_of(text: str) -> str:
    """The text with plain line breaks and no other control characters; raises ``BadText``."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    note = "\n".join(one_line(line) for line in lines).strip()
    if len(note) > MAX_NOTE:
        raise BadText("bad-text", f"Write at most {MAX_NOTE:,} characters.")
    return note


def fold(text: str) -> str:
    """``text`` as it is searched: without case and accents, so that "muller" finds "Müller"."""
    storable = text.encode("utf-8", "replace").decode("utf-8")
    bare = unicodedata.normalize("NFKD", storable.casefold())
    return "".join(c for c in bare if not unicodedata.combining(c))


def ascii_email(email: str) -> str:
    """The address with its domain as mail servers know it (xn--…); the user part stays."""
    try:
        found = validate_email(email, check_deliverability=False, globally_deliverable=False)
    except EmailNotValidError:
        return one_line(email)
    return f"{found.local_part}@{found.ascii_domain}"
