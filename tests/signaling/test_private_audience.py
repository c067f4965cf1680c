"""An attendee's wire, byte by byte: nothing on it says who else is in the audience.

Every frame is kept that the server sends to Bob while Carol does all that an attendee can do; she
has an id, a name and an HCP's number that stand nowhere else.
"""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import uuid4

import aiohttp
import pytest

from rooms import Role
from signaling.seams import Claim, Profile
from tests.support.browser import Browser, Refused
from tests.support.stage import SHOW
from tests.support.venue import FOREVER, ORG, ROOM, Venue

CAROL = Claim(ORG, ROOM, "zqid-17", "Zebulon Quist", Role.ATTENDEE, "hcp-zq-99", FOREVER)
SECRETS = ("zqid", "zebulon", "quist", "hcp-zq", "@", "zurich")
POLL = {"kind": "single", "question": "Which?", "options": ["a", "b"]}


@dataclass
class Tap:
    """A bare WebSocket that speaks Socket.IO and keeps every frame."""

    ws: aiohttp.ClientWebSocketResponse
    frames: list[str] = field(default_factory=list)
    sent: int = 0

    async def call(self, name: str, **message: object) -> Any:
        """Send a message; its acknowledgement. Whatever comes before it is kept, too."""
        self.sent += 1
        await self.ws.send_str(f"42{self.sent}{json.dumps([name, message])}")
        head = f"43{self.sent}["
        while not (frame := await self.read()).startswith(head):
            pass
        return json.loads(frame[len(head) - 1 :])[0]

    async def read(self) -> str:
        """The next frame; pings are answered."""
        frame = await self.ws.receive_str(timeout=15)
        self.frames.append(frame)
        if frame == "2":
            await self.ws.send_str("3")
        return frame

    async def until_quiet(self) -> None:
        """Read all that is on its way: a snapshot, twice, with the runs of the unseen between."""
        for _ in range(3):
            await self.call("snapshot")
            await self.ws.ping()


@asynccontextmanager
async def tapped(venue: Venue, token: str) -> AsyncIterator[Tap]:
    """Somebody's tab, connected and joined."""
    bearer = {"Authorization": f"Bearer {token}"}
    address = f"{venue.url}/socket.io/?EIO=4&transport=websocket"
    async with aiohttp.ClientSession() as http, http.ws_connect(address, headers=bearer) as ws:
        tap = Tap(ws)
        assert (await tap.read()).startswith("0")
        await ws.send_str("40" + json.dumps({"token": token, "tab": str(uuid4())}))
        assert (await tap.read()).startswith("40")
        await tap.call("join", device={"class": "phone"})
        yield tap


@pytest.fixture(autouse=True)
def webinar(venue: Venue) -> None:
    """The room is that of a webinar that shows no names."""
    venue.calendar.plans[ORG, ROOM] = replace(SHOW, moderated=False)
    venue.invitations.tokens["carol"] = CAROL
    venue.guestbook.known[CAROL.participant] = Profile("CH", "Zurich")


async def speak_up(carol: Browser, alice: Browser) -> None:
    """She says all that an attendee can say, and the hosts do with it what hosts do."""
    looks = {"version": "v1", "slide": 0, "step": 0, "visible": True, "quality": 3}
    await carol.hint("presence", **looks)
    await carol.send("chat", id="c1", text="Hello")
    await carol.send("chat", id="c2", text="For the hosts", channel="hosts")
    await carol.send("ask", id="q1", text="Why?")
    await carol.send("ask", id="q2", text="Why so?", anonymous=True)
    await carol.send("ask", id="q3", text="Rude")
    for reaction in ("clap", "heart"):
        await carol.send("react", reaction=reaction)
    await carol.send("raise_hand", raised=True)
    await alice.send("lower_hand", participant=CAROL.participant)
    await alice.send("assign_question", question="q1", participant="alice")
    await alice.send("merge_questions", question="q2", into="q1")
    await alice.send("answer", question="q1", how="written", text="So.")
    await alice.send("answer", question="q3", how="dismissed")
    await alice.send("remove_message", message="c1")


async def vote(carol: Browser, alice: Browser) -> None:
    """Polls, from the draft to their results; free words are shown without their authors."""
    for id, more in (("p1", {}), ("p2", {"kind": "text", "options": []})):
        await alice.send("poll_save", **POLL | {"id": id} | more)
        await alice.send("poll_move", poll=id, state="open")
    await carol.send("poll_answer", poll="p1", choices=[1])
    await carol.send("poll_answer", poll="p2", text="Twice a day")
    for id in ("p1", "p2"):
        await alice.send("poll_show", poll=id, shown=True)
    await carol.send("poll_answer", poll="p1", choices=[0])
    await alice.send("poll_move", poll="p2", state="closed")


