"""All events as plain data."""

import json

import pytest

from engagement.dump import dump
from engagement.store import EngagementStore
from tests.engagement.cast import FOREIGN, MEETING, ORG, row, rows


async def test_dump(books: EngagementStore) -> None:
    """Each event once, in order of storing, as JSON can say it."""
    sent = rows(5, values={"x": 0.5})
    await books.writer.store(sent)
    found = [json.loads(json.dumps(event)) async for event in dump(books.engine)]
    assert [event["id"] for event in found] == [row.id for row in sent]
    assert [event["position"] for event in found] == [1, 2, 3, 4, 5]
    assert found[0]["values"] == {"x": 0.5}
    assert found[0]["at"] == sent[0].at


async def test_dump_of_a_part(books: EngagementStore) -> None:
    """Of one meeting, of one organisation, or from where the last one ended."""
    await books.writer.store([*rows(3), row(org=FOREIGN)])
    assert [event["position"] async for event in dump(books.engine, after=2)] == [3, 4]
    assert [event["position"] async for event in dump(books.engine, org=FOREIGN)] == [4]
    assert [event["seq"] async for event in dump(books.engine, org=ORG, meeting=MEETING)] == [
        *(1, 2, 3)
    ]
    assert [event async for event in dump(books.engine, meeting="other")] == []


async def test_dump_of_many(books: EngagementStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """It reads in parts, loses none at the seams, and sees what is stored meanwhile."""
    monkeypatch.setattr("engagement.dump.ROWS_AT_ONCE", 10)
    await books.writer.store(rows(30))
    found = []
    async for event in dump(books.engine):
        found.append(event["position"])
        if len(found) == 30:
            await books.writer.store(rows(1))
    assert len(found) == 31
    assert found == sorted(set(found))
