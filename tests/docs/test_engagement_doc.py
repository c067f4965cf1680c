"""ENGAGEMENT.md says what is so: every table, column and kind, and queries that run."""

import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from engagement import manual
from engagement.answers import Answers, Stance
from engagement.kinds import KINDS, ConsentKind
from engagement.outcomes import Signature
from engagement.people import HcpFields
from engagement.store import EngagementStore
from engagement.surveys import Respondent
from engagement.tables import metadata
from server.wiring.respondents import Sealed
from tests.engagement.cast import ALICE, MEETING, ORG, START
from tests.engagement.play import Person, Room, Tab, agrees, comes, curtain_up
from tests.engagement.test_surveys import Ask

MANUAL = manual.MANUAL.read_text("utf-8")
SURVEY = Ask("s1", "scale", "How useful?")
QUERIES = re.findall(
    r"```sql\n(.*?)```", MANUAL.partition("\n## A webinar's report\n")[0], re.DOTALL
)
"""Those of a webinar's report are run by ``test_audience_doc``."""


def test_generated_parts() -> None:
    """The manual has the tables and kinds of the code; else ``python -m engagement.manual``."""
    assert manual.fill(MANUAL) == MANUAL


@pytest.mark.parametrize("table", sorted(metadata.tables))
def test_every_column(table: str) -> None:
    """Each table has a heading and each of its columns a line that says something."""
    section = re.search(rf"^### {table}\n(.*?)(?=^##|\Z)", MANUAL, re.DOTALL | re.MULTILINE)
    assert section is not None
    for column in metadata.tables[table].columns:
        line = re.search(rf"^\| `\"?{column.name}\"?` \| .+ \| (.{{2,}}) \|$", section[1], re.M)
        assert line is not None, column.name


def test_every_kind() -> None:
    """Each kind of event is in the list, once."""
    assert {kind: MANUAL.count(f"| `{kind}` |") for kind in KINDS} == dict.fromkeys(KINDS, 1)


def test_no_table_is_forgotten() -> None:
    """The manual's order has every table."""
    assert sorted(manual.ORDER) == sorted(metadata.tables)


def test_contents() -> None:
    """Each link of the manual's contents leads to a heading."""
    links = re.findall(r"^\* \[(.+?)\]\(#(.+?)\)$", MANUAL, re.MULTILINE)
    assert len(links) >= 9
    for heading, anchor in links:
        assert f"\n## {heading}\n" in MANUAL
        assert anchor == re.sub(r"[^a-z -]", "", heading.lower()).replace(" ", "-")


@pytest.fixture
async def told(store: AsyncEngine) -> AsyncIterator[tuple[EngagementStore, str]]:
    """A meeting with Ana, written down; and Ana's id."""
    async with EngagementStore(store) as books:
        fields = HcpFields(given_name="Ana", family_name="Bergmann")
        ana = await books.directory.create(ORG, fields, by=ALICE, now=START)
        room = await curtain_up(books)
        await _talk(books, room, Person("ana", hcp=ana.id))
        signature = Signature("Alice", "complete")
        answers = Answers((Stance("Works", "positive"),), next_step="Call", adverse_event=False)
        await books.outcomes.submit(ORG, MEETING, answers, signature, by=ALICE, now=START + 99_000)
        yield books, ana.id


async def _talk(books: EngagementStore, room: Room, ana: Person) -> None:
    await agrees(books, ana, *ConsentKind)
    await comes(books, ana, 1_000)
    await room.shows(1, 2_000)
    tab = Tab(ana)
    tab.happened("slide.entered", 2_000, 1)
    tab.happened("pointer.clicked", 5_000, 1, values={"x": 0.25, "y": 0.5})
    values = {"visible_ms": 9_000, "total_ms": 9_000}
    tab.happened("slide.left", 11_000, 1, values=values)
    await tab.send(books, 20_000)
    await room.says("question.asked", 6_000, "ana", 1, question="q1", text="How often?")
    await room.says("question.asked", 7_000, "ana", 1, question="q2", text="For whom?")
    await room.says("question.answered", 8_000, question="q1", how="live")
    await room.says("question.answered", 8_000, question="q2", how="live")
    await room.says("question.reopened", 8_500, question="q2")
    await room.says("slide.reaction", 9_000, slide=1, reaction="positive")
    for at, score, worst in ((60_000, 4, 3), (90_000, 1, 0)):
        figures = {"measured_ms": 30_000, "loss": 0.01, "kbps": 800, "score": score, "worst": worst}
        await room.says("quality.measured", at, "ana", None, **figures)
    await books.reports.close(ORG, MEETING, START + 61_000)


