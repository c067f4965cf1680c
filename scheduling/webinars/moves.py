"""The moves of a registration between its states, in the caller's transaction.

    (form, import) ─> pending ─ approve ─> approved <─ a seat becomes free ─ waiting
                         │  └── (no seat left) ──────────────────────────────^
                         └ deny ─> denied
                  approved, waiting ─ cancel ─> cancelled ─ (form) ─> as at first

Rule: a change of state, the seat that goes with it and the mail that tells of it are one
transaction; a state that somebody else has changed meanwhile is refused.

Whoever waits and never confirms is deleted (``lines``).
"""

import secrets
from collections.abc import Callable

import msgspec
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduling import standing
from scheduling.errors import WrongState
from scheduling.links import STAYS_MS, Links
from scheduling.mails import About, MailKind, queue
from scheduling.plans import Invitee, MeetingState
from scheduling.records import read_invitee
from scheduling.tables import invitee
from scheduling.texts import fold
from scheduling.webinars import registrants, reminders, seats
from scheduling.webinars.errors import RegistrationClosed
from scheduling.webinars.matching import Found
from scheduling.webinars.plans import (
    Attend,
    Registrant,
    RegistrantState,
    Registration,
    Webinar,
)
from scheduling.webinars.tables import registrant

_MAILS = {
    RegistrantState.PENDING: (MailKind.RECEIVED, ""),
    RegistrantState.APPROVED: (MailKind.CONFIRM, "confirm"),
    RegistrantState.WAITING: (MailKind.WAITING, "waiting"),
    RegistrantState.DENIED: (MailKind.DENY, "deny"),
    RegistrantState.CANCELLED: (MailKind.CANCEL, ""),
}
"""What tells of a state, and under which name the organiser's own words for it are kept."""


class Moves:
    """From state to state."""

    def __init__(self, links: Links, clock: Callable[[], int]) -> None:
        self._links = links
        self._clock = clock

    async def seat(self, connection: AsyncConnection, webinar: Webinar) -> RegistrantState:
        """A seat, or a place on the waiting list; raises ``RegistrationClosed`` (full)."""
        if await seats.take(connection, webinar.id):
            return RegistrantState.APPROVED
        if webinar.plan.waiting_list:
            return RegistrantState.WAITING
        raise RegistrationClosed("full", "All seats are taken.")

    async def known(
        self, connection: AsyncConnection, webinar: Webinar, registrant_id: str
    ) -> Registrant:
        """The registrant as the transaction sees them; raises ``NotFound``."""
        org = webinar.meeting.org
        return await registrants.read(connection, org, webinar.id, registrant_id)

    async def move(
        self,
        connection: AsyncConnection,
        webinar: Webinar,
        known: Registrant,
        state: RegistrantState,
        *,
        by: str,
        reason: str = "",
        expires: int | None = None,
    ) -> None:
        """The new state and its mail; seats are the caller's business. Raises ``WrongState``."""
        now = self._clock()
        which = (registrant.c.id == known.id) & (registrant.c.state == known.state)
        values = {
            "state": state,
            "decided": now,
            "decided_by": by,
            "reason": reason,
            "expires": expires,
        }
        done = await connection.execute(update(registrant).where(which).values(values))
        if done.rowcount == 0:
            raise changed()
        await reminders.silence(connection, known.id, "A later mail says more.", now)
        person = await read_invitee(connection, webinar.meeting.org, webinar.id, known.id)
        await self.told(connection, webinar, person, state, reason, expires)

    async def told(
        self,
        connection: AsyncConnection,
        webinar: Webinar,
        person: Invitee,
        state: RegistrantState,
        reason: str = "",
        confirm_by: int | None = None,
    ) -> None:
        """Queue the mail that tells of a state, and the reminders of who has a seat."""
        now, plan, meeting = self._clock(), webinar.plan, webinar.meeting
        kind, own = _MAILS[state]
        words = plan.texts.get(own, "")
        # Out and in again within a millisecond are two mails.
        topic = f"{now}-{secrets.token_hex(4)}"
        about = About(topic=topic, words=words, reason=reason, confirm_by=confirm_by)
        await queue(connection, meeting, person, kind, now, about=about)
        if state is RegistrantState.APPROVED:
            words = plan.texts.get("remind", "")
            await reminders.remind(connection, meeting, person, plan.reminders, words, now)

    async def free(self, connection: AsyncConnection, webinar: Webinar, known: Registrant) -> None:
        """Give back what ``known`` had: the seat goes to whoever has waited longest."""
        if known.state is not RegistrantState.APPROVED or known.attend is not Attend.LIVE:
            return
        await seats.give_back(connection, webinar.id)
        await self.fill(connection, webinar)

    async def fill(self, connection: AsyncConnection, webinar: Webinar) -> None:
        """Give the seats that are free to whoever has waited longest, unless it is over or off."""
        if not await self._goes_on(connection, webinar):
            return
        while (lucky := await seats.next_in_line(connection, webinar.id)) is not None:
            if not await seats.take(connection, webinar.id):
                return
            waiting = await self.known(connection, webinar, lucky)
            await self.move(connection, webinar, waiting, RegistrantState.APPROVED, by="")

    async def must_go_on(self, connection: AsyncConnection, webinar: Webinar) -> None:
        """Raise ``WrongState`` for a webinar of which there are no seats any more."""
        if not await self._goes_on(connection, webinar):
            raise over()

    async def _goes_on(self, connection: AsyncConnection, webinar: Webinar) -> bool:
        found = await standing.read(connection, webinar.meeting.org, webinar.id)
        return found.state in (MeetingState.PLANNED, MeetingState.LIVE)

    async def close(self, connection: AsyncConnection, webinar: Webinar, known: Registrant) -> None:
        """The link opens nothing any more; a seat is free again."""
        now, org = self._clock(), webinar.meeting.org
        await connection.execute(
            update(invitee).where(invitee.c.id == known.id).values(withdrawn=now)
        )
        await self._links.revoke(connection, org, known.id)
        await self.free(connection, webinar, known)

    async def open_again(
        self, connection: AsyncConnection, webinar: Webinar, known: Registrant
    ) -> None:
        """Undo ``close``, with a new link; whoever is let in anew is meant to come live."""
        org, expires = webinar.meeting.org, webinar.meeting.ends + STAYS_MS
        await connection.execute(
            update(registrant).where(registrant.c.id == known.id).values(attend=Attend.LIVE)
        )
        await connection.execute(
            update(invitee).where(invitee.c.id == known.id).values(withdrawn=None)
        )
        await self._links.issue(connection, org, known.id, expires)


def answers_of(somebody: Registration, found: Found) -> dict[str, object]:
    """The columns that hold what was filled in, and what the directory says of it."""
    return {
        "country": somebody.country,
        "specialty": somebody.specialty,
        "workplace": somebody.workplace,
        "answers": msgspec.json.encode(somebody.answers).decode(),
        "match": found.match,
        "candidates": msgspec.json.encode(found.candidates).decode(),
        "folded": fold(f"{somebody.name} {somebody.email} {somebody.workplace}"),
    }


def changed() -> WrongState:
    """That a registration is not any more as it was looked at."""
    return WrongState("changed-meanwhile", "Somebody else has just decided. Look again.")


def over() -> WrongState:
    """That nothing is left to decide."""
    words = "This webinar is over or was cancelled; it can no longer be changed."
    return WrongState("ended", words)
