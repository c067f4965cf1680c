"""Pointer and presence: told at once, kept nowhere, dropped when in doubt."""

import asyncio

import pytest

from tests.signaling.test_show import people
from tests.support.browser import Refused
from tests.support.stage import SHOW
from tests.support.venue import ORG, ROOM, Venue

LOOKS = {"version": "v1", "slide": 1, "step": 0, "visible": True, "quality": 3}


async def test_the_pointer_moves(venue: Venue) -> None:
    """Everybody but the sender sees it; it is no event."""
    async with venue.inside("alice", "bob") as (alice, bob):
        seq = (await alice.send("snapshot"))["snapshot"]["seq"]
        await alice.hint("point", slide=1, x=0.25, y=0.75, shown=True)
        await bob.until(lambda b: b.pointers)
        assert bob.pointers == [{"by": "alice", "slide": 1, "x": 0.25, "y": 0.75, "shown": True}]
        assert alice.pointers == [] and (await alice.send("snapshot"))["snapshot"]["seq"] == seq


async def test_the_pointer_of_an_attendee(venue: Venue) -> None:
    """Only who drives points."""
    async with venue.inside("alice", "bob") as (alice, bob):
        with pytest.raises(Refused, match="not-allowed"):
            await bob.send("point", slide=1, x=0.25, y=0.75, shown=True)
        assert alice.pointers == []


async def test_hosts_know_who_looks_at_what(venue: Venue) -> None:
    """At once by message, and later in the snapshot; attendees learn neither."""
    async with venue.inside("alice", "bob", "paul") as (alice, bob, paul):
        await bob.hint("presence", **LOOKS)
        await alice.until(lambda a: a.presences)
        seen = LOOKS | {"devices": None}
        assert alice.presences == [seen | {"id": "bob"}]
        assert (await alice.send("snapshot"))["snapshot"]["presence"] == {"bob": seen}
        assert (await paul.send("snapshot"))["snapshot"]["presence"] == {}
        await asyncio.sleep(0.02)
        assert paul.presences == [] and bob.presences == []


async def test_hosts_know_why_somebody_sends_nothing(venue: Venue) -> None:
    """Before any slide is shown, too; what is no known reason is refused, and nobody is told."""
    nothing = {"version": None, "slide": None, "step": None, "visible": None, "quality": None}
    async with venue.inside("alice", "bob", "paul") as (alice, bob, paul):
        with pytest.raises(Refused, match="bad-message"):
            await bob.send("presence", nothing | {"devices": "broken"})
        await bob.send("presence", nothing | {"devices": "missing"})
        await alice.until(lambda a: a.presences)
        assert [told["devices"] for told in alice.presences] == ["missing"]
        await bob.send("presence", nothing)
        await alice.until(lambda a: len(a.presences) > 1)
        assert alice.presences[1]["devices"] is None and paul.presences == []


async def test_without_consent_to_attention(venue: Venue) -> None:
    """A browser says null for what it may not tell."""
    async with venue.inside("alice", "bob") as (alice, bob):
        await bob.send("presence", LOOKS | {"visible": None, "quality": None})
        await alice.until(lambda a: a.presences)
        assert alice.presences[0]["visible"] is None


async def test_a_webinar_repeats_itself_seldom(venue: Venue) -> None:
    """What has not changed is told again once a minute, though a browser says it six times."""
    venue.calendar.plans[ORG, ROOM] = SHOW
    async with people(venue, "alice", "bob") as (alice, bob):
        await alice.send("go_live")
        await bob.until_state("present")
        await bob.send("presence", **LOOKS)
        for _ in range(6):
            venue.pass_time(10_000)
            await bob.send("presence", **LOOKS)
        await bob.send("presence", **LOOKS | {"quality": 1})
        await alice.until(lambda a: a.presences and a.presences[-1]["quality"] == 1)
        assert [told["quality"] for told in alice.presences] == [LOOKS["quality"]] * 2 + [1]
