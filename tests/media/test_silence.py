"""Sessions that fall silent, never connect, or are too many."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest

from media.errors import BadOffer, TooManySessions
from media.server import MediaServer
from media.session import Limits
from tests.support.media_offers import Habits, offer
from tests.support.media_stage import Stage, pause
from tests.support.media_wire import Wire


@pytest.fixture
async def impatient(clock: Callable[[], int]) -> AsyncIterator[MediaServer]:
    """A server that waits one second where others wait thirty, and holds four sessions."""
    limits = Limits(connect=1.0, silence=1.0, sessions=4)
    server = MediaServer("127.0.0.1", 0, clock=clock, limits=limits)
    await server.start()
    yield server
    await server.close()


@pytest.fixture
async def short_stage(impatient: MediaServer) -> AsyncIterator[Stage]:
    made = Stage(impatient)
    yield made
    await made.close()


async def test_limits() -> None:
    """What the promises say."""
    assert (Limits().silence, Limits().connect) == (30.0, 15.0)


async def test_silent_publisher(short_stage: Stage, impatient: MediaServer) -> None:
    """Nobody with dead media is shown as talking: silence ends the stream."""
    alice = await short_stage.publish()
    await alice.peer.close(silently=True)
    await alice.peer.wait_for(lambda: bool(short_stage.heard.ended), 4)
    assert short_stage.heard.ended == [(short_stage.stream, "silent")]


async def test_noise_is_silence(short_stage: Stage, impatient: MediaServer) -> None:
    """Datagrams that fail authentication do not keep a session alive."""
    alice = await short_stage.publish()
    for _ in range(60):
        alice.peer.send_raw(bytes([128, 96]) + bytes(100))
        await pause()
    assert short_stage.heard.ended == [(short_stage.stream, "silent")]


async def test_checks_keep_alive(short_stage: Stage, impatient: MediaServer) -> None:
    """A viewer who has nothing to say but its connectivity checks stays."""
    alice = await short_stage.publish()
    bob = await short_stage.view()
    for _ in range(30):
        alice.send_audio()
        bob.send_raw(bob.binding_request())
        await pause(0.1)
    assert impatient.stats()["viewers"] == impatient.stats()["publishers"] == 1


async def test_never_connected(short_stage: Stage, impatient: MediaServer) -> None:
    """An answer whose peer never comes is forgotten."""
    impatient.publish("room", "alice", "camera", offer("sendonly"))
    await asyncio.sleep(2.5)
    assert impatient.stats()["publishers"] == 0
    assert impatient.stats()["sessions_failed"] == 1
    assert short_stage.heard.started == []
    assert short_stage.heard.ended == []


async def test_cut_and_mended(stage: Stage, wire: Wire) -> None:
    """A network that is gone for a while costs the viewer that while, nothing else."""
    alice = await stage.publish()
    bob = await stage.view(via=wire.address)
    alice.send_frame(key=True)
    await bob.get(4)
    wire.cut()
    for _ in range(10):
        alice.send_frame()
    await pause(0.5)
    assert len(bob.received.packets) == 4
    wire.mend()
    alice.send_frame()
    await bob.get(8)


async def test_full(impatient: MediaServer) -> None:
    """Beyond its limit the server refuses, and keeps nothing of the refused."""
    for i in range(4):
        impatient.publish("room", f"presenter {i}", "camera", offer("sendonly"))
    with pytest.raises(TooManySessions) as refusal:
        impatient.publish("room", "alice", "camera", offer("sendonly"))
    assert refusal.value.code == "too-many-sessions"
    assert impatient.stats()["publishers"] == 4


async def test_refused_offer_leaves_nothing(media: MediaServer) -> None:
    """An offer that cannot be answered creates no session."""
    with pytest.raises(BadOffer):
        media.publish("room", "alice", "camera", "v=0\r\n")
    with pytest.raises(BadOffer):
        media.publish("room", "alice", "camera", offer("recvonly"))
    assert media.stats()["publishers"] == media.stats()["sessions_started"] == 0


async def test_wrong_certificate(stage: Stage, media: MediaServer) -> None:
    """A peer whose certificate is not the offer's gets no media session, whatever it knows."""
    peer = await stage.peer()
    stranger = offer("sendonly", Habits(ufrag=peer.ufrag))
    answer = media.publish("room", "alice", "camera", stranger)
    try:
        await peer.connect(answer.sdp)
    except ConnectionError:
        pass
    await peer.wait_for(lambda: media.stats()["sessions_failed"] == 1)
    assert stage.heard.started == []
