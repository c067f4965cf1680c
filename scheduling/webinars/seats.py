"""Seats, in the caller's transaction.

Rule 1: the count of taken seats changes by one conditional UPDATE: of two who want the last seat
at the same moment one gets it, whatever the database.
Rule 2: a seat that becomes free goes to whoever has waited longest, in the same transaction.
"""

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduling.webinars.plans import RegistrantState
from scheduling.webinars.tables import registrant, webinar


async def take(connection: AsyncConnection, webinar_id: str) -> bool:
    """Take a seat; False when all are taken."""
    free = (webinar.c.id == webinar_id) & (webinar.c.taken < webinar.c.capacity)
    done = await connection.execute(update(webinar).where(free).values(taken=webinar.c.taken + 1))
    return done.rowcount == 1


async def any_left(connection: AsyncConnection, webinar_id: str) -> bool:
    """Whether there is a free seat."""
    free = (webinar.c.id == webinar_id) & (webinar.c.taken < webinar.c.capacity)
    return (await connection.execute(select(webinar.c.id).where(free))).first() is not None


async def give_back(connection: AsyncConnection, webinar_id: str) -> None:
    """A seat is free again."""
    taken = (webinar.c.id == webinar_id) & (webinar.c.taken > 0)
    await connection.execute(update(webinar).where(taken).values(taken=webinar.c.taken - 1))


async def next_in_line(connection: AsyncConnection, webinar_id: str) -> str | None:
    """Id of the registrant who has waited longest; None when nobody waits."""
    query = (
        select(registrant.c.id)
        .where(registrant.c.webinar == webinar_id, registrant.c.state == RegistrantState.WAITING)
        .order_by(registrant.c.registered, registrant.c.id)
        .limit(1)
    )
    return (await connection.execute(query)).scalar_one_or_none()
