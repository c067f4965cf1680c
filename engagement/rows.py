"""The rows that the writer takes: one event, and what a tab says about its counter."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import NAMESPACE_OID, uuid5

SERVER_SESSION = "server"
"""`event.session` of what the room itself says."""


@dataclass(frozen=True, slots=True)
class EventRow:
    """One engagement event, complete: whoever made it has checked everything in it."""

    id: str
    """UUIDv7 from the client, or ``server_event_id``; storing it twice is storing it once."""
    org: str
    meeting: str
    interaction: str | None
    """None for the host's own events."""
    participant: str
    hcp: str | None
    session: str
    """The tab, or ``SERVER_SESSION``."""
    seq: int
    """From 1, without holes, within participant and session."""
    kind: str
    at: int
    """When it happened, on the server's clock."""
    client_at: int | None = None
    skew_ms: int | None = None
    version: str | None = None
    slide: int | None = None
    slide_key: str | None = None
    step: int | None = None
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SessionMark:
    """How far a tab's counter had come when it last spoke to us."""

    org: str
    meeting: str
    participant: str
    session: str
    interaction: str | None
    through: int
    """The highest seq that the tab has made, delivered or not."""
    at: int
    discarded: tuple[int, ...] = ()
    """The seqs of this delivery that were refused: they are not missing, they are unwanted."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of the rows of one ``store`` call; it is on the disk."""

    new: int
    duplicate: int
    """Rows that were there already, or twice in the call."""


def server_event_id(meeting: str, seq: int) -> str:
    """The id of the engagement event made from event ``seq`` of a room: always the same one."""
    return str(uuid5(NAMESPACE_OID, f"{meeting}:{seq}"))
