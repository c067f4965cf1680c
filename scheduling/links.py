"""Join links: one secret per invitee, 256 bits, never written down.

Rule 1: the secret of a link is HMAC-SHA256 over its id and its random nonce with the server's key.
The table holds the nonce and the SHA-256 of the secret, so neither the database alone nor the key
alone opens a meeting, and mails, the host's "copy link" and a second start can say the link again.
Rule 2: a token is ``<id>.<signature>.<secret>``; itsdangerous signs the id only (and refuses what
was made up before the database is asked); the row decides whose link it is and what it opens.
Rule 3: an invitee has at most one link that opens; issuing one revokes the others.
Rule 4: what is kept of somebody stays theirs to see (``whose``), also when there is nothing to join
any more, or not for them; a link that was replaced or taken away by itself shows nothing.
Rule 5: opening changes nothing: mail scanners open links.  ``use`` notes the first real use.
Rule 6: keys come newest last.  A link opens until its row says otherwise or its key is removed.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from itsdangerous import BadSignature, Signer
from sqlalchemy import RowMapping, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from scheduling.errors import (
    BannedLink,
    CancelledLink,
    ExpiredLink,
    NotFound,
    RevokedLink,
    WrongLink,
    WrongState,
)
from scheduling.optouts import signer as opt_out_signer
from scheduling.plans import Check, Invitee, Meeting, MeetingState
from scheduling.records import read, read_invitee
from scheduling.tables import ban, invitee, link, preflight

JOIN = "join"
"""The only purpose so far; it is part of signature and secret."""
STAYS_MS = 7 * 86_400_000
"""How long after the planned end a link opens: the receipt is behind it."""
WEBINAR_STAYS_MS = 31 * 86_400_000
"""The same of a webinar's: survey, material and certificate are behind it for a month."""
MAX_TOKEN = 300


@dataclass(frozen=True, slots=True)
class Opened:
    """What stands behind a link."""

    meeting: Meeting
    invitee: Invitee


