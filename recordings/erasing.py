"""Erasing a person from the timelines of rooms: their name, and every word of theirs."""

from collections.abc import Callable, Collection, Sequence
from typing import Any

import msgspec
from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from recordings.tables import timeline

ROWS_AT_ONCE = 1_000
WORDS = ("text", "name")


class Eraser:
    """Goes through events; notes the questions that were the person's, named or not."""

    def __init__(self, people: Collection[str], blot: Callable[[Any], Any], erased: str) -> None:
        self.questions: set[str] = set()
        self._people = frozenset(people)
        self._blot = blot
        self._erased = erased
        self._texts: set[str] = set()
        """Free answers to polls, which stand without an author."""

    def clean(self, event: dict[str, Any]) -> dict[str, Any]:
        """The event without the person."""
        if event.get("by") in self._people and isinstance(event.get("text"), str):
            self._texts |= {event["text"]} - {""}
            event = event | {"text": self._erased if event["text"] else ""}
        cleaned = self._blot(self._within(event))
        assert isinstance(cleaned, dict)
        return cleaned

    def _within(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._within(each) for each in value]
        if not isinstance(value, dict):
            return value
        found = {name: self._within(each) for name, each in value.items()}
        if found.get("id") in self._people and "name" in found:
            found["name"] = self._erased
        if found.get("by") in self._people and "text" in found and "id" in found:
            self.questions.add(found["id"])
            found |= {name: self._erased for name in WORDS if found.get(name)}
        if isinstance(found.get("texts"), list):
            texts = found["texts"]
            found["texts"] = [self._erased if each in self._texts else each for each in texts]
        return found


async def erase(
    engine: AsyncEngine,
    rooms: Collection[str],
    people: Collection[str],
    blot: Callable[[Any], Any],
    erased: str,
) -> frozenset[str]:
    """Take the person out of these rooms; returns the ids of their questions and messages."""
    eraser = Eraser(people, blot, erased)
    async with engine.begin() as connection:
        for room in sorted(rooms):
            await _room(connection, room, eraser)
    return frozenset(eraser.questions)


async def _room(connection: AsyncConnection, room: str, eraser: Eraser) -> None:
    after = -1
    t = timeline.c
    change = update(timeline).where(t.room == room, t.seq == bindparam("number"))
    while True:
        query = select(t.seq, t.event).where(t.room == room, t.seq > after).order_by(t.seq)
        rows: Sequence[Any] = (await connection.execute(query.limit(ROWS_AT_ONCE))).all()
        changed = [
            {"number": row.seq, "told": told}
            for row in rows
            if (told := _cleaned(row.event, eraser)) != row.event
        ]
        if changed:
            await connection.execute(change.values(event=bindparam("told")), changed)
        if len(rows) < ROWS_AT_ONCE:
            return
        after = rows[-1].seq


def _cleaned(event: str, eraser: Eraser) -> str:
    return msgspec.json.encode(eraser.clean(msgspec.json.decode(event))).decode()
