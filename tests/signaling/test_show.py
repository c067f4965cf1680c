"""The show of a webinar, over the wire and in media: rehearsal, live, backstage, promotion."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import pytest

from rooms import Role
from tests.support.browser import Browser
from tests.support.stage import SHOW
from tests.support.venue import ORG, ROOM, Venue, claim
from tests.support.whip import MediaClient


@pytest.fixture(autouse=True)
def webinar(venue: Venue) -> None:
    """The room is a webinar's."""
    venue.calendar.plans[ORG, ROOM] = SHOW


@asynccontextmanager
async def people(venue: Venue, *cast: str) -> AsyncIterator[list[Browser]]:
    """Everybody has come; the audience waits."""
    async with AsyncExitStack() as stack:
        found = [await stack.enter_async_context(venue.browser(who)) for who in cast]
        for browser in found:
            await browser.join()
        yield found


async def test_going_live(venue: Venue) -> None:
    """Who waits hears of the countdown, and is in when it is over."""
    async with people(venue, "alice", "bob") as (alice, bob):
        assert (alice.state, bob.state) == ("present", "lobby")
        await alice.send("go_live", delay_ms=5_000)
        await bob.until(lambda b: b.statuses and b.statuses[-1]["live_at"] is not None)
        await alice.send("stop_countdown")
        await bob.until(lambda b: b.statuses[-1]["live_at"] is None)
        await alice.send("go_live")
        await bob.until_state("present")
        assert bob.room.phase == "live"


async def test_rehearsal_is_not_heard(venue: Venue) -> None:
    """What the crew publishes before it goes live is played to the crew alone."""
    async with people(venue, "alice", "pat", "bob") as (alice, pat, _):
        async with MediaClient(venue.url, "pat") as hers, MediaClient(venue.url, "bob") as his:
            await hers.publish()
            await pat.until(lambda p: p.room.streams)
            stream = pat.room.streams[0].id
            _, refused = await his.play(stream)
            assert (refused.status, refused.code) == (403, "not-in-room")
            async with MediaClient(venue.url, "alice") as host:
                await host.play(stream)
        assert alice.room.streams


async def test_backstage_ends_what_the_audience_sees(venue: Venue) -> None:
    """Going backstage ends what the audience sees, at once; the crew goes on."""
    async with people(venue, "alice", "pat", "bob") as (alice, pat, bob):
        await alice.send("go_live")
        await bob.until_state("present")
        async with (
            MediaClient(venue.url, "pat") as hers,
            MediaClient(venue.url, "bob") as his,
            MediaClient(venue.url, "alice") as host,
        ):
            await hers.publish()
            await bob.until(lambda b: b.room.streams)
            stream = bob.room.streams[0].id
            watching, _ = await his.play(stream)
            await host.play(stream)
            await pat.send("set_backstage", participant="pat", backstage=True)
            await asyncio.wait_for(watching.closed.wait(), 5)
            await bob.until(lambda b: not b.room.streams)
            _, refused = await his.play(stream)
            assert refused.code == "no-such-stream"
            assert venue.media.stats()["viewers"] == 1
            await alice.send("set_backstage", participant="pat", backstage=False)
            await bob.until(lambda b: b.room.streams)
            await his.play(bob.room.streams[0].id)


async def test_promotion(venue: Venue) -> None:
    """Two yeses: the attendee gets a panelist's picture of the room, and may publish and act so."""
    async with people(venue, "alice", "bob", "carol") as (alice, bob, carol):
        await alice.send("go_live")
        await carol.until_state("present")
        await alice.send("invite", participant="bob", invited=True)
        await bob.until(lambda b: any(p.invited for p in b.room.participants))
        assert not any(p.id == "bob" for p in carol.room.participants)
        await bob.send("answer_invitation", accept=True)
        await bob.until(lambda b: b.room.role is Role.PANELIST)
        await carol.until(lambda c: any(p.id == "bob" for p in c.room.participants))
        async with MediaClient(venue.url, "bob") as his:
            await his.publish()
            await carol.until(lambda c: c.room.streams)
        await bob.send("demote", participant="bob")
        await bob.until(lambda b: b.room.role is Role.ATTENDEE)
        await carol.until(lambda c: all(p.id != "bob" for p in c.room.participants))


