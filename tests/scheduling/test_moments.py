"""Wall time and zone to UTC: ordinary days, and the two nights a year that are not."""

from datetime import UTC, datetime

import pytest

from scheduling.errors import BadTime, BadZone
from scheduling.moments import (
    comes_twice,
    duration,
    in_utc,
    in_words,
    local,
    utc_of,
    wall_of,
    zones,
)


def utc(at: int) -> str:
    return datetime.fromtimestamp(at / 1000, UTC).strftime("%Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    ("wall", "zone", "instant"),
    [
        ("2026-01-15T14:30", "Europe/Berlin", "2026-01-15 13:30"),
        ("2026-07-15T14:30", "Europe/Berlin", "2026-07-15 12:30"),
        ("2026-01-15T14:30", "America/New_York", "2026-01-15 19:30"),
        ("2026-07-15T23:30", "America/New_York", "2026-07-16 03:30"),
        ("2026-01-15T00:15", "Asia/Kolkata", "2026-01-14 18:45"),
        ("2026-01-15T14:30", "Pacific/Kiritimati", "2026-01-15 00:30"),
        ("2026-01-15T14:30", "UTC", "2026-01-15 14:30"),
        # The nights when clocks go forward: the last minute before, the first after.
        ("2026-03-29T01:59", "Europe/Berlin", "2026-03-29 00:59"),
        ("2026-03-29T03:00", "Europe/Berlin", "2026-03-29 01:00"),
        ("2026-03-08T01:59", "America/New_York", "2026-03-08 06:59"),
        ("2026-03-08T03:00", "America/New_York", "2026-03-08 07:00"),
        # The nights when clocks go back: before, the first coming, after.
        ("2026-10-25T01:59", "Europe/Berlin", "2026-10-24 23:59"),
        ("2026-10-25T02:30", "Europe/Berlin", "2026-10-25 00:30"),
        ("2026-10-25T03:00", "Europe/Berlin", "2026-10-25 02:00"),
        ("2026-11-01T00:59", "America/New_York", "2026-11-01 04:59"),
        ("2026-11-01T01:30", "America/New_York", "2026-11-01 05:30"),
        ("2026-11-01T02:00", "America/New_York", "2026-11-01 07:00"),
    ],
)
def test_utc_of(wall: str, zone: str, instant: str) -> None:
    """A wall time that exists has one instant, and that instant has this wall time."""
    at = utc_of(wall, zone)
    assert utc(at) == instant
    assert wall_of(at, zone) == wall


@pytest.mark.parametrize(
    ("wall", "zone", "advice"),
    [
        ("2026-03-29T02:00", "Europe/Berlin", "03:00"),
        ("2026-03-29T02:30", "Europe/Berlin", "03:30"),
        ("2026-03-29T02:59", "Europe/Berlin", "03:59"),
        ("2026-03-08T02:00", "America/New_York", "03:00"),
        ("2026-03-08T02:59", "America/New_York", "03:59"),
        # Half an hour is the jump of Lord Howe Island.
        ("2026-10-04T02:15", "Australia/Lord_Howe", "02:45"),
    ],
)
def test_a_skipped_hour_is_refused(wall: str, zone: str, advice: str) -> None:
    """A time that no clock shows cannot be kept; the sentence offers one that can."""
    with pytest.raises(BadTime) as refusal:
        utc_of(wall, zone)
    assert refusal.value.code == "time-skipped"
    assert refusal.value.field == "wall"
    assert f"Choose {advice}" in str(refusal.value)
    assert not comes_twice(wall, zone)


def test_the_sentence_about_a_skipped_hour() -> None:
    """It says which night, where, and why."""
    with pytest.raises(BadTime) as refusal:
        utc_of("2026-03-29T02:30", "Europe/Berlin")
    assert str(refusal.value) == (
        "02:30 does not exist on 29 March 2026 in Europe/Berlin, because the clocks go forward. "
        "Choose 03:30, for example."
    )


