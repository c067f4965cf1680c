"""Meetings as planned: made, moved, called off, held.

Rule 1: every method takes the organisation first; a meeting of another organisation is not found.
Rule 2: a change is one transaction with its links and its mails.
Rule 3: whatever a calendar shows of a meeting raises its SEQUENCE by one, for everybody.
Rule 4: a change that somebody else overtook is refused (``changed-meanwhile``), not merged.
"""

import asyncio
import secrets
from collections.abc import Callable, Iterable
from dataclasses import replace

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from scheduling import records, standing
from scheduling.bans import Bans
from scheduling.broadcasts import Broadcasts
from scheduling.checks import checked
from scheduling.endings import Endings
from scheduling.errors import (
    BannedLink,
    CancelledLink,
    NoSeat,
    NotFound,
    RevokedLink,
    WrongState,
)
from scheduling.guests import GuestList, compare
from scheduling.links import STAYS_MS, WEBINAR_STAYS_MS, Links
from scheduling.mails import MailKind, queue
from scheduling.plans import Host, Invitee, Meeting, MeetingKind, MeetingState, Page, Person, Plan
from scheduling.records import Search
from scheduling.rows import add_meeting, new_meeting, write_meeting
from scheduling.standing import Standing
from scheduling.tables import meeting
from scheduling.texts import note_of
from scheduling.webinars.plans import Attend, RegistrantState
from scheduling.webinars.tables import registrant

SENTENCES = {
    MeetingState.PLANNED: ("not-started", "This meeting has not begun."),
    MeetingState.LIVE: ("started", "This meeting has begun; it can no longer be changed."),
    MeetingState.ENDED: ("ended", "This meeting is over."),
    MeetingState.CANCELLED: ("cancelled", "This meeting was cancelled."),
}


