"""Joining over the wire: walking in, knocking, coming back, being refused."""

import pytest

from rooms import State
from tests.support.browser import Refused
from tests.support.venue import ORG, ROOM, Venue, claim


async def test_the_host_comes_in(venue: Venue) -> None:
    """Alice connects, joins, and has the room before her, at once."""
    async with venue.browser("alice") as alice:
        reply = await alice.join()
        assert (reply["state"], reply["reason"], reply["now"]) == ("present", None, venue.clock())
        assert alice.room.phase == "live"
        assert [p.id for p in alice.room.participants] == ["alice"]


async def test_an_attendee_waits_and_is_admitted(venue: Venue) -> None:
    """Bob knocks, Alice sees it and lets him in; his snapshot comes by itself."""
    async with venue.browser("alice") as alice, venue.browser("bob") as bob:
        await alice.join()
        assert await bob.join("phone") == {
            "state": "lobby",
            "reason": None,
            "host": True,
            "phase": "live",
            "live_at": None,
            "snapshot": None,
            "now": venue.clock(),
        }
        await alice.until(lambda a: a.events and a.events[-1].kind == "participant_knocked")
        await alice.send("admit", participant="bob")
        await bob.until_state("present")
        assert [(p.id, p.device) for p in bob.room.participants] == [
            ("alice", "desktop"),
            ("bob", "phone"),
        ]


async def test_joining_twice(venue: Venue) -> None:
    """A browser that asks again gets the same answer, and nothing happens in the room."""
    async with venue.inside("alice") as (alice,):
        before = alice.room
        assert (await alice.join())["state"] == "present"
        assert alice.room == before


async def test_a_second_tab(venue: Venue) -> None:
    """Another tab of the same person is in at once, and the roster does not grow."""
    async with venue.inside("alice", "bob") as (alice, bob), venue.browser("bob") as tab:
        assert (await tab.join())["state"] == "present"
        assert tab.room.participants == bob.room.participants
        await alice.send("chat", id="m1", text="hello")
        await tab.until(lambda t: t.room.chat)
        await bob.until(lambda b: b.room.chat)


async def test_a_refused_person_is_told_why(venue: Venue) -> None:
    """The reason reaches who was refused, also when their page asks again; never a snapshot."""
    async with venue.inside("alice") as (alice,), venue.browser("bob") as bob:
        await bob.join()
        await alice.send("refuse", participant="bob", reason="Another day, please")
        await bob.until_state("refused")
        told = {"state": "refused", "reason": "Another day, please", "host": True}
        told |= {"phase": "live", "live_at": None, "snapshot": None}
        assert bob.statuses == [told]
        assert await bob.join() == told | {"now": venue.clock()}


async def test_a_locked_room(venue: Venue) -> None:
    """Newcomers are refused with a code of its own."""
    async with venue.inside("alice") as (alice,), venue.browser("bob") as bob:
        await alice.send("lock", locked=True)
        with pytest.raises(Refused, match="locked"):
            await bob.join()


async def test_a_banned_person(venue: Venue) -> None:
    """Put out for good: told so, and refused at the next try."""
    async with venue.inside("alice", "bob") as (alice, bob):
        await alice.send("remove", participant="bob", ban=True)
        await bob.until_state("removed")
        with pytest.raises(Refused, match="banned"):
            await bob.join()


async def test_an_ended_room(venue: Venue) -> None:
    """Over is over, also after the room has been put away."""
    async with venue.inside("alice") as (alice,), venue.browser("bob") as bob:
        await alice.send("end")
        with pytest.raises(Refused, match="room-ended"):
            await bob.join()
        await alice.until_state("ended")
        await venue.timeline.flush()
        await alice.until(lambda _: venue.signaling.stats()["rooms"] == 0)
        with pytest.raises(Refused, match="room-ended"):
            await bob.join()
        with pytest.raises(Refused, match="room-ended"):
            await alice.send("chat", id="m1", text="too late")


async def test_everybody_hears_of_the_end(venue: Venue) -> None:
    """Also who waits, and who is held."""
    async with venue.inside("alice", "bob") as (alice, bob), venue.browser("carol") as carol:
        await carol.join()
        await alice.send("hold", participant="bob", held=True)
        await bob.until_state("held")
        await alice.send("end")
        for browser in (alice, bob, carol):
            await browser.until_state("ended")
            assert browser.statuses[-1]["reason"] == "host"


async def test_a_meeting_that_is_not_planned(venue: Venue) -> None:
    """A token for a meeting that is gone opens nothing."""
    venue.invitations.tokens["t"] = claim("bob", meeting="liver")
    async with venue.browser("t") as bob:
        with pytest.raises(Refused, match="not-found"):
            await bob.join()


async def test_another_organisation(venue: Venue) -> None:
    """A foreign organisation's claim on the same meeting id finds nothing, open or not."""
    venue.invitations.tokens["t"] = claim("eve", meeting=ROOM, org="other")
    async with venue.browser("t") as eve:
        with pytest.raises(Refused, match="not-found"):
            await eve.join()
        async with venue.inside("alice"):
            with pytest.raises(Refused, match="not-found"):
                await eve.join()
    assert ORG != "other"


async def test_two_who_come_first(venue: Venue) -> None:
    """Whoever is first, there is one room."""
    async with venue.browser("alice") as alice, venue.browser("amy") as amy:
        assert (await alice.join())["state"] == (await amy.join())["state"] == "present"
        await alice.until(lambda a: len(a.room.participants) == 2)
        assert venue.signaling.stats()["rooms"] == 1


async def test_leaving(venue: Venue) -> None:
    """Who says goodbye is gone at once, and hears nothing any more."""
    async with venue.inside("alice", "bob") as (alice, bob):
        await bob.send("leave")
        await alice.until(lambda a: a.room.participants[-1].state is State.LEFT)
        heard = len(bob.events)
        await alice.send("chat", id="m1", text="psst")
        await alice.until(lambda a: a.room.chat)
        with pytest.raises(Refused, match="not-in-room"):
            await bob.send("chat", id="m2", text="still here?")
        assert len(bob.events) == heard
        assert (await bob.join())["state"] == "present"
