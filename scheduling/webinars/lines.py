"""The two lines before a webinar: who waits for a decision, and who waits for a seat.

Rule 1: a line has an end. Else somebody with many addresses would fill the database, and write to
strangers through us.
Rule 2: whoever comes by the form confirms behind the link, within ``CONFIRM_MS``, that the address
is theirs; else the place in line is deleted as if it had never been. Who was imported, or has been
looked at by somebody, need not.
Rule 3: a line that is full is said before anything is asked of the address: who is registered
already is nobody's business.
"""

from collections.abc import Sequence

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduling.tables import invitee, link, mail, preflight
from scheduling.webinars import seats
from scheduling.webinars.approval import approves
from scheduling.webinars.errors import RegistrationClosed
from scheduling.webinars.plans import (
    ApprovalMode,
    RegistrantState,
    Registration,
    Webinar,
    WebinarPlan,
)
from scheduling.webinars.tables import registrant

SHORTEST = 500
"""A line has room for so many even where seats are few."""
CONFIRM_MS = 3 * 86_400_000
"""A long weekend: who signs up on Friday evening reads the mail on Monday."""
AT_ONCE = 500
"""Rows that one transaction deletes: others who write do not wait long."""

WAITS = (RegistrantState.PENDING, RegistrantState.WAITING)
_FULL = {
    RegistrantState.PENDING: ("checks-full", "Too many registrations wait for a decision."),
    RegistrantState.WAITING: ("line-full", "The waiting list is full."),
}
FULL = frozenset(code for code, _ in _FULL.values())
"""The codes by which a line that is full is told."""
_LINES = {
    ApprovalMode.HAND: RegistrantState.PENDING,
    ApprovalMode.ALL: RegistrantState.WAITING,
}
"""Which line everybody joins; with a rule it is not the same for all."""


def longest(plan: WebinarPlan) -> int:
    """How many may wait for a decision, and how many for a seat."""
    return max(SHORTEST, 2 * plan.capacity)


def expiry(state: RegistrantState, source: str, proven: bool, now: int) -> int | None:
    """Until when a new registration must be confirmed; None: it need not.

    ``proven``: the form came from behind the link.
    """
    if proven or source == "import" or state not in WAITS:
        return None
    return now + CONFIRM_MS


async def must_have_room(
    connection: AsyncConnection, webinar: Webinar, somebody: Registration, segment: str
) -> None:
    """Raise ``RegistrationClosed`` when the line that this registration would join is full.

    Two who come at the same moment may both find the last place; one more does no harm.
    """
    if not approves(webinar.plan.approval, somebody, segment):
        await _must_be_shorter(connection, webinar, RegistrantState.PENDING)
    elif webinar.plan.waiting_list and not await seats.any_left(connection, webinar.id):
        await _must_be_shorter(connection, webinar, RegistrantState.WAITING)


async def full(connection: AsyncConnection, webinar: Webinar) -> str:
    """Code of the line that nobody can join now, whoever it is; else empty."""
    line = _LINES.get(webinar.plan.approval.mode)
    if line is None or (line is RegistrantState.WAITING and webinar.free):
        return ""
    is_full = await _count(connection, webinar, line) >= longest(webinar.plan)
    return _FULL[line][0] if is_full else ""


async def unconfirmed(connection: AsyncConnection, webinar_id: str) -> int:
    """How many of those who wait have yet to confirm."""
    waiting = (registrant.c.webinar == webinar_id) & registrant.c.expires.is_not(None)
    return (
        await connection.execute(select(func.count()).select_from(registrant).where(waiting))
    ).scalar_one()


async def forget(connection: AsyncConnection, now: int) -> int:
    """Delete who has not confirmed in time, ``AT_ONCE`` at most, with link and mails; how many."""
    late = (registrant.c.expires <= now) & registrant.c.state.in_(WAITS)
    some = select(registrant.c.id).where(late).limit(AT_ONCE)
    # The condition is asked again by the statement that deletes: a click may come in between.
    gone = delete(registrant).where(registrant.c.id.in_(some), late).returning(registrant.c.id)
    ids = list((await connection.execute(gone)).scalars())
    await _forget_people(connection, ids)
    return len(ids)


async def _forget_people(connection: AsyncConnection, ids: Sequence[str]) -> None:
    for table in (link, mail, preflight):
        await connection.execute(delete(table).where(table.c.invitee.in_(ids)))
    await connection.execute(delete(invitee).where(invitee.c.id.in_(ids)))


async def _must_be_shorter(
    connection: AsyncConnection, webinar: Webinar, state: RegistrantState
) -> None:
    if await _count(connection, webinar, state) >= longest(webinar.plan):
        raise RegistrationClosed(*_FULL[state])


async def _count(connection: AsyncConnection, webinar: Webinar, state: RegistrantState) -> int:
    mine = (registrant.c.webinar == webinar.id) & (registrant.c.state == state)
    query = select(func.count()).select_from(registrant).where(mine)
    return (await connection.execute(query)).scalar_one()
