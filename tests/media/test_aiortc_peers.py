"""Real aiortc peer connections publish and view: encoders, decoders, jitter buffers and all."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest
from aioice.ice import get_host_addresses
from aiortc import RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import AudioStreamTrack, MediaStreamTrack, VideoStreamTrack
from av import AudioFrame, VideoFrame

from media.server import MediaServer
from tests.support.media_stage import Heard

pytestmark = pytest.mark.skipif(
    not get_host_addresses(use_ipv4=True, use_ipv6=False),
    reason="aiortc gathers no candidates on a machine with loopback only",
)


@pytest.fixture
async def media(clock: Callable[[], int]) -> AsyncIterator[MediaServer]:
    server = MediaServer("0.0.0.0", 0, clock=clock)
    await server.start()
    yield server
    await server.close()


async def publish(media: MediaServer) -> RTCPeerConnection:
    """Alice's page: a moving picture and a tone."""
    connection = RTCPeerConnection()
    connection.addTransceiver(AudioStreamTrack(), direction="sendonly")
    connection.addTransceiver(VideoStreamTrack(), direction="sendonly")
    await connection.setLocalDescription(await connection.createOffer())
    answer = media.publish("room", "alice", "camera", connection.localDescription.sdp)
    await connection.setRemoteDescription(RTCSessionDescription(answer.sdp, "answer"))
    return connection


async def view(media: MediaServer, stream: str) -> tuple[RTCPeerConnection, list[MediaStreamTrack]]:
    """Bob's page."""
    connection = RTCPeerConnection()
    tracks: list[MediaStreamTrack] = []
    connection.on("track", tracks.append)
    connection.addTransceiver("audio", direction="recvonly")
    connection.addTransceiver("video", direction="recvonly")
    await connection.setLocalDescription(await connection.createOffer())
    answer = media.play(stream, "bob", connection.localDescription.sdp)
    await connection.setRemoteDescription(RTCSessionDescription(answer.sdp, "answer"))
    return connection, tracks


async def started(heard: Heard) -> str:
    async with asyncio.timeout(20):
        while not heard.started:
            await asyncio.sleep(0.02)
    return heard.started[0].id


async def test_publish_and_view(media: MediaServer) -> None:
    """Bob decodes what Alice encodes: pictures of her size, in her order of time, and sound."""
    heard = Heard()
    media.set_listener(heard)
    alice = await publish(media)
    bob, tracks = await view(media, await started(heard))
    try:
        async with asyncio.timeout(30):
            by_kind = {track.kind: track for track in tracks}
            pictures = [await by_kind["video"].recv() for _ in range(10)]
            sounds = [await by_kind["audio"].recv() for _ in range(10)]
    finally:
        await bob.close()
        await alice.close()
    assert all(isinstance(each, VideoFrame) and each.width == 640 for each in pictures)
    stamps = [each.pts for each in pictures if each.pts is not None]
    assert stamps == sorted(stamps) and len(set(stamps)) == 10
    assert all(isinstance(each, AudioFrame) for each in sounds)


async def test_close_is_heard(media: MediaServer) -> None:
    """When Alice's connection closes, her stream ends at once."""
    heard = Heard()
    media.set_listener(heard)
    alice = await publish(media)
    stream = await started(heard)
    # We are ready one flight before she is; who closes earlier says no goodbye.
    async with asyncio.timeout(5):
        while alice.connectionState != "connected":
            await asyncio.sleep(0.01)
    await alice.close()
    async with asyncio.timeout(2):
        while not heard.ended:
            await asyncio.sleep(0.02)
    assert heard.ended == [(stream, "closed")]