class Links:
    """Issues and opens join links."""

    def __init__(
        self,
        engine: AsyncEngine,
        keys: Sequence[str],
        *,
        base_url: str,
        clock: Callable[[], int],
    ) -> None:
        self._engine = engine
        self._keys = tuple(keys)
        self._base_url = base_url.rstrip("/")
        self._clock = clock
        self._signer = Signer(
            list(keys),
            salt=f"lectern.link.{JOIN}",
            key_derivation="hmac",
            digest_method=hashlib.sha256,
        )

    async def open(self, token: str) -> Opened:
        """What the link opens; changes nothing.

        Raises ``WrongLink``, ``BannedLink``, ``CancelledLink``, ``RevokedLink``, ``ExpiredLink``.
        """
        row = await self._row(token)
        async with self._engine.connect() as connection:
            meeting = await read(connection, row["org"], row["meeting"])
            person = await read_invitee(connection, row["org"], meeting.id, row["invitee"])
            banned = await connection.execute(select(ban).where(ban.c.invitee == person.id))
            if banned.first() is not None:
                raise BannedLink(person.language)
        if meeting.state is MeetingState.CANCELLED:
            raise CancelledLink(person.language)
        if row["revoked"] is not None or person.withdrawn is not None:
            raise RevokedLink(person.language)
        if row["expires"] <= self._clock():
            raise ExpiredLink(person.language)
        return Opened(meeting, person)

    async def whose(self, token: str) -> Opened:
        """Whose link it is, whether or not it lets them in; changes nothing.

        Raises ``WrongLink``, ``RevokedLink``, ``ExpiredLink``.
        """
        row = await self._row(token)
        async with self._engine.connect() as connection:
            meeting = await read(connection, row["org"], row["meeting"])
            person = await read_invitee(connection, row["org"], meeting.id, row["invitee"])
        latest = person.link is not None and person.link.issued == row["issued"]
        if not latest or not person.may_look:
            raise RevokedLink(person.language)
        if row["expires"] <= self._clock():
            raise ExpiredLink(person.language)
        return Opened(meeting, person)

    async def use(self, token: str) -> Opened:
        """Open the link and note that it was used; raises what ``open`` raises."""
        opened = await self.open(token)
        row = await self._row(token)
        async with self._engine.begin() as connection:
            await connection.execute(
                update(link)
                .where(link.c.id == row["id"], link.c.used.is_(None))
                .values(used=self._clock())
            )
        return opened

    async def note_check(self, token: str, found: Check) -> None:
        """Keep what the landing page's device check found; raises what ``open`` raises."""
        opened = await self.open(token)
        async with self._engine.begin() as connection:
            mine = preflight.c.invitee == opened.invitee.id
            await connection.execute(delete(preflight).where(mine))
            await connection.execute(
                insert(preflight).values(
                    invitee=opened.invitee.id,
                    at=found.at,
                    camera=found.camera,
                    microphone=found.microphone,
                    sound=found.sound,
                    path=found.path,
                )
            )

    async def url(self, org: str, invitee_id: str) -> str:
        """The invitee's link as mails and "copy link" say it.

        Raises ``NotFound``; ``WrongState`` `no-link` when there is none that could open.
        """
        return f"{self._base_url}/j/{await self.token(org, invitee_id)}"

    def unsubscribe_url(self, invitee_id: str) -> str:
        """Where the reader of a mail to this invitee opts out of more of the kind."""
        token = opt_out_signer(self._keys).sign(invitee_id.encode()).decode()
        return f"{self._base_url}/unsubscribe/{token}"

    async def token(self, org: str, invitee_id: str) -> str:
        """The last part of the link; raises what ``url`` raises."""
        query = (
            select(link)
            .where(link.c.org == org, link.c.invitee == invitee_id)
            .order_by(link.c.issued.desc())
        )
        async with self._engine.connect() as connection:
            rows = (await connection.execute(query)).mappings().all()
        if not rows:
            raise NotFound("invitee")
        live = next((row for row in rows if row["revoked"] is None), None)
        secret = None if live is None else self._secret_again(live)
        if live is None or secret is None:
            raise WrongState("no-link", "This invitee has no valid link. Issue a new one.")
        return f"{self._signer.sign(live['id'].encode()).decode()}.{secret}"

    async def issue(
        self, connection: AsyncConnection, org: str, invitee_id: str, expires: int
    ) -> None:
        """A new link in the caller's transaction; earlier ones of the invitee are revoked."""
        await self.revoke(connection, org, invitee_id)
        link_id, nonce = secrets.token_urlsafe(16), secrets.token_urlsafe(32)
        await connection.execute(
            insert(link).values(
                id=link_id,
                org=org,
                invitee=invitee_id,
                purpose=JOIN,
                nonce=nonce,
                hash=_hash(_secret(self._keys[-1], link_id, nonce)),
                issued=self._clock(),
                expires=expires,
            )
        )

    async def revoke(self, connection: AsyncConnection, org: str, invitee_id: str) -> None:
        """Close the invitee's link, in the caller's transaction."""
        which = (link.c.org == org) & (link.c.invitee == invitee_id) & link.c.revoked.is_(None)
        await connection.execute(update(link).where(which).values(revoked=self._clock()))

    async def prolong(
        self, connection: AsyncConnection, org: str, meeting_id: str, expires: int
    ) -> None:
        """Set when the links of a meeting that still open expire, in the caller's transaction."""
        people = select(invitee.c.id).where(invitee.c.org == org, invitee.c.meeting == meeting_id)
        which = link.c.invitee.in_(people) & link.c.revoked.is_(None)
        await connection.execute(update(link).where(which).values(expires=expires))

    async def _row(self, token: str) -> RowMapping:
        """The row of a token whose signature and secret are right; raises ``WrongLink``."""
        signed, _, secret = token.rpartition(".")
        if len(token) > MAX_TOKEN or not token.isascii():
            raise WrongLink
        try:
            link_id = self._signer.unsign(signed).decode()
        except BadSignature as error:
            raise WrongLink from error
        query = (
            select(link, invitee.c.meeting)
            .join(invitee, invitee.c.id == link.c.invitee)
            .where(link.c.id == link_id, link.c.purpose == JOIN)
        )
        async with self._engine.connect() as connection:
            row = (await connection.execute(query)).mappings().one_or_none()
        if row is None or not hmac.compare_digest(row["hash"], _hash(secret)):
            raise WrongLink
        return row

    def _secret_again(self, row: RowMapping) -> str | None:
        """The secret of a link, made again; None when its key is gone."""
        candidates = (_secret(key, row["id"], row["nonce"]) for key in reversed(self._keys))
        return next((secret for secret in candidates if _hash(secret) == row["hash"]), None)


def _secret(key: str, link_id: str, nonce: str) -> str:
    message = f"lectern.link.{JOIN}.{link_id}.{nonce}".encode()
    digest = hmac.new(key.encode(), message, hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _hash(secret: str) -> str:
    """A fast hash is right: the secret has 256 bits."""
    return hashlib.sha256(secret.encode()).hexdigest()
