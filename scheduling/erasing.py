"""Erasing a person from plans, registrations, mails and certificates.

Rule 1: rows stay, so that a webinar had as many registrants tomorrow as it had yesterday; nothing
in them leads to the person any more.
Rule 2: a certificate is withdrawn, and says neither whose it was nor why.
Rule 3: what the organiser says of its own speakers (the plan: names, pictures, words of a page) is
the organiser's: it is changed there.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from scheduling.certificates.tables import certificate
from scheduling.mails import MailState
from scheduling.plans import MeetingState
from scheduling.tables import invitee, link, mail, meeting, opt_out, preflight
from scheduling.webinars.plans import Match
from scheduling.webinars.tables import crew, registrant

Blot = Callable[[Any], Any]
"""Takes the person's names and addresses out of a value."""


@dataclass(frozen=True, slots=True)
class Invited:
    """Where a person was invited, or signed up."""

    id: str
    """The participant's in the room, too."""
    meeting: str
    state: MeetingState
    name: str
    email: str
    hcp: str


async def invitations(
    engine: AsyncEngine, org: str, addresses: Collection[str], hcps: Collection[str]
) -> list[Invited]:
    """All of the organisation at these addresses, without case, or of these HCPs."""
    i = invitee.c
    theirs = or_(func.lower(i.email).in_([each.lower() for each in addresses]), i.hcp.in_(hcps))
    query = (
        select(i.id, i.meeting, meeting.c.state, i.name, i.email, i.hcp)
        .join(meeting, meeting.c.id == i.meeting)
        .where(i.org == org, theirs)
        .order_by(i.id)
    )
    async with engine.connect() as connection:
        rows = (await connection.execute(query)).all()
    return [Invited(row[0], row[1], MeetingState(row[2]), *row[3:]) for row in rows]


async def erase(
    engine: AsyncEngine,
    org: str,
    people: Sequence[Invited],
    addresses: Collection[str],
    blot: Blot,
    erased: str,
    now: int,
) -> None:
    """Take the person out of all rows; ``erased`` stands where a name stood."""
    ids = [each.id for each in people]
    async with engine.begin() as connection:
        await _links(connection, ids)
        await _registrations(connection, ids, erased)
        planned = [each.id for each in people if each.state is MeetingState.PLANNED]
        coming = update(invitee).where(invitee.c.id.in_(planned), invitee.c.withdrawn.is_(None))
        await connection.execute(coming.values(withdrawn=now))
        await _mails(connection, ids, blot, erased, now)
        await _certificates(connection, ids, now)
        await _meetings(connection, {each.meeting for each in people}, blot)
        known = opt_out.c.address.in_([each.casefold() for each in addresses])
        await connection.execute(delete(opt_out).where(opt_out.c.org == org, known))


async def _links(connection: AsyncConnection, ids: Sequence[str]) -> None:
    await connection.execute(delete(link).where(link.c.invitee.in_(ids)))
    await connection.execute(delete(preflight).where(preflight.c.invitee.in_(ids)))


async def _registrations(connection: AsyncConnection, ids: Sequence[str], erased: str) -> None:
    this = update(invitee).where(invitee.c.id.in_(ids))
    await connection.execute(this.values(name=erased, email="", hcp=""))
    await connection.execute(
        update(crew)
        .where(crew.c.id.in_(ids), crew.c.staff.is_(False))
        .values(name=erased, email="")
    )
    signed = update(registrant).where(registrant.c.id.in_(ids))
    await connection.execute(
        signed.values(
            # One registration for each address: the id takes its place.
            address="erased:" + registrant.c.id,
            workplace="",
            answers="{}",
            reason="",
            candidates="[]",
            match=Match.NONE,
            folded=erased,
        )
    )


async def _mails(
    connection: AsyncConnection, ids: Sequence[str], blot: Blot, erased: str, now: int
) -> None:
    """Mails stay as a fact, without reader and words; what waits is not sent."""
    theirs = mail.c.invitee.in_(ids)
    query = select(mail.c.id, mail.c.facts).where(theirs)
    for id, facts in (await connection.execute(query)).all():
        told = blot(msgspec.json.decode(facts))
        told |= {"name": erased, "email": "", "words": "", "note": "", "reason": "", "subject": ""}
        row = {"facts": msgspec.json.encode(told).decode(), "folded": erased, "trouble": ""}
        await connection.execute(update(mail).where(mail.c.id == id).values(row))
    waits = update(mail).where(theirs, mail.c.state == MailState.QUEUED)
    await connection.execute(waits.values(state=MailState.SKIPPED, changed=now))


async def _certificates(connection: AsyncConnection, ids: Sequence[str], now: int) -> None:
    c = certificate.c
    query = select(c.id, c.statement, c.revoked).where(c.registrant.in_(ids))
    for id, statement, revoked in (await connection.execute(query)).all():
        said = msgspec.json.decode(statement) | {"name": ""}
        row = {
            "statement": msgspec.json.encode(said).decode(),
            "holder": None,
            "revoked": now if revoked is None else revoked,
            "reason": "",
        }
        await connection.execute(update(certificate).where(c.id == id).values(row))


async def _meetings(connection: AsyncConnection, ids: Collection[str], blot: Blot) -> None:
    """Titles and notes may name whom a meeting was with."""
    c = meeting.c
    query = select(c.id, c.title, c.note, c.reason, c.folded).where(c.id.in_(ids))
    for id, *texts in (await connection.execute(query)).all():
        clean = [blot(text) for text in texts]
        if clean != texts:
            row = dict(zip(("title", "note", "reason", "folded"), clean, strict=True))
            await connection.execute(update(meeting).where(c.id == id).values(row))
