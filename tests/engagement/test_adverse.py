"""Adverse events and complaints."""

from dataclasses import replace
from typing import Any

import pytest

from engagement.adverse import SafetyKind, SafetyNote, Side
from engagement.errors import Invalid
from engagement.store import EngagementStore
from tests.engagement.cast import ALICE, FOREIGN, MEETING, ORG, START

NOTE = SafetyNote(
    kind=SafetyKind.ADVERSE_EVENT,
    side=Side.REP,
    noted_by=ALICE,
    description="Rash after the second dose",
    meeting=MEETING,
    patient="F, 54",
    product="Cardiol",
)


async def test_create(books: EngagementStore) -> None:
    """A note is kept as it was taken down, with the moment the clock starts."""
    report = await books.adverse_events.create(ORG, NOTE, now=START)
    page = await books.adverse_events.list(ORG)
    assert (page.items, page.total) == ([report], 1)
    assert (report.note, report.at, report.note.missing) == (NOTE, START, ("reporter",))


async def test_list(books: EngagementStore) -> None:
    """Of one meeting or of all, newest first."""
    first = await books.adverse_events.create(ORG, NOTE, now=START)
    second = await books.adverse_events.create(ORG, replace(NOTE, meeting="m2"), now=START + 1)
    assert (await books.adverse_events.list(ORG)).items == [second, first]
    assert (await books.adverse_events.list(ORG, meeting=MEETING)).items == [first]
    assert (await books.adverse_events.list(FOREIGN)).items == []


async def test_audited_without_its_content(books: EngagementStore) -> None:
    """The trail says that a note was taken, and nothing of the patient."""
    await books.adverse_events.create(ORG, NOTE, now=START)
    (line,) = (await books.audit.search(ORG)).items
    assert (line.action, line.actor) == ("adverse_event.noted", ALICE)
    assert "54" not in str(line) and "Rash" not in str(line)


@pytest.mark.parametrize(
    "broken", [{"description": " "}, {"description": "x" * 10_001}, {"patient": "x" * 201}]
)
async def test_refused(books: EngagementStore, broken: dict[str, Any]) -> None:
    """A note says what happened, within bounds."""
    with pytest.raises(Invalid):
        await books.adverse_events.create(ORG, replace(NOTE, **broken), now=START)
    assert (await books.adverse_events.list(ORG)).total == 0
