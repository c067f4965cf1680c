"""A media server with people: Alice publishes, Bob and Carol view."""

import asyncio
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

from media.batch import UdpAddress as Address
from media.resources import Answer, Level, StreamInfo
from media.rtcp import write_remb
from media.server import MediaServer
from tests.support.media_offers import Habits
from tests.support.media_peer import LightPeer
from tests.support.media_source import Camera


@dataclass(slots=True)
class Heard:
    """A listener that remembers."""

    started: list[StreamInfo] = field(default_factory=list)
    ended: list[tuple[str, str]] = field(default_factory=list)
    levels: list[tuple[str, str, Level]] = field(default_factory=list)

    speakers: list[str | None] = field(default_factory=list)

    def stream_started(self, stream: StreamInfo) -> None:
        self.started.append(stream)

    def stream_ended(self, stream: str, reason: str) -> None:
        self.ended.append((stream, reason))

    def view_changed(self, room: str, participant: str, stream: str, level: Level) -> None:
        self.levels.append((participant, stream, level))

    def speaker_changed(self, room: str, participant: str | None) -> None:
        self.speakers.append(participant)


class Stage:
    """Makes peers, connects them, and closes them all in the end."""

    def __init__(self, media: MediaServer, bind: str = "127.0.0.1") -> None:
        self.media = media
        self._bind = bind
        self.heard = Heard()
        self.answers: dict[LightPeer, Answer] = {}
        self._stack = AsyncExitStack()
        media.set_listener(self.heard)

    async def close(self) -> None:
        await self._stack.aclose()

    @property
    def stream(self) -> str:
        """The id of the newest stream."""
        return self.heard.started[-1].id

    async def peer(self, habits: Habits | None = None) -> LightPeer:
        """A peer that is not connected yet."""
        return await self._stack.enter_async_context(LightPeer(habits, bind=self._bind))

    async def publish(
        self,
        who: str = "alice",
        habits: Habits | None = None,
        *,
        room: str = "room",
        kind: str = "camera",
        via: Address | None = None,
        sequence: int = 1000,
        by_tcp: bool = False,
    ) -> Camera:
        """A publisher whose media has connected."""
        peer = await self.peer(habits)
        answer = self.media.publish(room, who, kind, peer.offer("sendonly"))
        self.answers[peer] = answer
        await peer.connect(answer.sdp, via, by_tcp=by_tcp)
        await peer.wait_for(lambda: self._is_connected(answer))
        return Camera(peer, sequence=sequence)

    async def view(
        self,
        who: str = "bob",
        habits: Habits | None = None,
        *,
        stream: str | None = None,
        via: Address | None = None,
        by_tcp: bool = False,
    ) -> LightPeer:
        """A viewer whose media has connected."""
        peer = await self.peer(habits)
        answer = self.media.play(stream or self.stream, who, peer.offer("recvonly"))
        self.answers[peer] = answer
        await peer.connect(answer.sdp, via, by_tcp=by_tcp)
        await peer.wait_for(lambda: self._is_connected(answer))
        return peer

    def _is_connected(self, answer: Answer) -> bool:
        return self.media.session(answer.session).state == "connected"


def video(peer: LightPeer) -> int:
    """The SSRC of the video that a viewer was promised."""
    assert peer.remote is not None
    return peer.remote.ssrcs["video"][0]


def audio(peer: LightPeer) -> int:
    """The SSRC of the audio that a viewer was promised."""
    assert peer.remote is not None
    return peer.remote.ssrcs["audio"][0]


def estimate_falls(viewer: LightPeer, bitrate: int) -> None:
    """Say that no more gets through, as browsers do while too much comes: again and again."""
    for share in (1.1, 1.0):
        viewer.send_rtcp(write_remb(1, round(share * bitrate), [video(viewer)]))


async def pause(seconds: float = 0.05) -> None:
    """Let what was sent arrive, and what must not happen have its chance."""
    await asyncio.sleep(seconds)