class Meetings:
    """The store of planned meetings."""

    def __init__(
        self,
        engine: AsyncEngine,
        links: Links,
        *,
        clock: Callable[[], int],
        posted: Callable[[], None] = lambda: None,
    ) -> None:
        self.bans = Bans(engine, clock=clock)
        self.broadcasts = Broadcasts(engine, clock=clock)
        self._engine = engine
        self._links = links
        self._guests = GuestList(links, clock=clock)
        self._clock = clock
        self._posted = posted
        self._endings = Endings()

    def at(self, clock: Callable[[], int]) -> "Meetings":
        """The same store by another clock, which wakes nobody: for the past of a demo."""
        return Meetings(self._engine, self._links, clock=clock)

    async def create(self, org: str, plan: Plan, host: Host) -> Meeting:
        """A new meeting; everybody is invited by mail.  Raises ``BadValue``."""
        now = self._clock()
        plan, starts = checked(plan, now)
        made = new_meeting(secrets.token_urlsafe(16), org, plan, starts, host, now)
        async with self._engine.begin() as connection:
            await add_meeting(connection, made, _names(plan.people))
            for position, person in enumerate(plan.people):
                await self._guests.invite(connection, made, person, position)
        self._posted()
        return await self.get(org, made.id)

    async def reschedule(self, org: str, meeting_id: str, plan: Plan) -> Meeting:
        """Make the meeting what ``plan`` says, and tell those whom it concerns.

        Who stays gets the change if a calendar shows it, who is new an invitation, who is gone a
        cancellation.  Raises ``NotFound``, ``BadValue``, ``WrongState``.
        """
        now = self._clock()
        old = await self._planned(org, meeting_id)
        plan, starts = checked(plan, now, kept=old)
        new = new_meeting(old.id, org, plan, starts, old.host, now)
        moved = _shown(old) != _shown(new)
        stay, gone, fresh = compare(old, plan)
        step = 1 if moved or gone or fresh else 0
        new = replace(new, sequence=old.sequence + step, created=old.created)
        async with self._engine.begin() as connection:
            await write_meeting(connection, old, new, _names(plan.people))
            await self._links.prolong(connection, org, new.id, new.ends + STAYS_MS)
            before = old.starts if old.starts != new.starts else None
            for someone in gone:
                await self._guests.withdraw(
                    connection, replace(old, sequence=new.sequence), someone
                )
            for someone, person in stay:
                kept = await self._guests.keep(connection, someone, person)
                if moved:
                    await queue(connection, new, kept, MailKind.RESCHEDULE, now, before=before)
                elif not someone.email:
                    await queue(connection, new, kept, MailKind.INVITE, now)
            for position, person in enumerate(fresh, len(old.everyone)):
                await self._guests.invite(connection, new, person, position)
        self._posted()
        return await self.get(org, meeting_id)

    async def cancel(self, org: str, meeting_id: str, reason: str = "") -> Meeting:
        """Call the meeting off and tell everybody; raises ``NotFound``, ``WrongState``."""
        now = self._clock()
        old = await self._planned(org, meeting_id)
        new = replace(
            old,
            state=MeetingState.CANCELLED,
            sequence=old.sequence + 1,
            changed=now,
            reason=note_of(reason),
        )
        async with self._engine.begin() as connection:
            await write_meeting(connection, old, new, _names(old.invitees))
            for someone in old.invitees:
                await queue(connection, new, someone, MailKind.CANCEL, now)
        self._posted()
        return await self.get(org, meeting_id)

    async def reissue(self, org: str, meeting_id: str, invitee_id: str) -> Meeting:
        """A new link for one invitee, by mail; the old one stops working.

        Raises ``NotFound``, and ``WrongState`` when the meeting is over or cancelled.
        """
        now = self._clock()
        old = await self.get(org, meeting_id)
        if old.state not in (MeetingState.PLANNED, MeetingState.LIVE):
            raise WrongState(*SENTENCES[old.state])
        someone = _invited(old, invitee_id)
        new = replace(old, sequence=old.sequence + 1, changed=now)
        async with self._engine.begin() as connection:
            await write_meeting(connection, old, new, _names(old.invitees))
            await self._links.issue(connection, org, someone.id, new.ends + STAYS_MS)
            await queue(connection, new, someone, MailKind.LINK, now)
        self._posted()
        return await self.get(org, meeting_id)

    async def revoke(self, org: str, meeting_id: str, invitee_id: str) -> None:
        """Close one invitee's link without a new one; raises ``NotFound``."""
        someone = _invited(await self.get(org, meeting_id), invitee_id)
        async with self._engine.begin() as connection:
            await self._links.revoke(connection, org, someone.id)

    async def start(self, org: str, meeting_id: str) -> Meeting:
        """Mark that it has begun; again is harmless.  Raises ``NotFound``, ``WrongState``."""
        old = await self.get(org, meeting_id)
        if old.state is MeetingState.LIVE:
            return old
        if old.state is not MeetingState.PLANNED:
            raise WrongState(*SENTENCES[old.state])
        return await self._mark(old, state=MeetingState.LIVE, started=self._clock())

    async def end(self, org: str, meeting_id: str) -> Meeting:
        """Mark that it is over; again is harmless.  Raises ``NotFound``, ``WrongState``."""
        old = await self.get(org, meeting_id)
        if old.state is MeetingState.ENDED:
            return old
        if old.state is not MeetingState.LIVE:
            raise WrongState(*SENTENCES[old.state])
        now = self._clock()
        stays = WEBINAR_STAYS_MS if old.kind is MeetingKind.WEBINAR else STAYS_MS
        async with self._engine.begin() as connection:
            await self._links.prolong(connection, org, old.id, max(old.ends, now) + stays)
        over = await self._mark(old, state=MeetingState.ENDED, ended=now)
        self._endings.tell(over.id)
        return over

    async def wait_for_end(self, org: str, meeting_id: str, within: float) -> bool:
        """Whether the meeting is over, now or within so many seconds. Raises ``NotFound``.

        The end that another process writes is seen when the time is up.
        """
        with self._endings.of(meeting_id) as told:
            # Looked at after the signal is set up: an end in between is not missed.
            if (await self.standing(org, meeting_id)).state is not MeetingState.ENDED:
                try:
                    await asyncio.wait_for(told.wait(), within)
                except TimeoutError:
                    pass
        return (await self.standing(org, meeting_id)).state is MeetingState.ENDED

    async def get(self, org: str, meeting_id: str) -> Meeting:
        """The meeting with its decks and people; raises ``NotFound``."""
        async with self._engine.connect() as connection:
            return await records.read(connection, org, meeting_id)

    async def standing(self, org: str, meeting_id: str) -> Standing:
        """How the meeting stands, without decks and people; raises ``NotFound``."""
        async with self._engine.connect() as connection:
            return await standing.read(connection, org, meeting_id)

    async def search(self, org: str, wanted: Search | None = None) -> Page[Meeting]:
        """One page of the organisation's meetings."""
        async with self._engine.connect() as connection:
            return await records.search(connection, org, wanted or Search())

    async def check_entry(self, org: str, meeting_id: str, invitee_id: str) -> Invitee:
        """The invitee, if she may still come in with a token or cookie that was right once.

        Raises ``NotFound``, ``CancelledLink``, ``RevokedLink``, ``BannedLink``, ``NoSeat``.
        """
        async with self._engine.connect() as connection:
            found = await standing.read(connection, org, meeting_id)
            someone = await records.read_invitee(connection, org, meeting_id, invitee_id)
        if await self.bans.is_banned(org, meeting_id, invitee_id):
            raise BannedLink(someone.language)
        if found.state is MeetingState.CANCELLED:
            raise CancelledLink(someone.language)
        if someone.withdrawn is not None or someone.link is None or someone.link.revoked:
            raise RevokedLink(someone.language)
        if found.kind is MeetingKind.WEBINAR:
            await self._check_seat(someone)
        return someone

    async def owner(self, org: str, meeting_id: str, invitee_id: str) -> Invitee:
        """The invitee, if what is kept of her is hers to see with a cookie that was right once.

        Raises ``NotFound``, ``RevokedLink``.
        """
        async with self._engine.connect() as connection:
            someone = await records.read_invitee(connection, org, meeting_id, invitee_id)
        if not someone.may_look:
            raise RevokedLink(someone.language)
        return someone

    async def _check_seat(self, someone: Invitee) -> None:
        """Raise ``NoSeat`` for a registrant without one; the crew needs none."""
        query = select(registrant.c.state, registrant.c.attend).where(registrant.c.id == someone.id)
        async with self._engine.connect() as connection:
            row = (await connection.execute(query)).one_or_none()
        if row is None or row == (RegistrantState.APPROVED, Attend.LIVE):
            return
        seated = row[0] == RegistrantState.APPROVED
        raise NoSeat(row[1] if seated else row[0], someone.language)

    async def _planned(self, org: str, meeting_id: str) -> Meeting:
        found = await self.get(org, meeting_id)
        if found.kind is not MeetingKind.MEETING:
            raise NotFound
        if found.state is not MeetingState.PLANNED:
            raise WrongState(*SENTENCES[found.state])
        return found

    async def _mark(self, old: Meeting, **values: object) -> Meeting:
        which = (meeting.c.id == old.id) & (meeting.c.state == old.state)
        async with self._engine.begin() as connection:
            await connection.execute(update(meeting).where(which).values(**values))
        return await self.get(old.org, old.id)


def _names(people: Iterable[Person | Invitee]) -> list[str]:
    return [person.name for person in people]


def _shown(of: Meeting) -> tuple[object, ...]:
    """What an invitee's mail and calendar show."""
    return (of.title, of.note, of.wall, of.zone, of.later, of.minutes)


def _invited(of: Meeting, invitee_id: str) -> Invitee:
    someone = next((person for person in of.invitees if person.id == invitee_id), None)
    if someone is None:
        raise NotFound("invitee")
    return someone
