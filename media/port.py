"""The port: datagrams in, told apart by first byte and source; datagrams out.

It is one UDP socket, and for those whose network lets no UDP through a TCP port beside it
(`media.tcpport`), whose frames are datagrams like any other.

Rule 1: a datagram from an address that no session has validated is STUN, or it is dropped. Nothing
is ever sent to such an address but the answer to its authentic request.

Rule 2: whatever a datagram makes a parser raise ends here, counted. The loop goes on.

Rule 3: a wake-up reads a bounded number of datagrams, then lets every session that got some
settle: what came in together goes out together, and other tasks have their turn. What waits for
more is settled again after a moment, whether more has come or not.
"""

import asyncio
import socket
import time
from collections.abc import Callable

from media.batch import Address, BatchSender, PlainSender, TcpAddress, send_datagram
from media.carriers import Carriers
from media.counters import Counters, Rejections
from media.outbox import PATIENCE
from media.peer import Peer
from media.sendmmsg import KernelBatch, works_here
from media.tcpport import TcpLimits, TcpPort

READS = 64
"""Datagrams per wake-up: about two milliseconds of work."""

BUFFER = 8 << 20
"""Bytes to be held by the kernel each way: a key frame to a hundred viewers is 6 MB at once.

It allows what net.core.wmem_max and rmem_max say; too little shows as dropped packets.
"""

LONGEST_DATAGRAM = 2048


StunDoor = Callable[[bytes, Address, float], None]


class Port:
    """The sockets. Knows which peer is behind which address, because it is told."""

    def __init__(
        self,
        host: str,
        port: int,
        door: StunDoor,
        counters: Counters,
        rejections: Rejections,
        tcp_limits: TcpLimits | None = None,
    ) -> None:
        self._socket = _open_socket(host, port)
        self._door = door
        self._counters = counters
        self._rejections = rejections
        self._peers: dict[Address, Peer] = {}
        self.tcp = TcpPort(self, counters, rejections, tcp_limits)
        udp = KernelBatch(self._socket) if works_here() else PlainSender(self._socket)
        self.batch: BatchSender = Carriers(udp, self.tcp.connections)
        self._waiting: dict[Peer, None] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(self._socket.fileno(), self._readable)

    @property
    def number(self) -> int:
        """The UDP port's number."""
        return int(self._socket.getsockname()[1])

    @property
    def family(self) -> int:
        """The socket's address family."""
        return self._socket.family

    @property
    def send_buffer(self) -> int:
        """Bytes that the kernel really holds for us; it may allow less than we ask for."""
        return self._socket.getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF)

    @property
    def routes(self) -> int:
        """How many addresses lead to a peer."""
        return len(self._peers)

    async def close(self) -> None:
        """Close the sockets. Closing twice is harmless."""
        if self._socket.fileno() >= 0:
            self._loop.remove_reader(self._socket.fileno())
            self._socket.close()
        self._peers.clear()
        self._waiting.clear()
        self._wind()
        await self.tcp.close()

    def route(self, address: Address, peer: Peer) -> None:
        """Datagrams from that address are the peer's from now on."""
        self._peers[address] = peer
        if isinstance(address, TcpAddress):
            self.tcp.route(address)

    def unroute(self, address: Address, peer: Peer) -> None:
        """They no longer are, unless they have become another's."""
        if self._peers.get(address) is peer:
            del self._peers[address]
            if isinstance(address, TcpAddress):
                self.tcp.unroute(address)

    def lost(self, address: Address) -> None:
        """The TCP connection that this address was is gone."""
        peer = self._peers.pop(address, None)
        if peer is not None:
            peer.lost(address)

    def send(self, data: bytes, address: Address) -> None:
        """Send one datagram, or drop it."""
        if isinstance(address, TcpAddress):
            self.tcp.send(data, address)
        elif self._socket.fileno() >= 0:
            send_datagram(self._socket, data, address)

    def _readable(self) -> None:
        touched: dict[Peer, None] = {}
        for _ in range(READS):
            try:
                data, source = self._socket.recvfrom(LONGEST_DATAGRAM)
            # An ICMP error of an earlier datagram is reported here, too; it says nothing new.
            except OSError:
                break
            now = time.monotonic()
            # Two of two for IPv4, which is no new tuple; of four for IPv6.
            peer = self.receive(data, source[:2], now)
            if peer is not None:
                touched[peer] = None
        for peer in touched:
            self.settle(peer)

    def settle(self, peer: Peer) -> None:
        """Tell a peer that no more of its datagrams come in this wake-up."""
        now = time.monotonic()
        try:
            waits = peer.settle(now)
        except Exception:
            self._rejections.fault("settle", now)
            waits = False
        if waits:
            self._waiting[peer] = None
        else:
            self._waiting.pop(peer, None)
        if self._waiting or self._timer is not None:
            self._wind()

    def _wind(self) -> None:
        """Have the timer run while somebody waits, and only then."""
        if self._waiting and self._timer is None:
            self._timer = self._loop.call_later(PATIENCE, self._settle_waiting)
        elif not self._waiting and self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _settle_waiting(self) -> None:
        self._timer = None
        for peer in list(self._waiting):
            self.settle(peer)

    def receive(self, data: bytes, source: Address, now: float) -> Peer | None:
        """Hand a datagram on; returns its peer if that has something to settle now."""
        self._counters.datagrams_received += 1
        try:
            peer = self._peers.get(source)
            # Nearly all that comes: media and reports.
            if peer is not None and data and 128 <= data[0] < 192:
                return peer if peer.got_secure(data, now) else None
            self._dispatch(peer, data, source, now)
        except ValueError:
            self._rejections.count("malformed", now)
        except Exception:
            # Not the network's fault but ours: worth its trace, still not worth the loop.
            self._rejections.fault("datagram", now)
        return None

    def _dispatch(self, peer: Peer | None, data: bytes, source: Address, now: float) -> None:
        """Hand on what is neither media nor a report of a peer."""
        if not data:
            self._rejections.count("empty", now)
        elif data[0] < 4:
            self._door(data, source, now)
        elif peer is None:
            self._rejections.count("stray", now)
        elif 20 <= data[0] < 64:
            peer.got_dtls(data, now)
        else:
            self._rejections.count("malformed", now)


def _open_socket(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_DGRAM)
    try:
        sock.setblocking(False)
        if family == socket.AF_INET6:
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        for option in (socket.SO_SNDBUF, socket.SO_RCVBUF):
            sock.setsockopt(socket.SOL_SOCKET, option, BUFFER)
        sock.bind((host, port))
    except OSError:
        sock.close()
        raise
    return sock
