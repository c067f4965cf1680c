"""Loss, jitter and copies on both ways at once: what can be repaired arrives, and arrives once."""

import asyncio

import pytest

from media.server import MediaServer
from tests.support.media_faults import Weather
from tests.support.media_offers import Habits
from tests.support.media_peer import LightPeer
from tests.support.media_source import Camera, read_payload
from tests.support.media_stage import Stage, audio, video
from tests.support.media_wire import Wire

FRAMES, PARTS = 60, 4

FAREWELL = 15
"""Frames behind those that count: of the last on a line nobody can know that it was sent."""


def have(viewer: LightPeer) -> dict[int, int]:
    """How often each number of the video's line has come, repairs included."""
    assert viewer.remote is not None
    _, *repairs = viewer.remote.ssrcs["video"]
    numbers: dict[int, int] = {}
    for packet in viewer.received.packets:
        if packet.ssrc == video(viewer):
            numbers[packet.sequence] = numbers.get(packet.sequence, 0) + 1
        elif packet.ssrc in repairs:
            number = int.from_bytes(packet.payload[:2], "big")
            numbers[number] = numbers.get(number, 0) + 1
    return numbers


def ask_for_holes(viewer: LightPeer, ssrc: int, numbers: set[int]) -> None:
    """NACK what is missing below the newest packet, as a browser does."""
    holes = [each for each in range(min(numbers), max(numbers)) if each not in numbers]
    if holes:
        viewer.send_nack(ssrc, *holes)


def ask(viewer: LightPeer) -> None:
    """NACK what is missing of both media."""
    ask_for_holes(viewer, video(viewer), set(have(viewer)))
    sound = {packet.sequence for packet in viewer.received.of(audio(viewer))}
    if sound:
        ask_for_holes(viewer, audio(viewer), sound)


async def show(alice: Camera, bob: LightPeer) -> None:
    """Play frames and words; both ends do what browsers do about loss, also afterwards."""
    for turn in range(FRAMES + FAREWELL + 60):
        if turn < FRAMES + FAREWELL:
            alice.send_frame(PARTS)
            alice.say(1)
        alice.answer()
        if turn % 3 == 0:
            ask(bob)
        await asyncio.sleep(0.015)


def frames_of(viewer: LightPeer) -> set[tuple[int, int]]:
    """Frame and part of every video packet that has come."""
    found = set()
    for packet in viewer.received.packets:
        if packet.ssrc != audio(viewer):
            numbered = read_payload(packet.payload)
            found.add((numbered.frame, numbered.part))
    return found


@pytest.mark.parametrize("redundancy", [False, True], ids=["plain", "red"])
@pytest.mark.parametrize("jitter", [0.0, 0.05])
async def test_whole(
    stage: Stage, media: MediaServer, wire: Wire, jitter: float, redundancy: bool
) -> None:
    """With 5 % lost, both ways of both peers, every frame and every word arrives."""
    alice = await stage.publish(habits=Habits(redundancy=redundancy), via=wire.address)
    bob = await stage.view(habits=Habits(redundancy=redundancy), via=wire.address)
    alice.send_frame(PARTS, key=True)
    alice.say(1)
    await bob.get(PARTS + 1)
    wire.up = Weather(loss=0.05, jitter=jitter, seed=5)
    wire.down = Weather(loss=0.05, jitter=jitter, seed=6)
    await show(alice, bob)
    assert wire.lost > 20
    expected = {(frame, part) for frame in range(1, FRAMES + 2) for part in range(PARTS)}
    assert expected - frames_of(bob) == set()
    sound = sorted({packet.sequence for packet in bob.received.of(audio(bob))})
    assert sound[: FRAMES + 1] == list(range(sound[0], sound[0] + FRAMES + 1))
    assert media.stats()["rejected_malformed"] == 0


async def test_copies_leave_once(stage: Stage, wire: Wire) -> None:
    """What a network copies or a publisher repeats needlessly reaches a viewer once."""
    alice = await stage.publish(habits=Habits(repair=False), via=wire.address)
    bob = await stage.view()
    alice.send_frame(PARTS, key=True)
    await bob.get(PARTS)
    wire.up = Weather(duplicates=0.3, jitter=0.03, seed=3)
    for _ in range(FRAMES):
        alice.send_frame(PARTS)
        alice.answer()
        await asyncio.sleep(0.01)
    await bob.get((FRAMES + 1) * PARTS)
    await asyncio.sleep(0.2)
    assert set(have(bob).values()) == {1}
    assert bob.received.refused == 0


async def test_what_we_miss_ourselves(stage: Stage, media: MediaServer) -> None:
    """A viewer's wish for a packet that is missing here is no refusal: the packet goes to
    everybody when it comes, once."""
    alice = await stage.publish()
    bob, carol = await stage.view("bob"), await stage.view("carol")
    alice.send_frame(2, key=True)
    lost = alice.skip(1)[0]
    alice.send_frame(1)
    first = (await bob.get(3))[0].sequence
    await carol.get(3)
    for viewer in (bob, carol):
        viewer.send_nack(video(viewer), first + 2)
    await asyncio.sleep(0.1)
    alice.video_sequence = lost
    alice.send_frame(1)
    for viewer in (bob, carol):
        await viewer.get(4)
    await asyncio.sleep(0.1)
    assert have(bob) == have(carol) == {first + place: 1 for place in range(4)}
    assert (media.stats()["repairs_sent"], media.stats()["repairs_refused"]) == (0, 0)


async def test_bottleneck(stage: Stage, media: MediaServer, wire: Wire) -> None:
    """On a way too narrow, repairs stay within the viewer's budget instead of filling it up."""
    alice = await stage.publish()
    bob = await stage.view(via=wire.address)
    alice.send_frame(PARTS, key=True)
    await bob.get(PARTS)
    wire.down = Weather(kbps=800)
    await show(alice, bob)
    # Two seconds: 150 at once, and 300 a second.
    assert media.stats()["repairs_sent"] < 1200
    assert media.stats()["viewers"] == 1
