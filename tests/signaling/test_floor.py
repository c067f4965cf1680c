"""The conversation of a webinar over the wire: what the hosts run, and what everybody is told."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from time import monotonic

import pytest

from rooms import Role
from signaling.tallies import PAUSE_SECONDS
from tests.signaling.test_show import people
from tests.support.browser import Browser, Refused
from tests.support.stage import SHOW
from tests.support.venue import ORG, ROOM, Venue, claim
from tests.support.whip import MediaClient


@pytest.fixture(autouse=True)
def webinar(venue: Venue) -> None:
    """The room is a webinar's, with a deck that may be taken home."""
    venue.calendar.plans[ORG, ROOM] = replace(SHOW, handouts=frozenset({"v1"}))


@asynccontextmanager
async def show(venue: Venue, *cast: str) -> AsyncIterator[list[Browser]]:
    """Everybody is in, and it is live; the first is the host."""
    async with people(venue, *cast) as found:
        await found[0].send("go_live")
        for browser in found:
            await browser.until_state("present")
        yield found


def told(**of_question: object) -> Callable[[Browser], bool]:
    """Whether a browser's first question is so."""
    return lambda b: any(
        all(getattr(q, name) == value for name, value in of_question.items())
        for q in b.room.questions
    )


async def refused(browser: Browser, name: str, **fields: object) -> str:
    """The code with which a message is refused."""
    with pytest.raises(Refused) as error:
        await browser.send(name, fields)
    return error.value.code


async def test_a_question_on_its_way(venue: Venue) -> None:
    """Asked, given to a speaker, taken up aloud by her, answered: everybody follows."""
    async with show(venue, "alice", "pat", "bob", "carol") as (alice, pat, bob, carol):
        await bob.send("ask", id="q1", text="Why?")
        await alice.until(told(state="pending"))
        assert await refused(pat, "take_question", question="q1", taken=True) == "not-allowed"
        await alice.send("assign_question", question="q1", participant="pat")
        await pat.until(told(assigned="pat"))
        await pat.send("take_question", question="q1", taken=True)
        await carol.until(told(answering=True, assigned=None))
        await pat.send("answer", question="q1", how="live")
        await carol.until(told(answering=False, state="answered"))


async def test_answers_for_one(venue: Venue) -> None:
    """A whispered answer and the reason of a dismissal reach whoever asked, and no other."""
    async with show(venue, "alice", "bob", "carol") as (alice, bob, carol):
        for question, how in (("q1", "written"), ("q2", "dismissed")):
            await bob.send("ask", id=question, text="Why?")
            await alice.send("open_question", question=question)
            await carol.until(told(id=question))
            await alice.send("answer", question=question, how=how, text="Secret", whispered=True)
            await bob.until(told(id=question, answer="Secret"))
            await carol.until(lambda c: not c.room.questions)
        assert "Secret" not in repr(carol.raw)


async def test_a_break(venue: Venue) -> None:
    """The audience is told until when, whoever comes meanwhile too, and when it goes on."""
    async with show(venue, "alice", "bob") as (alice, bob):
        await alice.send("pause", paused=True, minutes=5)
        await bob.until(lambda b: b.room.pause is not None)
        assert bob.room.pause is not None and bob.room.pause.until is not None
        async with venue.browser("carol") as carol:
            await carol.join()
            assert carol.room.pause == bob.room.pause
        await alice.send("pause", paused=False)
        await bob.until(lambda b: b.room.pause is None)
        assert await refused(bob, "pause", paused=True) == "not-allowed"


async def test_a_break_that_ends_by_itself(venue: Venue) -> None:
    """The server says so to everybody when its time has come."""
    async with show(venue, "alice", "bob") as (alice, bob):
        await alice.send("pause", paused=True, minutes=1, ends=True)
        await bob.until(lambda b: b.room.pause is not None and b.room.pause.ends)
        venue.pass_time(60_000)
        # The room looks at its clock whenever something happens in it.
        await alice.send("chat", id="m1", text="Here we are")
        await bob.until(lambda b: b.room.pause is None)


async def test_nobody_is_heard_in_a_break(venue: Venue) -> None:
    """What the audience plays ends with the pause, and is played again when it goes on."""
    async with (
        show(venue, "alice", "pat", "bob") as (alice, _, bob),
        MediaClient(venue.url, "pat") as hers,
        MediaClient(venue.url, "bob") as his,
        MediaClient(venue.url, "alice") as host,
    ):
        await hers.publish()
        await bob.until(lambda b: b.room.streams)
        stream = bob.room.streams[0].id
        watching, _ = await his.play(stream)
        await alice.send("pause", paused=True)
        await asyncio.wait_for(watching.closed.wait(), 5)
        await bob.until(lambda b: not b.room.streams)
        _, no = await his.play(stream)
        assert no.code == "no-such-stream"
        await host.play(stream)
        await alice.send("pause", paused=False)
        await bob.until(lambda b: b.room.streams)
        await his.play(bob.room.streams[0].id)


