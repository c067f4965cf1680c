"""Who answered a poll how: for those who are written to because of it."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from engagement.tables import event


class Choices:
    """The answers to the polls of all meetings."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def of_meeting(
        self, org: str, meeting: str
    ) -> Mapping[str, Mapping[str, frozenset[int]]]:
        """By participant and poll, the choices of the last answer; free text has none."""
        c = event.c
        query = (
            select(c.participant, c["values"])
            .where(c.org == org, c.meeting == meeting, c.kind == "poll.answered")
            .order_by(c.position)
        )
        found: dict[str, dict[str, frozenset[int]]] = {}
        async with self._engine.connect() as connection:
            for participant, values in await connection.execute(query):
                said: dict[str, Any] = values
                chosen = frozenset(said.get("choices", ()))
                found.setdefault(participant, {})[said["poll"]] = chosen
        return found
