"""Key frames: asked for when somebody needs one, not more often than the presenter can bear."""

from media.server import MediaServer
from tests.support.media_source import Camera, read_payload
from tests.support.media_stage import Stage, audio, pause, video


async def answer_for(alice: Camera, seconds: float) -> None:
    """Let the presenter answer requests for a while."""
    for _ in range(round(seconds / 0.02)):
        alice.answer()
        await pause(0.02)


async def test_viewer_starts(stage: Stage) -> None:
    """A viewer that starts has a key frame asked for at once, and begins there."""
    alice = await stage.publish()
    for _ in range(3):
        alice.send_frame()
    bob = await stage.view()
    alice.send_frame()
    await pause(0.1)
    alice.answer()
    assert alice.asked == 1
    got = await bob.get(4)
    assert read_payload(got[0].payload).frame == alice.frame
    assert read_payload(got[0].payload).part == 0


async def test_second_viewer_starts_at_once(stage: Stage, media: MediaServer) -> None:
    """While the newest key frame is fresh, another viewer begins with it, from the cache."""
    alice = await stage.publish()
    bob = await stage.view("bob")
    alice.send_frame(3, key=True)
    alice.send_frame(2)
    await bob.get(5)
    asked = media.stats()["key_frames_asked"]
    carol = await stage.view("carol")
    assert await carol.get(5) == bob.received.packets
    assert media.stats()["key_frames_asked"] == asked
    alice.send_frame(1)
    assert (await carol.get(6))[5] == (await bob.get(6))[5]


async def test_waiting_viewer_asks_again(stage: Stage) -> None:
    """The first request may be lost: while a viewer waits, it is repeated twice a second."""
    alice = await stage.publish()
    alice.send_frame()
    await stage.view()
    await pause(1.7)
    alice.answer()
    assert 3 <= alice.asked <= 4


async def test_requests_are_gathered(stage: Stage) -> None:
    """Viewers that all ask at once, again and again, are heard twice a second."""
    alice = await stage.publish()
    viewers = [await stage.view(f"viewer {i}") for i in range(5)]
    alice.send_frame(key=True)
    for viewer in viewers:
        await viewer.get(4)
    await answer_for(alice, 0.6)
    before = alice.asked
    for _ in range(10):
        for viewer in viewers:
            viewer.send_pli(video(viewer))
        await answer_for(alice, 0.1)
    assert 2 <= alice.asked - before <= 3


async def test_hundred_ask_at_once(stage: Stage, media: MediaServer) -> None:
    """A hundred viewers that lose the picture at one moment cost the presenter one key frame."""
    alice = await stage.publish()
    viewers = [await stage.view(f"viewer {i}") for i in range(100)]
    alice.send_frame(key=True)
    await answer_for(alice, 0.7)
    for viewer in viewers:
        await viewer.get(4)
    before, sent = alice.asked, alice.key_frames
    for viewer in viewers:
        viewer.send_pli(video(viewer))
    await alice.peer.wait_for(lambda: media.stats()["key_frames_asked"] > before)
    await answer_for(alice, 0.3)
    # A second one when a slow machine reads the last wishes half a second after the first.
    assert 1 <= alice.asked - before <= 2
    assert alice.key_frames - sent <= 2
    for viewer in viewers:
        await viewer.get(8)


async def test_nobody_asks(stage: Stage) -> None:
    """A presenter whom nobody views is not asked for anything."""
    alice = await stage.publish()
    alice.send_frame()
    await pause(0.7)
    alice.answer()
    assert alice.asked == 0


async def test_request_for_another_source(stage: Stage) -> None:
    """A viewer can ask for what it views, nothing else."""
    alice = await stage.publish()
    bob = await stage.view()
    alice.send_frame(key=True)
    await bob.get(4)
    await pause(0.6)
    bob.send_pli(video(bob) + 2)
    bob.send_pli(audio(bob) + 2)
    await pause(0.2)
    alice.answer()
    assert alice.asked == 0


async def test_delta_frames_are_not_for_starters(stage: Stage) -> None:
    """While a viewer waits for its key frame, it is sent nothing that it cannot decode."""
    alice = await stage.publish()
    bob = await stage.view("bob")
    alice.send_frame(3, key=True)
    await bob.get(3)
    await pause(0.6)
    carol = await stage.view("carol")
    alice.send_frame(2)
    await bob.get(5)
    await pause()
    assert carol.received.packets == []
    alice.send_frame(2, key=True)
    assert len(await carol.get(2)) == 2
