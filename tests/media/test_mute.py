"""A muted presenter's voice stays at the server; her picture does not."""

from media.server import MediaServer
from tests.support.media_stage import Stage, audio, pause, video


async def test_mute(stage: Stage, media: MediaServer) -> None:
    """Muted, no audio is forwarded; video is."""
    alice = await stage.publish()
    bob = await stage.view()
    alice.send_audio()
    await bob.get(1, audio(bob))
    media.set_muted("room", "alice", True)
    alice.send_audio()
    alice.send_frame(key=True)
    await bob.get(4, video(bob))
    assert len(bob.received.of(audio(bob))) == 1


async def test_unmute(stage: Stage, media: MediaServer) -> None:
    """After the pause the viewer's line goes on without a hole, so nothing seems lost."""
    alice = await stage.publish()
    bob = await stage.view()
    alice.send_audio()
    await bob.get(1)
    media.set_muted("room", "alice", True)
    for _ in range(20):
        alice.send_audio()
    await pause(0.1)
    media.set_muted("room", "alice", False)
    alice.send_audio()
    first, second = await bob.get(2)
    assert second.sequence == first.sequence + 1
    # The pause took its time on the media clock, too.
    assert second.timestamp - first.timestamp >= 0.1 * 48_000


async def test_mute_survives_publishing_again(stage: Stage, media: MediaServer) -> None:
    """Whoever was muted stays muted when her page reloads."""
    media.set_muted("room", "alice", True)
    await stage.publish()
    alice = await stage.publish()
    bob = await stage.view()
    alice.send_audio()
    await pause(0.1)
    assert bob.received.packets == []


async def test_mute_is_of_one_room(stage: Stage, media: MediaServer) -> None:
    """The same person may speak in another room."""
    alice = await stage.publish(room="one")
    bob = await stage.view()
    media.set_muted("two", "alice", True)
    alice.send_audio()
    await bob.get(1)


async def test_mute_ends_with_the_room(stage: Stage, media: MediaServer) -> None:
    """A room that ended remembers nothing."""
    media.set_muted("room", "alice", True)
    media.end_room("room")
    alice = await stage.publish()
    bob = await stage.view()
    alice.send_audio()
    await bob.get(1)
