"""How a meeting stands, for whoever knocks."""

import pytest

from scheduling import Meetings, MeetingState, NotFound
from scheduling.plans import MeetingKind
from tests.scheduling.cast import ALICE, ELSEWHERE, ORG, PLAN


async def test_standing(meetings: Meetings) -> None:
    """It says the same as the whole meeting, as it changes."""
    made = await meetings.create(ORG, PLAN, ALICE)
    standing = await meetings.standing(ORG, made.id)
    assert (standing.kind, standing.state) == (MeetingKind.MEETING, MeetingState.PLANNED)
    assert standing.host == ALICE.id
    await meetings.cancel(ORG, made.id)
    assert (await meetings.standing(ORG, made.id)).state is MeetingState.CANCELLED


async def test_unknown(meetings: Meetings) -> None:
    """A meeting of another organisation stands nowhere, like one that never was."""
    made = await meetings.create(ORG, PLAN, ALICE)
    for org, meeting in ((ELSEWHERE, made.id), (ORG, "nothing")):
        with pytest.raises(NotFound):
            await meetings.standing(org, meeting)
