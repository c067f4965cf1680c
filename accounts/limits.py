"""How many failed logins are heard before the server stops listening for a while.

Rule 1: an attempt is counted before the password is checked, so that a burst of parallel guesses
finds the door closed; a right password takes its own attempt back, and the pair's others with it.
Rule 2: an attempt that was not heard does not count, so nobody can prolong a lock by knocking.
Rule 3: one network cannot lock an account for everybody: the pair (account, network) is limited
first, and low; the account over all networks later, and higher.
"""

import hashlib
import ipaddress
import secrets
from dataclasses import dataclass

from sqlalchemy import ColumnElement, case, delete, func, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncEngine

from accounts.errors import LoginLimited
from accounts.people import login_key
from accounts.tables import login_attempt

WINDOW_MS = 15 * 60_000
MAX_PER_PAIR = 5
MAX_PER_ACCOUNT = 20
MAX_PER_NETWORK = 30


@dataclass(frozen=True, slots=True)
class Attempt:
    """One login that is being tried."""

    id: str
    account: str
    network: str


class LoginLimits:
    """Counts failed logins per account, per network and per pair of both."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def begin(self, email: str, address: str, now: int) -> Attempt:
        """Count an attempt; raises ``LoginLimited``, counting nothing, when it is one too many."""
        attempt = Attempt(secrets.token_urlsafe(16), account_key(email), network_of(address))
        async with self._engine.begin() as connection:
            await connection.execute(
                insert(login_attempt).values(
                    id=attempt.id, at=now, account=attempt.account, network=attempt.network
                )
            )
        wait = await self._wait(attempt, now)
        if wait > 0:
            await self._forget(login_attempt.c.id == attempt.id)
            raise LoginLimited(-(-wait // 1_000))
        return attempt

    async def succeed(self, attempt: Attempt) -> None:
        """The password was right: forget what this network got wrong with this account."""
        await self._forget(_pair(attempt))

    async def tidy(self, now: int) -> None:
        """Forget attempts that no limit looks at any more."""
        await self._forget(login_attempt.c.at <= now - WINDOW_MS)

    async def _wait(self, attempt: Attempt, now: int) -> int:
        """Milliseconds until the attempt would be heard; 0 when it is heard now."""
        limits = (
            (_pair(attempt), MAX_PER_PAIR),
            (login_attempt.c.account == attempt.account, MAX_PER_ACCOUNT),
            (login_attempt.c.network == attempt.network, MAX_PER_NETWORK),
        )
        recent = (login_attempt.c.at > now - WINDOW_MS) & or_(*(who for who, _ in limits))
        columns = [
            column
            for who, _ in limits
            for column in (
                func.coalesce(func.sum(case((who, 1), else_=0)), 0),
                func.min(case((who, login_attempt.c.at))),
            )
        ]
        async with self._engine.connect() as connection:
            row = (await connection.execute(select(*columns).where(recent))).one()
        return max(
            (row[2 * i + 1] + WINDOW_MS - now) if row[2 * i] > most else 0
            for i, (_, most) in enumerate(limits)
        )

    async def _forget(self, which: ColumnElement[bool]) -> None:
        async with self._engine.begin() as connection:
            await connection.execute(delete(login_attempt).where(which))


def account_key(email: str) -> str:
    """The account an attempt is for, without keeping what was typed."""
    return hashlib.sha256(login_key(email).encode("utf-8", "replace")).hexdigest()


def network_of(address: str) -> str:
    """Who an address belongs to: the address itself, or the /64 that one IPv6 customer owns."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address[:64]
    if isinstance(parsed, ipaddress.IPv6Address):
        mapped = parsed.ipv4_mapped
        if mapped is not None:
            return str(mapped)
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)


def _pair(attempt: Attempt) -> ColumnElement[bool]:
    return (login_attempt.c.account == attempt.account) & (
        login_attempt.c.network == attempt.network
    )
