"""An HCP's story over meetings."""

from dataclasses import replace

import pytest

from engagement.store import EngagementStore
from engagement.stories import OpenQuestion, TopicStory
from tests.engagement.cast import ALICE, BOB, FOREIGN, MEETING, ORG, START
from tests.engagement.play import BOB_HCP, Tab, comes, curtain_up


@pytest.fixture(autouse=True)
async def past(books: EngagementStore) -> None:
    """Bob was in two meetings; in the first he saw two slides and asked two questions."""
    await books.catalogue.furnish(ORG, START)
    room = await curtain_up(books)
    await room.shows(1, 2_000)
    await room.shows(2, 9_000)
    tab = Tab()
    tab.looked(1, 2_000, 7_000)
    tab.looked(2, 9_000, 9_000)
    tab.looked(1, 20_000, 3_000)
    tab.looked(0, 30_000, 100)
    await tab.send(books, 40_000)
    await room.says("question.asked", 11_000, BOB, 2, question="q1", text="For children?")
    await room.says("question.asked", 12_000, BOB, 2, question="q2", text="How often?")
    await room.says("question.answered", 13_000, ALICE, question="q1", how="dismissed")
    await room.says("question.reopened", 13_001, ALICE, question="q1")
    await room.says("question.answered", 13_002, ALICE, question="q2", how="live")
    await books.reports.close(ORG, MEETING, START + 61_000)
    await comes(books, replace(BOB_HCP, meeting="meeting-2"), 86_400_000)


async def test_interactions(books: EngagementStore) -> None:
    """The meetings of an HCP, newest first, with what was seen."""
    page = await books.stories.interactions(ORG, "hcp-bob")
    assert page.total == 2
    newest, oldest = page.items
    assert (newest.interaction.meeting, newest.slides_counted) == ("meeting-2", 0)
    assert (oldest.interaction.meeting, oldest.slides_counted, oldest.visible_ms) == (
        *(MEETING, 2, 19_000),
    )
    assert oldest.interaction.connected_ms == 60_000


async def test_interactions_paged(books: EngagementStore) -> None:
    """A page has its part and knows the whole."""
    page = await books.stories.interactions(ORG, "hcp-bob", number=2, size=1)
    assert [one.interaction.meeting for one in page.items] == [MEETING]
    assert (page.total, page.pages) == (2, 2)


async def test_topics(books: EngagementStore) -> None:
    """What an HCP looked at, longest first, and what they asked about it."""
    assert await books.stories.topics(ORG, "hcp-bob") == [
        TopicStory("efficacy", "Efficacy", 10_000, 2, 0, 0),
        TopicStory("tolerability", "Tolerability", 9_000, 1, 2, 1),
    ]


async def test_open_questions(books: EngagementStore) -> None:
    """Only what nobody has answered, or what was taken up again since."""
    assert await books.stories.open_questions(ORG, "hcp-bob") == [
        OpenQuestion(MEETING, "q1", "For children?", START + 11_000, "It is safe", "tolerability")
    ]


async def test_nobody_and_foreign(books: EngagementStore) -> None:
    """Who is unknown, or another's, has no story."""
    for org, hcp in ((ORG, "hcp-nobody"), (FOREIGN, "hcp-bob")):
        assert (await books.stories.interactions(org, hcp)).items == []
        assert await books.stories.topics(org, hcp) == []
        assert await books.stories.open_questions(org, hcp) == []
