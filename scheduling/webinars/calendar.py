"""The calendar entry of a webinar (RFC 5545) for whoever reads its page: no personal link in it."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from scheduling.calendar import PRODUCT
from scheduling.moments import comes_twice
from scheduling.texts import one_line
from scheduling.webinars.plans import Webinar


def public_entry(webinar: Webinar, url: str) -> bytes:
    """The file, with CRLF line ends; METHOD is PUBLISH, UID is that of registrants' own entries."""
    meeting = webinar.meeting
    event = Event()
    event.add("uid", f"{meeting.id}@lectern")
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", _utc(meeting.changed))
    event.add("dtstart", _when(webinar, meeting.starts))
    event.add("dtend", _when(webinar, meeting.ends))
    event.add("summary", one_line(meeting.title))
    words = [one_line(line) for line in webinar.plan.description.split("\n")]
    event.add("description", "\n".join([*words, "", url]).strip())
    event.add("url", url)
    event.add("status", "CONFIRMED")
    calendar = Calendar()
    for name, value in (("prodid", PRODUCT), ("version", "2.0"), ("method", "PUBLISH")):
        calendar.add(name, value)
    calendar.add_component(event)
    start = _utc(meeting.starts).date()
    calendar.add_missing_timezones(start - timedelta(days=366), start + timedelta(days=366))
    return bytes(calendar.to_ical())


def _when(webinar: Webinar, at: int) -> datetime:
    zone = webinar.meeting.zone
    moment = _utc(at).astimezone(ZoneInfo(zone))
    twice = zone == "UTC" or comes_twice(moment.strftime("%Y-%m-%dT%H:%M"), zone)
    return _utc(at) if twice else moment


def _utc(at: int) -> datetime:
    return datetime.fromtimestamp(at // 1000, UTC)
