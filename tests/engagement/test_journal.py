"""What rooms report, held against consent."""

from typing import Any

import pytest
from sqlalchemy import select

from engagement.kinds import ConsentKind
from engagement.store import EngagementStore
from engagement.tables import event
from tests.engagement.cast import ALICE, BOB, CAROL, START
from tests.engagement.play import CAROL_HCP, agrees, comes, curtain_up, kinds_of


async def test_journal(books: EngagementStore) -> None:
    """What the room reports is kept, by its number, once."""
    room = await curtain_up(books)
    await room.shows(1, 2_000)
    await room.says("question.asked", 3_000, BOB, question="q1", text="How often?")
    room.seq = 0
    await room.shows(1, 2_000)
    async with books.engine.connect() as connection:
        columns = (event.c.participant, event.c.hcp, event.c.session, event.c.seq, event.c.kind)
        rows = (await connection.execute(select(*columns).order_by(event.c.seq))).all()
    assert rows == [
        (ALICE, None, "server", 1, "slide.shown"),
        (BOB, "hcp-bob", "server", 2, "question.asked"),
    ]


async def test_journal_without_consent(books: EngagementStore) -> None:
    """Of an HCP without consent only coming and going is kept; what the host does stays."""
    room = await curtain_up(books)
    await comes(books, CAROL_HCP, 0)
    await room.says("participant.joined", 0, CAROL, role="attendee")
    said: list[tuple[str, dict[str, Any]]] = [
        ("question.asked", {"text": "?"}),
        ("chat.posted", {"text": "Hello"}),
        ("reaction.sent", {"reaction": "clap"}),
        ("hand.raised", {}),
        ("hand.lowered", {}),
    ]
    for kind, values in said:
        await room.says(kind, 10, CAROL, **values)
    await room.says("participant.left", 20, CAROL, reason="left")
    await room.says("chat.posted", 30, ALICE, text="Hello")
    assert await kinds_of(books, CAROL) == ["participant.joined", "participant.left"]
    assert await kinds_of(books, ALICE) == ["chat.posted"]


async def test_journal_of_what_was_before_a_yes(books: EngagementStore) -> None:
    """A room that tells all of itself again after a crash tells nothing from before a consent."""
    room = await curtain_up(books)
    await comes(books, CAROL_HCP, 0)
    await room.says("question.asked", 10, CAROL, question="q1", text="Before?")
    await agrees(books, CAROL_HCP, ConsentKind.CAPTURE, now=START + 20)
    room.seq, room.belated = 0, True
    await room.says("question.asked", 10, CAROL, question="q1", text="Before?")
    assert await kinds_of(books, CAROL) == []
    await room.says("question.asked", 20, CAROL, question="q2", text="After?")
    await agrees(books, CAROL_HCP, now=START + 30)
    await room.says("question.asked", 30, CAROL, question="q3", text="Without?")
    await agrees(books, CAROL_HCP, ConsentKind.CAPTURE, now=START + 40)
    await room.says("question.asked", 30, CAROL, question="q3", text="Without?")
    await room.says("chat.posted", 50, CAROL, text="Again")
    assert await kinds_of(books, CAROL) == ["question.asked", "chat.posted"]


async def test_journal_after_the_clock_was_set_back(books: EngagementStore) -> None:
    """What is said now is held against the consent as it stands, whatever the clock says."""
    room = await curtain_up(books)
    await comes(books, CAROL_HCP, 0)
    await agrees(books, CAROL_HCP, ConsentKind.CAPTURE, now=START + 60_000)
    await room.says("question.asked", 10, CAROL, question="q1", text="Now?")
    assert await kinds_of(books, CAROL) == ["question.asked"]
    await agrees(books, CAROL_HCP, now=START + 20)
    await room.says("chat.posted", 90_000, CAROL, text="After a no")
    assert await kinds_of(books, CAROL) == ["question.asked"]


async def test_journal_of_a_stranger(books: EngagementStore) -> None:
    """Of somebody whom attendance does not know, no more is kept than of one who said no."""
    room = await curtain_up(books)
    await room.says("chat.posted", 0, "nobody", text="Hello")
    assert await kinds_of(books, "nobody") == []


async def test_journal_of_an_unknown_kind(
    books: EngagementStore, caplog: pytest.LogCaptureFixture
) -> None:
    """A fact that is none is logged, and does not cost the others; its content is not logged."""
    room = await curtain_up(books)
    await room.says("room.exploded", 0, secret="pssst")
    await room.says("meeting.started", 1)
    assert await kinds_of(books, ALICE) == ["meeting.started"]
    assert "room.exploded" in caplog.text and "pssst" not in caplog.text