async def test_demotion_ends_what_is_behind_the_stage(venue: Venue) -> None:
    """Who is of the audience again neither sees nor hears the crew backstage, what they watched
    before included; what is on stage goes on."""
    async with people(venue, "alice", "pat", "bob") as (alice, pat, bob):
        await alice.send("go_live")
        await bob.until_state("present")
        await alice.send("invite", participant="bob", invited=True)
        await bob.until(lambda b: any(p.invited for p in b.room.participants))
        await bob.send("answer_invitation", accept=True)
        await bob.until(lambda b: b.room.role is Role.PANELIST)
        await pat.send("set_backstage", participant="pat", backstage=True)
        async with (
            MediaClient(venue.url, "pat") as hers,
            MediaClient(venue.url, "alice") as host,
            MediaClient(venue.url, "bob") as his,
        ):
            await hers.publish()
            await host.publish()
            await bob.until(lambda b: len(b.room.streams) == 2)
            streams = {each.participant: each.id for each in bob.room.streams}
            behind, _ = await his.play(streams["pat"])
            before, _ = await his.play(streams["alice"])
            await bob.send("demote", participant="bob")
            await asyncio.wait_for(behind.closed.wait(), 5)
            assert not before.closed.is_set()
            assert venue.media.stats()["viewers"] == 1


async def test_a_crowd_is_told_as_one(venue: Venue) -> None:
    """That many come in is one line for an attendee, without a hole; the hosts see each."""
    crowd = [f"n{number}" for number in range(30)]
    for who in crowd:
        venue.invitations.tokens[who] = claim(who, Role.ATTENDEE)
    async with people(venue, "alice", "bob") as (alice, bob):
        await alice.send("go_live")
        await bob.until_state("present")
        async with people(venue, *crowd):
            await alice.until(lambda a: len(a.room.participants) == 32)
            await alice.send("chat", id="m1", text="Welcome")
            await bob.until(lambda b: b.room.chat)
            hidden = [event for event in bob.raw if event["kind"] == "hidden"]
            assert len(hidden) < 30
            assert bob.room.seq == alice.room.seq
            fresh = await bob.send("snapshot")
            assert len(fresh["snapshot"]["participants"]) == len(bob.room.participants) == 2


async def test_reconnect_in_rehearsal_and_live(venue: Venue) -> None:
    """Whoever loses the connection while the doors open is in when they are back."""
    async with people(venue, "alice", "bob") as (alice, bob):
        await bob.close()
        await alice.send("go_live")
        async with venue.browser("bob") as again:
            await again.join()
            assert again.state == "present"


async def test_questions_and_polls(venue: Venue) -> None:
    """Asked, let through, voted for; a poll opened, answered, shown: each sees what is theirs."""
    async with people(venue, "alice", "bob", "carol") as (alice, bob, carol):
        await alice.send("go_live")
        await carol.until_state("present")
        await bob.send("ask", id="q1", text="Why?", anonymous=True)
        await bob.until(lambda b: b.room.questions)
        assert not carol.room.questions
        await alice.send("open_question", question="q1")
        await carol.until(lambda c: c.room.questions)
        assert (carol.room.questions[0].by, carol.room.questions[0].name) == ("", "")
        await bob.until(lambda b: b.room.questions[0].state == "open")
        assert bob.room.questions[0].by == "bob"
        assert alice.room.questions[0].by == ""
        await carol.send("vote", question="q1", up=True)
        await carol.until(lambda c: c.room.my_votes == ("q1",))
        await bob.until(lambda b: any(t["votes"].get("q1") == 1 for t in b.tallies))
        quiz = {"id": "p1", "kind": "single", "question": "Which?", "options": ["a", "b"]}
        await alice.send("poll_save", **quiz)
        await alice.send("poll_move", poll="p1", state="open")
        await bob.until(lambda b: b.room.polls)
        await bob.send("poll_answer", poll="p1", choices=[1])
        await bob.until(lambda b: b.room.my_answers)
        assert bob.room.polls[0].answered == 0
        await alice.until(lambda a: a.room.polls[0].answered == 1)
        await alice.send("poll_show", poll="p1", shown=True)
        await carol.until(lambda c: c.room.polls[0].results == (0, 1))
        await carol.send("poll_answer", poll="p1", choices=[0])
        told = {"answered": 2, "results": [1, 1]}
        await bob.until(lambda b: any(t["polls"].get("p1") == told for t in b.tallies))


async def test_own_words_are_ones_own(venue: Venue) -> None:
    """Who writes where no names are shown sees their own; others of the audience read no name."""
    async with people(venue, "alice", "bob", "carol") as (alice, bob, carol):
        await alice.send("go_live")
        await carol.until_state("present")
        await bob.send("chat", id="c1", text="Hello")
        for browser in (alice, bob, carol):
            await browser.until(lambda b: b.room.chat)
        assert [b.room.chat[0].by for b in (alice, bob, carol)] == ["bob", "bob", ""]


async def test_reactions_are_counted(venue: Venue) -> None:
    """A hundred hearts are a few lines for everybody, with the right sum."""
    async with people(venue, "alice", "bob") as (alice, bob):
        await alice.send("go_live")
        await bob.until_state("present")
        for _ in range(10):
            await bob.send("react", reaction="heart")
        await alice.until(lambda a: sum(t["reactions"].get("heart", 0) for t in a.tallies) == 10)
        assert len(alice.tallies) < 10
