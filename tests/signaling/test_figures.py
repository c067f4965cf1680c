"""A webinar's figures over the wire: hosts are told, whole and seldom; nobody else is."""

import asyncio
from typing import Any

import pytest

from rooms import Role
from signaling import figures
from signaling.seams import Profile
from tests.signaling.test_show import people
from tests.support.browser import Browser
from tests.support.stage import PLAN, SHOW
from tests.support.venue import ORG, ROOM, Venue, claim

CROWD = [f"n{number}" for number in range(8)]
LOOKS = {"version": None, "slide": None, "step": None, "quality": 3}


@pytest.fixture(autouse=True)
def webinar(venue: Venue, monkeypatch: pytest.MonkeyPatch) -> None:
    """The room is a webinar's; a second is short, so that tests need not wait for it."""
    venue.calendar.plans[ORG, ROOM] = SHOW
    monkeypatch.setattr(figures, "EVERY_SECONDS", 0.05)
    for number, who in enumerate(CROWD):
        venue.invitations.tokens[who] = claim(who, Role.ATTENDEE)
        venue.guestbook.known[who] = Profile("DE" if number < 6 else "FR", "Cardiology")
    venue.guestbook.seats = 40


def now(browser: Browser) -> dict[str, Any]:
    """What this host was told last."""
    return browser.figures[-1] if browser.figures else {}


async def test_who_is_here(venue: Venue) -> None:
    """At the door, then in the room, of how many, from where."""
    async with people(venue, "alice", *CROWD) as (alice, *_):
        await alice.until(lambda a: now(a).get("lobby") == 8)
        assert (now(alice)["here"], now(alice)["began"]) == (0, None)
        await alice.send("go_live")
        await alice.until(lambda a: now(a).get("here") == 8)
        await alice.until(lambda a: now(a)["groups"]["country"])
        told = now(alice)
        assert (told["lobby"], told["most"], told["registered"]) == (0, 8, 40)
        assert told["curve"] == [8] and told["began"] == alice.room.started
        assert told["groups"]["country"] == [{"name": "DE", "here": 6}, {"name": "", "here": 2}]
        assert told["groups"]["specialty"] == [{"name": "Cardiology", "here": 8}]
    assert sorted(venue.guestbook.asked) == CROWD


async def test_seats_are_counted_now_and_then(venue: Venue) -> None:
    """Whoever signs up meanwhile is seen within a quarter of a minute, by one question in it."""
    async with people(venue, "alice", "bob") as (alice, bob):
        await alice.until(lambda a: now(a).get("registered") == 40)
        venue.guestbook.seats = 41
        await alice.send("go_live")
        await alice.until(lambda a: now(a).get("here") == 1)
        assert now(alice)["registered"] == 40
        venue.pass_time(figures.COUNT_SEATS_MS)
        await alice.until(lambda a: now(a)["registered"] == 41)
        assert bob.state == "present"


async def test_a_host_who_reloads(venue: Venue) -> None:
    """They are told everything at once, without anything having happened."""
    async with people(venue, "alice", *CROWD) as (alice, *_):
        await alice.send("go_live")
        await alice.until(lambda a: now(a).get("most") == 8)
        async with venue.browser("alice") as again:
            await again.join()
            await again.until(lambda a: a.figures)
            assert now(again)["curve"] == [8]


async def test_only_hosts_are_told(venue: Venue) -> None:
    """Neither the crew nor the audience hears a figure."""
    async with people(venue, "alice", "mona", "pat", "bob") as (alice, mona, pat, bob):
        await alice.send("go_live")
        for host in (alice, mona):
            await host.until(lambda h: now(h).get("here") == 1)
        assert pat.figures == bob.figures == []


async def test_seldom(venue: Venue, monkeypatch: pytest.MonkeyPatch) -> None:
    """What many do in a moment is told once."""
    async with people(venue, "alice", *CROWD) as (alice, *crowd):
        await alice.send("go_live")
        await alice.until(lambda a: now(a).get("here") == 8)
        await asyncio.sleep(0.2)
        monkeypatch.setattr(figures, "EVERY_SECONDS", 0.5)
        before = len(alice.figures)
        for _ in range(5):
            for each in crowd:
                await each.send("react", reaction="clap")
        await alice.until(lambda a: now(a)["reactions"]["total"].get("clap") == 40)
        assert len(alice.figures) - before < 20
        assert now(alice)["reactions"]["minutes"] == [40]


async def test_attention(venue: Venue) -> None:
    """A share of those who agreed; of one person hosts learn nothing, by hint or snapshot."""
    async with people(venue, "alice", *CROWD) as (alice, *crowd):
        await alice.send("go_live")
        for number, each in enumerate(crowd):
            await each.until_state("present")
            visible = None if number == 7 else number < 5
            await each.hint("presence", visible=visible, **LOOKS)
        told = {"share": 71, "of": 7}
        await alice.until(lambda a: now(a).get("attention") == told)
        await alice.until(lambda a: len(a.presences) >= 8)
        assert {presence["visible"] for presence in alice.presences} == {None}
        fresh = (await alice.send("snapshot"))["snapshot"]["presence"]
        assert {presence["visible"] for presence in fresh.values()} == {None}
        await crowd[0].send("leave")
        await alice.until(lambda a: now(a)["attention"]["of"] == 6)


async def test_a_lost_connection(venue: Venue) -> None:
    """Hosts are told who, and since when, until they are back."""
    async with people(venue, "alice", "bob") as (alice, bob):
        await alice.send("go_live")
        await bob.until_state("present")
        bob.vanish()
        await alice.until(lambda a: now(a).get("trouble", {}).get("count") == 1)
        case = now(alice)["trouble"]["people"][0]
        assert (case["id"], case["plight"], case["path"]) == ("bob", "lost", None)
        async with venue.browser("bob") as again:
            await again.join()
            await alice.until(lambda a: now(a)["trouble"]["count"] == 0)


async def test_a_meeting_has_no_figures(venue: Venue) -> None:
    """One-to-one nothing is counted, and the rep sees whether the tab is in front, as agreed."""
    venue.calendar.plans[ORG, ROOM] = PLAN
    async with venue.inside("alice", "bob") as (alice, bob):
        await bob.hint("presence", visible=False, **LOOKS)
        await alice.until(lambda a: a.presences)
        assert alice.presences[0]["visible"] is False
        await asyncio.sleep(0.2)
        assert alice.figures == []


async def test_the_registry_is_down(venue: Venue, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the database the figures pause; they come back with it, and the room goes on."""

    async def fail(*_: object) -> int:
        raise OSError("the database is away")

    with monkeypatch.context() as broken:
        broken.setattr(venue.guestbook, "registered", fail)
        async with people(venue, "alice", "bob") as (alice, bob):
            await alice.send("go_live")
            await bob.until_state("present")
            await asyncio.sleep(0.2)
            assert alice.figures == []
            broken.undo()
            await alice.until(lambda a: now(a).get("here") == 1)
