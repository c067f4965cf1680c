"""What happened: what browsers and rooms report, and who was connected. Kept by engagement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from signaling.seams.door import Claim


@dataclass(frozen=True, slots=True)
class Device:
    """What a browser says of itself."""

    kind: str
    """phone, tablet or desktop."""
    browser: str
    os: str


@dataclass(frozen=True, slots=True)
class ClientEvent:
    """One engagement event as a browser reports it: bounded, but of no known kind yet."""

    id: str
    """UUIDv7."""
    seq: int
    """Its number in the tab, from 1."""
    kind: str
    at: int
    """By the browser's clock."""
    version: str | None = None
    slide: int | None = None
    step: int | None = None
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Batch:
    """What one tab reports at once."""

    session: str
    """The tab's id, a UUID."""
    sent_at: int
    """The browser's clock when it sent the batch: the skew is against this."""
    through: int
    """The highest seq that the tab has made so far."""
    events: tuple[ClientEvent, ...]


class Receipt(Protocol):
    """What became of a batch. It is committed."""

    @property
    def stored(self) -> int: ...
    @property
    def duplicate(self) -> int:
        """Known before."""
        ...

    @property
    def discarded(self) -> int:
        """Not wanted: without consent, or malformed."""
        ...

    @property
    def through(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing a room reports; the fields are those of an engagement event row."""

    id: str
    """uuid5 of meeting and seq, or of what else is reported once: twice is once."""
    org: str
    meeting: str
    participant: str
    """Who did it; the host's for what the server did by itself."""
    seq: int
    """The number of the room event."""
    kind: str
    at: int
    version: str | None = None
    slide: int | None = None
    slide_key: str | None = None
    step: int | None = None
    values: Mapping[str, object] = field(default_factory=dict)
    belated: bool = False
    """Told some time after it happened: consent given in between is none to it."""


class Capture(Protocol):
    """Keeps engagement events. The rule of consent lives behind it."""

    async def store(self, claim: Claim, batch: Batch, now: int, /) -> Receipt:
        """Keep what a browser reports; returns when it is committed."""
        ...

    async def journal(self, facts: Sequence[Fact], /) -> None:
        """Keep what rooms report; returns when it is committed.

        Consent is asked here too: without it a person leaves nothing but their coming and going.
        """
        ...


class Attendance(Protocol):
    """Keeps the intervals of connections. Repeating a call is harmless."""

    async def opened(
        self, claim: Claim, connection: str, device: Device | None, at: int, /
    ) -> None:
        """A connection of somebody who is in the room, from ``at`` on."""
        ...

    async def closed(self, meeting: str, connection: str, at: int, reason: str, /) -> None:
        """That connection, or that person's stay, ended at ``at``."""
        ...

    async def close_open(self, at: int, /) -> None:
        """After a crash: every interval that is still open ended at ``at``, for ``crash``."""
        ...
