"""The query string of pages that list something."""

from dataclasses import dataclass
from typing import Annotated, Literal

import msgspec

from scheduling.plans import OPEN_STATES, MeetingState

PageNumber = Annotated[int, msgspec.Meta(ge=1, le=100_000)]
SearchText = Annotated[str, msgspec.Meta(max_length=200)]


class Search(msgspec.Struct):
    """``?q=`` and ``?page=``, from 1."""

    q: SearchText = ""
    page: PageNumber = 1


When = Literal["", "past", "cancelled"]
WHENS: tuple[tuple[When, str], ...] = (
    ("", "Upcoming"),
    ("past", "Past"),
    ("cancelled", "Cancelled"),
)
STILL_UPCOMING_MS = 4 * 3_600_000
"""A meeting that nobody has begun is looked for among the next ones for so long after its end."""


@dataclass(frozen=True, slots=True)
class Span:
    """Which meetings a list shows: in these states, from ``start`` to ``end`` (UTC ms)."""

    states: tuple[MeetingState, ...]
    start: int | None = None
    end: int | None = None


def span_of(when: When, now: int) -> Span:
    """What the filter of time means."""
    if when == "cancelled":
        return Span((MeetingState.CANCELLED,))
    if when == "past":
        return Span((MeetingState.ENDED, *OPEN_STATES), end=now)
    return Span(OPEN_STATES, start=now - STILL_UPCOMING_MS)
