"""A real call that goes on while something else happens: Alice talks, Bob watches, all the time."""

import asyncio
from types import TracebackType
from typing import Self

from media.rtcp import ReportBlock, write_receiver_report
from media.rtp import unwrap
from tests.support.media_peer import LightPeer
from tests.support.media_source import Camera
from tests.support.media_stage import Stage, audio, video

FRAMES_PER_SECOND = 30


class Call:
    """Alice's camera at thirty frames a second to one viewer. Use as `async with`."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._task: asyncio.Task[None] | None = None
        self.sent = 0
        """Packets of video that Alice has sent."""

    async def __aenter__(self) -> Self:
        self.alice: Camera = await self._stage.publish()
        self.bob: LightPeer = await self._stage.view()
        self.alice.send_frame(key=True)
        await self.bob.get(4)
        self.sent = 4
        self._task = asyncio.create_task(self._talk(), name="Alice talks")
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])

    async def _talk(self) -> None:
        while True:
            await asyncio.sleep(1 / FRAMES_PER_SECOND)
            self.sent += len(self.alice.send_frame())
            self.alice.send_audio()
            self.alice.answer()
            self._ask()

    def _ask(self) -> None:
        """Bob asks for what he misses, and reports, as browsers do."""
        missing = self.missing()
        if missing:
            self.bob.send_nack(video(self.bob), *missing[:50])
        blocks = [ReportBlock(video(self.bob), 0, 0, 0, 0, 0, 0)]
        self.bob.send_rtcp(write_receiver_report(1, blocks))

    def missing(self) -> list[int]:
        """Numbers of the line that Bob has not got, up to the newest he has."""
        near = None
        got = set[int]()
        for packet in self.bob.received.of(video(self.bob)):
            near = unwrap(packet.sequence, packet.sequence if near is None else near)
            got.add(near)
        return [n & 0xFFFF for n in range(min(got), max(got)) if n not in got] if got else []

    async def goes_on(self) -> None:
        """Wait until Bob has all that was sent until now, and more comes. Raises TimeoutError."""
        sent = self.sent
        heard = len(self.bob.received.of(audio(self.bob)))

        def complete() -> bool:
            repaired = {number for number, *_ in self._repairs()}
            holes = [n for n in self.missing() if n not in repaired]
            got = len(self.bob.received.of(video(self.bob))) + len(repaired)
            return got >= sent + 4 and not holes

        await self.bob.wait_for(complete, 10)
        await self.bob.wait_for(lambda: len(self.bob.received.of(audio(self.bob))) > heard, 5)

    def _repairs(self) -> set[tuple[int]]:
        assert self.bob.remote is not None
        ssrc = self.bob.remote.ssrcs["video"][1]
        return {
            (int.from_bytes(packet.payload[:2], "big"),) for packet in self.bob.received.of(ssrc)
        }
