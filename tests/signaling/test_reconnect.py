"""Reconnecting: same person, same place, and the exact state within two seconds."""

import asyncio
import time

from rooms import State
from rooms.door import KEPT_MS
from rooms.room import HOST_ABSENT_MS
from tests.support.browser import Browser
from tests.support.venue import Venue


async def cut(browser: Browser, witness: Browser) -> None:
    """The browser's network dies; the witness sees it reconnecting."""
    browser.vanish()
    await witness.until(lambda w: w.raw and w.raw[-1]["kind"] == "participant_reconnecting")


def state(browser: Browser, who: str) -> State:
    """Where somebody is, as this browser sees it."""
    return next(person.state for person in browser.room.participants if person.id == who)


async def test_the_exact_state_comes_back(venue: Venue) -> None:
    """What was missed is in the snapshot, which is there two seconds after the socket."""
    async with venue.inside("alice", "bob") as (alice, bob):
        await cut(bob, alice)
        await alice.send("show", version="v1", slide=1, step=2)
        await alice.send("chat", id="m1", text="where are you?")
        async with venue.browser("bob", tab=bob.tab) as again:
            begun = time.monotonic()
            assert (await again.join())["state"] == "present"
            assert time.monotonic() - begun < 2
            assert again.room.position and again.room.position.step == 2
            assert [line.text for line in again.room.chat] == ["where are you?"]
            await alice.until(lambda a: state(a, "bob") is State.PRESENT)
            assert alice.raw[-1]["kind"] == "participant_returned"
            assert len(alice.room.participants) == 2


async def test_kept_for_a_minute(venue: Venue) -> None:
    """Shown as reconnecting until then; gone after it, and back in without knocking."""
    async with venue.inside("alice", "bob") as (alice, bob):
        await cut(bob, alice)
        assert state(alice, "bob") is State.RECONNECTING
        venue.pass_time(KEPT_MS)
        await alice.send("raise_hand", raised=True)
        await alice.until(lambda a: state(a, "bob") is State.LEFT)
        async with venue.browser("bob", tab=bob.tab) as again:
            assert (await again.join())["state"] == "present"


async def test_the_host_finds_her_meeting(venue: Venue) -> None:
    """While she is away slides stay, people stay; she is still the host."""
    async with venue.inside("alice", "bob") as (alice, bob):
        await alice.send("show", version="v1", slide=2)
        await cut(alice, bob)
        venue.pass_time(HOST_ABSENT_MS - 1)
        async with venue.browser("alice") as again:
            assert (await again.join())["state"] == "present"
            assert again.room.position and again.room.position.slide == 2
            await again.send("show", version="v1", slide=1)
            await bob.until(lambda b: b.room.position and b.room.position.slide == 1)


async def test_without_a_host_the_meeting_ends(venue: Venue) -> None:
    """After five minutes, with a reason."""
    async with venue.inside("alice", "bob") as (alice, bob):
        await cut(alice, bob)
        venue.pass_time(HOST_ABSENT_MS)
        await bob.send("raise_hand", raised=True)
        await bob.until_state("ended")
        assert bob.statuses[-1]["reason"] == "host-absent"


async def test_one_of_two_tabs(venue: Venue) -> None:
    """The other tab keeps the person in; nobody sees anything."""
    async with venue.inside("alice", "bob") as (alice, bob), venue.browser("bob") as tab:
        await tab.join()
        seq = alice.room.seq
        bob.vanish()
        await alice.until(lambda _: venue.signaling.stats()["connections"] == 2)
        await asyncio.sleep(0.05)
        assert alice.room.seq == seq and state(alice, "bob") is State.PRESENT


async def test_a_reload_in_the_lobby(venue: Venue) -> None:
    """Nobody is left behind as a ghost who could be admitted."""
    async with venue.inside("alice") as (alice,):
        async with venue.browser("bob") as bob:
            await bob.join()
        await alice.until(lambda a: state(a, "bob") is State.LEFT)
        async with venue.browser("bob") as bob:
            assert (await bob.join())["state"] == "lobby"


async def test_a_gap_is_filled_by_a_snapshot(venue: Venue) -> None:
    """Whoever asks gets the whole room, at once."""
    async with venue.inside("alice", "bob") as (alice, bob):
        await alice.send("show", version="v1", slide=1)
        reply = await bob.send("snapshot")
        assert reply["snapshot"]["position"]["slide"] == 1
        assert reply["now"] == venue.clock()
