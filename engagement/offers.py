"""What a webinar's hosts offered to take home while it ran."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from engagement.tables import event

MADE, REMOVED = "announcement.made", "announcement.removed"


@dataclass(frozen=True, slots=True)
class Offered:
    """A deck version that an announcement gave."""

    announcement: str
    text: str
    version: str


class Offers:
    """The offers of all meetings."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def of_meeting(self, org: str, meeting: str) -> tuple[Offered, ...]:
        """What was offered and not taken back, each version once, in the order of offering."""
        c = event.c
        query = (
            select(c.kind, c["values"])
            .where(c.org == org, c.meeting == meeting, c.kind.in_((MADE, REMOVED)))
            .order_by(c.position)
        )
        stands: dict[str, Offered] = {}
        async with self._engine.connect() as connection:
            for kind, said in await connection.execute(query):
                id = said["announcement"]
                if kind == REMOVED:
                    stands.pop(id, None)
                elif version := said.get("download"):
                    stands[id] = Offered(id, said.get("text", ""), version)
        first: dict[str, Offered] = {}
        for offer in stands.values():
            first.setdefault(offer.version, offer)
        return tuple(first.values())
