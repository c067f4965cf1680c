"""Today: what is next, what else is planned, what is left to finish; and a call with oneself.

Rule 1: a rep sees the meetings that she hosts; compliance, who hosts none, sees everybody's.
Rule 2: the countdown runs by the server's clock; ``web/static/staff/today.js`` uses the same words.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from aiohttp import web

from accounts import Staff, StaffRole
from engagement.interactions import OutcomeStatus
from scheduling.plans import Meeting, MeetingState
from scheduling.records import Search
from server.http import render, services, staff
from server.pages.moments import MINUTE_MS, wall
from server.pages.preflight import Seen, seen

routes = web.RouteTableDef()

HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS

LATE_MS = 4 * HOUR_MS
"""A meeting that nobody started is still the next one this long after its planned end."""
AHEAD_MS = 7 * DAY_MS
REPORTS_MS = 30 * DAY_MS
"""Older unfinished reports are found in the list of meetings."""
MOST = 12
UNFINISHED = (OutcomeStatus.NONE, OutcomeStatus.DRAFT)


@dataclass(frozen=True, slots=True)
class Day:
    """What the page shows, each in order of time."""

    next: Meeting | None
    later: Sequence[Meeting]
    over: Sequence[Meeting]
    reports: Sequence[Meeting]


@routes.get("/")
async def today(request: web.Request) -> web.Response:
    """The page that opens after signing in."""
    me, now = staff(request), services(request).clock()
    day = await day_of(request, me, now)
    return render(
        request,
        "staff/today.html",
        now=now,
        zone=me.zone,
        next=day.next,
        countdown=sign(day.next, now) if day.next else "",
        later=day.later,
        over=day.over,
        reports=day.reports,
        checks=checks(day.next) if day.next else {},
        may_host=may_host(me),
    )


def may_host(me: Staff) -> bool:
    """Whether this person can plan and hold meetings."""
    return me.role is not StaffRole.COMPLIANCE


async def day_of(request: web.Request, me: Staff, now: int) -> Day:
    """Ask the stores for the day."""
    live = await found(request, me, (MeetingState.LIVE,))
    planned = await found(
        request, me, (MeetingState.PLANNED,), start=now - LATE_MS, end=now + AHEAD_MS
    )
    over = await found(
        request, me, (MeetingState.ENDED, MeetingState.CANCELLED), start=midnight(now, me.zone)
    )
    ahead = (*live, *planned)
    return Day(
        next=ahead[0] if ahead else None,
        later=ahead[1:],
        over=[meeting for meeting in over if meeting.starts < now],
        reports=await unfinished(request, me, now),
    )


async def found(
    request: web.Request,
    me: Staff,
    states: Sequence[MeetingState],
    *,
    start: int | None = None,
    end: int | None = None,
) -> tuple[Meeting, ...]:
    """My meetings, or everybody's for those who host none."""
    host = me.id if may_host(me) else None
    wanted = Search(host=host, states=states, start=start, end=end, size=MOST)
    return (await services(request).meetings.search(me.org, wanted)).items


async def unfinished(request: web.Request, me: Staff, now: int) -> list[Meeting]:
    """My held meetings whose call report is not submitted, the latest first."""
    if not may_host(me):
        return []
    wanted = Search(
        host=me.id,
        states=(MeetingState.ENDED,),
        start=now - REPORTS_MS,
        latest_first=True,
        size=50,
    )
    held = (await services(request).meetings.search(me.org, wanted)).items
    states = await services(request).outcomes.states(me.org, [meeting.id for meeting in held])
    return [meeting for meeting in held if states[meeting.id] in UNFINISHED][:MOST]


def midnight(now: int, zone: str) -> int:
    """When the day of ``now`` began in ``zone``."""
    start = wall(now, zone).replace(hour=0, minute=0, second=0, microsecond=0)
    return round(start.timestamp() * 1000)


def checks(meeting: Meeting) -> dict[str, Seen]:
    """By invitee, for those who have run the device check."""
    return {someone.id: seen(someone.check) for someone in meeting.invitees if someone.check}


def sign(meeting: Meeting, now: int) -> str:
    """The line above the button: the time until the start, or since a live meeting began."""
    if meeting.started is not None:
        return f"Live for {minutes_in_words(max(1, (now - meeting.started) // MINUTE_MS))}"
    return countdown(meeting.starts - now)


def countdown(ms: int) -> str:
    """``in 25 minutes``, ``Now``, ``Due 3 minutes ago``; ``ms`` until the start."""
    minutes = -(-ms // MINUTE_MS)
    if ms <= -MINUTE_MS:
        return f"Due {minutes_in_words(-ms // MINUTE_MS)} ago"
    if ms <= 0:
        return "Now"
    if minutes < 60:
        return f"in {minutes_in_words(minutes)}"
    span = timedelta(minutes=minutes)
    if span < timedelta(days=1):
        return f"in {minutes // 60} h {minutes % 60} min"
    return "in 1 day" if span.days == 1 else f"in {span.days} days"


def minutes_in_words(minutes: int) -> str:
    """``1 minute``, ``25 minutes``."""
    return "1 minute" if minutes == 1 else f"{minutes} minutes"
