"""Bans: who was removed from a meeting for good.

A ban holds for the participant id, so a new link does not lift it; only ``lift`` does.  Guests of
the administrator, who have no invitation, are banned by theirs.
"""

from collections.abc import Callable

from sqlalchemy import delete, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from scheduling.errors import NotFound
from scheduling.tables import ban, meeting


class Bans:
    """Keeps the list of the removed."""

    def __init__(self, engine: AsyncEngine, *, clock: Callable[[], int]) -> None:
        self._engine = engine
        self._clock = clock

    async def ban(self, org: str, meeting_id: str, invitee_id: str, *, by: str) -> None:
        """Keep the invitee out; again is harmless.  Raises ``NotFound`` for the meeting."""
        which = (meeting.c.id == meeting_id) & (meeting.c.org == org)
        async with self._engine.connect() as connection:
            if (await connection.execute(select(meeting.c.id).where(which))).first() is None:
                raise NotFound
        row = {"invitee": invitee_id, "org": org, "meeting": meeting_id}
        try:
            async with self._engine.begin() as connection:
                await connection.execute(insert(ban).values(**row, by=by, at=self._clock()))
        except IntegrityError:
            return  # Two hosts removed the same person, or one did twice: the first row stands.

    async def is_banned(self, org: str, meeting_id: str, invitee_id: str) -> bool:
        """Whether the invitee is kept out of this meeting."""
        query = select(ban.c.at).where(
            ban.c.org == org, ban.c.meeting == meeting_id, ban.c.invitee == invitee_id
        )
        async with self._engine.connect() as connection:
            return (await connection.execute(query)).first() is not None

    async def banned(self, org: str, meeting_id: str) -> frozenset[str]:
        """The ids of everybody kept out of this meeting."""
        query = select(ban.c.invitee).where(ban.c.org == org, ban.c.meeting == meeting_id)
        async with self._engine.connect() as connection:
            return frozenset((await connection.execute(query)).scalars())

    async def lift(self, org: str, meeting_id: str, invitee_id: str) -> None:
        """Let the invitee in again; when there is no ban nothing happens."""
        which = (ban.c.org == org) & (ban.c.meeting == meeting_id) & (ban.c.invitee == invitee_id)
        async with self._engine.begin() as connection:
            await connection.execute(delete(ban).where(which))
