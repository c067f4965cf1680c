"""The store of certificates.

Rule 1: a registrant has at most one valid certificate; asking again, or twice at once, gives it
again with its number. The table's unique columns say so, whoever is faster.
Rule 2: a certificate never changes what it says. Who needs another text gets another certificate.
Rule 3: what was revoked stays, and says so to whoever verifies it. Only the staff issue another.
"""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace

import msgspec
from sqlalchemy import RowMapping, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from scheduling.certificates import codes
from scheduling.certificates.rule import check
from scheduling.certificates.tables import certificate
from scheduling.certificates.values import (
    AttendedShow,
    Certificate,
    CertificateRevoked,
    NotOffered,
    Statement,
)
from scheduling.errors import BadText, NotFound
from scheduling.plans import MeetingState
from scheduling.portions import portions
from scheduling.texts import note_of
from scheduling.webinars.plans import Registrant, Webinar

MINUTE_MS = 60_000
TRIES = 50
"""So many others may take the next number at the same moment."""


@dataclass(frozen=True, slots=True)
class Issued:
    """A certificate, and whether it was made just now."""

    certificate: Certificate
    new: bool


class Certificates:
    """Issues, finds and revokes certificates."""

    def __init__(self, engine: AsyncEngine, *, clock: Callable[[], int]) -> None:
        self._engine = engine
        self._clock = clock

    async def issue(
        self, webinar: Webinar, who: Registrant, attended: AttendedShow, *, by: str = ""
    ) -> Issued:
        """The certificate of ``who``, made if there is none; ``by`` is the member of staff.

        Raises ``NotOffered``, ``NotEarned``, ``CertificateRevoked``.
        """
        for _ in range(TRIES):
            known = await self.latest(webinar.meeting.org, webinar.id, [who.id])
            before = known.get(who.id)
            if before is not None and before.revoked is None:
                return Issued(before, new=False)
            if before is not None and not by:
                raise CertificateRevoked("revoked", f"The certificate {before.number} is revoked.")
            check(webinar.plan.certificate, webinar.plan.minutes, attended)
            statement = _statement(webinar, who, attended)
            try:
                return Issued(await self._add(webinar, who.id, statement, by), new=True)
            except IntegrityError:
                continue  # The same request came twice, or somebody else took the number.
        raise RuntimeError("no number could be had for a certificate")

    async def latest(
        self, org: str, webinar_id: str, registrants: Sequence[str]
    ) -> dict[str, Certificate]:
        """The newest certificate of each of these registrants that has one, valid or not."""
        c, found = certificate.c, dict[str, Certificate]()
        mine = (c.org == org) & (c.webinar == webinar_id)
        async with self._engine.connect() as connection:
            for some in portions(registrants):
                query = select(certificate).where(mine, c.registrant.in_(some)).order_by(c.serial)
                rows = (await connection.execute(query)).mappings()
                found.update((row["registrant"], _read(row)) for row in rows)
        return found

    async def by_code(self, code: str) -> Certificate | None:
        """The certificate with that code, of whatever organisation, valid or not."""
        query = select(certificate).where(certificate.c.code == code)
        async with self._engine.connect() as connection:
            row = (await connection.execute(query)).mappings().one_or_none()
        return None if row is None else _read(row)

    async def revoke(
        self, org: str, webinar_id: str, registrant: str, reason: str, *, by: str
    ) -> Certificate:
        """Take the valid certificate back; raises ``NotFound``, ``BadText`` without a reason."""
        why = note_of(reason)
        if not why:
            raise BadText("no-reason", "Say why it is revoked: whoever verifies it is told.")
        found = (await self.latest(org, webinar_id, [registrant])).get(registrant)
        c, now = certificate.c, self._clock()
        if found is None or found.revoked is not None:
            raise NotFound("certificate")
        gone = update(certificate).where(c.id == found.id, c.revoked.is_(None))
        values = {"holder": None, "revoked": now, "revoked_by": by, "reason": why}
        async with self._engine.begin() as connection:
            if not (await connection.execute(gone.values(values))).rowcount:
                raise NotFound("certificate")
        return replace(found, revoked=now, revoked_by=by, reason=why)

    async def _add(
        self, webinar: Webinar, registrant: str, statement: Statement, by: str
    ) -> Certificate:
        org = webinar.meeting.org
        async with self._engine.begin() as connection:
            made = Certificate(
                id=secrets.token_urlsafe(16),
                org=org,
                webinar=webinar.id,
                registrant=registrant,
                serial=await _next(connection, org),
                code=codes.new(),
                issued=self._clock(),
                issued_by=by,
                revoked=None,
                revoked_by="",
                reason="",
                statement=statement,
            )
            values = asdict(made) | {
                "holder": registrant,
                "statement": msgspec.json.encode(statement).decode(),
            }
            await connection.execute(insert(certificate).values(values))
        return made


async def _next(connection: AsyncConnection, org: str) -> int:
    query = select(func.max(certificate.c.serial)).where(certificate.c.org == org)
    return ((await connection.execute(query)).scalar_one() or 0) + 1


def _statement(webinar: Webinar, who: Registrant, attended: AttendedShow) -> Statement:
    """What the certificate will say; raises ``NotOffered`` before the webinar is over."""
    meeting, plan = webinar.meeting, webinar.plan
    if meeting.state is not MeetingState.ENDED or meeting.ended is None:
        raise NotOffered("not-over", "There are certificates when the webinar is over.")
    return Statement(
        name=who.name,
        title=meeting.title,
        starts=meeting.ended - attended.show_ms,
        minutes=round(attended.show_ms / MINUTE_MS),
        attended=attended.attended_ms // MINUTE_MS,
        zone=meeting.zone,
        language=who.language,
        organisation=meeting.host.organisation,
        credit=plan.certificate.credit,
        colour=plan.branding.colour,
    )


def _read(row: RowMapping) -> Certificate:
    return Certificate(
        id=row["id"],
        org=row["org"],
        webinar=row["webinar"],
        registrant=row["registrant"],
        serial=row["serial"],
        code=row["code"],
        issued=row["issued"],
        issued_by=row["issued_by"],
        revoked=row["revoked"],
        revoked_by=row["revoked_by"],
        reason=row["reason"],
        statement=msgspec.json.decode(row["statement"], type=Statement),
    )
