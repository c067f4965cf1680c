"""What a publisher sends reaches every viewer, in a line of our own."""

from media.server import MediaServer
from tests.support.media_offers import Habits
from tests.support.media_source import read_payload
from tests.support.media_stage import Stage, audio, pause, video


async def test_forward_video(stage: Stage) -> None:
    """A viewer gets every packet from its key frame on, unchanged, in order."""
    alice = await stage.publish()
    bob = await stage.view()
    alice.send_frame(3, key=True)
    alice.send_frame(2)
    await bob.get(5)
    got = bob.received.of(video(bob))
    assert [(p.frame, p.part) for p in (read_payload(g.payload) for g in got)] == [
        (1, 0),
        (1, 1),
        (1, 2),
        (2, 0),
        (2, 1),
    ]
    assert [packet.marker for packet in got] == [False, False, True, False, True]
    assert {len(packet.payload) for packet in got} == {1000}
    first = got[0].sequence
    assert [packet.sequence for packet in got] == list(range(first, first + 5))
    assert got[3].timestamp - got[0].timestamp == 3000


async def test_forward_audio(stage: Stage) -> None:
    """Audio needs no key frame."""
    alice = await stage.publish()
    bob = await stage.view()
    for _ in range(3):
        alice.send_audio()
    await bob.get(3, audio(bob))
    stamps = [packet.timestamp for packet in bob.received.of(audio(bob))]
    assert [b - a for a, b in zip(stamps, stamps[1:], strict=False)] == [960, 960]


async def test_viewers_get_the_same(stage: Stage) -> None:
    """Bob and Carol see the same source, numbers and bytes; only the keys differ."""
    alice = await stage.publish()
    bob, carol = await stage.view("bob"), await stage.view("carol")
    alice.send_frame(20, key=True)
    for viewer in (bob, carol):
        await viewer.get(20)
    assert bob.received.packets == carol.received.packets


async def test_forty_viewers(stage: Stage) -> None:
    """More viewers than one chunk holds, packets of unequal size: all arrive at everybody."""
    alice = await stage.publish()
    viewers = [await stage.view(f"viewer {i}") for i in range(40)]
    alice.send_frame(5, size=1100, key=True)
    alice.send_frame(1, size=300)
    alice.send_frame(2, size=900)
    alice.send_audio()
    for viewer in viewers:
        await viewer.get(9)
        assert viewer.received.refused == 0


async def test_slow_viewer(stage: Stage) -> None:
    """A viewer that does not keep up loses its own packets, and nobody else's."""
    alice = await stage.publish()
    bob, carol = await stage.view("bob"), await stage.view("carol")
    bob.stop_reading()
    for frame in range(300):
        alice.send_frame(4, size=1100, key=frame == 0)
        if frame % 5 == 4:
            await carol.get(4 * (frame + 1))
    sequences = [packet.sequence for packet in carol.received.of(video(carol))]
    assert sequences == list(range(sequences[0], sequences[0] + 1200))
    bob.go_on_reading()
    await pause(0.3)
    assert 0 < len(bob.received.packets) < 1200


async def test_other_payload_type(stage: Stage) -> None:
    """A viewer with other numbers for the same codec gets its own."""
    alice = await stage.publish()
    bob = await stage.view("bob")
    carol = await stage.view("carol", Habits(video_payload_type=120))
    alice.send_frame(key=True)
    for viewer, number in ((bob, 96), (carol, 120)):
        await viewer.get(4)
        assert {packet.payload_type for packet in viewer.received.packets} == {number}


async def test_other_room(stage: Stage, media: MediaServer) -> None:
    """A stream reaches those who asked for it, and nobody else."""
    alice = await stage.publish("alice", room="one")
    first = stage.stream
    await stage.publish("dora", room="two")
    bob = await stage.view("bob", stream=first)
    carol = await stage.view("carol", stream=stage.stream)
    alice.send_frame(key=True)
    await bob.get(4)
    await pause()
    assert carol.received.packets == []
    assert [stream.participant for stream in media.streams("two")] == ["dora"]


async def test_screen_without_audio(stage: Stage) -> None:
    """A viewer's offer with audio plays a stream without: that m-line is rejected in place."""
    alice = await stage.publish(habits=Habits(audio=False), kind="screen")
    bob = await stage.view()
    assert bob.remote is not None
    assert "m=audio 0 " in bob.remote.text
    assert not stage.heard.started[0].audio and stage.heard.started[0].video
    alice.send_frame(key=True)
    await bob.get(4)


async def test_send_time(stage: Stage) -> None:
    """Packets carry when they left, for the viewer's estimate of its downlink."""
    alice = await stage.publish()
    bob = await stage.view()
    alice.send_frame(1, key=True)
    await pause(0.5)
    alice.send_frame(1)
    await bob.get(2)
    first, second = (int.from_bytes(p.extensions[2], "big") for p in bob.received.packets)
    assert 0.4 < ((second - first) & 0xFFFFFF) / (1 << 18) < 1.0


async def test_publisher_padding(stage: Stage) -> None:
    """Padding that only probes the uplink takes its number with it, and no bytes."""
    alice = await stage.publish(habits=Habits(repair=False))
    bob = await stage.view()
    alice.send_frame(1, key=True)
    number = alice.skip(1)[0]
    head = bytes([0xA0, 96]) + number.to_bytes(2, "big") + bytes(4) + alice.video_ssrc.to_bytes(4)
    alice.peer.send_rtp(head + bytes(223) + bytes([224]))
    alice.send_frame(1)
    await bob.get(3)
    assert [len(packet.payload) for packet in bob.received.packets] == [1000, 0, 1000]
