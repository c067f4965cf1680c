"""People come and go with their media; nothing of them is kept when they are gone."""

import asyncio
import gc
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from rooms import Role
from tests.support.browser import Browser
from tests.support.media_census import census
from tests.support.venue import Venue, claim
from tests.support.whip import Answered, MediaClient

GAUGES = ("connections", "streams", "programs", "path_checks")


async def leave(alice: Browser, bob: Browser, media: MediaClient, camera: Answered) -> None:
    """Bob leaves by the button."""
    await bob.send("leave")


async def removed(alice: Browser, bob: Browser, media: MediaClient, camera: Answered) -> None:
    """Alice puts him out, muted."""
    await alice.send("mute", participant="bob")
    await alice.send("remove", participant="bob", ban=False)


async def deleted(alice: Browser, bob: Browser, media: MediaClient, camera: Answered) -> None:
    """He ends his camera; his view of it ends with it."""
    await media.request("DELETE", camera.headers["Location"])


async def closed(alice: Browser, bob: Browser, media: MediaClient, camera: Answered) -> None:
    """His page goes away: first its media, then its socket."""
    for peer in media.peers:
        await peer.close()


Ending = Callable[[Browser, Browser, MediaClient, Answered], Awaitable[None]]


async def gone(venue: Venue) -> None:
    """Wait until the server holds no media session."""
    async with asyncio.timeout(10):
        while any(venue.media.stats()[name] for name in ("publishers", "viewers", "closing")):
            await asyncio.sleep(0.02)


async def come_and_go(venue: Venue, alice: Browser, ending: Ending) -> None:
    venue.invitations.tokens["obs"] = replace(claim("obs", Role.PRESENTER), admitted=True)
    async with (
        venue.browser("bob") as bob,
        MediaClient(venue.url, "bob") as media,
        MediaClient(venue.url, "obs") as obs,
    ):
        if (await bob.join())["state"] == "lobby":
            await alice.send("admit", participant="bob")
            await bob.until_state("present")
        _, check = await media.publish(query="?stream=check")
        assert check.status == 201
        _, program = await obs.publish()
        assert program.status == 201
        _, camera = await media.publish()
        await media.play(camera.headers["Lectern-Stream"])
        await ending(alice, bob, media, camera)
        await obs.request("DELETE", program.headers["Location"])
        await media.request("DELETE", check.headers["Location"])


@pytest.mark.parametrize("ending", [leave, removed, deleted, closed], ids=lambda e: e.__name__)
async def test_coming_and_going(venue: Venue, ending: Ending) -> None:
    """Streams, checks, programs, connections, keys and tasks are back where they were."""
    async with venue.browser("alice") as alice:
        await alice.join()
        await come_and_go(venue, alice, ending)
        before = await settled(venue)
        for _ in range(2):
            await come_and_go(venue, alice, ending)
        assert await settled(venue) == before


async def settled(venue: Venue) -> dict[str, float]:
    """What is left once the broom has gone round."""
    await gone(venue)
    async with asyncio.timeout(10):
        while any(venue.signaling.stats()[n] != (n == "connections") for n in GAUGES):
            await asyncio.sleep(0.05)
    # The HTTP server's own cycles are not ours to count.
    gc.collect()
    stats = venue.signaling.stats()
    counts = census(venue.media) | {name: stats[name] for name in GAUGES}
    del counts["tasks"], counts["files"]
    return counts


async def test_a_check_is_forgotten(venue: Venue, monkeypatch: pytest.MonkeyPatch) -> None:
    """A path that was only tested ends by itself, with its timer."""
    monkeypatch.setattr("signaling.checks.CHECK_SECONDS", 0.3)
    async with MediaClient(venue.url, "bob") as media:
        _, check = await media.publish(query="?stream=check")
        assert check.status == 201
        assert venue.signaling.stats()["path_checks"] == 1
        await gone(venue)
        assert venue.signaling.stats()["path_checks"] == 0


async def test_the_end_of_the_room(venue: Venue) -> None:
    """With the room everything ends: mutes, streams, and the room itself."""
    async with venue.browser("alice") as alice:
        await alice.join()
        async with venue.browser("bob") as bob, MediaClient(venue.url, "bob") as media:
            await bob.join()
            await alice.send("admit", participant="bob")
            await bob.until_state("present")
            await alice.send("mute", participant="bob")
            await media.publish()
            await alice.send("end")
            await gone(venue)
            assert venue.media.stats()["muted"] == 0
            async with asyncio.timeout(10):
                while venue.signaling.stats()["rooms"] or venue.signaling.stats()["streams"]:
                    await asyncio.sleep(0.05)
