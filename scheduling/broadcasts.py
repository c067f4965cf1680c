"""Broadcasts: programs such as OBS that may publish into one meeting, and until when.

Rule 1: the program's token is signed and kept nowhere; a row here says whether it still counts.
Rule 2: what was taken back stays taken back; another program gets another row and another token.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from scheduling.errors import BadText, NotFound, WrongState
from scheduling.plans import Meeting, MeetingState
from scheduling.tables import broadcast

STAYS_MS = 12 * 3_600_000
"""A token outlives the planned end: rehearsals and shows that run over keep their picture."""
MOST = 10
"""Valid tokens of one meeting."""
LONGEST_NAME = 80
PARTICIPANT = "broadcast-"
"""Participant ids of programs; they are no invitees and no staff."""


@dataclass(frozen=True, slots=True)
class Broadcast:
    """A program that may publish."""

    id: str
    org: str
    meeting: str
    name: str
    """What viewers read beside its picture."""
    by: str
    """Staff id of who made the token."""
    made: int
    expires: int
    revoked: int | None

    @property
    def participant(self) -> str:
        """Who it is in the room."""
        return PARTICIPANT + self.id


class Broadcasts:
    """Keeps which programs may publish."""

    def __init__(self, engine: AsyncEngine, *, clock: Callable[[], int]) -> None:
        self._engine = engine
        self._clock = clock

    async def make(self, found: Meeting, name: str, *, by: str) -> Broadcast:
        """A new program of a meeting. Raises ``BadText`` (the name), ``WrongState``."""
        name = " ".join(name.split())
        if not 0 < len(name) <= LONGEST_NAME:
            raise BadText("bad-text", f"Give a name of 1 to {LONGEST_NAME} characters.")
        if found.state not in (MeetingState.PLANNED, MeetingState.LIVE):
            raise WrongState(found.state.value, "Nobody can publish into this meeting any more.")
        if len(await self.valid(found.org, found.id)) >= MOST:
            raise WrongState("too-many", f"There are {MOST} tokens already. Revoke one first.")
        now = self._clock()
        expires = max(found.ends, now) + STAYS_MS
        made = Broadcast(
            secrets.token_urlsafe(16), found.org, found.id, name, by, now, expires, None
        )
        row = {each: getattr(made, each) for each in broadcast.c.keys()}
        async with self._engine.begin() as connection:
            await connection.execute(insert(broadcast).values(row))
        return made

    async def valid(self, org: str, meeting: str) -> list[Broadcast]:
        """The meeting's programs whose tokens count, in the order in which they were made."""
        which = (broadcast.c.org == org) & (broadcast.c.meeting == meeting)
        counts = broadcast.c.revoked.is_(None) & (broadcast.c.expires > self._clock())
        query = select(broadcast).where(which, counts).order_by(broadcast.c.made, broadcast.c.id)
        async with self._engine.connect() as connection:
            rows = (await connection.execute(query)).mappings().all()
        return [Broadcast(**row) for row in rows]

    async def get(self, org: str, meeting: str, id: str) -> Broadcast:
        """One program, revoked or not. Raises ``NotFound``."""
        which = (broadcast.c.org == org) & (broadcast.c.meeting == meeting) & (broadcast.c.id == id)
        async with self._engine.connect() as connection:
            row = (await connection.execute(select(broadcast).where(which))).mappings().first()
        if row is None:
            raise NotFound("broadcast")
        return Broadcast(**row)

    async def revoke(self, org: str, meeting: str, id: str) -> Broadcast:
        """Its token counts no longer; again is harmless. Raises ``NotFound``."""
        found = await self.get(org, meeting, id)
        which = (broadcast.c.id == found.id) & broadcast.c.revoked.is_(None)
        async with self._engine.begin() as connection:
            await connection.execute(update(broadcast).where(which).values(revoked=self._clock()))
        return await self.get(org, meeting, id)
