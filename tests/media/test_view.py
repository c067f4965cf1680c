"""What a page does not show is not sent."""

from media.rtp import RtpPacket
from media.server import MediaServer
from tests.support.media_stage import Stage, audio, pause, video


async def test_hidden_picture(stage: Stage, media: MediaServer) -> None:
    """A picture that the page does not show is not sent; the sound goes on."""
    alice = await stage.publish()
    bob = await stage.view()
    alice.send_frame(key=True)
    await bob.get(4, video(bob))
    media.view(stage.stream, "bob", 0)
    alice.send_frame()
    alice.send_audio()
    await bob.get(1, audio(bob))
    await pause()
    assert len(bob.received.of(video(bob))) == 4


async def test_shown_again(stage: Stage, media: MediaServer) -> None:
    """A picture that comes into view begins with a key frame, which is asked for at once."""
    alice = await stage.publish()
    bob = await stage.view()
    alice.send_frame(key=True)
    await bob.get(4, video(bob))
    await pause(0.6)
    media.view(stage.stream, "bob", 0)
    media.view(stage.stream, "bob", 360)

    def asked() -> bool:
        alice.answer()
        return alice.asked > 0

    await alice.peer.wait_for(asked)
    await bob.get(8, video(bob))


async def test_hidden_before_viewing(stage: Stage, media: MediaServer) -> None:
    """A page may say that it will not show a picture before it asks for the stream."""
    alice = await stage.publish()
    media.view(stage.stream, "bob", 0)
    bob = await stage.view()
    alice.send_frame(key=True)
    alice.send_audio()
    await bob.get(1, audio(bob))
    await pause()
    assert bob.received.of(video(bob)) == list[RtpPacket]()


async def test_unknown(stage: Stage, media: MediaServer) -> None:
    """A stream that has ended, and a participant who views nothing, are ignored."""
    await stage.publish()
    media.view("gone", "bob", 0)
    media.view(stage.stream, "nobody", 0)
