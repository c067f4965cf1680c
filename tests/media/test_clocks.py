"""Reports on the wire: lip sync for viewers, feedback for the presenter."""

import asyncio

from aiortc import rtp as foreign

from media.rtcp import ReceiverReport, Remb, SenderReport
from media.server import MediaServer
from tests.support.media_offers import Habits
from tests.support.media_peer import LightPeer
from tests.support.media_stage import Stage, audio, pause, video


def sender_reports(peer: LightPeer, ssrc: int) -> list[SenderReport]:
    return [
        message
        for message in peer.received.messages
        if isinstance(message, SenderReport) and message.ssrc == ssrc
    ]


async def report_about(peer: LightPeer, ssrc: int) -> None:
    """Wait for a sender report about that source."""
    await peer.wait_for(lambda: bool(sender_reports(peer, ssrc)), 3)


async def test_lip_sync(stage: Stage) -> None:
    """Audio and video that the presenter tied to one moment are one moment at the viewer, too."""
    alice = await stage.publish()
    bob = await stage.view()
    alice.send_frame(1, key=True)
    alice.send_audio()
    await bob.get(2)
    ntp = alice.send_reports()
    for ssrc in (audio(bob), video(bob)):
        await report_about(bob, ssrc)
    for ssrc, rate in ((audio(bob), 48_000), (video(bob), 90_000)):
        report = sender_reports(bob, ssrc)[0]
        packet = bob.received.of(ssrc)[0]
        passed = (report.ntp - ntp) / (1 << 32)
        assert 0 <= passed < 3
        # The packet is of the very moment of the presenter's report.
        late = (report.rtp - packet.timestamp & 0xFFFFFFFF) / rate
        assert abs(late - passed) < 0.001


async def test_one_name_for_both(stage: Stage) -> None:
    """Both sources carry one CNAME, without which a browser would not synchronise them."""
    alice = await stage.publish()
    bob = await stage.view()
    alice.send_frame(1, key=True)
    alice.send_audio()
    await bob.get(2)
    alice.send_reports()
    await bob.wait_for(lambda: len(bob.received.rtcp) >= 2, 3)
    names = set()
    for packet in bob.received.rtcp:
        for part in foreign.RtcpPacket.parse(packet):
            if isinstance(part, foreign.RtcpSdesPacket):
                names |= {name for _, name in part.chunks[0].items}
    assert names == {stage.stream.encode()}


async def test_no_report_without_clock(stage: Stage) -> None:
    """Before the presenter has said what time it is, nobody invents it."""
    alice = await stage.publish()
    bob = await stage.view()
    alice.send_frame(1, key=True)
    await pause(1.3)
    assert sender_reports(bob, video(bob)) == []


async def test_receiver_report(stage: Stage) -> None:
    """Each second the presenter hears how her packets arrive."""
    alice = await stage.publish()
    ntp = alice.send_reports()
    alice.send_frame(3)
    alice.skip(1)
    alice.send_frame(1)
    alice.send_reports()
    await pause(1.3)
    reports = [m for m in alice.peer.received.messages if isinstance(m, ReceiverReport)]
    (block,) = (block for block in reports[0].blocks if block.ssrc == alice.video_ssrc)
    assert block.lost == 1
    assert block.highest == 1004
    assert 0 <= (block.last_report - (ntp >> 16)) & 0xFFFFFFFF < 65_536


async def test_transport_feedback(stage: Stage) -> None:
    """Twenty times a second the presenter hears when each packet came, of audio and video."""
    alice = await stage.publish()
    for _ in range(50):
        alice.send_frame(1)
        alice.send_audio()
        await asyncio.sleep(0.02)
    await pause(0.1)
    told: set[int] = set()
    for packet in alice.peer.received.rtcp:
        if packet[1] == 205 and packet[0] & 31 == 15:
            base = int.from_bytes(packet[12:14], "big")
            told |= set(range(base, base + int.from_bytes(packet[14:16], "big")))
    assert told == set(range(1, 101))


async def test_remb(stage: Stage) -> None:
    """A presenter without transport-wide numbers hears a bit rate."""
    alice = await stage.publish(habits=Habits(transport_cc=False))
    alice.send_frame(3)
    await pause(1.3)
    rates = [m.bitrate for m in alice.peer.received.messages if isinstance(m, Remb)]
    assert rates and rates[0] >= 1_000_000


async def test_feedback_of_one_kind(stage: Stage, media: MediaServer) -> None:
    """Who gets transport feedback gets no REMB beside it, and nobody gets what was not offered."""
    alice = await stage.publish()
    alice.send_frame(3)
    await pause(1.3)
    assert not any(isinstance(m, Remb) for m in alice.peer.received.messages)