async def answers_to(told: tuple[EngagementStore, str], words: str) -> list[dict[str, Any]]:
    """What the one query that has these words in it finds."""
    (query,) = [query for query in QUERIES if words in query]
    books, ana = told
    asked = {"org": ORG, "meeting": MEETING, "hcp": ana}
    given = {name: value for name, value in asked.items() if f":{name}" in query}
    async with books.engine.connect() as connection:
        rows = await connection.execute(text(query), given)
        return [row._asdict() for row in rows]


async def test_attendance_query(told: tuple[EngagementStore, str]) -> None:
    """Who was there, and for how long."""
    found = await answers_to(told, "connected_minutes")
    assert {row["who"]: row["connected_minutes"] for row in found} == {"Bergmann": 1, None: 1}


async def test_slides_query(told: tuple[EngagementStore, str]) -> None:
    """Which slides were seen."""
    (row,) = await answers_to(told, "counted_views")
    assert (row["number"], row["title"], row["seconds"], row["counted_views"]) == (
        *(1, "It works", 9.0, 1),
    )


async def test_messages_query(told: tuple[EngagementStore, str]) -> None:
    """Which key messages an HCP knows."""
    (row,) = await answers_to(told, "a_reaction")
    assert (row["key_message"], row["seconds"], row["a_reaction"]) == ("Works", 9.0, "positive")


async def test_clicks_query(told: tuple[EngagementStore, str]) -> None:
    """Where was clicked."""
    (row,) = await answers_to(told, "pointer.clicked")
    assert (row["slide_key"], row["x"], row["y"], row["at"]) == (
        *("efficacy", 0.25, 0.5, START + 5_000),
    )


async def test_survey_query(told: tuple[EngagementStore, str]) -> None:
    """What people answered to the survey: the last answer of each counts."""
    books, _ = told
    ana = Respondent(ORG, MEETING, "ana", ("voice",), Sealed(("key",), ORG, MEETING))
    for answer in ("2", "5"):
        await books.surveys.answer(ana, (SURVEY,), {"s1": answer}, START + 70_000)
    (row,) = await answers_to(told, "survey.answered")
    assert row == {"question": "How useful?", "answer": 5, "people": 1}


async def test_quality_query(told: tuple[EngagementStore, str]) -> None:
    """How well somebody was connected."""
    (row,) = await answers_to(told, "quality.measured")
    assert (row["participant"], row["mean_score"], row["worst_score"], row["poor_minutes"]) == (
        *("ana", 2.5, 0, 0.5),
    )


async def test_completeness_query(told: tuple[EngagementStore, str]) -> None:
    """Whether everything has arrived."""
    (row,) = await answers_to(told, "count(DISTINCT e.seq)")
    assert (row["participant"], row["counted"], row["received"]) == ("ana", 3, 3)


async def test_consents_query(told: tuple[EngagementStore, str]) -> None:
    """What somebody agreed to."""
    found = await answers_to(told, "FROM consent")
    assert {row["kind"] for row in found} == {"capture", "attention", "recording"}
    assert all(row["given"] == 1 for row in found)


async def test_outcome_query(told: tuple[EngagementStore, str]) -> None:
    """What stands in the call report."""
    (row,) = await answers_to(told, "FROM outcome")
    assert (row["revision"], row["status"], row["next_step"]) == (1, "submitted", "Call")
    assert "Works" in row["stances"]


async def test_questions_query(told: tuple[EngagementStore, str]) -> None:
    """Which questions are open."""
    (row,) = await answers_to(told, "SELECT a.kind FROM event AS a")
    assert row["question"] == "For whom?"


def test_every_query_is_run() -> None:
    """There are as many queries as tests of them."""
    tests = [name for name in globals() if name.endswith("_query")]
    assert len(QUERIES) == len(tests)