@pytest.mark.parametrize(
    ("wall", "zone", "first", "second"),
    [
        ("2026-10-25T02:00", "Europe/Berlin", "2026-10-25 00:00", "2026-10-25 01:00"),
        ("2026-10-25T02:59", "Europe/Berlin", "2026-10-25 00:59", "2026-10-25 01:59"),
        ("2026-11-01T01:00", "America/New_York", "2026-11-01 05:00", "2026-11-01 06:00"),
        ("2026-11-01T01:59", "America/New_York", "2026-11-01 05:59", "2026-11-01 06:59"),
    ],
)
def test_an_hour_that_comes_twice(wall: str, zone: str, first: str, second: str) -> None:
    """The first coming is meant unless the second is asked for; both read the same on the wall."""
    assert comes_twice(wall, zone)
    assert utc(utc_of(wall, zone)) == first
    assert utc(utc_of(wall, zone, later=True)) == second
    assert wall_of(utc_of(wall, zone, later=True), zone) == wall


@pytest.mark.parametrize(
    "wall", ["2026-10-25T01:59", "2026-10-25T03:00", "2026-03-29T03:30", "2026-07-01T12:00"]
)
def test_other_hours_come_once(wall: str) -> None:
    """On every other minute ``later`` changes nothing."""
    assert not comes_twice(wall, "Europe/Berlin")
    assert utc_of(wall, "Europe/Berlin") == utc_of(wall, "Europe/Berlin", later=True)


@pytest.mark.parametrize(
    "wall",
    ["", "tomorrow", "2026-02-30T12:00", "2026-01-15", "2026-01-15T14:30:00", "2026-01-15T24:00"],
)
def test_a_time_that_cannot_be_read_is_refused(wall: str) -> None:
    """Only what a form's date and time field sends is read."""
    with pytest.raises(BadTime) as refusal:
        utc_of(wall, "Europe/Berlin")
    assert refusal.value.code == "bad-time"


@pytest.mark.parametrize("zone", ["", "Europe/Bonn", "CET", "../../etc/passwd", "Etc/GMT+5"])
def test_a_zone_that_is_none_is_refused(zone: str) -> None:
    """Zones have rules; offsets and file names do not."""
    with pytest.raises(BadZone) as refusal:
        utc_of("2026-01-15T14:30", zone)
    assert refusal.value.code == "bad-zone"


def test_zones() -> None:
    """The list to choose from holds cities, each once, in order."""
    assert {"Europe/Berlin", "America/New_York", "Asia/Kolkata", "UTC"} <= set(zones())
    assert zones()[0] == "UTC" and list(zones()[1:]) == sorted(set(zones()[1:]))


def test_an_unknown_zone_reads_as_utc() -> None:
    """A stored zone that the next version of the tz database drops must not break a page."""
    assert local(0, "Europe/Atlantis").tzname() == "UTC"


STARTS = 1_790_857_800_000


@pytest.mark.parametrize(
    ("language", "zone", "words"),
    [
        (
            "en",
            "Europe/Berlin",
            "Thursday, 1 October 2026, 14:30 (Central European Summer Time)",
        ),
        (
            "en",
            "America/New_York",
            "Thursday, October 1, 2026, 8:30\u202fAM (Eastern Daylight Time)",
        ),
        (
            "de",
            "Europe/Berlin",
            "Donnerstag, 1. Oktober 2026, 14:30 (Mitteleuropäische Sommerzeit)",
        ),
        ("fr", "Europe/Paris", "jeudi 1 octobre 2026, 14:30 (heure d’été d’Europe centrale)"),
        (
            "es",
            "Europe/Madrid",
            "jueves, 1 de octubre de 2026, 14:30 (hora de verano de Europa central)",
        ),
    ],
)
def test_in_words(language: str, zone: str, words: str) -> None:
    """Date, hour and zone stand together in the reader's language."""
    assert in_words(language, STARTS, zone) == words


def test_in_utc() -> None:
    """UTC has a form that cannot be mistaken."""
    assert in_utc("en", STARTS) == "1 Oct 2026, 12:30 UTC"
    assert in_utc("de", STARTS) == "01.10.2026, 12:30 UTC"


@pytest.mark.parametrize(
    ("language", "minutes", "words"),
    [
        ("en", 45, "45 minutes"),
        ("en", 60, "1 hour"),
        ("en", 90, "1 hour 30 minutes"),
        ("de", 61, "1 Stunde 1 Minute"),
        ("fr", 120, "2\u00a0heures"),
        ("es", 5, "5 minutos"),
    ],
)
def test_duration(language: str, minutes: int, words: str) -> None:
    """Lengths are words, with the plural of each language."""
    assert duration(language, minutes) == words
