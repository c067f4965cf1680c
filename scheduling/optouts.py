"""Who wants no more follow-ups: one address of one organisation.

Rule 1: a link to opt out is a signed id of the invitee whose mail it stood in; the row says whose
address that is. It opens nothing else, and never expires: a mail is found again years later.
Rule 2: opening the link changes nothing; the button behind it does, and so does the one click of a
mail program (RFC 8058), which posts to it without a page.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from itsdangerous import BadSignature, Signer
from sqlalchemy import delete, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from scheduling.errors import WrongLink
from scheduling.tables import invitee, meeting, opt_out

MAX_TOKEN = 200


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whose mail a link stood in."""

    org: str
    organisation: str
    email: str
    language: str

    @property
    def address(self) -> str:
        """Without case."""
        return self.email.casefold()


def signer(keys: Sequence[str]) -> Signer:
    """Signs and checks the ids in links to opt out; keys come newest last."""
    return Signer(
        list(keys),
        salt="lectern.unsubscribe",
        key_derivation="hmac",
        digest_method=hashlib.sha256,
    )


class OptOuts:
    """The list of those who opted out."""

    def __init__(
        self, engine: AsyncEngine, keys: Sequence[str], *, clock: Callable[[], int]
    ) -> None:
        self._engine = engine
        self._signer = signer(keys)
        self._clock = clock

    async def read(self, token: str) -> Addressee:
        """Whose link it is; raises ``WrongLink``."""
        if len(token) > MAX_TOKEN or not token.isascii():
            raise WrongLink
        try:
            invitee_id = self._signer.unsign(token).decode()
        except BadSignature as error:
            raise WrongLink from error
        query = (
            select(invitee.c.org, meeting.c.organisation, invitee.c.email, invitee.c.language)
            .join(meeting, meeting.c.id == invitee.c.meeting)
            .where(invitee.c.id == invitee_id)
        )
        async with self._engine.connect() as connection:
            row = (await connection.execute(query)).one_or_none()
        if row is None:
            raise WrongLink
        return Addressee(*row)

    async def opt_out(self, who: Addressee) -> None:
        """Send this address nothing more of the kind; again is harmless."""
        row = {"org": who.org, "address": who.address, "at": self._clock()}
        try:
            async with self._engine.begin() as connection:
                await connection.execute(insert(opt_out).values(row))
        except IntegrityError:
            return  # It stands there already.

    async def opt_in(self, who: Addressee) -> None:
        """Take it back."""
        mine = (opt_out.c.org == who.org) & (opt_out.c.address == who.address)
        async with self._engine.begin() as connection:
            await connection.execute(delete(opt_out).where(mine))

    async def among(self, org: str, emails: Iterable[str]) -> frozenset[str]:
        """Those addresses, without case, that opted out."""
        wanted = {each.casefold() for each in emails}
        query = select(opt_out.c.address).where(opt_out.c.org == org)
        async with self._engine.connect() as connection:
            return frozenset((await connection.execute(query)).scalars()) & wanted
