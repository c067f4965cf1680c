"""Joining and leaving a thousand times costs nothing that stays: every ending frees everything."""

import asyncio
import gc
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

import pytest

from media.resources import SessionState
from media.server import MediaServer
from media.session import Limits
from tests.support.media_census import census, resident_kb
from tests.support.media_offers import Habits, offer
from tests.support.media_peer import LightPeer
from tests.support.media_stage import Stage

ROUNDS = 4


@pytest.fixture
async def impatient(clock: Callable[[], int]) -> AsyncIterator[MediaServer]:
    """A server that waits a second where others wait thirty."""
    limits = Limits(connect=1.0, silence=1.0)
    server = MediaServer("127.0.0.1", 0, clock=clock, limits=limits)
    await server.start()
    yield server
    await server.close()


@pytest.fixture
def uncollected() -> Iterator[None]:
    """Without the garbage collector: whoever needs it to be freed stays."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


async def meet(media: MediaServer) -> tuple[Stage, list[LightPeer]]:
    """Alice publishes, Bob and Carol view; some media has passed."""
    stage = Stage(media)
    alice = await stage.publish()
    viewers = [await stage.view(who) for who in ("bob", "carol")]
    media.set_muted("room", "alice", True)
    alice.send_frame(key=True)
    alice.send_reports()
    for viewer in viewers:
        await viewer.get(4)
        viewer.send_nack(viewer.received.packets[0].ssrc, viewer.received.packets[0].sequence)
    return stage, [alice.peer, *viewers]


async def deleted(media: MediaServer, stage: Stage, peers: list[LightPeer]) -> None:
    """Everybody says DELETE, viewers first."""
    for peer in reversed(peers):
        media.end(stage.answers[peer].session)


async def stream_ends(media: MediaServer, stage: Stage, peers: list[LightPeer]) -> None:
    """The presenter says DELETE; her viewers end with her stream."""
    media.end(stage.answers[peers[0]].session)


async def kicked(media: MediaServer, stage: Stage, peers: list[LightPeer]) -> None:
    """Everybody is put out."""
    for who in ("bob", "alice", "carol"):
        media.end_participant("room", who)


async def room_ends(media: MediaServer, stage: Stage, peers: list[LightPeer]) -> None:
    """The room is over."""
    media.end_room("room")


async def goodbye(media: MediaServer, stage: Stage, peers: list[LightPeer]) -> None:
    """Everybody closes the page."""
    for peer in reversed(peers):
        await peer.close()


async def silence(media: MediaServer, stage: Stage, peers: list[LightPeer]) -> None:
    """Every laptop falls asleep."""
    for peer in peers:
        await peer.close(silently=True)


async def replaced(media: MediaServer, stage: Stage, peers: list[LightPeer]) -> None:
    """The presenter publishes again: first the same, then another codec; then all is over."""
    await stage.publish()
    await stage.publish(habits=Habits(codec="H264"))
    media.end_room("room")


ENDINGS = (deleted, stream_ends, kicked, room_ends, goodbye, replaced)


async def quiet(media: MediaServer) -> None:
    """Wait until all that has ended has said goodbye."""
    async with asyncio.timeout(10):
        while any(media.stats()[name] for name in ("publishers", "viewers", "closing")):
            await asyncio.sleep(0.02)
    # Tasks that have ended are counted until the loop has gone round.
    await asyncio.sleep(0.02)


async def one_meeting(
    media: MediaServer, ending: Callable[[MediaServer, Stage, list[LightPeer]], Awaitable[None]]
) -> None:
    stage, peers = await meet(media)
    await ending(media, stage, peers)
    await quiet(media)
    await stage.close()
    media.set_muted("room", "alice", False)


@pytest.mark.parametrize("ending", ENDINGS, ids=lambda ending: ending.__name__)
async def test_ending_frees_all(
    media: MediaServer,
    uncollected: None,
    ending: Callable[[MediaServer, Stage, list[LightPeer]], Awaitable[None]],
) -> None:
    """Objects, keys, tasks, files and addresses are back where they were, with no collection."""
    await one_meeting(media, ending)
    before = census(media)
    for _ in range(ROUNDS):
        await one_meeting(media, ending)
    assert census(media) == before


async def test_silence_frees_all(impatient: MediaServer, uncollected: None) -> None:
    """So are they when nobody says goodbye."""
    await one_meeting(impatient, silence)
    before = census(impatient)
    await one_meeting(impatient, silence)
    assert census(impatient) == before


async def test_failed_handshakes_free_all(impatient: MediaServer, uncollected: None) -> None:
    """Neither does a peer stay whose certificate was another's, nor one that never came."""
    media = impatient

    async def fail() -> None:
        async with LightPeer() as peer:
            answer = media.publish("room", "x", "camera", offer("sendonly", Habits(ufrag="peer")))
            media.publish("room", "y", "camera", offer("sendonly"))
            await peer.connect(answer.sdp)
            await quiet(media)

    await fail()
    before = census(media)
    for _ in range(ROUNDS):
        await fail()
    assert census(media) == before


async def test_server_close_frees_all(clock: Callable[[], int]) -> None:
    """A server that stops in the middle of a meeting leaves no task, file or key.

    There is one server in a process, so it may wait for the garbage collector itself.
    """

    async def serve() -> None:
        server = MediaServer("127.0.0.1", 0, clock=clock)
        await server.start()
        stage, _ = await meet(server)
        await server.close()
        await stage.close()
        del server, stage
        await asyncio.sleep(0.02)
        gc.collect()

    server = MediaServer("127.0.0.1", 0, clock=clock)
    await server.start()
    await serve()
    before = census(server)
    await serve()
    assert census(server) == before
    await server.close()


async def test_memory(media: MediaServer, uncollected: None) -> None:
    """Two hundred people come and go; what the process holds afterwards is what it held before."""

    async def come_and_go(times: int) -> None:
        stage = Stage(media)
        await stage.publish()
        for _ in range(times):
            peer = await stage.view()
            media.end(stage.answers[peer].session)
            await peer.close()
        media.end_room("room")
        await stage.close()
        await quiet(media)

    await come_and_go(50)
    before = resident_kb()
    await come_and_go(200)
    # One session holds about 100 kB outside of Python: 200 of them would be 20 MB.
    assert resident_kb() - before < 5000


async def test_state_after_the_end(media: MediaServer) -> None:
    """Whoever still holds a session that has ended sees that it has."""
    stage, peers = await meet(media)
    session = next(iter(media._sessions))
    media.end_room("room")
    await quiet(media)
    assert session.info.state is SessionState.ENDED
    assert session.media is None
    session.settle(0.0)
    session.send_rtcp(b"")
    await session.close()
    await stage.close()
