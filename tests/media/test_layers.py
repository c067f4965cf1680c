"""A simulcast: each viewer gets the layer that its page and its downlink can use."""

import asyncio
import itertools
import time

from media.resources import Level
from media.server import MediaServer
from tests.support.media_layers import picture_of, temporal_of
from tests.support.media_offers import Habits
from tests.support.media_peer import LightPeer
from tests.support.media_simulcast import SIMULCAST, Simulcast, layer_of, story
from tests.support.media_stage import Stage, estimate_falls, pause, video


async def publish(stage: Stage, habits: Habits = SIMULCAST) -> Simulcast:
    camera = await stage.publish("alice", habits)
    alice = Simulcast(camera.peer)
    alice.send(key=True)
    return alice


def shown(viewer: LightPeer) -> str:
    """The layer of the newest packet."""
    packets = viewer.received.of(video(viewer))
    return layer_of(packets[-1]) if packets else ""


async def perform(alice: Simulcast, seconds: float, layers: str = "qhf") -> None:
    """Send frames, and what is asked for."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        alice.send(layers)
        alice.answer()
        await asyncio.sleep(0.02)


async def until(
    alice: Simulcast, viewer: LightPeer, layer: str, layers: str = "qhf", *, seconds: float = 10
) -> None:
    """Perform until the viewer sees that layer."""
    async with asyncio.timeout(seconds):
        while shown(viewer) != layer:
            await perform(alice, 0.02, layers)


def is_one_line(viewer: LightPeer) -> bool:
    """Whether numbers, pictures and time run on without a break."""
    packets = viewer.received.of(video(viewer))
    for before, after in zip(packets, packets[1:], strict=False):
        picture = picture_of(after.payload) - picture_of(before.payload) & 0x7FFF
        passed = after.timestamp - before.timestamp & 0xFFFFFFFF
        if after.sequence - before.sequence & 0xFFFF != 1 or not 0 < picture < 1000:
            return False
        if not 0 < passed < 1 << 31:
            return False
    return viewer.received.refused == 0


async def test_best_layer(stage: Stage) -> None:
    """A viewer of whom nothing is known gets the best layer."""
    alice = await publish(stage)
    await perform(alice, 0.2)
    bob = await stage.view()
    await until(alice, bob, "f")
    assert story(bob.received.of(video(bob))) == "f"


async def test_small_tile(stage: Stage, media: MediaServer) -> None:
    """A small tile gets a small picture, a tall one a tall picture; the line does not break."""
    alice = await publish(stage)
    await perform(alice, 0.2)
    media.view(stage.stream, "bob", 160)
    bob, carol = await stage.view("bob"), await stage.view("carol")
    await until(alice, bob, "q")
    await until(alice, carol, "f")
    for height, layer in ((400, "h"), (720, "f"), (90, "q")):
        media.view(stage.stream, "bob", height)
        await until(alice, bob, layer)
    assert story(bob.received.of(video(bob))) == "qhfq"
    assert story(carol.received.of(video(carol))) == "f"
    assert is_one_line(bob) and is_one_line(carol)
    assert stage.heard.levels == []


async def test_hidden_tile(stage: Stage, media: MediaServer) -> None:
    """A picture that comes into view again goes on where it had stopped."""
    alice = await publish(stage)
    await perform(alice, 0.2)
    bob = await stage.view()
    await until(alice, bob, "f")
    media.view(stage.stream, "bob", 0)
    before = len(bob.received.packets)
    await perform(alice, 0.5)
    assert len(bob.received.packets) <= before + 3
    media.view(stage.stream, "bob", 180)
    await until(alice, bob, "q")
    assert is_one_line(bob)


async def test_low_estimate(stage: Stage, media: MediaServer) -> None:
    """A viewer whose estimate falls gets a lower layer at once, and its page is told."""
    alice = await publish(stage)
    await perform(alice, 0.5)
    bob = await stage.view()
    await until(alice, bob, "f")
    await perform(alice, 1.0)
    estimate_falls(bob, 45_000)
    async with asyncio.timeout(10):
        while stage.heard.levels == []:
            await perform(alice, 0.1)
    assert stage.heard.levels[0] == ("bob", stage.stream, Level.LOW)
    await until(alice, bob, "q")
    assert is_one_line(bob)


async def test_climb(stage: Stage) -> None:
    """When its downlink has recovered, a viewer gets its picture back: packets that it has already
    are repeated for a while, as repairs, and when nothing happens the better layer follows."""
    alice = await publish(stage)
    await perform(alice, 0.5)
    bob = await stage.view()
    await until(alice, bob, "f")
    await perform(alice, 1.0)
    estimate_falls(bob, 45_000)
    await until(alice, bob, "q")
    assert bob.remote is not None
    repairs = bob.remote.ssrcs["video"][1]
    assert bob.received.of(repairs) == []
    await until(alice, bob, "f", seconds=25)
    assert stage.heard.levels[-1] == ("bob", stage.stream, Level.HIGH)
    probes = bob.received.of(repairs)
    had = {packet.sequence for packet in bob.received.of(video(bob))}
    assert probes and all(int.from_bytes(each.payload[:2], "big") in had for each in probes)
    assert is_one_line(bob)


async def test_key_frames_by_layer(stage: Stage, media: MediaServer) -> None:
    """Only the layer that somebody waits for is asked for a key frame."""
    alice = await publish(stage)
    await perform(alice, 0.2)
    media.view(stage.stream, "bob", 180)
    bob = await stage.view()
    await until(alice, bob, "q")
    assert [alice.sources[layer].asked > 0 for layer in "qhf"] == [True, False, False]


async def test_lost_layer(stage: Stage) -> None:
    """When the presenter's browser drops its upper layers, viewers get the one that is left; when
    it sends them again, viewers get them back."""
    alice = await publish(stage)
    await perform(alice, 0.2)
    bob = await stage.view()
    await until(alice, bob, "f")
    await until(alice, bob, "q", "q")
    await until(alice, bob, "f")
    assert is_one_line(bob)


async def test_names_left_out(stage: Stage) -> None:
    """A browser leaves the names out once it was heard; packets still find their layers."""
    alice = await publish(stage)
    await perform(alice, 0.2)
    bob = await stage.view()
    await until(alice, bob, "f")
    for source in alice.sources.values():
        source.named = False
    before = len(bob.received.packets)
    await perform(alice, 0.3)
    assert len(bob.received.packets) > before
    assert story(bob.received.of(video(bob))) == "f"


async def test_unknown_source(stage: Stage) -> None:
    """A source that has not said of which layer it is feeds nobody."""
    alice = await publish(stage)
    for source in alice.sources.values():
        source.ssrc += 0x100
        source.named = False
    await pause(1.1)
    bob = await stage.view()
    await perform(alice, 0.3)
    assert bob.received.packets == []


async def test_repair_of_a_layer(stage: Stage) -> None:
    """What is lost of a layer on the way to us is asked for, and repaired, in that layer."""
    alice = await publish(stage)
    await perform(alice, 0.2)
    bob = await stage.view()
    await until(alice, bob, "f")
    alice.send("f", lose=True)
    await perform(alice, 0.5)
    assert [layer for layer, _ in alice.nacked] == ["f"]
    packets = sorted(bob.received.of(video(bob)), key=lambda packet: packet.timestamp)
    steps = [b.sequence - a.sequence & 0xFFFF for a, b in zip(packets, packets[1:], strict=False)]
    assert set(steps) == {1}


async def test_reload_with_layers(stage: Stage, media: MediaServer) -> None:
    """A presenter who reloads her page is seen again, in the same line."""
    alice = await publish(stage)
    await perform(alice, 0.2)
    bob = await stage.view()
    await until(alice, bob, "f")
    again = await publish(stage)
    before = len(bob.received.packets)
    async with asyncio.timeout(10):
        while len(bob.received.packets) < before + 5:
            await perform(again, 0.1)
    assert is_one_line(bob)


async def test_answer(stage: Stage) -> None:
    """The answer takes the layers, and the extensions by which packets name them."""
    alice = await publish(stage)
    text = stage.answers[alice.peer].sdp
    assert "a=simulcast:recv q;h;f" in text
    assert "a=extmap:11 urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id" in text
    assert "a=extmap:12 urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id" in text


async def test_fewer_frames(stage: Stage) -> None:
    """When not even the lowest layer fits, its upper temporal layers are left out: nothing looks
    lost, neither by number nor by picture."""
    alice = await publish(stage)
    pattern = itertools.cycle((0, 2, 1, 2))

    async def go_on(seconds: float) -> float:
        """Perform in temporal layers; returns the bits a second that Bob received."""
        before, begun = len(bob.received.packets), time.monotonic()
        while time.monotonic() < begun + seconds:
            alice.send("q", packets=12, temporal=next(pattern))
            alice.answer()
            await asyncio.sleep(0.02)
        octets = sum(len(packet.payload) for packet in bob.received.packets[before:])
        return 8 * octets / (time.monotonic() - begun)

    bob = await stage.view()
    # The upper layers, of which nothing comes, are waited for until they count as gone.
    async with asyncio.timeout(10):
        while shown(bob) != "q":
            await go_on(0.1)
    await go_on(0.5)
    whole = await go_on(1.5)
    # The lowest of three temporal layers is a quarter of it, two of them are half.
    estimate_falls(bob, round(0.4 * whole))
    async with asyncio.timeout(10):
        while not stage.heard.levels:
            await go_on(0.1)
    assert stage.heard.levels == [("bob", stage.stream, Level.LOW)]
    # It goes over at the next key frame.
    async with asyncio.timeout(10):
        while {temporal_of(packet.payload) for packet in bob.received.of(video(bob))[-60:]} != {0}:
            await go_on(0.1)
    thinned = bob.received.of(video(bob))[-60:]
    numbers = [packet.sequence for packet in thinned]
    assert {b - a & 0xFFFF for a, b in zip(numbers, numbers[1:], strict=False)} == {1}
    pictures = [picture_of(packet.payload) for packet in thinned]
    assert {b - a & 0x7FFF for a, b in zip(pictures, pictures[1:], strict=False)} == {0, 1}
