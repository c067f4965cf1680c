"""The HCP's receipt."""

import pytest

from engagement.consents import ConsentState, Means
from engagement.errors import NotFound
from engagement.kinds import ConsentKind
from engagement.store import EngagementStore
from tests.engagement.cast import ALICE, BOB, CAROL, FOREIGN, MEETING, ORG, START
from tests.engagement.play import BOB_HCP, CAROL_HCP, Tab, agrees, comes, curtain_up, goes

NOW = START + 100_000


async def test_receipt(books: EngagementStore) -> None:
    """What was captured, in plain counts, under which words."""
    room = await curtain_up(books)
    await agrees(books, BOB_HCP, ConsentKind.CAPTURE, ConsentKind.ATTENTION, now=START + 5)
    tab = Tab()
    tab.looked(0, 2_000, 3_000)
    tab.looked(1, 5_000, 3_000)
    tab.happened("pointer.clicked", 9_000, 1, values={"x": 0, "y": 0})
    tab.happened("attention.hidden", 9_500)
    await tab.send(books, 10_000)
    await room.says("question.asked", 11_000, BOB, question="q1", text="?")
    await room.says("reaction.sent", 12_000, BOB, reaction="heart")
    await room.says("chat.posted", 13_000, ALICE, text="Not Bob's")
    await goes(books, "bob-1", 31_000)
    receipt = await books.receipts.of(ORG, MEETING, BOB, NOW)
    assert (receipt.slides, receipt.clicks, receipt.questions, receipt.reactions) == (2, 1, 1, 1)
    assert (receipt.attention, receipt.messages, receipt.events) == (1, 0, 8)
    assert (receipt.connected_ms, receipt.device) == (30_000, "desktop")
    assert (receipt.first_at, receipt.last_at) == (START + 2_000, START + 12_000)
    assert receipt.consents == ConsentState(capture=True, attention=True)
    assert [entry.text for entry in receipt.answers[:1]] == ["May we keep capture?"]


async def test_without_consent(books: EngagementStore) -> None:
    """Who said no reads that nothing was captured but their attendance."""
    await curtain_up(books)
    await agrees(books, CAROL_HCP)
    await comes(books, CAROL_HCP, 0)
    tab = Tab(CAROL_HCP)
    tab.looked(0, 0, 3_000)
    await tab.send(books, 4_000)
    receipt = await books.receipts.of(ORG, MEETING, CAROL, NOW)
    assert (receipt.counts, receipt.events, receipt.connected_ms) == ({}, 0, 100_000)
    assert (receipt.first_at, receipt.last_at) == (None, None)


async def test_after_withdrawal(books: EngagementStore) -> None:
    """A withdrawal shows on the receipt with the answer it takes back."""
    await curtain_up(books)
    await books.consents.withdraw(ORG, MEETING, BOB, list(ConsentKind), Means.RECEIPT, NOW)
    receipt = await books.receipts.of(ORG, MEETING, BOB, NOW)
    assert not receipt.consents.capture
    assert [(entry.kind, entry.given) for entry in receipt.answers] == [
        ("capture", True),
        ("attention", False),
        ("recording", False),
        ("capture", False),
    ]


async def test_refused_in_the_lobby(books: EngagementStore) -> None:
    """Who only answered the questions and never got in has a receipt, too."""
    await agrees(books, BOB_HCP, ConsentKind.CAPTURE)
    receipt = await books.receipts.of(ORG, MEETING, BOB, NOW)
    assert (receipt.connected_ms, receipt.events, len(receipt.answers)) == (0, 0, 3)


async def test_unknown(books: EngagementStore) -> None:
    """Nobody has a receipt of another's meeting or organisation."""
    await curtain_up(books)
    for org, meeting, participant in (
        (ORG, MEETING, "nobody"),
        (ORG, "meeting-9", BOB),
        (FOREIGN, MEETING, BOB),
    ):
        with pytest.raises(NotFound):
            await books.receipts.of(org, meeting, participant, NOW)
