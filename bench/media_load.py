"""The parts of the media bench, each a process of its own: server, publisher, viewers.

They talk to `bench.media` by lines of JSON on standard output; a line on standard input asks a
part for its numbers, the end of the input ends it.
"""

import asyncio
import json
import os
import sys
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
from aiohttp import web

from media.rtcp import ReportBlock, write_receiver_report
from media.rtp import HEADER, unwrap, write
from media.server import MediaServer
from tests.support.media_offers import AUDIO_SSRC, OPUS, VIDEO_SSRC, VP8
from tests.support.media_peer import LightPeer, sequence_extension
from tests.support.media_whip import WhipDoor, now_ms

ROOM = "bench"
FRAMES_PER_SECOND = 30
AUDIO_PER_SECOND = 50
PACKET_SIZE = 1150
JOINING_AT_ONCE = 6


def tell(**numbers: Any) -> None:
    """One line to the bench."""
    print(json.dumps(numbers), flush=True)


async def questions() -> Callable[[], Awaitable[bytes]]:
    """A function that waits for the next line of standard input; empty at its end."""
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    return reader.readline


async def serve() -> None:
    """The media server behind the smallest WHIP and WHEP doors."""
    ask = await questions()
    media = MediaServer("127.0.0.1", 0, clock=now_ms)
    await media.start()
    runner = web.AppRunner(WhipDoor(media).app(), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    tell(http=runner.addresses[0][1], pid=os.getpid())
    while await ask():
        tell(**media.stats())
    await runner.cleanup()
    await media.close()


async def join(client: aiohttp.ClientSession, url: str, peer: LightPeer, direction: str) -> None:
    """Connect a peer by WHIP or WHEP."""
    async with client.post(url, data=peer.offer(direction)) as reply:
        answer = await reply.text()
        if reply.status != 201:
            raise RuntimeError(f"{url} answered {reply.status}: {answer}")
    await peer.connect(answer)


class Sender:
    """Sends at a steady pace; a late wake-up is made up for at the next."""

    def __init__(self, peer: LightPeer, kbps: int) -> None:
        self._peer = peer
        self._frame_size = kbps * 1000 // 8 // FRAMES_PER_SECOND
        self._transport_sequence = 0
        self._sequences = {VIDEO_SSRC: 1000, AUDIO_SSRC: 1000}

    async def run(self, what: Callable[[int], None], per_second: int) -> None:
        """Call `what` that often, with the count of calls so far."""
        loop = asyncio.get_running_loop()
        begin = loop.time()
        count = 0
        while True:
            count += 1
            what(count)
            await asyncio.sleep(max(0.0, begin + count / per_second - loop.time()))

    def send_frame(self, count: int) -> None:
        """One frame of video; each says it is a key frame, as rtcload's do."""
        left, first = self._frame_size, True
        while left > 0:
            size = min(left, PACKET_SIZE)
            left -= size
            head = b"\x10\x10\x02\x00\x9d\x01\x2a" if first else b"\x00"
            payload = head + bytes(max(0, size - len(head)))
            self._send(VP8, VIDEO_SSRC, count * 90_000 // FRAMES_PER_SECOND, left <= 0, payload)
            first = False

    def send_sound(self, count: int) -> None:
        """Twenty milliseconds of audio."""
        self._send(OPUS, AUDIO_SSRC, count * 48_000 // AUDIO_PER_SECOND, False, bytes(80))

    def _send(self, kind: int, ssrc: int, stamp: int, marker: bool, payload: bytes) -> None:
        self._transport_sequence += 1
        self._sequences[ssrc] += 1
        extension = sequence_extension(self._transport_sequence, 3)
        self._peer.send_rtp(
            write(kind, marker, self._sequences[ssrc], stamp, ssrc, extension, payload)
        )


async def publish(base: str, kbps: int) -> None:
    """The presenter: connects, then waits for her audience."""
    ask = await questions()
    async with aiohttp.ClientSession() as client, LightPeer() as peer:
        await join(client, f"{base}/whip/{ROOM}", peer, "sendonly")
        tell(publishing=False)
        # The first line says that all viewers have come.
        await ask()
        sender = Sender(peer, kbps)
        async with asyncio.TaskGroup() as tasks:
            running = [
                tasks.create_task(sender.run(sender.send_frame, FRAMES_PER_SECOND)),
                tasks.create_task(sender.run(sender.send_sound, AUDIO_PER_SECOND)),
            ]
            tell(publishing=True)
            await ask()
            for task in running:
                task.cancel()


class Watcher:
    """A viewer that decrypts and counts; asks for what it misses, and reports, as browsers do."""

    def __init__(self, peer: LightPeer) -> None:
        self.packets = 0
        self._peer = peer
        self._highest: dict[int, int] = {}
        peer.on_rtp = self._got

    def _got(self, packet: bytes) -> None:
        self.packets += 1
        _, _, sequence, _, ssrc = HEADER.unpack_from(packet)
        before = self._highest.get(ssrc)
        if before is not None and sequence != before + 1 & 0xFFFF:
            sequence = self._ask_for_hole(ssrc, before, sequence)
        self._highest[ssrc] = sequence

    def _ask_for_hole(self, ssrc: int, before: int, sequence: int) -> int:
        index = unwrap(sequence, before)
        if index <= before:
            return before
        missing = range(before + 1, min(index, before + 100))
        self._peer.send_nack(ssrc, *(number & 0xFFFF for number in missing))
        return sequence

    def report(self) -> None:
        """A receiver report about what it hears."""
        blocks = [ReportBlock(ssrc, 0, 0, high, 0, 0, 0) for ssrc, high in self._highest.items()]
        self._peer.send_rtcp(write_receiver_report(1, blocks))


async def view(base: str, count: int) -> None:
    """That many viewers."""
    ask = await questions()
    peers = [LightPeer() for _ in range(count)]
    watchers = [Watcher(peer) for peer in peers]
    gate = asyncio.Semaphore(JOINING_AT_ONCE)
    async with aiohttp.ClientSession() as client:

        async def come(peer: LightPeer) -> None:
            async with gate:
                await join(client, f"{base}/whep/{ROOM}", peer, "recvonly")

        await asyncio.gather(*map(come, peers))
    reporting = asyncio.create_task(_report(peers, watchers))
    tell(viewing=count)
    while await ask():
        tell(
            packets=sum(watcher.packets for watcher in watchers),
            dark=sum(not watcher.packets for watcher in watchers),
            refused=sum(peer.received.refused for peer in peers),
        )
    reporting.cancel()
    await asyncio.gather(*(peer.close() for peer in peers))


async def _report(peers: list[LightPeer], watchers: list[Watcher]) -> None:
    """Every viewer reports once a second, checks its path every two; not all at one moment."""
    turn = 0
    while True:
        for place in range(turn % 10, len(peers), 10):
            watchers[place].report()
            if turn // 10 % 2:
                peers[place].send_raw(peers[place].binding_request())
        turn += 1
        await asyncio.sleep(0.1)


def main(part: str, *arguments: str) -> None:
    """Run one part."""
    if part == "serve":
        asyncio.run(serve())
    elif part == "publish":
        asyncio.run(publish(arguments[0], int(arguments[1])))
    else:
        asyncio.run(view(arguments[0], int(arguments[1])))


if __name__ == "__main__":
    main(*sys.argv[1:])
