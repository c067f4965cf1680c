"""Stopping: everybody is told to come back, nobody is let in, everything is written."""

import asyncio

import pytest

from tests.support.browser import NotLetIn, Refused
from tests.support.venue import Venue


async def test_everybody_is_told_to_move(venue: Venue) -> None:
    """At a random time within ten seconds; then the socket closes."""
    async with venue.inside("alice", "bob") as browsers:
        async with asyncio.timeout(5):
            await venue.close()
        for browser in browsers:
            await browser.until(lambda b: b.moved == {"in_ms": 10_000} and not b.connected)
            assert "participant_left" not in [event["kind"] for event in browser.raw]


async def test_nobody_is_let_in_while_moving(venue: Venue) -> None:
    """A newcomer is sent to the next server; who is in goes on until the end."""
    async with venue.inside("alice") as (alice,):
        venue.signaling.announce_move(500)
        with pytest.raises(NotLetIn) as error:
            await venue.browser("bob").open()
        assert error.value.data["data"]["code"] == "unavailable"
        assert (await alice.send("snapshot"))["snapshot"]["phase"] == "live"
        await alice.until(lambda a: a.moved == {"in_ms": 500})


async def test_no_room_comes_back_to_life(venue: Venue) -> None:
    """A page that is faster than the closing gets a code that lets it try again."""
    async with venue.browser("alice") as alice:
        venue.signaling._desk.close()
        with pytest.raises(Refused, match="unavailable"):
            await alice.join()
        assert venue.signaling.stats()["rooms"] == 0


async def test_closing_twice(venue: Venue) -> None:
    """Is harmless."""
    await venue.signaling.close()
    await venue.signaling.close()


async def test_waiting_until_empty(venue: Venue) -> None:
    """Returns when the last browser has gone."""
    async with venue.browser("alice"):
        waiting = asyncio.ensure_future(venue.signaling.wait_until_empty())
        await asyncio.sleep(0.2)
        assert not waiting.done()
    async with asyncio.timeout(5):
        await waiting
