"""The course of a meeting: what the plan and the attendance must learn from its room."""

import logging
from collections.abc import Awaitable, Callable

from engagement.reports import Reports
from rooms import Event, Room
from rooms.events import ParticipantRemoved, RoomEnded, RoomOpened
from scheduling.errors import NotFound
from scheduling.meetings import Meetings

logger = logging.getLogger(__name__)

CANCELLED = "cancelled"
"""Why a room ends whose meeting was called off: the plan says so already."""


class Course:
    """A listener of one room. Every act may be repeated, as after a crash it is."""

    def __init__(
        self,
        org: str,
        meeting: str,
        meetings: Meetings,
        reports: Reports,
        written: Callable[[], Awaitable[bool]],
    ) -> None:
        """``written`` waits until the store has what the room has said."""
        self._written = written
        self._org = org
        self._meeting = meeting
        self._meetings = meetings
        self._reports = reports

    async def hear(self, room: Room, event: Event) -> None:
        """Mark the meeting begun and over; keep bans beyond the room's life."""
        if isinstance(event, RoomOpened):
            await self._meetings.start(self._org, self._meeting)
        elif isinstance(event, RoomEnded):
            if event.reason != CANCELLED:
                await self._meetings.end(self._org, self._meeting)
            if not await self._written():
                # What comes late is counted when it comes.
                logger.warning("meeting %s is settled before all of it is stored", self._meeting)
            await self._reports.close(self._org, self._meeting, event.at)
        elif isinstance(event, ParticipantRemoved) and event.banned:
            await self._ban(event.participant.id, event.by or "")

    async def _ban(self, participant: str, by: str) -> None:
        try:
            await self._meetings.bans.ban(self._org, self._meeting, participant, by=by)
        except NotFound:
            # A guest of the administrator's tokens is no invitee; the room itself bans them.
            return
