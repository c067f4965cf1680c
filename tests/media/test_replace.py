"""Publishing again: the presenter reloads her page, or changes what she sends."""

import asyncio

from media.server import MediaServer
from tests.support.media_offers import Habits, offer
from tests.support.media_source import read_payload
from tests.support.media_stage import Stage, pause, video


async def test_replace(stage: Stage, media: MediaServer) -> None:
    """With the same codecs the stream goes on: viewers see a pause, the listener nothing."""
    alice = await stage.publish()
    first = stage.stream
    bob = await stage.view()
    alice.send_frame(key=True)
    before = list(await bob.get(4))
    again = await stage.publish(sequence=60_000)
    assert stage.answers[again.peer].stream == first
    await asyncio.wait_for(alice.peer.closed.wait(), 2)
    again.send_frame(key=True)
    got = (await bob.get(8))[4:]
    assert got[0].sequence == before[-1].sequence + 1
    assert 0 < got[0].timestamp - before[-1].timestamp < 90_000 * 5
    assert {packet.ssrc for packet in got} == {video(bob)}
    assert [stream.id for stream in stage.heard.started] == [first]
    assert stage.heard.ended == []


async def test_replace_asks_for_a_key_frame(stage: Stage) -> None:
    """The new source begins with a key frame, or is asked for one until it sends it."""
    await stage.publish()
    bob = await stage.view()
    again = await stage.publish()
    again.send_frame()
    await pause(0.7)
    again.answer()
    assert again.asked >= 1
    got = await bob.get(4)
    assert read_payload(got[-1].payload).frame == again.frame


async def test_old_goes_on_until_new_connects(stage: Stage, media: MediaServer) -> None:
    """A try that never connects does not take the picture away."""
    alice = await stage.publish()
    bob = await stage.view()
    media.publish("room", "alice", "camera", offer("sendonly"))
    alice.send_frame(key=True)
    await bob.get(4)


async def test_second_try_replaces_first(stage: Stage, media: MediaServer) -> None:
    """Of several tries that have not connected the newest counts."""
    for _ in range(3):
        media.publish("room", "alice", "camera", offer("sendonly"))
    assert media.stats()["publishers"] == 1


async def test_replace_with_other_codecs(stage: Stage) -> None:
    """Other codecs cannot go on as the same stream: the old one ends, then a new one starts."""
    await stage.publish()
    first = stage.stream
    bob = await stage.view()
    await stage.publish(habits=Habits(codec="VP9", fmtp="profile-id=0"))
    assert stage.heard.ended == [(first, "replaced")]
    assert len(stage.heard.started) == 2 and stage.stream != first
    await asyncio.wait_for(bob.closed.wait(), 2)


async def test_screen_beside_camera(stage: Stage, media: MediaServer) -> None:
    """A second kind of stream replaces nothing."""
    await stage.publish()
    await stage.publish(kind="screen", habits=Habits(audio=False))
    assert [stream.kind for stream in media.streams("room")] == ["camera", "screen"]


async def test_somebody_else(stage: Stage, media: MediaServer) -> None:
    """Nor does another participant's."""
    await stage.publish("alice")
    await stage.publish("bob")
    assert [stream.participant for stream in media.streams("room")] == ["alice", "bob"]


async def test_new_source_in_one_session(stage: Stage) -> None:
    """A presenter's page that changes its SSRC goes on in the same line."""
    alice = await stage.publish()
    bob = await stage.view()
    alice.send_frame(key=True)
    last = (await bob.get(4))[-1]
    await pause(1.1)
    alice.video_ssrc, alice.video_sequence = 0x4444, 30_000
    alice.send_frame(key=True)
    assert (await bob.get(8))[4].sequence == last.sequence + 1


async def test_second_source_at_once(stage: Stage) -> None:
    """While a source speaks, another SSRC with the same payload type is not mixed in."""
    alice = await stage.publish()
    bob = await stage.view()
    alice.send_frame(key=True)
    await bob.get(4)
    alice.video_ssrc = 0x4444
    alice.send_frame()
    await pause(0.1)
    assert len(bob.received.packets) == 4
