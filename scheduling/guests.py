"""Who is on the list of a meeting: inviting, keeping, taking off, in the caller's transaction."""

import secrets
from collections.abc import Callable
from dataclasses import replace

from sqlalchemy import insert, update
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduling.links import STAYS_MS, Links
from scheduling.mails import MailKind, queue
from scheduling.plans import Invitee, Meeting, Person, Plan
from scheduling.rows import invitee_row
from scheduling.tables import invitee


class GuestList:
    """Writes invitees with their links and their mails."""

    def __init__(self, links: Links, *, clock: Callable[[], int]) -> None:
        self._links = links
        self._clock = clock

    async def invite(
        self, connection: AsyncConnection, new: Meeting, person: Person, position: int
    ) -> None:
        """Put ``person`` on the list, with a link and an invitation."""
        someone = Invitee(
            secrets.token_urlsafe(16),
            new.id,
            person.hcp,
            person.name,
            person.email,
            person.language,
            person.zone,
            None,
            None,
        )
        await connection.execute(insert(invitee).values(invitee_row(someone, new.org, position)))
        await self._links.issue(connection, new.org, someone.id, new.ends + STAYS_MS)
        await queue(connection, new, someone, MailKind.INVITE, new.changed)

    async def keep(self, connection: AsyncConnection, someone: Invitee, person: Person) -> Invitee:
        """Note what the directory says of ``someone`` now; returns that."""
        kept = replace(
            someone,
            name=person.name,
            email=person.email,
            language=person.language,
            zone=person.zone,
        )
        values = {name: getattr(kept, name) for name in ("name", "email", "language", "zone")}
        await connection.execute(update(invitee).where(invitee.c.id == someone.id).values(values))
        return kept

    async def withdraw(self, connection: AsyncConnection, old: Meeting, someone: Invitee) -> None:
        """Take ``someone`` off the list, close the link and say so."""
        now = self._clock()
        await connection.execute(
            update(invitee).where(invitee.c.id == someone.id).values(withdrawn=now)
        )
        await self._links.revoke(connection, old.org, someone.id)
        await queue(connection, old, someone, MailKind.CANCEL, now)


def compare(
    old: Meeting, plan: Plan
) -> tuple[list[tuple[Invitee, Person]], list[Invitee], list[Person]]:
    """Who stays, who is gone, who is new.

    With another address it is a new person: the link was mailed to the old one.
    """
    wanted = {person.hcp: person for person in plan.people}
    known = {someone.hcp: someone for someone in old.invitees}
    stay = [
        (someone, wanted[hcp])
        for hcp, someone in known.items()
        if hcp in wanted and _same_address(someone.email, wanted[hcp].email)
    ]
    same = {someone.hcp for someone, _ in stay}
    gone = [someone for hcp, someone in known.items() if hcp not in same]
    fresh = [person for hcp, person in wanted.items() if hcp not in same]
    return stay, gone, fresh


def _same_address(old: str, new: str) -> bool:
    return not old or old.casefold() == new.casefold()
