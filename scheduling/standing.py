"""How a meeting stands: what is asked each time somebody knocks, so one row and nothing else.

A whole meeting takes five queries; whoever comes in, publishes or plays would wait for them.
"""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduling.errors import NotFound
from scheduling.plans import MeetingKind, MeetingState
from scheduling.tables import meeting


@dataclass(frozen=True, slots=True)
class Standing:
    """One meeting's sort and state, and whose it is."""

    kind: MeetingKind
    state: MeetingState
    host: str


async def read(connection: AsyncConnection, org: str, meeting_id: str) -> Standing:
    """How the meeting stands; raises ``NotFound``."""
    query = select(meeting.c.kind, meeting.c.state, meeting.c.host).where(
        meeting.c.org == org, meeting.c.id == meeting_id
    )
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        raise NotFound
    return Standing(MeetingKind(row.kind), MeetingState(row.state), row.host)
