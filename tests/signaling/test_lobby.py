"""What those who are not in the room are told: about themselves, and nothing else."""

import asyncio

from tests.support.browser import Browser
from tests.support.venue import Venue

BUSY = 10


async def busy(alice: Browser) -> None:
    """Alice does all kinds of things."""
    await alice.send("show", version="v1", slide=1)
    await alice.send("chat", id="m1", text="secret")
    await alice.send("rate_slide", version="v1", slide=1, reaction="positive")
    await alice.send("raise_hand", raised=True)
    await alice.hint("point", slide=1, x=0.5, y=0.5, shown=True)
    await alice.until(lambda a: a.room.ratings and a.room.participants[0].hand)
    await asyncio.sleep(0.05)


def heard(browser: Browser) -> list[object]:
    """Everything but ``status`` that a browser was told."""
    return [*browser.raw, *browser.pointers, *browser.presences]


async def test_the_lobby_hears_nothing(venue: Venue) -> None:
    """No roster, no slide, no chat, no pointer; not even that something happened."""
    async with venue.inside("alice") as (alice,), venue.browser("bob") as bob:
        await bob.join()
        await busy(alice)
        assert heard(bob) == [] and bob.statuses == [] and bob.snapshot is None


async def test_the_lobby_knows_whether_a_host_is_there(venue: Venue) -> None:
    """Told when it changes, and only then."""
    async with venue.browser("bob") as bob:
        assert (await bob.join())["host"] is False
        async with venue.inside("alice") as (alice,):
            await bob.until(lambda b: b.statuses)
            await alice.send("raise_hand", raised=True)
            await alice.until(lambda a: a.raw[-1]["kind"] == "hand_raised")
        await bob.until(lambda b: len(b.statuses) == 2)
        assert [(s["state"], s["host"]) for s in bob.statuses] == [
            ("lobby", True),
            ("lobby", False),
        ]


async def test_the_held_hear_nothing(venue: Venue) -> None:
    """From the hold on; after it, a snapshot brings everything."""
    async with venue.inside("alice", "bob") as (alice, bob):
        await alice.send("hold", participant="bob", held=True)
        await bob.until_state("held")
        before = len(heard(bob))
        await busy(alice)
        assert len(heard(bob)) == before
        await alice.send("hold", participant="bob", held=False)
        await bob.until_state("present")
        assert bob.room.chat and bob.room.position


async def test_the_removed_hear_nothing(venue: Venue) -> None:
    """They are told that they were put out, and may knock again."""
    async with venue.inside("alice", "bob") as (alice, bob):
        await alice.send("remove", participant="bob", ban=False)
        await bob.until_state("removed")
        before = len(heard(bob))
        await busy(alice)
        assert len(heard(bob)) == before
        assert (await bob.join())["state"] == "lobby"


async def test_who_connects_without_joining_hears_nothing(venue: Venue) -> None:
    """A second socket of somebody who is in is silent until it asks."""
    async with venue.inside("alice") as (alice,), venue.browser("alice") as tab:
        await busy(alice)
        assert heard(tab) == [] and tab.statuses == []


async def test_attendees_count_what_they_may_not_see(venue: Venue) -> None:
    """Hidden events have a number and a time, so that nobody sees a hole."""
    async with venue.inside("alice", "bob") as (alice, bob), venue.browser("carol") as carol:
        await carol.join()
        await alice.send("rate_slide", version="v1", slide=1, reaction="positive")
        await alice.until(lambda a: a.room.ratings)
        await bob.until_seq(alice.room.seq)
        hidden = [event for event in bob.raw if event["kind"] == "hidden"]
        assert len(hidden) == 2
        assert all(set(event) == {"kind", "seq", "at", "by", "first"} for event in hidden)
        assert not bob.room.ratings and not bob.room.decks[0].slides[0].notes


async def test_all_pictures_agree(venue: Venue) -> None:
    """After much has happened, following gives what a fresh snapshot gives; to hosts, too."""
    async with venue.inside("alice", "bob", "paul") as (alice, bob, paul):
        await busy(alice)
        await bob.send("ask", id="q1", text="Why?")
        await alice.send("answer", question="q1", how="live")
        await paul.send("react", reaction="clap")
        await alice.send("lock", locked=True)
        for browser in (alice, bob, paul):
            await browser.until(lambda b: b.room.locked)
            followed = browser.room
            fresh = (await browser.send("snapshot"))["snapshot"]
            browser._take_status({"state": "present", "snapshot": fresh})
            assert browser.room == followed
