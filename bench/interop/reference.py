"""The other end: aiortc's own peer connection, which encodes and decodes.

It shows the player what is published and the publisher what is played, by WHIP and WHEP.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp
from aiortc import RTCPeerConnection, RTCRtpSender, RTCSessionDescription
from aiortc.mediastreams import (
    AudioStreamTrack,
    MediaStreamError,
    MediaStreamTrack,
    VideoStreamTrack,
)

from bench.interop.endpoint import Endpoint, Failed

AGAIN = 0.05
"""Seconds until a player that came too early asks again."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a player got."""

    first_ms: int
    """From the start of the watch to the first decoded picture."""
    width: int
    height: int
    codec: str


async def post(peer: RTCPeerConnection, endpoint: Endpoint, wait: float) -> str:
    """Send the offer, take the answer; where the session is. Raises Failed.

    A player that comes before the publisher asks again for `wait` seconds.
    """
    await peer.setLocalDescription(await peer.createOffer())
    headers = {"Authorization": f"Bearer {endpoint.token}", "Content-Type": "application/sdp"}
    until = time.monotonic() + wait
    async with aiohttp.ClientSession(headers=headers) as http:
        while True:
            async with http.post(endpoint.url, data=peer.localDescription.sdp) as reply:
                text = await reply.text()
                if reply.status == 201:
                    await peer.setRemoteDescription(RTCSessionDescription(text, "answer"))
                    return str(reply.headers["Location"])
            if reply.status != 409 or time.monotonic() > until:
                raise Failed(f"the server answered {reply.status}: {text[:200]}")
            await asyncio.sleep(AGAIN)


async def watch(endpoint: Endpoint, seconds: float) -> Seen:
    """Play until a picture and a sound are decoded. Raises Failed."""
    began = time.monotonic()
    peer = RTCPeerConnection()
    tracks: dict[str, MediaStreamTrack] = {}
    peer.on("track", lambda track: tracks.__setitem__(track.kind, track))
    for kind in ("audio", "video"):
        peer.addTransceiver(kind, direction="recvonly")
    try:
        async with asyncio.timeout(seconds):
            await post(peer, endpoint, seconds)
            picture = await tracks["video"].recv()
            first_ms = round((time.monotonic() - began) * 1000)
            await tracks["audio"].recv()
    except (TimeoutError, MediaStreamError):
        raise Failed("no picture or no sound was decoded") from None
    finally:
        await peer.close()
    codec = codec_of(peer)
    width, height = getattr(picture, "width", 0), getattr(picture, "height", 0)
    return Seen(first_ms, width, height, codec)


def codec_of(peer: RTCPeerConnection) -> str:
    """The codec of the video that was agreed on."""
    text = peer.remoteDescription.sdp if peer.remoteDescription else ""
    return "H264" if "H264/90000" in text else "VP8" if "VP8/90000" in text else "?"


@asynccontextmanager
async def publishing(endpoint: Endpoint, codec: str) -> AsyncIterator[None]:
    """A moving picture and a tone, for as long as the block runs. Raises Failed."""
    peer = RTCPeerConnection()
    peer.addTransceiver(AudioStreamTrack(), direction="sendonly")
    video = peer.addTransceiver(VideoStreamTrack(), direction="sendonly")
    all_codecs = RTCRtpSender.getCapabilities("video").codecs
    video.setCodecPreferences([x for x in all_codecs if x.name in (codec, "rtx")])
    try:
        await post(peer, endpoint, 0)
        yield
    finally:
        await peer.close()
