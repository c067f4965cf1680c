"""The numbers of a webinar's report are those of the store: each is what plain SQL of the manual
gives on the same database.
"""

import re
from collections.abc import AsyncIterator
from statistics import median
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from engagement import manual
from engagement.audience import AudienceReport
from engagement.store import EngagementStore
from tests.engagement.audience import show
from tests.engagement.audience.show import play
from tests.engagement.cast import MEETING, ORG

MANUAL = manual.MANUAL.read_text("utf-8")
SECTION = MANUAL.partition("\n## A webinar's report\n")[2].partition("\n## ")[0]
QUERIES = re.findall(r"```sql\n(.*?)```", SECTION, re.DOTALL)
Row = dict[str, Any]


class Told:
    """A report, and the store that it was drawn from."""

    def __init__(
        self, books: EngagementStore, report: AudienceReport, meeting: str = MEETING
    ) -> None:
        self.books = books
        self.report = report
        self.meeting = meeting

    async def sql(self, words: str) -> list[Row]:
        """What the one query that has these words in it finds."""
        (query,) = [query for query in QUERIES if words in query]
        async with self.books.engine.connect() as connection:
            rows = await connection.execute(text(query), {"org": ORG, "meeting": self.meeting})
            return [row._asdict() for row in rows]


@pytest.fixture
async def told(store: AsyncEngine) -> AsyncIterator[Told]:
    async with EngagementStore(store) as books:
        await play(books)
        report = await show.report(books)
        await books.audiences.keep(report)
        yield Told(books, report)


async def test_totals_query(told: Told) -> None:
    """The head of the report."""
    (row,) = await told.sql("AS no_shows")
    totals = told.report.totals
    assert row == {name: getattr(totals, name) for name in row}
    assert len(row) == 8


async def test_minutes_query(told: Told) -> None:
    """Everybody's minutes, and so their median, from the connections alone."""
    rows = await told.sql("AS live_ms")
    minutes = {row["participant"]: row["live_ms"] for row in rows}
    live = [member for member in told.report.members if member.attended.live]
    assert minutes == {member.participant: member.live_ms for member in live}
    assert told.report.totals.median_ms == int(median(minutes.values()))


async def test_curve_query(told: Told) -> None:
    """The curve, minute by minute, and its peak."""
    rows = await told.sql("AS people\nFROM minute")
    assert [(row["at"], row["people"]) for row in rows] == [
        (minute.at, minute.people) for minute in told.report.curve
    ]
    assert told.report.totals.peak == max(row["people"] for row in rows)


async def test_attention_query(told: Told) -> None:
    """Who had which slide in sight."""
    rows = await told.sql("AS watched")
    assert [tuple(row.values()) for row in rows] == [
        (band.start, band.version, band.slide, band.there, band.watched)
        for band in told.report.bands
    ]


async def test_polls_query(told: Told) -> None:
    """How often each option was chosen."""
    rows = await told.sql("answer.nth = 1")
    assert {(row["poll"], row["choice"]): row["people"] for row in rows} == {
        (poll.poll, place): choice.count
        for poll in told.report.polls
        for place, choice in enumerate(poll.choices)
        if choice.count
    }


async def test_questions_query(told: Told) -> None:
    """Each question in the report's order, with asker, outcome, answer and votes."""
    rows = await told.sql("AS votes")
    assert [tuple(row.values()) for row in rows] == [
        (
            *(line.question, line.text, line.participant, line.outcome),
            *(line.answer or None, line.answered_by, line.votes),
        )
        for line in told.report.questions
    ]


async def test_acts_query(told: Told) -> None:
    """What everybody did, and the sums at the head."""
    rows = {row["participant"]: row for row in await told.sql("AS reactions")}
    for member in told.report.members:
        row = rows.get(member.participant, {})
        for name in ("questions", "reactions", "hands", "chats", "answers", "links"):
            assert row.get(name, 0) == getattr(member, name), (member.participant, name)
    totals = told.report.totals
    assert totals.reactions == sum(row["reactions"] for row in rows.values())
    assert totals.poll_answers == sum(row["answers"] for row in rows.values())


async def test_score_query(told: Told) -> None:
    """Each part of each score."""
    rows = await told.sql("p.words")
    scores = {one.participant: one.score for one in told.report.members if one.score}
    assert {
        (row["participant"], row["part"]): (row["score"], row["amount"], row["points"], row["most"])
        for row in rows
    } == {
        (who, part.key): (score.total, part.amount, part.points, part.most)
        for who, score in scores.items()
        for part in score.parts
    }


async def test_groups_query(told: Told) -> None:
    """The groups before small ones are put together."""
    rows = await told.sql("GROUP BY 1")
    lines = told.report.segments[0].lines
    assert (rows[0]["country"], rows[0]["registered"], rows[0]["live"]) == (
        *(lines[0].name, lines[0].registered, lines[0].live),
    )
    assert sum(row["registered"] for row in rows) == sum(line.registered for line in lines)


def test_every_query_is_run() -> None:
    """There are as many queries as tests of them."""
    assert len(QUERIES) == len([name for name in globals() if name.endswith("_query")])
