"""Who plays in the tests of the engagement store, and rows to order.

Alice hosts; Bob and Carol are HCPs. Mallory's organisation is another one.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from engagement.rows import EventRow

ORG, FOREIGN = "acme", "mallory-inc"
MEETING = "meeting-1"
ALICE, BOB, CAROL = "alice", "bob", "carol"
TAB = "6a1c1f0e-7a55-4c7e-9d53-0d4f6f2c1a01"
START = 1_790_000_000_000


def event_id(at: int = START) -> str:
    """A UUIDv7 of the given time."""
    random = uuid4().int & ((1 << 76) - 1)
    high, low = random >> 64, random & ((1 << 62) - 1)
    return str(UUID(int=(at << 80) | (7 << 76) | (high << 64) | (2 << 62) | low))


def row(
    seq: int = 1,
    kind: str = "slide.entered",
    *,
    at: int = START,
    org: str = ORG,
    participant: str = BOB,
    session: str = TAB,
    slide: int | None = 0,
    step: int | None = None,
    values: Mapping[str, Any] | None = None,
    id: str | None = None,
) -> EventRow:
    """An event row of Bob's, or of whom you say."""
    return EventRow(
        id=id or event_id(at),
        org=org,
        meeting=MEETING,
        interaction=f"interaction-{participant}",
        participant=participant,
        hcp=f"hcp-{participant}",
        session=session,
        seq=seq,
        kind=kind,
        at=at,
        client_at=at - 5,
        skew_ms=5,
        version="v1",
        slide=slide,
        slide_key=None if slide is None else f"slide-{slide}",
        step=step,
        values=values or {},
    )


def rows(count: int, **fields: Any) -> list[EventRow]:
    """``count`` different rows with seq 1, 2, 3 …"""
    return [row(seq, **fields) for seq in range(1, count + 1)]
