"""Packets lost on the way to a viewer are sent again from the cache."""

import asyncio

import pytest

from media.rtp import RtpPacket
from media.server import MediaServer
from tests.support.media_offers import Habits
from tests.support.media_peer import LightPeer
from tests.support.media_stage import Stage, pause, video
from tests.support.media_wire import Wire, every


def repaired(packet: RtpPacket) -> int:
    """The sequence number that a repair packet carries."""
    return int.from_bytes(packet.payload[:2], "big")


def whole(viewer: LightPeer) -> set[int]:
    """The sequence numbers that a viewer has, repairs included."""
    assert viewer.remote is not None
    _, *repairs = viewer.remote.ssrcs["video"]
    own = {packet.sequence for packet in viewer.received.of(video(viewer))}
    return own | {repaired(packet) for ssrc in repairs for packet in viewer.received.of(ssrc)}


def ask_for_holes(viewer: LightPeer) -> None:
    """NACK what is missing below the newest packet, as a browser does."""
    have = whole(viewer)
    first = viewer.received.packets[0].sequence
    holes = [number for number in range(first, max(have)) if number not in have]
    if holes:
        viewer.send_nack(video(viewer), *holes)


async def test_repair(stage: Stage) -> None:
    """What a viewer asks for again comes as a repair packet of its own source."""
    alice = await stage.publish()
    bob = await stage.view()
    alice.send_frame(4, key=True)
    lost = (await bob.get(4))[2]
    bob.send_nack(video(bob), lost.sequence)
    repair = (await bob.get(5))[4]
    assert bob.remote is not None
    assert repair.ssrc == bob.remote.ssrcs["video"][1]
    assert repair.payload_type == 97
    assert repair.timestamp == lost.timestamp
    assert repaired(repair) == lost.sequence
    assert repair.payload[2:] == lost.payload


async def test_repair_without_rtx(stage: Stage) -> None:
    """A viewer without RTX gets the same packet again, which its SRTP takes for a replay here."""
    alice = await stage.publish()
    bob = await stage.view(habits=Habits(repair=False))
    alice.send_frame(4, key=True)
    await bob.get(4)
    bob.send_nack(video(bob), bob.received.packets[1].sequence)
    await bob.wait_for(lambda: bob.received.refused == 1)


@pytest.mark.parametrize("rtx", [True, False])
async def test_lossy_downlink(stage: Stage, wire: Wire, rtx: bool) -> None:
    """One packet in ten is lost on the way down; in the end the viewer has every frame whole."""
    alice = await stage.publish()
    bob = await stage.view(habits=Habits(repair=rtx), via=wire.address)
    alice.send_frame(4, key=True)
    await bob.get(4)
    wire.down = every(10)
    for _ in range(30):
        alice.send_frame(4)
        await asyncio.sleep(0.01)
        ask_for_holes(bob)
    for _ in range(20):
        await pause(0.05)
        ask_for_holes(bob)
    assert wire.lost > 10
    assert len(whole(bob)) == 124


async def test_repair_only_to_who_asked(stage: Stage) -> None:
    """Bob's loss costs Carol nothing."""
    alice = await stage.publish()
    bob, carol = await stage.view("bob"), await stage.view("carol")
    alice.send_frame(4, key=True)
    await carol.get(4)
    bob.send_nack(video(bob), (await bob.get(4))[0].sequence)
    await bob.get(5)
    await pause()
    assert len(carol.received.packets) == 4


async def test_repair_before_beginning(stage: Stage, media: MediaServer) -> None:
    """Carol gets nothing from before her beginning, even if the cache has it: it would put the
    rollover counters of both ends at odds."""
    alice = await stage.publish()
    bob = await stage.view("bob")
    alice.send_frame(4, key=True)
    early = (await bob.get(4))[0]
    await pause(0.6)
    carol = await stage.view("carol")
    alice.send_frame(4, key=True)
    await carol.get(4)
    carol.send_nack(video(carol), early.sequence)
    await carol.wait_for(lambda: media.stats()["repairs_refused"] == 1)
    await pause()
    assert len(carol.received.packets) == 4


async def test_repair_unknown(stage: Stage, media: MediaServer) -> None:
    """What was never sent cannot be repeated."""
    alice = await stage.publish()
    bob = await stage.view()
    alice.send_frame(4, key=True)
    newest = (await bob.get(4))[-1]
    bob.send_nack(video(bob), newest.sequence + 10, newest.sequence - 500)
    await bob.wait_for(lambda: media.stats()["repairs_refused"] == 2)


async def test_repair_flood(stage: Stage, media: MediaServer) -> None:
    """A viewer that asks for everything, again and again, gets its budget and no more."""
    alice = await stage.publish()
    bob = await stage.view()
    for frame in range(20):
        alice.send_frame(10, key=frame == 0)
    packets = list(await bob.get(200))
    for _ in range(10):
        bob.send_nack(video(bob), *(packet.sequence for packet in packets))
    await pause(0.3)
    assert 150 <= media.stats()["repairs_sent"] <= 260
    assert media.stats()["repairs_refused"] > 1500
