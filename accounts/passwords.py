"""Hashing passwords with argon2id, off the event loop.

Rule 1: a password is hashed in a thread, two at a time at most: 32 MiB each, and a burst of logins
must not take the processors from the media plane.
Rule 2: checking against nobody costs what checking against somebody costs.
"""

import asyncio
import base64
import secrets
import unicodedata

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from accounts.errors import WeakPassword

MIN_LENGTH = 12
MAX_LENGTH = 256
"""Hashing an endless text would be a way to keep the server busy."""
MIN_DIFFERENT = 5

TIME_COST = 2
MEMORY_KIB = 32 * 1024
"""Above the floor of OWASP's password storage advice (19 MiB, 2 passes, 1 lane)."""
AT_ONCE = 2


class Passwords:
    """Makes and checks password hashes."""

    def __init__(self, *, time_cost: int = TIME_COST, memory_kib: int = MEMORY_KIB) -> None:
        self._hasher = PasswordHasher(
            time_cost=time_cost, memory_cost=memory_kib, parallelism=1, type=Type.ID
        )
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._nobody = _hash_of_nothing(time_cost, memory_kib)

    async def hash(self, password: str) -> str:
        """The hash to store."""
        async with self._turns:
            return await asyncio.to_thread(self._hasher.hash, normal(password))

    async def check(self, password: str, stored: str | None) -> bool:
        """Whether ``password`` made ``stored``; None (nobody) takes as long and is never right."""
        async with self._turns:
            right = await asyncio.to_thread(self._verify, password, stored or self._nobody)
        return right and stored is not None

    def outdated(self, stored: str) -> bool:
        """Whether ``stored`` was made with weaker costs than today's."""
        return self._hasher.check_needs_rehash(stored)

    def _verify(self, password: str, stored: str) -> bool:
        try:
            return self._hasher.verify(stored, normal(password))
        except (VerificationError, InvalidHashError):
            return False


def check_strength(password: str, email: str, name: str) -> None:
    """Raise ``WeakPassword`` when a guesser would be quick; length counts, not classes."""
    text = normal(password).casefold()
    if len(text) < MIN_LENGTH:
        raise WeakPassword(f"A password has at least {MIN_LENGTH} characters.")
    if len(text) > MAX_LENGTH:
        raise WeakPassword(f"A password has at most {MAX_LENGTH} characters.")
    if len(set(text)) < MIN_DIFFERENT:
        raise WeakPassword("This password repeats too few characters.")
    if text in {email.casefold(), name.casefold(), email.partition("@")[0].casefold()}:
        raise WeakPassword("A name or an e-mail address is not a password.")


def normal(password: str) -> str:
    """One form for what different keyboards send as the same characters."""
    return unicodedata.normalize("NFKC", password[: MAX_LENGTH + 1])


def _hash_of_nothing(time_cost: int, memory_kib: int) -> str:
    """A well-formed hash that no password has, so checking it does the whole work."""
    salt, digest = (
        base64.b64encode(secrets.token_bytes(size)).rstrip(b"=").decode() for size in (16, 32)
    )
    return f"$argon2id$v=19$m={memory_kib},t={time_cost},p=1${salt}${digest}"
