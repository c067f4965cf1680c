"""What a page shows of a stream is what it is sent; and it is told when it is sent less."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest

from signaling.viewing import MOST_STREAMS
from tests.support.browser import Browser, Refused
from tests.support.media_peer import LightPeer
from tests.support.media_source import Camera
from tests.support.media_stage import audio, estimate_falls, pause, video
from tests.support.venue import ROOM, Venue, claim
from tests.support.whip import MediaClient


@dataclass
class OnAir:
    """Alice shows herself, Bob watches."""

    alice: Browser
    bob: Browser
    camera: Camera
    screen: LightPeer
    stream: str

    async def pictures(self) -> int:
        """How many packets of another picture come to Bob; its sound always does."""
        before = len(self.screen.received.of(video(self.screen)))
        heard = len(self.screen.received.of(audio(self.screen)))
        self.camera.send_frame(key=True)
        self.camera.send_audio()
        await self.screen.get(heard + 1, audio(self.screen))
        await pause()
        return len(self.screen.received.of(video(self.screen))) - before


@asynccontextmanager
async def on_air(venue: Venue) -> AsyncIterator[OnAir]:
    async with (
        venue.inside("alice", "bob") as (alice, bob),
        MediaClient(venue.url, "alice") as hers,
        MediaClient(venue.url, "bob") as his,
    ):
        peer, answer = await hers.publish()
        await bob.until(lambda b: b.room.streams)
        stream = answer.headers["Lectern-Stream"]
        screen, _ = await his.play(stream)
        yield OnAir(alice, bob, Camera(peer), screen, stream)


async def test_not_seen_is_not_sent(venue: Venue) -> None:
    """A tile that is not visible costs no line; the sound goes on. Seen again, it is sent again."""
    async with on_air(venue) as air:
        assert await air.pictures() > 0
        await air.bob.send("view", stream=air.stream, height=0)
        assert await air.pictures() == 0
        await air.bob.send("view", stream=air.stream, height=360)
        assert await air.pictures() > 0


async def test_the_largest_of_two_tabs_counts(venue: Venue) -> None:
    """Who looks in one tab and not in the other one sees; until that tab is closed."""
    async with on_air(venue) as air, venue.browser("bob") as second:
        await second.join()
        await second.send("view", stream=air.stream, height=360)
        await air.bob.send("view", stream=air.stream, height=0)
        assert await air.pictures() > 0
        await second.send("view", stream=air.stream, height=0)
        assert await air.pictures() == 0
        await second.send("view", stream=air.stream, height=360)
        await second.close()
        for _ in range(100):
            if await air.pictures() == 0:
                return
        raise AssertionError("a closed tab still counts")


async def test_a_cut_changes_nothing(venue: Venue) -> None:
    """Media outlives the socket: what the last connection said stands until it is back."""
    async with on_air(venue) as air:
        await air.bob.send("view", stream=air.stream, height=0)
        air.bob.vanish()
        await air.alice.until(lambda a: any(p.state == "reconnecting" for p in a.room.participants))
        assert await air.pictures() == 0


async def test_told_what_is_sent(venue: Venue) -> None:
    """The person whose line is weak is told, in all tabs, and nobody else is."""
    async with on_air(venue) as air, venue.browser("bob") as second:
        await second.join()
        venue.signaling.streams.view_changed(ROOM, "bob", air.stream, "audio")
        for tab in (air.bob, second):
            await tab.until(lambda b: b.viewings)
            assert tab.viewings == [{"stream": air.stream, "level": "audio"}]
        await pause()
        assert air.alice.viewings == []


async def test_told_to_who_comes_back(venue: Venue) -> None:
    """What changed while a tab had no connection it hears when it shows the stream again."""
    async with on_air(venue) as air:
        async with asyncio.timeout(20):
            while not air.bob.viewings:
                for _ in range(10):
                    air.camera.send_frame(key=True)
                    await asyncio.sleep(0.03)
                estimate_falls(air.screen, 30_000)
        level = air.bob.viewings[-1]["level"]
        assert level in ("low", "audio")
        async with venue.browser("bob") as again:
            await again.join()
            await pause()
            assert again.viewings == []
            await again.send("view", stream=air.stream, height=360)
            await again.until(lambda b: b.viewings)
            assert again.viewings[0] == {"stream": air.stream, "level": level}
            await again.send("view", stream=air.stream, height=360)
            assert len(again.viewings) == 1, "once"


async def test_unknown_stream(venue: Venue) -> None:
    """A stream that has ended is said to have."""
    async with venue.inside("alice") as (alice,):
        with pytest.raises(Refused, match="not-found"):
            await alice.send("view", stream="gone", height=360)


async def test_stream_of_another_room(venue: Venue) -> None:
    """What is published elsewhere does not exist here."""
    venue.calendar.plans["org", "other"] = venue.calendar.plans["org", ROOM]
    venue.invitations.tokens["eve"] = claim("alice", meeting="other")
    async with on_air(venue) as air, venue.browser("eve") as eve:
        await eve.join()
        with pytest.raises(Refused, match="not-found"):
            await eve.send("view", stream=air.stream, height=0)
        assert await air.pictures() > 0


@pytest.mark.parametrize("height", [-1, 8_641, 1.5, None, "360"])
async def test_malformed(venue: Venue, height: object) -> None:
    """A height is a number of pixels."""
    async with venue.inside("alice") as (alice,):
        with pytest.raises(Refused, match="bad-message"):
            await alice.send("view", stream="s", height=height)


def test_as_many_as_a_page_can_show() -> None:
    """A stage has six presenters with two streams each, and some room."""
    assert MOST_STREAMS >= 6 * 2 * 2
