"""Engagement events: acknowledged when committed, stored once, and only with consent."""

from typing import Any

import aiohttp
import pytest

from engagement.dump import dump
from engagement.kinds import ConsentKind
from tests.support.browser import Browser, Refused
from tests.support.uuid7 import uuid7
from tests.support.venue import ROOM, Venue, claim


def event(venue: Venue, seq: int, kind: str = "slide.entered", **more: object) -> dict[str, Any]:
    place = {"version": "v1", "slide": 1} if kind.startswith("slide.") else {}
    at = venue.clock()
    return {"id": uuid7(at), "seq": seq, "kind": kind, "at": at, **place, **more}


def batch(venue: Venue, tab: Browser, *events: dict[str, Any]) -> dict[str, Any]:
    through = max((e["seq"] for e in events), default=0)
    return {
        "session": tab.tab,
        "sent_at": venue.clock(),
        "through": through,
        "events": list(events),
    }


async def stored(venue: Venue, who: str = "bob") -> list[dict[str, Any]]:
    """What the store has of somebody's own events."""
    rows = [row async for row in dump(venue.store, meeting=ROOM)]
    return [row for row in rows if row["participant"] == who and row["session"] != "server"]


async def test_stored_once(venue: Venue) -> None:
    """The acknowledgement says what became of each; a repetition is known."""
    await venue.agree(ConsentKind.CAPTURE)
    async with venue.inside("alice", "bob") as (_, bob):
        left = event(venue, 2, "slide.left", values={"visible_ms": 2_500, "total_ms": 3_000})
        message = batch(venue, bob, event(venue, 1), left)
        first = {"stored": 2, "duplicate": 0, "discarded": 0, "through": 2}
        assert await bob.send("engage", message) == first
        assert await bob.send("engage", message) == first | {"stored": 0, "duplicate": 2}
    rows = await stored(venue)
    assert [(row["seq"], row["kind"], row["slide"]) for row in rows] == [
        (1, "slide.entered", 1),
        (2, "slide.left", 1),
    ]
    assert rows[1]["values"] == {"visible_ms": 2_500, "total_ms": 3_000}
    assert {row["hcp"] for row in rows} == {"hcp-bob"}


async def test_without_consent(venue: Venue) -> None:
    """Nothing is kept, and the browser is told so."""
    async with venue.inside("alice", "bob") as (_, bob):
        reply = await bob.send("engage", batch(venue, bob, event(venue, 1)))
        assert reply == {"stored": 0, "duplicate": 0, "discarded": 1, "through": 1}
    assert await stored(venue) == []


async def test_attention_needs_its_own_consent(venue: Venue) -> None:
    """Capture alone does not cover whether the tab is in front."""
    await venue.agree(ConsentKind.CAPTURE)
    async with venue.inside("alice", "bob") as (_, bob):
        hidden = event(venue, 1, "attention.hidden")
        reply = await bob.send("engage", batch(venue, bob, hidden, event(venue, 2)))
        assert (reply["stored"], reply["discarded"]) == (1, 1)


async def test_withdrawal_in_the_middle(venue: Venue) -> None:
    """From then on everything is discarded, also what was queued before."""
    await venue.agree(ConsentKind.CAPTURE)
    async with venue.inside("alice", "bob") as (_, bob):
        await bob.send("engage", batch(venue, bob, event(venue, 1)))
        await venue.agree(ConsentKind.CAPTURE, given=False)
        assert (await bob.send("engage", batch(venue, bob, event(venue, 2))))["discarded"] == 1
    assert [row["seq"] for row in await stored(venue)] == [1]


async def test_nobody_reports_for_another(venue: Venue) -> None:
    """Who it was, the connection says; no field can."""
    await venue.agree(ConsentKind.CAPTURE)
    async with venue.inside("alice", "bob") as (_, bob):
        forged = batch(venue, bob, event(venue, 1)) | {"participant": "carol"}
        with pytest.raises(Refused, match="bad-message"):
            await bob.send("engage", forged)


async def test_kinds_of_the_server(venue: Venue) -> None:
    """A browser does not report what only the room can know, nor what does not exist."""
    await venue.agree(ConsentKind.CAPTURE)
    async with venue.inside("alice", "bob") as (_, bob):
        events = [event(venue, 1, "slide.shown"), event(venue, 2, "moon.landed")]
        assert (await bob.send("engage", batch(venue, bob, *events)))["discarded"] == 2


async def test_after_the_end(venue: Venue) -> None:
    """An outbox that was offline delivers when the meeting is over, by socket and by beacon."""
    await venue.agree(ConsentKind.CAPTURE)
    async with venue.inside("alice", "bob") as (alice, bob):
        await alice.send("end")
        await bob.until_state("ended")
        assert (await bob.send("engage", batch(venue, bob, event(venue, 1))))["stored"] == 1
        message = batch(venue, bob, event(venue, 2))
    async with venue.browser("bob") as late:
        assert (await late.send("engage", message))["stored"] == 1
    status, reply = await beacon(venue, batch(venue, late, event(venue, 3)) | {"token": "bob"})
    assert (status, reply["stored"]) == (200, 1)


async def beacon(venue: Venue, body: object, meeting: str = ROOM) -> tuple[int, dict[str, Any]]:
    """A beacon, as a page that goes away sends it: no header, no cookie."""
    async with aiohttp.ClientSession() as http:
        url = f"{venue.url}/api/v1/meetings/{meeting}/engage"
        async with http.post(url, json=body) as reply:
            return reply.status, await reply.json(content_type=None)


async def test_the_beacon(venue: Venue) -> None:
    """The second way: same body, same answer, duplicates across both ways are known."""
    await venue.agree(ConsentKind.CAPTURE)
    async with venue.inside("alice", "bob") as (_, bob):
        message = batch(venue, bob, event(venue, 1))
        await bob.send("engage", message)
        status, reply = await beacon(venue, message | {"token": "bob"})
        assert status == 200
        assert reply == {"stored": 0, "duplicate": 1, "discarded": 0, "through": 1}


async def test_a_beacon_of_a_stranger(venue: Venue) -> None:
    """Wrong token 401, another meeting 404, another form 400, too large 413."""
    async with venue.inside("alice", "bob") as (_, bob):
        message = batch(venue, bob) | {"token": "bob"}
        venue.invitations.tokens["t"] = claim("bob", meeting="liver")
        answers = [
            await beacon(venue, message | {"token": "eve"}),
            await beacon(venue, message | {"token": "t"}),
            await beacon(venue, message | {"admin": True}),
            await beacon(venue, message | {"session": "x" * 70_000}),
        ]
    assert [(status, reply["code"]) for status, reply in answers] == [
        (401, "unauthorised"),
        (404, "not-found"),
        (400, "bad-message"),
        (413, "too-large"),
    ]


async def test_a_flood_of_beacons(venue: Venue) -> None:
    """The same limit as by socket."""
    async with venue.inside("alice", "bob") as (_, bob):
        message = batch(venue, bob) | {"token": "bob"}
        statuses = [(await beacon(venue, message))[0] for _ in range(45)]
    assert statuses[0] == 200 and statuses[-1] == 429
