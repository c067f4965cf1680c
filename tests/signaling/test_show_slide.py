"""Slides over the wire: in step, in order, and only what is approved."""

import asyncio

import pytest

from rooms import Position
from tests.support.browser import Refused
from tests.support.venue import Venue


async def test_everyone_follows(venue: Venue) -> None:
    """The rep's click reaches every browser, the rep's too, as the whole position."""
    async with venue.inside("alice", "bob") as browsers:
        await browsers[0].send("show", version="v1", slide=1, step=2, state={"tab": "b"})
        for browser in browsers:
            await browser.until(lambda b: b.room.position is not None)
            assert browser.room.position == Position("v1", 1, 2, {"tab": "b"})


async def test_a_latecomer_has_the_state(venue: Venue) -> None:
    """Who comes later sees what the others see."""
    async with venue.inside("alice") as (alice,):
        await alice.send("show", version="v1", slide=2)
        async with venue.browser("paul") as paul:
            await paul.join()
            assert paul.room.position == Position("v1", 2, 0)


async def test_fast_clicks_stay_in_order(venue: Venue) -> None:
    """A hundred clicks without waiting: everybody sees them in their order, none twice."""
    async with venue.inside("alice", "bob") as (alice, bob):
        wanted = [(n % 3, n % 3 if n % 3 == 1 else 0) for n in range(40)]
        await asyncio.gather(
            *(alice.send("show", version="v1", slide=slide, step=step) for slide, step in wanted)
        )
        await bob.until(lambda b: len(shown(b.raw)) == len(wanted))
        assert shown(bob.raw) == wanted


def shown(events: list[dict[str, object]]) -> list[tuple[object, object]]:
    places = [e["position"] for e in events if e["kind"] == "slide_shown"]
    return [(p["slide"], p["step"]) for p in places if isinstance(p, dict)]


async def test_the_event_carries_the_proof(venue: Venue) -> None:
    """What the gate let through is in the event."""
    async with venue.inside("alice") as (alice,):
        await alice.send("show", version="v1", slide=0)
        await alice.until(lambda a: a.raw[-1]["kind"] == "slide_shown")
        assert alice.raw[-1]["sha256"] == "sha-of-v1"


@pytest.mark.parametrize("code", ["not-approved", "not-yet-valid", "expired", "withdrawn"])
async def test_content_that_must_not_be_shown(venue: Venue, code: str) -> None:
    """The gate is asked at every change; its code reaches the rep and the stage stays."""
    async with venue.inside("alice") as (alice,):
        await alice.send("show", version="v1", slide=0)
        venue.approval.refused["v1"] = code
        with pytest.raises(Refused, match=code):
            await alice.send("show", version="v1", slide=1)
        assert (await alice.send("snapshot"))["snapshot"]["position"]["slide"] == 0


async def test_the_gate_is_not_asked_in_vain(venue: Venue) -> None:
    """Who may not show, or shows what is not there, is refused before."""
    async with venue.inside("alice", "bob") as (alice, bob):
        with pytest.raises(Refused, match="no-such-slide"):
            await alice.send("show", version="v1", slide=7)
        with pytest.raises(Refused, match="not-allowed"):
            await bob.send("show", version="v1", slide=0)
        assert venue.approval.asked == []


async def test_a_presenter_drives(venue: Venue) -> None:
    """Paul was given the role, so his clicks count."""
    async with venue.inside("alice", "paul") as (alice, paul):
        await paul.send("show", version="v1", slide=1)
        await alice.until(lambda a: a.room.position == Position("v1", 1, 0))
