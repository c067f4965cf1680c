"""Times and lengths as staff read them; filters of the page templates.

Rule 1: an hour is never shown without its zone.
Rule 2: what is stored is UTC milliseconds; only these functions turn it into a wall clock.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from markupsafe import Markup

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
"""Written out here: strftime follows the locale of the server's machine."""

MINUTE_MS = 60_000


def wall(at: int, zone: str) -> datetime:
    """The wall clock of ``zone`` at a UTC millisecond."""
    return datetime.fromtimestamp(at / 1000, ZoneInfo(zone))


def day_text(at: int, zone: str) -> str:
    """``Tue 24 Nov 2026``."""
    then = wall(at, zone)
    return f"{DAYS[then.weekday()]} {then.day} {MONTHS[then.month - 1]} {then.year}"


def clock_text(at: int, zone: str) -> str:
    """``09:30 CET``; zones without letters of their own as ``09:30 UTC+4``."""
    then = wall(at, zone)
    return f"{then:%H:%M} {zone_text(at, zone)}"


def zone_text(at: int, zone: str) -> str:
    """``CET``, ``CEST``, ``UTC+4``, ``UTC-3:30``."""
    then = wall(at, zone)
    letters = then.tzname() or ""
    if letters.isalpha():
        return letters
    minutes = int((then.utcoffset() or timedelta()).total_seconds()) // 60
    sign, minutes = ("-", -minutes) if minutes < 0 else ("+", minutes)
    hours, rest = divmod(minutes, 60)
    return f"UTC{sign}{hours}" + (f":{rest:02d}" if rest else "")


def span_text(ms: int) -> str:
    """``0:07``, ``12:30``, ``1:02:30``: minutes and seconds, hours when there are any."""
    seconds = max(0, ms) // 1000
    hours, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes}:{seconds:02d}"


def minutes_text(ms: int) -> str:
    """``1 minute``, ``32 minutes``, ``1 h 5 min``; anything that happened is at least 1 minute."""
    minutes = max(1, round(ms / MINUTE_MS)) if ms > 0 else 0
    if minutes >= 60:
        return f"{minutes // 60} h {minutes % 60} min" if minutes % 60 else f"{minutes // 60} h"
    return "1 minute" if minutes == 1 else f"{minutes} minutes"


def size_text(count: int) -> str:
    """``812 bytes``, ``12 kB``, ``3.4 MB``, ``120 GB``."""
    if count < 1000:
        return f"{count} bytes"
    power = min(4, (len(str(count)) - 1) // 3)
    size = count / 1000**power
    return f"{size:.{1 if size < 10 else 0}f} {('kB', 'MB', 'GB', 'TB')[power - 1]}"


def _element(at: int, text: str) -> Markup:
    stamp = datetime.fromtimestamp(at / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return Markup('<time datetime="{}">{}</time>').format(stamp, text)


def moment(at: int, zone: str) -> Markup:
    """``Tue 24 Nov 2026, 09:30 CET`` as a time element."""
    return _element(at, f"{day_text(at, zone)}, {clock_text(at, zone)}")


def day(at: int, zone: str) -> Markup:
    """``Tue 24 Nov 2026`` as a time element."""
    return _element(at, day_text(at, zone))


def clock(at: int, zone: str) -> Markup:
    """``09:30 CET`` as a time element."""
    return _element(at, clock_text(at, zone))


FILTERS: Mapping[str, Callable[..., str]] = {
    "moment": moment,
    "day": day,
    "clock": clock,
    "span": span_text,
    "minutes": minutes_text,
    "bytes": size_text,
}
"""Given to the template environment: ``{{ meeting.starts|moment(me.zone) }}``."""
