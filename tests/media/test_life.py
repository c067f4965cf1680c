"""Sessions and streams: how they begin and how they are ended."""

import asyncio
import gc

import pytest

from media.aiortc_seam import Keys
from media.errors import NoSuchSession, NoSuchStream
from media.fan import Fan
from media.publisher import Publisher
from media.resources import SessionKind, SessionState, StreamInfo
from media.server import MediaServer
from media.session import Session
from media.stream import Stream
from media.viewer import Viewer
from tests.conftest import Clock
from tests.support.media_offers import offer
from tests.support.media_stage import Stage, pause


async def test_stream_starts_when_media_connects(
    stage: Stage, media: MediaServer, clock: Clock
) -> None:
    """A stream is told of, and can be played, when its publisher's media is there, not before."""
    peer = await stage.peer()
    answer = media.publish("room", "alice", "camera", peer.offer("sendonly"))
    assert media.session(answer.session).state is SessionState.NEW
    assert stage.heard.started == []
    with pytest.raises(NoSuchStream):
        media.play(answer.stream, "bob", offer("recvonly"))
    await peer.connect(answer.sdp)
    await peer.wait_for(lambda: bool(stage.heard.started))
    info = stage.heard.started[0]
    assert (info.id, info.room, info.participant) == (answer.stream, "room", "alice")
    assert (info.kind, info.audio, info.video) == ("camera", True, True)
    assert info.started == clock()
    assert media.streams("room") == [info] == [media.stream(info.id)]


async def test_session_info(stage: Stage, media: MediaServer) -> None:
    """A session says whose it is."""
    await stage.publish()
    bob = await stage.view()
    info = media.session(stage.answers[bob].session)
    assert (info.kind, info.state) == (SessionKind.PLAY, SessionState.CONNECTED)
    assert (info.room, info.participant, info.stream) == ("room", "bob", stage.stream)
    assert info.etag == stage.answers[bob].etag
    assert media.stats()["viewers"] == media.stats()["publishers"] == 1


async def test_end_viewer(stage: Stage, media: MediaServer) -> None:
    """DELETE: the viewer hears a goodbye and gets nothing more; the stream goes on."""
    alice = await stage.publish()
    bob, carol = await stage.view("bob"), await stage.view("carol")
    media.end(stage.answers[bob].session)
    await asyncio.wait_for(bob.closed.wait(), 2)
    alice.send_frame(key=True)
    await carol.get(4)
    assert bob.received.packets == []
    with pytest.raises(NoSuchSession):
        media.end(stage.answers[bob].session)
    assert stage.heard.ended == []


async def test_end_publisher(stage: Stage, media: MediaServer) -> None:
    """DELETE by the presenter ends the stream and all who view it."""
    alice = await stage.publish()
    bob = await stage.view()
    media.end(stage.answers[alice.peer].session)
    assert stage.heard.ended == [(stage.stream, "closed")]
    await asyncio.wait_for(bob.closed.wait(), 2)
    assert media.streams("room") == []
    assert media.stats()["viewers"] == media.stats()["publishers"] == media.stats()["streams"] == 0


async def test_presenter_says_goodbye(stage: Stage, media: MediaServer) -> None:
    """`pc.close()` in the page is enough: DTLS says goodbye, the stream ends within a second."""
    alice = await stage.publish()
    bob = await stage.view()
    await alice.peer.close()
    await bob.wait_for(lambda: stage.heard.ended == [(stage.stream, "closed")], 1.0)
    await asyncio.wait_for(bob.closed.wait(), 2)


async def test_viewer_says_goodbye(stage: Stage, media: MediaServer) -> None:
    """A viewer that leaves is forgotten."""
    await stage.publish()
    bob = await stage.view()
    await bob.close()
    await bob.wait_for(lambda: media.stats()["viewers"] == 0, 1.0)


async def test_end_participant(stage: Stage, media: MediaServer) -> None:
    """Removing somebody cuts what she sends and what she sees, and nobody else's media."""
    await stage.publish("alice")
    hers = stage.stream
    bob = await stage.publish("bob")
    await stage.view("alice")
    carol = await stage.view("carol", stream=stage.stream)
    media.end_participant("room", "alice")
    assert stage.heard.ended == [(hers, "removed")]
    bob.send_frame(key=True)
    await carol.get(4)
    assert media.stats()["viewers"] == media.stats()["publishers"] == 1


