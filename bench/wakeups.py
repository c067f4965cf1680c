"""What a wake-up of the media server costs without sending, by what has woken it.

    python -m bench.wakeups [--viewers 60] [--megabytes 80] [--rounds 300] [--json]

A media server, a presenter and viewers in one process; what is timed is the port's wake-up alone,
by the thread's own CPU clock, and nothing is encrypted or sent. *Warm* is one wake-up after the
other. For *cold* so many megabytes are read before each, which takes the CPU's cache as neighbours
do between two wake-ups in life: then a function or an object costs by being touched at all. The
mean of the better half counts. *Calls* are Python's functions, by its own profiler.
"""

import argparse
import asyncio
import json
import sys
import time
from collections.abc import Callable, Sequence
from itertools import count, cycle
from types import FrameType

from bench.sender import Sender
from media.aiortc_seam import Protect
from media.batch import Recipients, Sent
from media.rtcp import ReportBlock, write_receiver_report, write_remb, write_source_description
from media.server import MediaServer
from tests.support.media_peer import LightPeer
from tests.support.media_whip import now_ms

PROFILED = 20


class Nowhere:
    """Takes all packets and sends none."""

    def send(
        self,
        to: Recipients,
        packets: Sequence[bytes],
        protect: Protect,
        indices: Sequence[int] = (),
    ) -> Sent:
        """See `media.batch.BatchSender`."""
        return Sent(len(to) * len(packets))


class Reporters:
    """Viewers who send reports, one after the other."""

    def __init__(self, peers: list[LightPeer], sources: dict[str, int]) -> None:
        self._peers = cycle(peers)
        self._sources = sources
        self._count = count(1000)

    def _block(self, kind: str) -> ReportBlock:
        return ReportBlock(self._sources[kind], 0, 0, next(self._count), 17, 0, 0)

    def two_reports(self) -> None:
        """One for sound, one for the picture: so does Pion."""
        peer = next(self._peers)
        for kind in ("audio", "video"):
            peer.send_rtcp(write_receiver_report(1, [self._block(kind)]))

    def compound(self) -> None:
        """Both in one packet, with a name and an estimate: so does Chromium."""
        report = write_receiver_report(1, [self._block("audio"), self._block("video")])
        estimate = write_remb(1, 2_000_000, [self._sources["video"]])
        next(self._peers).send_rtcp(report + write_source_description(1, "viewer") + estimate)


class Bench:
    """Times wake-ups."""

    def __init__(self, wake_up: Callable[[], None], megabytes: int, rounds: int) -> None:
        self._wake_up = wake_up
        self._neighbours = bytearray(megabytes << 20)
        self._rounds = rounds

    async def microseconds(self, make: Callable[[], None], *, cold: bool) -> float:
        """Of one wake-up that `make` leads to."""
        times: list[int] = []
        for _ in range(self._rounds):
            await asyncio.sleep(0)
            make()
            if cold:
                self._neighbours.count(1)
            begun = time.thread_time_ns()
            self._wake_up()
            times.append(time.thread_time_ns() - begun)
        better = sorted(times)[: self._rounds // 2]
        return round(sum(better) / len(better) / 1000, 1)

    async def calls(self, make: Callable[[], None]) -> float:
        """Python functions called by one wake-up."""
        found = 0

        def note(_frame: FrameType, event: str, _argument: object) -> None:
            nonlocal found
            found += event == "call"

        for _ in range(PROFILED):
            await asyncio.sleep(0)
            make()
            sys.setprofile(note)
            self._wake_up()
            sys.setprofile(None)
        return found / PROFILED


async def measure(viewers: int, megabytes: int, rounds: int) -> dict[str, list[float]]:
    """Warm, cold (µs) and calls, by what wakes the server."""
    media = MediaServer("127.0.0.1", 0, clock=now_ms)
    await media.start()
    port = media._sessions.port
    port.batch = Nowhere()
    presenter = LightPeer()
    peers = [LightPeer() for _ in range(viewers)]
    try:
        await presenter.connect(media.publish("r", "p", "camera", presenter.offer("sendonly")).sdp)
        while not (streams := media.streams("r")):
            await asyncio.sleep(0.01)
        for place, peer in enumerate(peers):
            await peer.connect(media.play(streams[0].id, f"v{place}", peer.offer("recvonly")).sdp)
        sender, number = Sender(presenter, 1500), count()
        sender.send_frame(next(number))
        await asyncio.sleep(0.1)
        sources = media._directory.get(streams[0].id).sources
        reporters = Reporters(peers, {kind: source.ssrc for kind, source in sources.items()})
        bench = Bench(port._readable, megabytes, rounds)
        return {
            name: [
                await bench.microseconds(make, cold=False),
                await bench.microseconds(make, cold=True),
                await bench.calls(make),
            ]
            for name, make in {
                "a packet of sound": lambda: sender.send_sound(next(number)),
                "a picture of six packets": lambda: sender.send_frame(next(number)),
                "two reports of a viewer": reporters.two_reports,
                "a compound report": reporters.compound,
            }.items()
        }
    finally:
        for peer in (presenter, *peers):
            await peer.close(silently=True)
        await media.close()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="The cost of a wake-up, without sending.")
    parser.add_argument("--viewers", type=int, default=60)
    parser.add_argument("--megabytes", type=int, default=80)
    parser.add_argument("--rounds", type=int, default=300)
    parser.add_argument("--json", action="store_true", help="print one JSON line last")
    options = parser.parse_args()
    found = asyncio.run(measure(options.viewers, options.megabytes, options.rounds))
    print(f"{'woken by':26} warm µs  cold µs   calls")
    for name, (warm, cold, calls) in found.items():
        print(f"{name:26} {warm:7.1f} {cold:8.1f} {calls:7.1f}")
    if options.json:
        print(json.dumps({"bench": "wakeups", "found": found}))


if __name__ == "__main__":
    main()
