"""Every event as plain data, in order of storing: for ``events dump`` and for loaders."""

from collections.abc import AsyncIterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from engagement.tables import event

ROWS_AT_ONCE = 1_000


async def dump(
    engine: AsyncEngine,
    *,
    org: str | None = None,
    meeting: str | None = None,
    after: int = 0,
) -> AsyncIterator[dict[str, Any]]:
    """The events after a position, one dict of all columns each; of one meeting, or of all.

    Without ``org`` it reads all organisations: that is for whoever administers the machine. No
    transaction stays open between rows, so a slow reader hinders nobody.
    """
    which = select(event).order_by(event.c.position).limit(ROWS_AT_ONCE)
    if org is not None:
        which = which.where(event.c.org == org)
    if meeting is not None:
        which = which.where(event.c.meeting == meeting)
    while True:
        async with engine.connect() as connection:
            rows = (await connection.execute(which.where(event.c.position > after))).all()
        for row in rows:
            yield row._asdict()
        if len(rows) < ROWS_AT_ONCE:
            return
        after = rows[-1].position
