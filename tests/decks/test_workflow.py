"""A version's life: draft, in review, approved, expired, withdrawn."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from decks.errors import BadMetadata, IllegalStep, NotFound
from decks.model import Version
from decks.review import Review
from decks.workflow import STEPS, State, Step, Validity
from tests.conftest import Clock
from tests.decks.conftest import CAROL, DAY, ORG, OTHER_ORG, Library

Take = Callable[[Review, str, int], Awaitable[Version]]

TAKE: dict[Step, Take] = {
    Step.SUBMIT: lambda review, id, now: review.submit(ORG, id),
    Step.RETURN: lambda review, id, now: review.send_back(ORG, id, "Wrong logo"),
    Step.APPROVE: lambda review, id, now: review.approve(
        ORG, id, CAROL, Validity(now, now + 30 * DAY), "DE"
    ),
    Step.WITHDRAW: lambda review, id, now: review.withdraw(ORG, id, "New safety data"),
    Step.RENEW: lambda review, id, now: review.renew(ORG, id),
}

PATHS: dict[State, tuple[Step, ...]] = {
    State.DRAFT: (),
    State.IN_REVIEW: (Step.SUBMIT,),
    State.APPROVED: (Step.SUBMIT, Step.APPROVE),
    State.EXPIRED: (Step.SUBMIT, Step.APPROVE),
    State.WITHDRAWN: (Step.SUBMIT, Step.APPROVE, Step.WITHDRAW),
}


async def version_in(library: Library, clock: Clock, path: Path, state: State) -> Version:
    version = await library.draft(path)
    for step in PATHS[state]:
        version = await TAKE[step](library.decks.review, version.id, clock())
    if state is State.EXPIRED:
        clock.advance(30 * DAY)
    assert version.state(clock()) is state
    return version


async def test_approve(library: Library, clock: Clock, three_pages: Path) -> None:
    """Submitted and approved: the record says who, when, for how long and where."""
    draft = await library.draft(three_pages)
    clock.advance(5_000)
    submitted = await library.decks.review.submit(ORG, draft.id)
    assert submitted.state(clock()) is State.IN_REVIEW
    clock.advance(5_000)
    validity = Validity(clock(), clock() + DAY)
    approved = await library.decks.review.approve(ORG, draft.id, CAROL, validity, "DE")
    assert approved.state(clock()) is State.APPROVED
    assert (approved.approver, approved.decided) == (CAROL, clock())
    assert (approved.validity, approved.market) == (validity, "DE")


@pytest.mark.parametrize("state", State)
async def test_illegal_steps(
    library: Library, clock: Clock, three_pages: Path, state: State
) -> None:
    """A step that the table does not hold raises and changes nothing."""
    version = await version_in(library, clock, three_pages, state)
    for step in set(Step) - set(STEPS[state]):
        with pytest.raises(IllegalStep):
            await TAKE[step](library.decks.review, version.id, clock())
    assert await library.decks.version(ORG, version.id) == version


@pytest.mark.parametrize(
    ("state", "step"), [(state, step) for state, steps in STEPS.items() for step in steps]
)
async def test_legal_steps(
    library: Library, clock: Clock, three_pages: Path, state: State, step: Step
) -> None:
    """Every step of the table leads where the table says."""
    version = await version_in(library, clock, three_pages, state)
    after = await TAKE[step](library.decks.review, version.id, clock())
    assert after.state(clock()) is STEPS[state][step]


async def test_foreign_version(library: Library, clock: Clock, three_pages: Path) -> None:
    """Another organisation's version does not exist, whatever is tried with it."""
    theirs = await library.decks.import_files(OTHER_ORG, "mallory", [three_pages])
    assert theirs.version is not None
    for step in Step:
        with pytest.raises(NotFound):
            await TAKE[step](library.decks.review, theirs.version, clock())


async def test_expiry_comes_by_itself(library: Library, clock: Clock, three_pages: Path) -> None:
    """The last millisecond belongs to the validity, the next does not; nobody has to do a thing."""
    approved = await library.approved(three_pages, days=1)
    clock.advance(DAY - 1)
    assert approved.state(clock()) is State.APPROVED
    clock.advance(1)
    assert approved.state(clock()) is State.EXPIRED


async def test_sent_back(library: Library, three_pages: Path) -> None:
    """A version that is sent back is a draft with the reason; submitting it again clears that."""
    draft = await library.draft(three_pages)
    review = library.decks.review
    await review.submit(ORG, draft.id)
    returned = await review.send_back(ORG, draft.id, " Wrong\nlogo ")
    assert (returned.stored, returned.reason) == (State.DRAFT, "Wrong\nlogo")
    assert (await review.submit(ORG, draft.id)).reason == ""


async def test_reason_is_needed(library: Library, three_pages: Path) -> None:
    """Nothing is withdrawn or sent back without a reason."""
    version = await library.approved(three_pages)
    with pytest.raises(BadMetadata):
        await library.decks.review.withdraw(ORG, version.id, " ")
    assert await library.decks.version(ORG, version.id) == version


def test_validity_that_ends_before_it_begins() -> None:
    """Such a validity cannot even be made."""
    for until in (999, 1_000):
        with pytest.raises(BadMetadata):
            Validity(1_000, until)


async def test_withdrawn_bytes_do_not_come_back(library: Library, three_pages: Path) -> None:
    """Uploading a withdrawn file again gives the withdrawn version, not a fresh draft."""
    approved = await library.approved(three_pages)
    await library.decks.review.withdraw(ORG, approved.id, "New safety data")
    again = await library.draft(three_pages)
    assert (again.id, again.stored) == (approved.id, State.WITHDRAWN)


async def test_discard(library: Library, three_pages: Path) -> None:
    """A draft uploaded by mistake goes with its pictures, and its deck when it was alone."""
    draft = await library.draft(three_pages)
    await library.decks.review.discard(ORG, draft.id)
    assert library.left_on_disk() == []
    assert (await library.decks.search(ORG)).total == 0
    assert (await library.draft(three_pages)).number == 1


async def test_discard_what_was_approved(library: Library, clock: Clock, three_pages: Path) -> None:
    """A version that was ever approved stays on record, even when it is a draft again."""
    version = await version_in(library, clock, three_pages, State.EXPIRED)
    review = library.decks.review
    await review.renew(ORG, version.id)
    returned = await review.send_back(ORG, version.id, "Old figures")
    with pytest.raises(IllegalStep):
        await review.discard(ORG, version.id)
    assert await library.decks.version(ORG, version.id) == returned
