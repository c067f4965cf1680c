"""The calendar entry, parsed back by a calendar library and looked at byte by byte."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from scheduling.calendar import calendar_of
from scheduling.mails import Facts, MailKind
from scheduling.moments import utc_of
from tests.scheduling.facts import FACTS, LINK

# What people put into names to break calendars.
NASTY = 'Müller; "Anna", \\n x\r\nATTENDEE:mailto:evil@example.com\r\nEND:VEVENT\u2028\x0b\x00😀'


def parsed(facts: Facts, description: str = "Join", link: str | None = LINK) -> Any:
    """The one event of the file."""
    calendar: Any = Calendar.from_ical(calendar_of(facts, description, link))
    events = calendar.walk("VEVENT")
    assert len(events) == 1
    return events[0]


def moved(facts: Facts, wall: str, zone: str, *, later: bool = False) -> Facts:
    starts = utc_of(wall, zone, later=later)
    return replace(facts, wall=wall, zone=zone, starts=starts, ends=starts + 45 * 60_000)


def test_request() -> None:
    """The entry says what, when, who, where, and which version it is."""
    event = parsed(FACTS)
    assert str(event["UID"]) == "meeting-1@lectern"
    assert event["SEQUENCE"] == 0
    assert str(event["SUMMARY"]) == FACTS.title
    assert event.decoded("DTSTART").astimezone(UTC) == datetime(2026, 10, 1, 12, 30, tzinfo=UTC)
    assert event.decoded("DTEND") - event.decoded("DTSTART") == timedelta(minutes=45)
    assert str(event["URL"]) == LINK and str(event["LOCATION"]) == LINK
    assert (str(event["STATUS"]), str(event["CLASS"])) == ("CONFIRMED", "PRIVATE")
    assert str(event["ORGANIZER"]) == "mailto:alice@meridian.example"
    assert event["ORGANIZER"].params["CN"] == "Alice Stein"
    assert str(event["ATTENDEE"]) == "mailto:bob@klinik.example"
    assert event["ATTENDEE"].params["RSVP"] == "TRUE"


def test_method_and_version() -> None:
    """REQUEST invites and moves; the file names its maker."""
    calendar: Any = Calendar.from_ical(calendar_of(FACTS, "", LINK))
    assert (str(calendar["METHOD"]), str(calendar["VERSION"])) == ("REQUEST", "2.0")
    assert str(calendar["PRODID"]) == "-//Lectern//Lectern//EN"


def test_cancel() -> None:
    """CANCEL has the same UID, a higher SEQUENCE, and no link to something that is off."""
    facts = replace(FACTS, kind=MailKind.CANCEL, sequence=3)
    calendar: Any = Calendar.from_ical(calendar_of(facts, "Off", None))
    event = calendar.walk("VEVENT")[0]
    assert str(calendar["METHOD"]) == "CANCEL"
    assert (str(event["UID"]), event["SEQUENCE"]) == ("meeting-1@lectern", 3)
    assert str(event["STATUS"]) == "CANCELLED"
    assert "URL" not in event and "LOCATION" not in event


def test_stamps_are_utc() -> None:
    """DTSTAMP, CREATED and LAST-MODIFIED end with Z."""
    raw = calendar_of(replace(FACTS, changed=1_790_000_060_000), "", LINK)
    for line in (
        b"DTSTAMP:20260921T141420Z",
        b"LAST-MODIFIED:20260921T141420Z",
        b"CREATED:20260921T141320Z",
    ):
        assert line in raw.split(b"\r\n")


@pytest.mark.parametrize(
    ("wall", "zone"),
    [
        ("2026-10-01T14:30", "Europe/Berlin"),
        ("2026-12-01T14:30", "Europe/Berlin"),
        ("2026-03-29T03:00", "Europe/Berlin"),
        ("2026-10-25T23:00", "Europe/Berlin"),
        ("2026-03-08T03:00", "America/New_York"),
        ("2026-11-01T09:00", "America/New_York"),
        ("2026-07-01T09:00", "Asia/Kolkata"),
        ("2026-10-04T09:00", "Australia/Lord_Howe"),
    ],
)
def test_wall_time_with_its_zone(wall: str, zone: str) -> None:
    """TZID has its VTIMEZONE, and both together give the instant, without a zone database."""
    facts = moved(FACTS, wall, zone)
    raw = calendar_of(facts, "", LINK)
    stamp = wall.replace("-", "").replace(":", "")
    assert f"DTSTART;TZID={zone}:{stamp}00".encode() in raw.split(b"\r\n")
    calendar: Any = Calendar.from_ical(raw)
    zones = calendar.walk("VTIMEZONE")
    assert [str(each["TZID"]) for each in zones] == [zone]
    naive = datetime.strptime(wall, "%Y-%m-%dT%H:%M")
    there = naive.replace(tzinfo=zones[0].to_tz(lookup_tzid=False))
    assert there.astimezone(UTC).timestamp() * 1000 == facts.starts


@pytest.mark.parametrize("later", [False, True])
def test_an_hour_that_comes_twice_is_written_in_utc(later: bool) -> None:
    """A TZID could not say which of the two is meant."""
    facts = moved(FACTS, "2026-10-25T02:30", "Europe/Berlin", later=later)
    event = parsed(facts)
    assert event.decoded("DTSTART").timestamp() * 1000 == facts.starts
    assert b"DTSTART:20261025T0" in calendar_of(facts, "", LINK)


def test_utc_needs_no_zone() -> None:
    """A meeting planned in UTC has no VTIMEZONE."""
    raw = calendar_of(moved(FACTS, "2026-10-01T12:30", "UTC"), "", LINK)
    assert b"DTSTART:20261001T123000Z" in raw and b"VTIMEZONE" not in raw


def check_form(raw: bytes) -> None:
    """CRLF everywhere, no line over 75 octets, no character cut in two by folding."""
    assert raw.endswith(b"END:VCALENDAR\r\n")
    lines = raw.split(b"\r\n")
    assert not any(b"\r" in line or b"\n" in line for line in lines)
    assert max(map(len, lines)) <= 75
    for line in lines:
        line.decode("utf-8")


@pytest.mark.parametrize("name", [NASTY, "Ünïcødé " * 30, "😀" * 60, '"quoted"', "a,b;c:d\\"])
def test_names_cannot_break_out(name: str) -> None:
    """Line breaks, commas, semicolons, quotes and emoji stay inside their value."""
    facts = replace(FACTS, title=name, name=name, host_name=name, organisation=name, note=name)
    raw = calendar_of(facts, f"{name}\n{name}", LINK)
    check_form(raw)
    event = parsed(facts, f"{name}\n{name}")
    assert raw.count(b"\r\nATTENDEE") == 1
    assert raw.count(b"END:VEVENT\r\n") == 1
    assert str(event["ATTENDEE"]) == "mailto:bob@klinik.example"
    clean = " ".join("".join(c if c.isprintable() else " " for c in name).split())
    assert str(event["SUMMARY"]) == clean
    assert event["ATTENDEE"].params["CN"] == clean.replace('"', "'")


@settings(deadline=None)
@given(st.text(max_size=300))
def test_any_text_survives(text: str) -> None:
    """Whatever was typed: the file is well formed and holds one event with our own values."""
    facts = replace(FACTS, title=text, name=text, host_name=text)
    raw = calendar_of(facts, text, LINK)
    check_form(raw)
    event = parsed(facts, text)
    assert (event["SEQUENCE"], str(event["URL"])) == (0, LINK)


def test_an_address_with_umlauts_in_its_domain() -> None:
    """Calendars want the domain as mail servers know it."""
    event = parsed(replace(FACTS, email="bob@klinik-münchen.example"))
    assert str(event["ATTENDEE"]) == "mailto:bob@xn--klinik-mnchen-3ob.example"
