"""Which meeting is it, what may be shown there, and who is registered?

Answered by scheduling, decks and engagement.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from rooms import Plan, Position
from signaling.seams.door import Claim


class Rooms(Protocol):
    """Knows meetings as planned."""

    async def open(self, org: str, meeting: str) -> Plan:
        """What the room must know. Raises Refused: not-found, cancelled, room-ended."""
        ...

    async def past(self, org: str, meeting: str) -> Plan:
        """The same of a meeting that has ended. Raises Refused: not-found."""
        ...


@dataclass(frozen=True, slots=True)
class Proof:
    """What the gate let through."""

    version: str
    slide_key: str
    sha256: str


class Gate(Protocol):
    """Knows which content may be shown; asked at every slide change."""

    async def check(self, claim: Claim, position: Position, now: int) -> Proof:
        """Raises Refused: not-approved, not-yet-valid, expired, withdrawn, no-such-slide."""
        ...


@dataclass(frozen=True, slots=True)
class Profile:
    """To which groups one of a webinar's audience belongs; empty is unknown."""

    country: str = ""
    """ISO 3166-1 alpha-2."""
    specialty: str = ""
    segment: str = ""
    """Of the HCP in the directory."""


class Registry(Protocol):
    """Knows who is registered for a webinar."""

    async def registered(self, org: str, meeting: str) -> int:
        """How many have a seat."""
        ...

    async def profiles(
        self, org: str, meeting: str, participants: Sequence[str]
    ) -> dict[str, Profile]:
        """What is known of these participants; who did not register is left out."""
        ...
