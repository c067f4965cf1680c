"""Reminders: rows of mail whose time is still to come, in the caller's transaction.

Rule 1: a reminder is queued once for each person, time and SEQUENCE of the webinar; the unique key
of the mails keeps that over restarts, retries and second thoughts.
Rule 2: who gives the seat back has no more reminders; who gets one gets those still to come.
Rule 3: the start is UTC, derived from wall time and zone, so a night of changing clocks moves
nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduling.mails import About, MailKind, MailState, queue
from scheduling.plans import Invitee, Meeting
from scheduling.tables import mail

MINUTE = 60_000


@dataclass(frozen=True, slots=True)
class Reminder:
    """A mail that is due before the start."""

    minutes: int
    due: int


def to_come(starts: int, minutes: Iterable[int], now: int) -> list[Reminder]:
    """The reminders whose time has not passed, the earliest first."""
    all_of_them = [Reminder(each, starts - each * MINUTE) for each in sorted(minutes, reverse=True)]
    return [each for each in all_of_them if each.due > now]


async def remind(
    connection: AsyncConnection,
    meeting: Meeting,
    person: Invitee,
    minutes: Iterable[int],
    words: str,
    now: int,
) -> None:
    """Queue the reminders of one person that are still to come and were not sent."""
    sent = await _sent(connection, meeting, person.id)
    for each in to_come(meeting.starts, minutes, now):
        if str(each.minutes) not in sent:
            about = About(topic=str(each.minutes), words=words, due=each.due)
            await queue(connection, meeting, person, MailKind.REMIND, now, about=about)


async def _sent(connection: AsyncConnection, meeting: Meeting, invitee: str) -> set[str]:
    """Topics of the reminders that went out; those that did not are taken away."""
    mine = (
        (mail.c.invitee == invitee)
        & (mail.c.kind == MailKind.REMIND)
        & (mail.c.sequence == meeting.sequence)
    )
    waiting = mail.c.state.in_((MailState.QUEUED, MailState.SKIPPED))
    await connection.execute(delete(mail).where(mine, waiting))
    return set((await connection.execute(select(mail.c.topic).where(mine))).scalars())


async def silence(connection: AsyncConnection, invitee: str, why: str, now: int) -> None:
    """Send nothing of what waits for this person."""
    mine = (mail.c.invitee == invitee) & (mail.c.state == MailState.QUEUED)
    await connection.execute(
        update(mail).where(mine).values(state=MailState.SKIPPED, trouble=why, changed=now)
    )