async def come_and_go(venue: Venue, carol: Browser, alice: Browser) -> None:
    """Asked on stage and unwilling, put aside, cut off, back, gone, put out."""
    her = {"participant": CAROL.participant}
    await alice.send("invite", invited=True, **her)
    await carol.send("answer_invitation", accept=False)
    for held in (True, False):
        await alice.send("hold", held=held, **her)
    carol.vanish()
    await alice.until(lambda a: _state(a) == "reconnecting")
    async with venue.browser("carol") as again:
        await again.join()
        await again.send("leave")
        await again.join()
        await alice.send("remove", ban=True, **her)


def _state(alice: Browser) -> str:
    return next(p.state for p in alice.room.participants if p.id == CAROL.participant)


async def test_nothing_says_who_else_is_there(venue: Venue) -> None:
    """Neither id nor name of another attendee reaches an attendee, whatever they do."""
    async with venue.browser("alice") as alice, tapped(venue, "bob") as bob:
        await alice.join()
        async with venue.browser("carol") as carol:
            await carol.join()
            await alice.send("go_live")
            await carol.until_state("present")
            await bob.call("ask", id="own", text="Mine?")
            await carol.send("vote", question="own", up=True)
            await speak_up(carol, alice)
            await vote(carol, alice)
            async with tapped(venue, "bob") as late:
                await late.until_quiet()
                bob.frames += late.frames
            await come_and_go(venue, carol, alice)
        await bob.until_quiet()
    wire = "\n".join(bob.frames).casefold()
    assert [secret for secret in SECRETS if secret in wire] == []
    for told in ("why?", "so.", "hello", "twice a day", '"votes":1', '"hidden"'):
        assert told in wire, told


async def test_hosts_know(venue: Venue) -> None:
    """The same tap on a host's wire finds her: it is no test that cannot fail."""
    async with venue.browser("bob") as bob, tapped(venue, "alice") as alice:
        await bob.join()
        async with venue.browser("carol") as carol:
            await carol.join()
            await alice.until_quiet()
    wire = "\n".join(alice.frames).casefold()
    assert "zqid" in wire and "zebulon" in wire


async def test_names_are_shown_where_the_webinar_says_so(venue: Venue) -> None:
    """A small seminar that shows names shows them; an HCP's number never."""
    venue.calendar.plans[ORG, ROOM] = replace(SHOW, names_shown=True)
    async with venue.browser("alice") as alice, tapped(venue, "bob") as bob:
        await alice.join()
        await alice.send("go_live")
        async with venue.browser("carol") as carol:
            await carol.join()
            await bob.until_quiet()
    wire = "\n".join(bob.frames).casefold()
    assert "zebulon" in wire and "hcp-zq" not in wire


@pytest.mark.parametrize("message", ["mute", "pin", "hold", "invite", "admit", "demote"])
async def test_nobody_is_found_by_asking(venue: Venue, message: str) -> None:
    """An attendee who guesses an id learns nothing from the refusal."""
    fields = {"hold": {"held": True}, "invite": {"invited": True}}.get(message, {})
    async with venue.browser("alice") as alice, venue.browser("bob") as bob:
        await alice.join()
        await alice.send("go_live")
        await bob.join()
        async with venue.browser("carol") as carol:
            await carol.join()
            refusals = []
            for id in (CAROL.participant, "nobody"):
                with pytest.raises(Refused) as refused:
                    await bob.send(message, participant=id, **fields)
                refusals.append((refused.value.code, str(refused.value)))
    assert refusals[0] == refusals[1]


async def test_a_latecomer_sees_what_those_see_who_were_there(venue: Venue) -> None:
    """Late or back after a cut: the same picture of the room as whoever followed it all."""
    async with venue.browser("alice") as alice, venue.browser("bob") as bob:
        await alice.join()
        await bob.join()
        await alice.send("go_live")
        await bob.until_state("present")
        async with venue.browser("carol") as carol:
            await carol.join()
            await speak_up(carol, alice)
            await vote(carol, alice)
            await alice.send("show", version="v1", slide=1, step=2)
            await alice.send("announce", id="a1", text="Slides are below", link="")
            await alice.until(lambda a: a.room.announcements)
            seq = alice.room.seq
            await bob.until_seq(seq)
            async with venue.browser("bob") as back:
                await back.join()
                followed, fresh = bob.room, back.room
                assert fresh.position == followed.position
                assert (fresh.chat, fresh.announcements) == (followed.chat, followed.announcements)
                assert fresh.participants == followed.participants
                assert [q.id for q in fresh.questions] == [q.id for q in followed.questions]
                assert [p.shown for p in fresh.polls] == [p.shown for p in followed.polls]
                assert fresh.agenda == followed.agenda == ()