async def test_announcements(venue: Venue) -> None:
    """With an address and a deck to take home; taken back, it is gone for everybody."""
    async with show(venue, "alice", "bob") as (alice, bob):
        link = "https://example.org/s"
        await alice.send("announce", id="a1", text="Take it", link=link, download="v1")
        await bob.until(lambda b: b.room.announcements)
        assert (bob.room.announcements[0].link, bob.room.announcements[0].download) == (link, "v1")
        await alice.send("remove_announcement", announcement="a1")
        await bob.until(lambda b: not b.room.announcements)
        assert await refused(alice, "announce", id="a2", text="x", download="v9") == "not-allowed"
        for bad in ("http://example.org", "javascript:alert(1)", "https://a b"):
            assert await refused(alice, "announce", id="a3", text="x", link=bad) == "bad-message"


async def test_a_slow_chat(venue: Venue) -> None:
    """Who writes again too soon is told so; a line that was taken out is gone for its author."""
    async with show(venue, "alice", "bob") as (alice, bob):
        await alice.send("chat_mode", mode="all", slow=60)
        await bob.until(lambda b: b.room.chat_slow == 60)
        await bob.send("chat", id="m1", text="One")
        await bob.send("chat", id="m1", text="One")
        assert await refused(bob, "chat", id="m2", text="Two") == "too-many"
        await alice.send("remove_message", message="m1")
        await bob.until(lambda b: not b.room.chat)
        await alice.until(lambda a: [m.removed for m in a.room.chat] == [True])


async def test_demoted_in_the_middle(venue: Venue) -> None:
    """A moderator who is none any more is shown the room anew; what she sends is refused."""
    async with show(venue, "alice", "mona", "bob") as (_, mona, bob):
        await bob.send("ask", id="q1", text="Why?")
        await mona.until(told(id="q1"))
        venue.signaling.appoint(ROOM, "mona", Role.PANELIST)
        await mona.until(lambda m: m.room.role is Role.PANELIST)
        assert mona.statuses[-1]["snapshot"]["role"] == "panelist"
        for name, fields in (
            ("open_question", {"question": "q1"}),
            ("answer", {"question": "q1", "how": "live"}),
            ("chat_mode", {"mode": "off"}),
        ):
            assert await refused(mona, name, **fields) == "not-allowed"
        venue.signaling.appoint("another", "mona", Role.HOST)


async def test_back_in_another_role(venue: Venue) -> None:
    """Whose role was changed while they were away for a moment comes back as what they are."""
    async with show(venue, "alice", "mona") as (alice, mona):
        await mona.close()
        venue.invitations.tokens["mona"] = claim("mona", Role.PRESENTER)
        async with venue.browser("mona") as again:
            await again.join()
            assert again.room.role is Role.PRESENTER
            await alice.until(
                lambda a: [p.role for p in a.room.participants if p.id == "mona"] == ["presenter"]
            )


async def test_free_answers_that_are_shown(venue: Venue) -> None:
    """The words of a poll reach everybody while it runs, and no more once they are hidden."""
    async with show(venue, "alice", "bob", "carol") as (alice, bob, carol):
        await alice.send("poll_save", id="p1", kind="text", question="What?")
        await alice.send("poll_move", poll="p1", state="open")
        await alice.send("poll_show", poll="p1", shown=True)
        await carol.send("poll_answer", poll="p1", text="Safety")
        said = {"answered": 1, "results": [], "texts": ["Safety"]}
        await bob.until(lambda b: any(t["polls"].get("p1") == said for t in b.tallies))
        await bob.send("poll_answer", poll="p1", text="Hidden")
        await alice.send("poll_show", poll="p1", shown=False)
        before = len(bob.tallies)
        await asyncio.sleep(1.5)
        assert "Hidden" not in repr(bob.tallies[before:])


async def test_reactions_ten_times_a_second(venue: Venue) -> None:
    """However many clap, all are told at most ten times a second, with the right sum."""
    crowd = ("bob", "carol", "dan")
    async with show(venue, "alice", *crowd) as (alice, *audience):
        began = monotonic()
        for _ in range(10):
            await asyncio.gather(*(each.send("react", reaction="clap") for each in audience))

        def claps() -> int:
            return sum(tally["reactions"].get("clap", 0) for tally in alice.tallies)

        await alice.until(lambda _: claps() == 30)
        most = (monotonic() - began) / PAUSE_SECONDS + 1
        assert len(alice.tallies) <= most
        assert not [event for event in alice.raw if event["kind"] == "reacted"]
