"""Packets lost on the way from a presenter are asked for again, until they come or are too old."""

import asyncio

import pytest

from media.server import MediaServer
from tests.support.media_offers import Habits
from tests.support.media_source import Camera, read_payload
from tests.support.media_stage import Stage, pause
from tests.support.media_wire import Wire, every, share


async def play(alice: Camera, frames: int, packets: int = 4) -> None:
    """Send frames at a camera's pace, answering what the server asks for."""
    for _ in range(frames):
        alice.send_frame(packets)
        alice.answer()
        await asyncio.sleep(0.01)
    for _ in range(40):
        alice.answer()
        await asyncio.sleep(0.02)


async def test_ask_at_once(stage: Stage) -> None:
    """A hole is asked for when the packet behind it comes, without waiting for a timer."""
    alice = await stage.publish()
    alice.send_frame(2, key=True)
    lost = alice.skip(2)
    alice.send_frame(1)
    await pause(0.1)
    alice.answer()
    assert alice.nacked == lost


async def test_ask_again(stage: Stage, media: MediaServer) -> None:
    """A hole that nobody fills is asked for several times, and given up after a second."""
    alice = await stage.publish()
    alice.send_frame(2, key=True)
    alice.skip(1)
    alice.send_frame(1)
    for _ in range(30):
        alice.answer()
        await pause()
    asked = len(alice.nacked)
    assert 3 <= asked <= 12
    await pause(0.3)
    alice.answer()
    assert len(alice.nacked) == asked
    # Given up: only a key frame helps those who view.
    await alice.peer.wait_for(lambda: media.stats()["key_frames_asked"] >= 1)


@pytest.mark.parametrize("rtx", [True, False])
@pytest.mark.parametrize("seed", [1, 2])
async def test_lossy_uplink(stage: Stage, wire: Wire, rtx: bool, seed: int) -> None:
    """Of all packets, repairs and requests a tenth is lost; the viewer still has every frame."""
    alice = await stage.publish(habits=Habits(repair=rtx), via=wire.address)
    bob = await stage.view()
    alice.send_frame(4, key=True)
    await bob.get(4)
    wire.up, wire.down = share(0.1, seed), share(0.1, seed + 100)
    await play(alice, 50)
    assert wire.lost > 15
    numbers = {read_payload(packet.payload) for packet in bob.received.packets}
    missing = [
        (frame, part)
        for frame in range(1, 51)
        for part in range(4)
        if not any(each.frame == frame and each.part == part for each in numbers)
    ]
    assert missing == []


async def test_forwarded_once(stage: Stage, wire: Wire) -> None:
    """A repair reaches viewers with its own number, once, however often it was sent."""
    alice = await stage.publish(habits=Habits(repair=False), via=wire.address)
    bob = await stage.view()
    alice.send_frame(4, key=True)
    await bob.get(4)
    wire.up = every(5)
    await play(alice, 20)
    got = [packet.sequence for packet in bob.received.packets]
    assert len(got) == len(set(got))
    assert sorted(got) == list(range(min(got), max(got) + 1))
    assert bob.received.refused == 0


async def test_huge_hole(stage: Stage, media: MediaServer) -> None:
    """A hole too large to repair is not asked for packet by packet; a key frame is asked for."""
    alice = await stage.publish()
    alice.send_frame(2, key=True)
    alice.skip(400)
    alice.send_frame(2)
    await alice.peer.wait_for(lambda: media.stats()["key_frames_asked"] == 1)
    assert media.stats()["repairs_asked"] == 0


async def test_audio(stage: Stage, media: MediaServer) -> None:
    """Lost audio is asked for and passed on, from publishers that repeat it; a key frame is not."""
    alice = await stage.publish()
    bob = await stage.view(habits=Habits(video=False))
    said = alice.say(3, lose={1})
    await bob.get(2)
    await alice.peer.wait_for(lambda: media.stats()["repairs_asked"] >= 1)
    alice.audio_sequence -= 2
    alice.send_audio(said[1])
    got = await bob.get(3)
    assert sorted(packet.payload for packet in got) == said
    alice.audio_sequence += 4
    alice.say(1)
    await pause(1.3)
    assert media.stats()["key_frames_asked"] == 0


async def test_no_repair_for_audio(stage: Stage, media: MediaServer) -> None:
    """A publisher that does not repeat audio is not asked: a lost packet is left to Opus."""
    alice = await stage.publish(habits=Habits(transport_cc=False))
    alice.send_audio()
    alice.audio_sequence += 3
    alice.send_audio()
    await pause(0.2)
    assert media.stats()["repairs_asked"] == 0
