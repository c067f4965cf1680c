"""The calendar entry of a meeting (RFC 5545, RFC 5546): one file per invitee, with her link.

Rule 1: UID never changes; SEQUENCE is the meeting's and grows with each change; DTSTAMP is UTC.
Rule 2: start and end are wall time with TZID and its VTIMEZONE, so that a later change of zone
rules moves the entry as it moves the meeting; a wall time that comes twice is written in UTC.
Rule 3: only the invitee stands in it, never the others.
Rule 4: no value can break out of its line: every text is cleaned here, whatever came before.
"""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vCalAddress

from scheduling.mails import Facts, MailKind
from scheduling.moments import comes_twice
from scheduling.texts import ascii_email, one_line

CALENDAR_KINDS = frozenset(
    {MailKind.INVITE, MailKind.RESCHEDULE, MailKind.CANCEL, MailKind.LINK, MailKind.CONFIRM}
)
PRODUCT = "-//Lectern//Lectern//EN"


def method_of(facts: Facts) -> str:
    """REQUEST or CANCEL, for the calendar and for the mail part's header."""
    return "CANCEL" if facts.kind is MailKind.CANCEL else "REQUEST"


def has_calendar(facts: Facts) -> bool:
    """Whether the mail changes what stands in a calendar."""
    return facts.kind in CALENDAR_KINDS


def uid_of(facts: Facts) -> str:
    """What stays the same over all versions of the entry."""
    return f"{facts.meeting}@lectern"


def calendar_of(facts: Facts, description: str, link: str | None) -> bytes:
    """The file, with CRLF line ends and folded lines; ``description`` may have several lines."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method_of(facts))
    calendar.add_component(_event(facts, description, link))
    start = _utc(facts.starts)
    # Two years hold the rules that matter; the default would list every change since 1970.
    calendar.add_missing_timezones(
        (start - timedelta(days=366)).date(), (start + timedelta(days=366)).date()
    )
    return bytes(calendar.to_ical())


def _event(facts: Facts, description: str, link: str | None) -> Event:
    event = Event()
    event.add("uid", uid_of(facts))
    event.add("sequence", facts.sequence)
    event.add("dtstamp", _utc(facts.changed))
    event.add("created", _utc(facts.created))
    event.add("last-modified", _utc(facts.changed))
    for name, at in (("dtstart", facts.starts), ("dtend", facts.ends)):
        event.add(name, _when(facts, at))
    event.add("summary", one_line(facts.title))
    event.add("description", "\n".join(one_line(line) for line in description.split("\n")))
    event.add("organizer", _address(facts.host_name, facts.host_email), encode=False)
    event.add("attendee", _attendee(facts), encode=False)
    event.add("class", "PRIVATE")
    event.add("transp", "OPAQUE")
    event.add("status", "CANCELLED" if method_of(facts) == "CANCEL" else "CONFIRMED")
    if link is not None:
        event.add("location", link)
        event.add("url", link)
    return event


def _attendee(facts: Facts) -> vCalAddress:
    address = _address(facts.name, facts.email)
    address.params["CUTYPE"] = "INDIVIDUAL"
    address.params["ROLE"] = "REQ-PARTICIPANT"
    address.params["PARTSTAT"] = "NEEDS-ACTION"
    address.params["RSVP"] = "FALSE" if method_of(facts) == "CANCEL" else "TRUE"
    return address


def _address(name: str, email: str) -> vCalAddress:
    address = vCalAddress(f"mailto:{ascii_email(email)}")
    # A parameter value cannot hold a double quote (RFC 5545, 3.1).
    address.params["CN"] = one_line(name).replace('"', "'")
    return address


def _when(facts: Facts, at: int) -> datetime:
    moment = _utc(at).astimezone(ZoneInfo(facts.zone))
    if facts.zone == "UTC" or comes_twice(moment.strftime("%Y-%m-%dT%H:%M"), facts.zone):
        return _utc(at)
    return moment


def _utc(at: int) -> datetime:
    return datetime.fromtimestamp(at // 1000, UTC)
