"""The parts of the media benches, each a process of its own: server, publisher, viewers."""

import asyncio
import os
import sys

import aiohttp
from aiohttp import web

from bench.parts import questions, tell
from bench.sender import AUDIO_PER_SECOND, FRAMES_PER_SECOND, Sender
from bench.watcher import Delays, Watcher
from media.server import MediaServer
from tests.support.media_peer import LightPeer
from tests.support.media_whip import WhipDoor, now_ms

ROOM = "bench"
JOINING_AT_ONCE = 6


async def serve() -> None:
    """The media server behind the smallest WHIP and WHEP doors."""
    ask = await questions()
    media = MediaServer("127.0.0.1", 0, clock=now_ms)
    await media.start()
    runner = web.AppRunner(WhipDoor(media, crowd=True).app(), access_log=None)
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
            while await ask():
                tell(publishing=True)
            for task in running:
                task.cancel()


async def view(base: str, count: int, delays: Delays | None = None) -> None:
    """That many viewers."""
    ask = await questions()
    peers = [LightPeer(stamped=delays is not None) for _ in range(count)]
    watchers = [Watcher(peer, delays) for peer in peers]
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
            lost=sum(watcher.lost for watcher in watchers),
            dark=sum(not watcher.packets for watcher in watchers),
            refused=sum(peer.received.refused for peer in peers),
            delays=delays.take() if delays is not None else {},
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
        asyncio.run(view(arguments[0], int(arguments[1]), Delays() if part == "time" else None))


if __name__ == "__main__":
    main(*sys.argv[1:])
