"""What became of questions that were answered and taken up again, merged and separated again."""

import pytest

from engagement.audience import AudienceReport
from engagement.audience.figures import QuestionLine
from engagement.questions import ends
from engagement.store import EngagementStore
from tests.engagement.audience import show
from tests.engagement.audience.show import MINUTE, come
from tests.engagement.cast import ALICE
from tests.engagement.play import ALICE_HOST, Room, comes


@pytest.fixture
async def room(books: EngagementStore) -> Room:
    """The audience is there; Bob, Carol and somebody without a name have asked."""
    await comes(books, ALICE_HOST, 0)
    await come(books)
    room = Room(books)
    await room.says("meeting.started", 0)
    await room.says("question.asked", MINUTE, "bob", question="q1", text="How often?")
    await room.says("question.asked", MINUTE, "carol", question="q2", text="How often, please?")
    await room.says("question.asked", MINUTE, question="q3", text="Daily?", anonymous=True)
    return room


async def lines(room: Room) -> dict[str, QuestionLine]:
    report: AudienceReport = await show.report(room.books)
    return {line.question: line for line in report.questions}


@pytest.mark.parametrize("how", ["live", "written", "dismissed"])
async def test_taken_up_again(room: Room, how: str) -> None:
    """It is open, with no answer, until it is answered once more."""
    await room.says("question.answered", 2 * MINUTE, question="q1", how=how, text="Daily")
    assert (await lines(room))["q1"].outcome == how
    await room.says("question.reopened", 3 * MINUTE, ALICE, question="q1")
    line = (await lines(room))["q1"]
    assert (line.outcome, line.answer, line.answered_by, line.answered_at) == (
        *("open", "", None, None),
    )
    report = await show.report(room.books)
    assert report.totals.answered == 0
    await room.says("question.answered", 4 * MINUTE, question="q1", how="live")
    assert (await lines(room))["q1"].outcome == "live"


async def test_separated_again(room: Room) -> None:
    """Each has its own votes and its own outcome."""
    await room.says("question.voted", 2 * MINUTE, "gil", question="q2", up=True)
    await room.says("question.merged", 3 * MINUTE, question="q2", into="q1")
    found = await lines(room)
    assert (found["q1"].votes, found["q2"].votes, found["q2"].outcome) == (2, 0, "merged")
    await room.says("question.separated", 4 * MINUTE, question="q2")
    found = await lines(room)
    assert (found["q1"].votes, found["q2"].votes, found["q2"].outcome) == (0, 1, "open")
    assert found["q2"].merged is None


async def test_thread(room: Room) -> None:
    """What is put to a question that is put to a third one counts there, its asker too."""
    await room.says("question.voted", 2 * MINUTE, "gil", question="q3", up=True)
    await room.says("question.merged", 3 * MINUTE, question="q3", into="q2")
    await room.says("question.merged", 4 * MINUTE, question="q2", into="q1")
    found = await lines(room)
    assert {id: line.votes for id, line in found.items()} == {"q1": 3, "q2": 0, "q3": 0}
    assert (found["q3"].merged, found["q2"].merged) == ("How often, please?", "How often?")


def test_threads_end() -> None:
    """Even of facts that no room tells: two that are put to each other are no endless thread."""
    assert ends({"a": "b", "b": "c"}) == {"a": "c", "b": "c"}
    assert set(ends({"a": "b", "b": "a"})) == {"a", "b"}
