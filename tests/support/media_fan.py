"""A fan by itself: packets for it, a publisher's numbers, and viewers with sockets and keys."""

import socket

from media.aiortc_seam import Keys
from media.batch import PlainSender
from media.counters import Counters
from media.downtrack import DownTrack
from media.fan import Fan, Layout
from media.rtp import RtpPacket, parse
from media.sealing import CIPHERS
from media.sendmmsg import KernelBatch, works_here
from media.splice import LaidPacket
from tests.support.media_keys import make_keys


def laid(
    index: int,
    timestamp: int,
    body: bytes,
    *,
    key: bool = False,
    restart: bool = False,
    marker: bool = True,
) -> LaidPacket:
    """A packet as a splice hands it on, a frame by itself unless it has no marker."""
    return LaidPacket(index, timestamp, marker, body, key, key, restart)


class Spectator:
    """A viewer's socket and keys."""

    def __init__(self, ours: Keys, theirs: Keys) -> None:
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.socket.setblocking(False)
        self.track = DownTrack(ours, self.socket.getsockname(), None, 90_000)
        self._keys = theirs

    def got(self) -> list[RtpPacket]:
        """What has come since the last call. Raises Unauthenticated if it cannot be opened."""
        packets = []
        while True:
            try:
                packets.append(parse(self._keys.unprotect(self.socket.recv(2048))))
            except BlockingIOError:
                return packets

    def drain(self) -> None:
        """Lose what has come."""
        while True:
            try:
                self.socket.recv(2048)
            except BlockingIOError:
                return


Way = tuple[type[KernelBatch] | type[PlainSender], str | None]
"""Who sends, and by which profile `media.sealing` encrypts; None: libsrtp does."""

WAYS: list[Way] = [(PlainSender, None)]
for _profile in CIPHERS:
    WAYS.append((PlainSender, _profile))
    WAYS += [(KernelBatch, _profile)] if works_here() else []


class Show:
    """A fan, a publisher's numbers, and viewers."""

    def __init__(self, way: Way, kind: str = "video") -> None:
        make, self._profile = way
        self.out = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.out.setblocking(False)
        self.counters = Counters()
        cipher = CIPHERS[self._profile] if self._profile is not None else None
        layout = Layout(kind, 96, None, 16, cipher=cipher)
        self.fan = Fan(layout, 7, "name", socket.AF_INET, make(self.out), self.counters)
        self.spectators: list[Spectator] = []
        self.index = 0
        self.now = 0.0

    async def come(self) -> Spectator:
        made = Spectator(*await make_keys(self._profile))
        self.spectators.append(made)
        self.fan.join(made.track, self.now)
        return made

    def write(self, count: int = 1, *, key: bool = False, index: int | None = None) -> None:
        """Write and flush packets, a frame each, 5 ms apart."""
        for _ in range(count):
            number = self.index if index is None else index
            if index is None:
                self.index += 1
            self.now += 0.005
            body = number.to_bytes(4, "big")
            self.fan.write(laid(number, number * 450, body, key=key, restart=number == 0), self.now)
            self.fan.settle(self.now)

    def write_up_to(self, sequence: int) -> None:
        """Write, and let everybody lose, all packets below that sequence number."""
        while self.fan.highest < sequence - 1:
            self.write()
            for spectator in self.spectators:
                spectator.drain()

    def close(self) -> None:
        self.out.close()
        for spectator in self.spectators:
            spectator.socket.close()
