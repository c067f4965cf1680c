"""What accounts refuses, each with a stable code for programs and a sentence for people.

AccountError
├── NotFound            not-found       no such person or organisation, or another tenant's
├── WrongLogin          wrong-login     the address or the password is wrong
├── AccountOff          account-off     right password, but the account is switched off
├── LoginLimited        too-many        wait ``retry_after`` seconds
├── LastAdmin           last-admin      an organisation keeps at least one active admin
└── BadValue            bad-…           a value of a form; ``field`` says which
    ├── BadEmail        bad-email
    ├── EmailTaken      email-taken
    ├── BadName         bad-name
    ├── BadZone         bad-zone
    ├── BadLanguage     bad-language
    └── WeakPassword    weak-password
"""

from typing import ClassVar


class AccountError(Exception):
    """A refusal; ``str()`` is a sentence that may be shown."""

    code: ClassVar[str] = "account-error"


class NotFound(AccountError):
    """There is no such person or organisation here; a foreign id looks the same."""

    code = "not-found"

    def __init__(self, what: str = "person") -> None:
        super().__init__(f"There is no such {what}.")


class WrongLogin(AccountError):
    """Never says which of the two is wrong."""

    code = "wrong-login"

    def __init__(self) -> None:
        super().__init__("The e-mail address or the password is wrong.")


class AccountOff(AccountError):
    """Told only to someone who knows the password."""

    code = "account-off"

    def __init__(self) -> None:
        super().__init__("This account is switched off. Ask your administrator.")


class LoginLimited(AccountError):
    """Too many failed attempts."""

    code = "too-many"

    def __init__(self, retry_after: int) -> None:
        minutes = -(-retry_after // 60)
        wait = "a minute" if minutes == 1 else f"{minutes} minutes"
        super().__init__(f"Too many failed attempts. Try again in {wait}.")
        self.retry_after = retry_after
        """Whole seconds until the next attempt is heard, for the Retry-After header."""


class LastAdmin(AccountError):
    """Nobody would be left who can let people in again."""

    code = "last-admin"

    def __init__(self) -> None:
        super().__init__("This is the only active administrator. Name another one first.")


class BadValue(AccountError):
    """A value that a person typed cannot be used."""

    code = "bad-value"
    field: ClassVar[str] = ""
    """The form field at fault."""


class BadEmail(BadValue):
    """Not an e-mail address."""

    code = "bad-email"
    field = "email"


class EmailTaken(BadValue):
    """An address signs in one person on the whole server."""

    code = "email-taken"
    field = "email"

    def __init__(self) -> None:
        super().__init__("Someone already signs in with this e-mail address.")


class BadName(BadValue):
    """A name is missing or too long."""

    code = "bad-name"
    field = "name"


class BadZone(BadValue):
    """Not an IANA time zone."""

    code = "bad-zone"
    field = "zone"


class BadLanguage(BadValue):
    """Not a language that the pages speak."""

    code = "bad-language"
    field = "language"


class WeakPassword(BadValue):
    """Too short, too long, or too easy to guess."""

    code = "weak-password"
    field = "password"
