"""What people send twice, too late, or as markup: each has a rule, and the room stays right."""

import pytest

from tests.signaling.test_floor import refused, show, told, webinar
from tests.support.venue import Venue

__all__ = ["webinar"]
MARKUP = "<img src=x onerror=alert(1)><b>Why?</b> &amp; \u202e"


async def test_a_question_as_markup(venue: Venue) -> None:
    """It is text, word for word: nobody cuts it, and no page takes it for anything else."""
    async with show(venue, "alice", "bob") as (alice, bob):
        await bob.send("ask", id="q1", text=MARKUP)
        await alice.until(told(text=MARKUP))


@pytest.mark.parametrize("text", ["", "a\0b", "\ud800", "x" * 1_001])
async def test_no_question(venue: Venue, text: str) -> None:
    """Empty, broken, or endless texts are refused."""
    async with show(venue, "alice", "bob") as (alice, bob):
        assert await refused(bob, "ask", id="q1", text=text) == "bad-message"
        assert not alice.room.questions


async def test_sent_twice(venue: Venue) -> None:
    """A question, a line, an announcement, sent again with the same id, is there once."""
    async with show(venue, "alice", "bob") as (alice, bob):
        for _ in range(2):
            await bob.send("ask", id="q1", text="Why?")
            await bob.send("chat", id="m1", text="Hello")
            await alice.send("announce", id="a1", text="Soon")
        fresh = (await alice.send("snapshot"))["snapshot"]
        assert [len(fresh[name]) for name in ("questions", "chat", "announcements")] == [1, 1, 1]


async def test_voted_twice(venue: Venue) -> None:
    """One vote a person, however often it is sent; none for one's own, none once it is answered."""
    async with show(venue, "alice", "bob", "carol") as (alice, bob, carol):
        await bob.send("ask", id="q1", text="Why?")
        assert await refused(carol, "vote", question="q1", up=True) == "not-allowed"
        await alice.send("open_question", question="q1")
        for _ in range(3):
            await carol.send("vote", question="q1", up=True)
        await alice.until(told(votes=1))
        assert await refused(bob, "vote", question="q1", up=True) == "not-allowed"
        await alice.send("answer", question="q1", how="live")
        assert await refused(carol, "vote", question="q1", up=False) == "not-allowed"


async def test_answered_twice_and_too_late(venue: Venue) -> None:
    """The last answer to an open poll counts, once; after its end none does."""
    async with show(venue, "alice", "bob") as (alice, bob):
        poll = {"id": "p1", "kind": "single", "question": "?", "options": ["a", "b"]}
        await alice.send("poll_save", poll)
        await alice.send("poll_move", poll="p1", state="open")
        for choice in (0, 1, 1):
            await bob.send("poll_answer", poll="p1", choices=[choice])
        await alice.until(lambda a: a.room.polls[0].results == (0, 1))
        assert alice.room.polls[0].answered == 1
        await alice.send("poll_move", poll="p1", state="closed")
        assert await refused(bob, "poll_answer", poll="p1", choices=[0]) == "not-allowed"


async def test_after_the_end(venue: Venue) -> None:
    """Nothing is said, asked or voted in a webinar that is over."""
    async with show(venue, "alice", "bob") as (alice, bob):
        await alice.send("end")
        await bob.until_state("ended")
        for name, fields in (
            ("ask", {"id": "q1", "text": "Why?"}),
            ("vote", {"question": "q1", "up": True}),
            ("chat", {"id": "m1", "text": "Bye"}),
            ("react", {"reaction": "clap"}),
        ):
            assert await refused(bob, name, **fields) == "room-ended"
