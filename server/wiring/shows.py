"""How much of a webinar's live show its people saw, from the attendance of the store."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from engagement import intervals
from engagement.attendance import Attendance
from engagement.intervals import Interval
from scheduling.certificates import AttendedShow
from scheduling.webinars import Crew, Webinar


@dataclass(frozen=True, slots=True)
class Show:
    """When the show ran, and who was connected when."""

    span: Interval
    """Empty: nobody of the audience ever came."""
    present: Mapping[str, tuple[Interval, ...]]

    def of(self, participant: str) -> AttendedShow:
        """What one person saw of it."""
        mine = intervals.overlap(self.present.get(participant, ()), [self.span])
        return AttendedShow(intervals.length(mine), self.span[1] - self.span[0])


async def show_of(attendance: Attendance, crew: Crew, webinar: Webinar, now: int) -> Show:
    """The show of a webinar; while it runs, until ``now``."""
    meeting = webinar.meeting
    presence = await attendance.presence(meeting.org, meeting.id, now)
    stage = {each.id for each in await crew.of(meeting.org, meeting.id)} | {meeting.host.id}
    ended = now if meeting.ended is None else meeting.ended
    return Show(_span(presence.of, stage, ended), presence.of)


def _span(
    present: Mapping[str, tuple[Interval, ...]], stage: Collection[str], ended: int
) -> Interval:
    """From the first of the audience, whom going live lets in, to the end of the room."""
    audience = [spans[0][0] for who, spans in present.items() if who not in stage and spans]
    began = min(audience, default=ended)
    return (min(began, ended), ended)
