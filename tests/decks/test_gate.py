"""The content gate, asked at every slide."""

from pathlib import Path

import pytest

from decks import gate
from decks.errors import NotFound
from decks.gate import NotShowable, Proof
from decks.model import Version
from decks.workflow import State, Validity
from tests.conftest import Clock
from tests.decks.conftest import CAROL, DAY, ORG, OTHER_ORG, Library


@pytest.fixture
async def approved(library: Library, three_pages: Path) -> Version:
    return await library.approved(three_pages)


async def refusal(library: Library, version: str, slide: int = 0, step: int = 0) -> str:
    with pytest.raises(NotShowable) as caught:
        await library.decks.check(ORG, version, slide, step)
    return caught.value.code


async def test_approved(library: Library, approved: Version) -> None:
    """An approved slide passes, with the proof that goes into the event."""
    proof = await library.decks.check(ORG, approved.id, 2, 0)
    assert proof == Proof(approved.id, "safety-first", approved.sha256)


async def test_draft(library: Library, three_pages: Path) -> None:
    """A draft is not shown, and neither is what is in review."""
    draft = await library.draft(three_pages)
    assert await refusal(library, draft.id) == "not-approved"
    await library.decks.review.submit(ORG, draft.id)
    assert await refusal(library, draft.id) == "not-approved"


async def test_before_and_after(library: Library, clock: Clock, three_pages: Path) -> None:
    """The validity counts to the millisecond: from is in, until is out."""
    draft = await library.draft(three_pages)
    await library.decks.review.submit(ORG, draft.id)
    validity = Validity(clock() + DAY, clock() + 2 * DAY)
    await library.decks.review.approve(ORG, draft.id, CAROL, validity)
    clock.advance(DAY - 1)
    assert await refusal(library, draft.id) == "not-yet-valid"
    clock.advance(1)
    assert await library.decks.check(ORG, draft.id, 0, 0)
    clock.advance(DAY - 1)
    assert await library.decks.check(ORG, draft.id, 0, 0)
    clock.advance(1)
    assert await refusal(library, draft.id) == "expired"


async def test_withdrawn_in_a_running_meeting(library: Library, approved: Version) -> None:
    """Withdrawal stops the deck at the next slide."""
    assert await library.decks.check(ORG, approved.id, 0, 0)
    await library.decks.review.withdraw(ORG, approved.id, "New safety data")
    assert await refusal(library, approved.id, 1) == "withdrawn"


@pytest.mark.parametrize(("slide", "step"), [(3, 0), (-1, 0), (0, 1), (0, -1)])
async def test_no_such_slide(library: Library, approved: Version, slide: int, step: int) -> None:
    """A slide or step that the deck does not have."""
    assert await refusal(library, approved.id, slide, step) == "no-such-slide"


async def test_foreign_version(library: Library, approved: Version) -> None:
    """Another organisation's version does not exist."""
    with pytest.raises(NotFound):
        await library.decks.check(OTHER_ORG, approved.id, 0, 0)


def test_every_state_has_its_answer() -> None:
    """No state can be forgotten: each but approved is refused with a sentence."""
    assert set(gate.REFUSED) == set(State) - {State.APPROVED}
