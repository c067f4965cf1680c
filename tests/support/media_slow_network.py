"""A network slower than what is sent into it, in a namespace of its own.

    unshare --user --map-root-user --net python -m tests.support.media_slow_network SENDER

Loopback gets a token bucket, so that the socket's buffer fills up as it does behind a slow card.
Prints one JSON line: what became of the packets, and how long that took.
"""

import asyncio
import json
import socket
import subprocess
import sys
import time

from media.aiortc_seam import PROTECT
from media.batch import BatchSender, PlainSender, Recipients, Sent, pack_address
from media.rtp import write
from media.sendmmsg import KernelBatch
from tests.support.media_keys import make_keys

BATCHES = 40
PACKETS = 8


def slow_down() -> None:
    """Let a hundred kilobits a second through loopback."""
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    rate = ["rate", "100kbit", "burst", "5kb", "limit", "10mb"]
    subprocess.run(["tc", "qdisc", "add", "dev", "lo", "root", "tbf", *rate], check=True)


async def flood(sender: BatchSender) -> Sent:
    """Send far more than the network takes."""
    keys, _ = await make_keys()
    address = pack_address(socket.AF_INET, ("127.0.0.1", 9))
    result = Sent()
    for batch in range(BATCHES):
        packets = [write(96, False, batch * 8 + i, 1, 1, b"", bytes(1000)) for i in range(PACKETS)]
        result.add(sender.send(Recipients([keys.context], [address]), packets, PROTECT))
    return result


def main(name: str) -> None:
    """Flood by that sender."""
    slow_down()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.setblocking(False)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 50_000)
        sender = KernelBatch(sock) if name == "KernelBatch" else PlainSender(sock)
        begun = time.monotonic()
        result = asyncio.run(flood(sender))
        seconds = time.monotonic() - begun
    print(json.dumps({"packets": result.packets, "dropped": result.dropped, "seconds": seconds}))


if __name__ == "__main__":
    main(sys.argv[1])
