"""An event: what all of them have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Event:
    """Something that has happened in a room."""

    kind: ClassVar[str]
    hosts_only: ClassVar[bool] = False
    """Whether attendees are told the number only."""

    seq: int
    """The event's number in its room."""
    at: int
    """When it happened: UTC milliseconds of the server."""
    by: str | None
    """The participant who did it; None when it was the server."""


@dataclass(frozen=True, slots=True)
class Hidden(Event):
    """Something happened that this audience is not told."""

    kind = "hidden"

    first: int
    """The first of the numbers that this one stands for: those in a row are told as one."""
