"""Times and lengths as staff read them."""

import pytest

from server.pages.moments import (
    clock_text,
    day_text,
    minutes_text,
    moment,
    size_text,
    span_text,
    zone_text,
)

WINTER = 1_764_059_400_000
"""2025-11-25T08:30:00Z."""
SUMMER = 1_753_000_000_000
"""2025-07-20T08:26:40Z."""


def test_moment() -> None:
    """Day, hour and zone, and the instant for programs."""
    assert moment(WINTER, "Europe/Berlin") == (
        '<time datetime="2025-11-25T08:30:00Z">Tue 25 Nov 2025, 09:30 CET</time>'
    )


def test_day_of_the_zone() -> None:
    """The day is the zone's own: in Auckland it is tomorrow already."""
    late = WINTER + 4 * 3_600_000
    assert day_text(late, "Europe/Berlin") == "Tue 25 Nov 2025"
    assert day_text(late, "Pacific/Auckland") == "Wed 26 Nov 2025"


@pytest.mark.parametrize(
    ("at", "zone", "words"),
    [
        (WINTER, "Europe/Berlin", "CET"),
        (SUMMER, "Europe/Berlin", "CEST"),
        (WINTER, "Asia/Dubai", "UTC+4"),
        (WINTER, "Asia/Kathmandu", "UTC+5:45"),
        (WINTER, "America/Sao_Paulo", "UTC-3"),
        (WINTER, "Pacific/Marquesas", "UTC-9:30"),
        (WINTER, "UTC", "UTC"),
    ],
)
def test_zone_in_words(at: int, zone: str, words: str) -> None:
    """The zone is named, with its summer time, or by its distance from UTC."""
    assert zone_text(at, zone) == words


def test_clock_has_its_zone() -> None:
    """An hour is never alone."""
    assert clock_text(SUMMER, "America/New_York") == "04:26 EDT"


@pytest.mark.parametrize(
    ("ms", "words"),
    [(0, "0:00"), (7_900, "0:07"), (750_000, "12:30"), (3_750_000, "1:02:30"), (-5, "0:00")],
)
def test_span(ms: int, words: str) -> None:
    """Minutes and seconds; hours when there are any."""
    assert span_text(ms) == words


@pytest.mark.parametrize(
    ("ms", "words"),
    [
        (0, "0 minutes"),
        (5_000, "1 minute"),
        (1_930_000, "32 minutes"),
        (3_600_000, "1 h"),
        (3_900_000, "1 h 5 min"),
    ],
)
def test_minutes(ms: int, words: str) -> None:
    """What happened took at least a minute."""
    assert minutes_text(ms) == words


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "0 bytes"),
        (812, "812 bytes"),
        (1_432, "1.4 kB"),
        (12_000, "12 kB"),
        (3_400_000, "3.4 MB"),
        (120_000_000_000, "120 GB"),
        (5_000_000_000_000_000, "5000 TB"),
    ],
)
def test_size(count: int, words: str) -> None:
    """Sizes in decimal units, as file managers show them."""
    assert size_text(count) == words
