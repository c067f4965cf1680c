"""Half of the sound is lost: the picture gives way, then the sound, and the page is told."""

import asyncio
import time

from media.resources import Level
from media.rtcp import ReportBlock, write_receiver_report
from tests.support.media_peer import LightPeer
from tests.support.media_source import Camera
from tests.support.media_stage import Stage, audio, pause, video


async def perform(alice: Camera, seconds: float, *, lost: bool = False) -> None:
    """Picture and sound, for so long; `lost`: three of four packets of sound are, before us."""
    end, count = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        count += 1
        alice.send_frame(size=500)
        if lost and count % 4:
            alice.pass_over_audio()
        else:
            alice.send_audio()
        if not lost:
            alice.answer()
        await asyncio.sleep(0.02)


def lacks_sound(viewer: LightPeer, share: float = 0.94) -> None:
    """Say that so much of the sound was lost, and nothing of the picture, as Chromium does."""
    block = ReportBlock(audio(viewer), round(share * 256), 0, 0, 0, 0, 0)
    viewer.send_rtcp(write_receiver_report(1, [block]))


async def test_most_of_the_sound_is_lost(stage: Stage) -> None:
    """One report takes the picture away, two more, each two seconds after the other, the sound."""
    alice = await stage.publish("alice")
    await perform(alice, 1.0)
    bob, carol = await stage.view("bob"), await stage.view("carol")
    await perform(alice, 0.5)
    assert bob.received.of(video(bob)) and bob.received.of(audio(bob))
    for level in (Level.AUDIO, None, Level.NONE):
        told = len(stage.heard.levels)
        lacks_sound(bob)
        await perform(alice, 2.2)
        expected = [("bob", stage.stream, level)] if level is not None else []
        assert stage.heard.levels[told:] == expected
    await pause()
    before = len(bob.received.packets), len(carol.received.packets)
    await perform(alice, 0.5)
    assert len(bob.received.packets) == before[0]
    assert len(carol.received.packets) > before[1] + 20


async def test_what_the_publisher_lost(stage: Stage) -> None:
    """What never came to us is not lost on the way to a viewer, though its numbers are missing."""
    alice = await stage.publish("alice")
    await perform(alice, 1.0)
    bob = await stage.view("bob")
    await perform(alice, 0.5)
    lacks_sound(bob, 0.0)
    for _ in range(3):
        before = len(bob.received.of(audio(bob)))
        await perform(alice, 2.2, lost=True)
        heard = bob.received.of(audio(bob))[before:]
        missing = 1 - len(heard) / (heard[-1].sequence - heard[0].sequence + 1 & 0xFFFF)
        assert missing > 0.6
        lacks_sound(bob, missing)
    await perform(alice, 0.3)
    assert stage.heard.levels == []


async def test_flood_of_reports(stage: Stage) -> None:
    """Who says it a thousand times at once is not heard a thousand times."""
    alice = await stage.publish("alice")
    await perform(alice, 1.0)
    bob = await stage.view("bob")
    await perform(alice, 0.5)
    block = ReportBlock(audio(bob), 240, 0, 0, 0, 0, 0)
    for _ in range(100):
        bob.send_rtcp(write_receiver_report(1, [block] * 10))
    await perform(alice, 0.5)
    assert stage.heard.levels == [("bob", stage.stream, Level.AUDIO)]
