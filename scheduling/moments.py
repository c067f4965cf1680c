"""Wall time and zone to UTC and back to words.

Rule 1: what a person typed, wall time and IANA zone, is kept; UTC is derived from it.
Rule 2: a wall time that the clocks skip in spring does not exist and is refused (``time-skipped``)
with the hour after the jump as the advice.
Rule 3: a wall time that comes twice in autumn means its first coming (still summer time) unless
``later`` is asked for; ``comes_twice`` lets a form ask.
"""

import zoneinfo
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_time, get_timezone_name
from babel.units import format_unit

from scheduling.errors import BadTime, BadZone

WALL = "%Y-%m-%dT%H:%M"
"""As ``<input type="datetime-local">`` sends it."""


def utc_of(wall: str, zone: str, *, later: bool = False) -> int:
    """The instant in UTC milliseconds; raises ``BadTime`` and ``BadZone``."""
    naive, place = parse_wall(wall), zone_of(zone)
    if _is_skipped(naive, place):
        advice = naive + _jump(naive, place)
        raise BadTime(
            "time-skipped",
            f"{naive:%H:%M} does not exist on {naive.day} {naive:%B %Y} in {zone}, because the "
            f"clocks go forward. Choose {advice:%H:%M}, for example.",
        )
    return _milliseconds(naive.replace(tzinfo=place, fold=int(later)))


def comes_twice(wall: str, zone: str) -> bool:
    """Whether the clocks go back over this wall time, so that it happens twice."""
    naive, place = parse_wall(wall), zone_of(zone)
    return not _is_skipped(naive, place) and _jump(naive, place) != timedelta(0)


def wall_of(at: int, zone: str) -> str:
    """The wall time of an instant in a zone."""
    return local(at, zone).strftime(WALL)


def local(at: int, zone: str) -> datetime:
    """The instant as a datetime of that zone; an unknown zone reads as UTC."""
    try:
        place = zone_of(zone)
    except BadZone:
        place = ZoneInfo("UTC")
    return datetime.fromtimestamp(at / 1000, UTC).astimezone(place)


def parse_wall(wall: str) -> datetime:
    """The wall time without a zone; raises ``BadTime``."""
    try:
        return datetime.strptime(wall, WALL)
    except ValueError as error:
        raise BadTime("bad-time", "Give a date and a time, such as 2026-03-26 14:30.") from error


def zone_of(zone: str) -> ZoneInfo:
    """The zone; raises ``BadZone``."""
    if zone not in zones():
        raise BadZone("bad-zone", "Choose a time zone, such as Europe/Berlin.")
    return ZoneInfo(zone)


@cache
def zones() -> tuple[str, ...]:
    """The IANA zones that people choose from: regions and cities, and UTC."""
    odd = ("Etc/", "SystemV/", "posix/", "right/")
    found = (zone for zone in zoneinfo.available_timezones() if "/" in zone)
    return ("UTC", *sorted(zone for zone in found if not zone.startswith(odd)))


def locale_of(language: str, zone: str = "") -> Locale:
    """How to write dates: English is American in America and British everywhere else."""
    if language == "en":
        return Locale("en", "US" if zone.startswith(("America/", "US/")) else "GB")
    return Locale(language)


def in_words(language: str, at: int, zone: str) -> str:
    """Date, hour and zone: "Thursday, 26 March 2026, 14:30 (Central European Standard Time)"."""
    moment, locale = local(at, zone), locale_of(language, zone)
    name = get_timezone_name(moment, locale=locale, width="long")
    return f"{day(language, at, zone)}, {hour(language, at, zone)} ({name})"


def in_utc(language: str, at: int) -> str:
    """The same instant for everybody: "26 Mar 2026, 13:30 UTC"."""
    moment = datetime.fromtimestamp(at / 1000, UTC)
    date = format_date(moment.date(), "medium", locale=locale_of(language))
    return f"{date}, {moment:%H:%M} UTC"


def day(language: str, at: int, zone: str) -> str:
    """The date with its weekday."""
    return format_date(local(at, zone).date(), "full", locale=locale_of(language, zone))


def hour(language: str, at: int, zone: str) -> str:
    """The time of day, to the minute."""
    return format_time(local(at, zone).time(), "short", locale=locale_of(language, zone))


def duration(language: str, minutes: int) -> str:
    """A length of time: "1 hour 30 minutes"."""
    hours, rest = divmod(minutes, 60)
    parts = [(hours, "duration-hour"), (rest, "duration-minute")]
    locale = locale_of(language)
    return " ".join(
        format_unit(value, unit, length="long", locale=locale) for value, unit in parts if value
    )


def _is_skipped(naive: datetime, place: ZoneInfo) -> bool:
    there = naive.replace(tzinfo=place).astimezone(UTC).astimezone(place)
    return there.replace(tzinfo=None) != naive


def _jump(naive: datetime, place: ZoneInfo) -> timedelta:
    """How far the clocks move around this wall time; zero on most days."""
    before = naive.replace(tzinfo=place, fold=0).utcoffset() or timedelta(0)
    after = naive.replace(tzinfo=place, fold=1).utcoffset() or timedelta(0)
    return abs(after - before)


def _milliseconds(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)
