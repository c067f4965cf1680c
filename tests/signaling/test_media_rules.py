"""What decisions in the room do to media, and what media does to the room."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from rooms.door import KEPT_MS
from tests.support.browser import Browser
from tests.support.media_peer import LightPeer
from tests.support.venue import ROOM, Venue
from tests.support.whip import MediaClient

SOON = 2.0
"""Seconds within which media must have ended."""


@asynccontextmanager
async def on_air(venue: Venue) -> AsyncIterator[tuple[Browser, Browser, LightPeer, LightPeer]]:
    """Alice and Bob in the room; Bob publishes, and watches himself."""
    async with venue.inside("alice", "bob") as (alice, bob), MediaClient(venue.url, "bob") as media:
        camera, answer = await media.publish()
        await alice.until(lambda a: a.room.streams)
        screen, _ = await media.play(answer.headers["Lectern-Stream"])
        yield alice, bob, camera, screen


async def ends(*peers: LightPeer) -> None:
    """Within two seconds the server says goodbye to each."""
    begun = time.monotonic()
    async with asyncio.timeout(SOON):
        for peer in peers:
            await peer.closed.wait()
    assert time.monotonic() - begun < SOON


@pytest.mark.parametrize("ban", [True, False])
async def test_removal_ends_media(venue: Venue, ban: bool) -> None:
    """Whoever is put out is neither seen nor sees, at once."""
    async with on_air(venue) as (alice, _, camera, screen):
        await alice.send("remove", participant="bob", ban=ban)
        await ends(camera, screen)
        await alice.until(lambda a: not a.room.streams)


async def test_hold_ends_media(venue: Venue) -> None:
    """So is who is put aside."""
    async with on_air(venue) as (alice, _, camera, screen):
        await alice.send("hold", participant="bob", held=True)
        await ends(camera, screen)


async def test_leaving_ends_media(venue: Venue) -> None:
    """And who goes."""
    async with on_air(venue) as (_, bob, camera, screen):
        await bob.send("leave")
        await ends(camera, screen)


async def test_the_end_ends_media(venue: Venue) -> None:
    """And everybody, when the meeting is over."""
    async with on_air(venue) as (alice, _, camera, screen):
        await alice.send("end")
        await ends(camera, screen)


async def test_an_invitation_taken_back_ends_media(venue: Venue) -> None:
    """And who is not invited any more."""
    async with on_air(venue) as (_, bob, camera, screen):
        venue.signaling.cut(ROOM, "bob")
        await ends(camera, screen)
        await bob.until_state("removed")


async def test_a_cancelled_meeting_ends_media(venue: Venue) -> None:
    """And everybody, when the organiser cancels."""
    async with on_air(venue) as (alice, bob, camera, screen):
        venue.signaling.close_room(ROOM)
        await ends(camera, screen)
        for browser in (alice, bob):
            await browser.until_state("ended")
            assert browser.statuses[-1]["reason"] == "cancelled"


async def test_media_outlives_a_cut_socket(venue: Venue) -> None:
    """A socket that is gone for a moment does not take the camera with it."""
    async with on_air(venue) as (alice, bob, camera, _):
        bob.vanish()
        await alice.until(lambda a: a.raw[-1]["kind"] == "participant_reconnecting")
        await asyncio.sleep(0.1)
        assert not camera.closed.is_set() and alice.room.streams


async def test_a_closed_tab_ends_media_after_the_grace_time(venue: Venue) -> None:
    """Nobody stays on air who does not come back."""
    async with on_air(venue) as (alice, bob, camera, screen):
        bob.vanish()
        await alice.until(lambda a: a.raw[-1]["kind"] == "participant_reconnecting")
        venue.pass_time(KEPT_MS)
        await alice.send("raise_hand", raised=True)
        await ends(camera, screen)
        await alice.until(lambda a: not a.room.streams)


async def test_a_dead_camera_leaves_the_room(venue: Venue) -> None:
    """Nobody with dead media is shown as talking."""
    async with on_air(venue) as (alice, _, camera, _):
        await camera.close()
        await alice.until(lambda a: not a.room.streams)


async def test_mute(venue: Venue) -> None:
    """A host's mute is told, reaches media, and ends when the person speaks again."""
    async with on_air(venue) as (alice, bob, _, _):
        await alice.send("mute", participant="bob")
        await bob.until(lambda b: b.room.participants[-1].muted and not b.room.streams[0].audio)
        assert muted(venue, "bob")
        await bob.send("stream_state", stream=bob.room.streams[0].id, audio=True, video=True)
        await alice.until(lambda a: a.room.streams[0].audio)
        assert not muted(venue, "bob")


async def test_a_mute_holds_while_held(venue: Venue) -> None:
    """Being put aside and taken back does not open the microphone."""
    async with on_air(venue) as (alice, bob, camera, _):
        await alice.send("mute", participant="bob")
        await alice.send("hold", participant="bob", held=True)
        await ends(camera)
        await alice.send("hold", participant="bob", held=False)
        await bob.until_state("present")
        assert muted(venue, "bob")


async def test_put_out_between_offer_and_first_packet(venue: Venue) -> None:
    """A stream that comes too late is ended, and nobody hears of it."""
    async with venue.inside("alice", "bob") as (alice, bob), MediaClient(venue.url, "bob") as media:
        peer = LightPeer()
        media.peers.append(peer)
        answer = await media.request("POST", "/whip/heart", peer.offer("sendonly"))
        await alice.send("hold", participant="bob", held=True)
        await bob.until_state("held")
        with pytest.raises((TimeoutError, ConnectionError)):
            async with asyncio.timeout(1):
                await peer.connect(answer.text)
        assert not alice.room.streams


def muted(venue: Venue, participant: str) -> bool:
    """Whether media drops somebody's voice."""
    return (ROOM, participant) in venue.media.muted()
