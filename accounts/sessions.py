"""Sessions of signed-in staff.

Rule 1: the secret is 256 random bits and lives in the cookie alone; the table holds its SHA-256.
Rule 2: a session ends when it is revoked, when its person is switched off, after ``IDLE_MS``
without use, and in any case ``LIFETIME_MS`` after login.
"""

import hashlib
import secrets
from dataclasses import dataclass

from sqlalchemy import RowMapping, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from accounts.people import Staff, StaffRole
from accounts.tables import staff, staff_session

IDLE_MS = 12 * 3_600_000
"""A working day with its breaks."""
LIFETIME_MS = 7 * 24 * 3_600_000
TOUCH_MS = 60_000
"""Use is written down once a minute at most: every page would be a write otherwise."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A fresh session: who, and what goes into the cookie."""

    staff: Staff
    secret: str
    expires: int

    def __repr__(self) -> str:
        """Without the secret: values end up in logs."""
        return f"SignedIn(staff={self.staff.id}, expires={self.expires})"


class Sessions:
    """Opens, finds and ends sessions."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def open(self, person: Staff, now: int) -> SignedIn:
        """A new session for ``person``."""
        signed_in = SignedIn(person, secrets.token_urlsafe(32), now + LIFETIME_MS)
        async with self._engine.begin() as connection:
            await connection.execute(
                insert(staff_session).values(
                    hash=hash_of(signed_in.secret),
                    staff=person.id,
                    created=now,
                    touched=now,
                    expires=signed_in.expires,
                )
            )
        return signed_in

    async def find(self, secret: str, now: int) -> Staff | None:
        """Whose session this is, or None when there is none that counts."""
        alive = (staff_session.c.expires > now) & (staff_session.c.touched > now - IDLE_MS)
        query = (
            select(staff, staff_session.c.touched)
            .join_from(staff_session, staff, staff.c.id == staff_session.c.staff)
            .where(staff_session.c.hash == hash_of(secret), alive, staff.c.active)
        )
        async with self._engine.connect() as connection:
            row = (await connection.execute(query)).mappings().one_or_none()
        if row is None:
            return None
        if row["touched"] <= now - TOUCH_MS:
            await self._touch(secret, now)
        return staff_of(row)

    async def close(self, secret: str) -> None:
        """End one session; an unknown secret does nothing."""
        async with self._engine.begin() as connection:
            await connection.execute(
                delete(staff_session).where(staff_session.c.hash == hash_of(secret))
            )

    async def close_all(self, staff_id: str, *, but: str | None = None) -> None:
        """End every session of a person, except the one with the secret ``but``."""
        which = staff_session.c.staff == staff_id
        if but is not None:
            which &= staff_session.c.hash != hash_of(but)
        async with self._engine.begin() as connection:
            await connection.execute(delete(staff_session).where(which))

    async def tidy(self, now: int) -> None:
        """Forget sessions that have ended by themselves."""
        over = (staff_session.c.expires <= now) | (staff_session.c.touched <= now - IDLE_MS)
        async with self._engine.begin() as connection:
            await connection.execute(delete(staff_session).where(over))

    async def _touch(self, secret: str, now: int) -> None:
        async with self._engine.begin() as connection:
            await connection.execute(
                update(staff_session)
                .where(staff_session.c.hash == hash_of(secret))
                .values(touched=now)
            )


def hash_of(secret: str) -> str:
    """What the table holds.  A fast hash is right: the secret has 256 random bits."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def staff_of(row: RowMapping) -> Staff:
    """The person in a row of the table ``staff``."""
    return Staff(
        id=row["id"],
        org=row["org"],
        email=row["email"],
        name=row["name"],
        role=StaffRole(row["role"]),
        language=row["language"],
        zone=row["zone"],
        active=row["active"],
        created=row["created"],
        last_login=row["last_login"],
    )
