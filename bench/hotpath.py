"""What one incoming packet costs when the caches are warm: for comparing two commits.

    python -m bench.hotpath [--viewers 1 20 120] [--rounds 100] [--json]

A media server, a presenter and viewers in one process; frames and sound come in, and only the
port's wake-up is timed: reading, decrypting, bookkeeping, encrypting for all, sending. The least
of the rounds counts, so the figure hardly moves with the machine's other work. One viewer shows
the price of a packet itself, the growth with viewers that of forwarding. The viewers do not read:
their kernels take packets until a buffer is full, then drop them.

`bench.media` has the price in life, where caches are cold: each wake-up pays for them anew.
"""

import argparse
import asyncio
import json
import time

from bench.sender import Sender
from media.port import Port
from media.server import MediaServer
from tests.support.media_peer import LightPeer
from tests.support.media_whip import now_ms

WAKE_UPS = 20
"""In one round: half of them frames, half sound."""


async def measure(viewers: int, rounds: int, kbps: int) -> float:
    """Microseconds per incoming packet, in the best round."""
    media = MediaServer("127.0.0.1", 0, clock=now_ms)
    await media.start()
    presenter = LightPeer()
    peers = [LightPeer() for _ in range(viewers)]
    try:
        await presenter.connect(media.publish("r", "p", "camera", presenter.offer("sendonly")).sdp)
        while not (streams := media.streams("r")):
            await asyncio.sleep(0.01)
        for peer in peers:
            await peer.connect(media.play(streams[0].id, "v", peer.offer("recvonly")).sdp)
        sender = Sender(presenter, kbps)
        sender.send_frame(0)
        await asyncio.sleep(0.1)
        for peer in peers:
            peer.stop_reading()
        port = media._sessions.port
        return min([await one_round(port, media, sender, turn + 1) for turn in range(rounds)])
    finally:
        for peer in (presenter, *peers):
            await peer.close(silently=True)
        await media.close()


async def one_round(port: Port, media: MediaServer, sender: Sender, turn: int) -> float:
    """The same for one round, after everything else has had its turn."""
    await asyncio.sleep(0)
    before, spent = media.stats()["packets_received"], 0.0
    for place in range(WAKE_UPS):
        count = turn * WAKE_UPS + place
        (sender.send_frame if place % 2 else sender.send_sound)(count)
        begun = time.thread_time()
        port._readable()
        spent += time.thread_time() - begun
    return spent / (media.stats()["packets_received"] - before) * 1e6


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="The warm cost of one incoming packet.")
    parser.add_argument("--viewers", type=int, nargs="+", default=[1, 20, 120])
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--kbps", type=int, default=1500)
    parser.add_argument("--json", action="store_true", help="print one JSON line last")
    options = parser.parse_args()
    print("viewers  µs/incoming packet  µs/forwarded packet")
    found: dict[int, float] = {}
    for viewers in options.viewers:
        cost = asyncio.run(measure(viewers, options.rounds, options.kbps))
        found[viewers] = round(cost, 1)
        print(f"{viewers:7}  {cost:18.1f}  {cost / viewers:19.2f}", flush=True)
    if options.json:
        print(json.dumps({"bench": "hotpath", "us_per_incoming_packet": found}))


if __name__ == "__main__":
    main()
