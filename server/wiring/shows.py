"""How much of a webinar's live show its people saw, from the attendance of the store."""

from collections.abc import Mapping
from dataclasses import dataclass

from engagement import intervals
from engagement.attendance import Attendance
from engagement.intervals import Interval
from scheduling.certificates import AttendedShow
from scheduling.webinars import Webinar


@dataclass(frozen=True, slots=True)
class Show:
    """When the show ran, and who was connected when."""

    span: Interval
    """From going live, which ends the rehearsal, to the end of the room."""
    present: Mapping[str, tuple[Interval, ...]]

    def of(self, participant: str) -> AttendedShow:
        """What one person saw of it."""
        mine = intervals.overlap(self.present.get(participant, ()), [self.span])
        return AttendedShow(intervals.length(mine), self.span[1] - self.span[0])


async def show_of(attendance: Attendance, webinar: Webinar, now: int) -> Show:
    """The show of a webinar; while it runs, until ``now``."""
    meeting = webinar.meeting
    presence = await attendance.presence(meeting.org, meeting.id, now)
    ended = now if meeting.ended is None else meeting.ended
    began = ended if meeting.started is None else min(meeting.started, ended)
    return Show((began, ended), presence.of)
