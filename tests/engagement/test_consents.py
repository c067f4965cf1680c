"""The consent ledger."""

import pytest

from engagement.consents import Consents, ConsentState, Means
from engagement.kinds import ConsentKind
from engagement.store import EngagementStore
from tests.engagement.cast import BOB, FOREIGN, MEETING, ORG, START
from tests.engagement.play import BOB_HCP, agrees, answer

CAPTURE, ATTENTION = ConsentKind.CAPTURE, ConsentKind.ATTENTION


async def test_record(books: EngagementStore) -> None:
    """An answer is kept with its text, version, language, means and time."""
    state = await books.consents.record(
        ORG, MEETING, BOB, "hcp-bob", [answer(CAPTURE)], Means.LANDING_PAGE, START
    )
    assert state == ConsentState(capture=True)
    (entry,) = await books.consents.entries(ORG, MEETING, BOB)
    assert (entry.kind, entry.given, entry.version, entry.language, entry.means, entry.at) == (
        *(CAPTURE, True, "2", "en", Means.LANDING_PAGE, START),
    )
    assert entry.text == "May we keep capture?"


async def test_no_answer_is_no(books: EngagementStore) -> None:
    """Who was never asked has agreed to nothing."""
    assert await books.consents.current(ORG, MEETING, BOB) == ConsentState()


async def test_last_answer_counts(books: EngagementStore) -> None:
    """A later answer is in force, even in the same millisecond; both are kept."""
    for given in (True, False, True):
        await books.consents.record(
            ORG, MEETING, BOB, None, [answer(CAPTURE, given)], Means.ROOM, START
        )
    assert (await books.consents.current(ORG, MEETING, BOB)).capture
    entries = await books.consents.entries(ORG, MEETING, BOB)
    assert [entry.given for entry in entries] == [True, False, True]


async def test_withdraw(books: EngagementStore) -> None:
    """A withdrawal is an entry in the words of what is taken back; the rest stays."""
    await agrees(books, BOB_HCP, CAPTURE, ATTENTION)
    state = await books.consents.withdraw(ORG, MEETING, BOB, [CAPTURE], Means.RECEIPT, START + 5)
    assert state == ConsentState(attention=True)
    entry = (await books.consents.entries(ORG, MEETING, BOB))[-1]
    assert (entry.kind, entry.given, entry.text) == (CAPTURE, False, "May we keep capture?")
    assert (entry.hcp, entry.means, entry.at) == ("hcp-bob", Means.RECEIPT, START + 5)


async def test_withdraw_what_was_not_given(books: EngagementStore) -> None:
    """Taking back what was never given leaves no entry."""
    await books.consents.withdraw(ORG, MEETING, BOB, [CAPTURE], Means.RECEIPT, START)
    assert await books.consents.entries(ORG, MEETING, BOB) == []


async def test_remembered_state_follows(books: EngagementStore) -> None:
    """What was asked before does not hide what was answered since."""
    assert not (await books.consents.current(ORG, MEETING, BOB)).capture
    await agrees(books, BOB_HCP, CAPTURE)
    assert (await books.consents.current(ORG, MEETING, BOB)).capture
    fresh = Consents(books.engine)
    assert (await fresh.current(ORG, MEETING, BOB)).capture


@pytest.mark.parametrize(
    ("state", "allowed"),
    [
        (ConsentState(), {None}),
        (ConsentState(capture=True), {None, CAPTURE}),
        (ConsentState(attention=True), {None}),
        (ConsentState(capture=True, attention=True), {None, CAPTURE, ATTENTION}),
    ],
)
def test_allows(state: ConsentState, allowed: set[ConsentKind | None]) -> None:
    """Attention is an addition to capture, never a way round it."""
    kinds = (None, CAPTURE, ATTENTION)
    assert {kind for kind in kinds if state.allows(kind)} == allowed


async def test_of_hcp(books: EngagementStore) -> None:
    """An HCP's answers over all meetings, newest first."""
    await agrees(books, BOB_HCP, CAPTURE)
    entries = await books.consents.of_hcp(ORG, "hcp-bob")
    assert [entry.kind for entry in entries] == [ConsentKind.RECORDING, ATTENTION, CAPTURE]


async def test_foreign_organisation(books: EngagementStore) -> None:
    """Another organisation sees nothing of it."""
    await agrees(books, BOB_HCP, CAPTURE)
    assert await books.consents.current(FOREIGN, MEETING, BOB) == ConsentState()
    assert await books.consents.entries(FOREIGN, MEETING, BOB) == []
    assert await books.consents.of_hcp(FOREIGN, "hcp-bob") == []


async def test_audited(books: EngagementStore) -> None:
    """Each answer is a line of the audit trail."""
    await agrees(books, BOB_HCP, CAPTURE)
    lines = (await books.audit.search(ORG, actor=BOB)).items
    assert [(line.action, line.after["kind"]) for line in reversed(lines)] == [
        ("consent.given", "capture"),
        ("consent.refused", "attention"),
        ("consent.refused", "recording"),
    ]
