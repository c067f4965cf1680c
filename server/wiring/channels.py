"""By which way the people of a meeting come: scheduling, for the engagement store."""

from sqlalchemy.ext.asyncio import AsyncEngine

from engagement.interactions import Channel
from scheduling import standing
from scheduling.errors import NotFound
from scheduling.plans import MeetingKind

MOST_REMEMBERED = 1_000


class Channels:
    """Tells webinars from meetings. A kind never changes, so it is asked for once."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._known: dict[tuple[str, str], Channel] = {}

    async def __call__(self, org: str, meeting: str) -> Channel:
        """The channel; a room that nobody planned is a remote meeting."""
        known = self._known.get((org, meeting))
        if known is not None:
            return known
        try:
            async with self._engine.connect() as connection:
                kind = (await standing.read(connection, org, meeting)).kind
        except NotFound:
            return Channel.REMOTE_MEETING
        if len(self._known) >= MOST_REMEMBERED:
            self._known.pop(next(iter(self._known)))
        found = Channel.WEBINAR if kind is MeetingKind.WEBINAR else Channel.REMOTE_MEETING
        self._known[org, meeting] = found
        return found