async def test_end_participant_elsewhere(stage: Stage, media: MediaServer) -> None:
    """The same person in another room is not touched."""
    await stage.publish("alice", room="one")
    media.end_participant("two", "alice")
    assert stage.heard.ended == []


async def test_end_room(stage: Stage, media: MediaServer) -> None:
    """A room that ends takes all its media with it; other rooms go on."""
    await stage.publish("alice", room="one")
    bob = await stage.view()
    one = stage.stream
    await stage.publish("dora", room="two")
    media.end_room("one")
    assert stage.heard.ended == [(one, "room-ended")]
    await asyncio.wait_for(bob.closed.wait(), 2)
    assert len(media.streams("two")) == 1


async def test_close(stage: Stage, media: MediaServer) -> None:
    """A server that stops says goodbye to everybody; stopping twice is harmless."""
    alice = await stage.publish()
    bob = await stage.view()
    await media.close()
    await asyncio.wait_for(asyncio.gather(alice.peer.closed.wait(), bob.closed.wait()), 2)
    assert stage.heard.ended == [(stage.stream, "shutdown")]
    await media.close()
    assert media.stats()["sessions_started"] == 2


async def test_everything_is_freed(stage: Stage, media: MediaServer) -> None:
    """What has ended is gone: sessions, streams, fans, keys."""
    kinds = (Session, Stream, Fan, Keys, Publisher, Viewer)

    def alive() -> dict[str, int]:
        gc.collect()
        return {kind.__name__: sum(isinstance(o, kind) for o in gc.get_objects()) for kind in kinds}

    before = alive()
    alice = await stage.publish()
    for name in ("bob", "carol"):
        viewer = await stage.view(name)
    alice.send_frame(key=True)
    await viewer.get(4)
    assert alive()["Session"] == before["Session"] + 3
    media.end_room("room")
    await stage.close()
    del alice, viewer
    stage.answers.clear()
    await pause(0.2)
    assert alive() == before


async def test_port_taken(media: MediaServer, clock: Clock) -> None:
    """A port that another has is an error at the start, not a server that hears nothing."""
    second = MediaServer("127.0.0.1", media.port, clock=clock)
    with pytest.raises(OSError):
        await second.start()
    await second.close()


async def test_listener_that_fails(stage: Stage, media: MediaServer) -> None:
    """A listener's mistake harms neither media nor the next call."""

    class Broken:
        def stream_started(self, stream: object) -> None:
            raise RuntimeError("the listener's own mistake")

        def stream_ended(self, stream: str, reason: str) -> None:
            raise RuntimeError("the listener's own mistake")

        def view_changed(self, room: str, participant: str, stream: str, level: str) -> None:
            raise RuntimeError("the listener's own mistake")

        def speaker_changed(self, room: str, participant: str | None) -> None:
            raise RuntimeError("the listener's own mistake")

    media.set_listener(Broken())
    peer = await stage.peer()
    answer = media.publish("room", "alice", "camera", peer.offer("sendonly"))
    await peer.connect(answer.sdp)
    await peer.wait_for(lambda: len(media.streams("room")) == 1)
    media.end(answer.session)
    assert media.streams("room") == []


async def test_listener_that_refuses(stage: Stage, media: MediaServer) -> None:
    """A listener may end at once what it hears of: nothing of it stays."""
    ended: list[tuple[str, str]] = []

    class Strict:
        def stream_started(self, stream: StreamInfo) -> None:
            media.end_participant(stream.room, stream.participant)

        def stream_ended(self, stream: str, reason: str) -> None:
            ended.append((stream, reason))

        def view_changed(self, room: str, participant: str, stream: str, level: str) -> None:
            pass

        def speaker_changed(self, room: str, participant: str | None) -> None:
            """Nobody speaks here."""

    media.set_listener(Strict())
    peer = await stage.peer()
    answer = media.publish("room", "alice", "camera", peer.offer("sendonly"))
    await peer.connect(answer.sdp)
    await asyncio.wait_for(peer.closed.wait(), 2)
    assert ended == [(answer.stream, "removed")]
    assert media.streams("room") == []
    assert media.stats()["publishers"] == 0
