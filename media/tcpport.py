"""The TCP port: media for those whose network lets no UDP through (ICE-TCP passive, RFC 6544).

Rule 1: the rules of the UDP port hold. A connection that no session has validated speaks STUN, or
it is cut; it is sent nothing but answers to authentic requests.

Rule 2: strangers are bounded: in time, in number, in what they may say. When there are too many,
the one that has had most time is cut, so that a flood does not keep honest peers out.

Rule 3: connections are bounded in all and for each network, and never use up the process' files.
"""

import asyncio
import ipaddress
import resource
import socket
import time
from collections import Counter
from dataclasses import dataclass, field
from itertools import count
from typing import Protocol

from media.batch import Address, TcpAddress, pack_address
from media.counters import Counters, Rejections
from media.framing import LENGTH, frame
from media.peer import Peer
from media.tcpconnection import Connection, Standing

STRIKES = 8
"""Frames that a stranger may send in vain: a check whose answer is late is repeated a few times."""

GOODBYE = 1.0
"""Seconds in which a connection that is not needed any more may deliver its last frames."""

BACKLOG = 256


def _most_connections() -> int:
    """Half of the files that this process may open: HTTP and the databases need some, too."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return 4096 if soft == resource.RLIM_INFINITY else min(4096, soft // 2)


@dataclass(frozen=True, slots=True)
class TcpLimits:
    """How many connections there may be."""

    connections: int = field(default_factory=_most_connections)
    per_network: int = 256
    """From one IPv4 address or one IPv6 /64: a hospital behind one address."""
    strangers: int = 256
    """That no session has validated yet."""
    silence: float = 10.0
    """Seconds that a stranger has to say something authentic."""


class Dispatcher(Protocol):
    """The port, as its TCP side knows it."""

    def receive(self, data: bytes, source: Address, now: float) -> Peer | None:
        """Hand a datagram on; returns its peer if that has something to settle now."""

    def settle(self, peer: Peer) -> None:
        """Tell a peer that no more of its datagrams come in this wake-up."""

    def lost(self, address: Address) -> None:
        """The connection that this address was is gone."""


class TcpPort:
    """The listener and its connections."""

    def __init__(
        self,
        port: Dispatcher,
        counters: Counters,
        rejections: Rejections,
        limits: TcpLimits | None = None,
    ) -> None:
        self.connections: dict[bytes, Connection] = {}
        """By packed address."""
        self._port = port
        self._counters = counters
        self._rejections = rejections
        self._limits = limits or TcpLimits()
        self._strangers: dict[Connection, None] = {}
        self._networks: Counter[str] = Counter()
        self._serials = count(1)
        self._server: asyncio.Server | None = None
        self._empty = asyncio.Event()
        self._empty.set()
        self.number = 0
        """The port's number, once it is open."""

    def __len__(self) -> int:
        return len(self.connections)

    # Life

    async def open(self, host: str, port: int) -> None:
        """Listen; 0 takes a free port. Raises OSError when it cannot be had."""
        listening = _listen(host, port)
        self.number = int(listening.getsockname()[1])
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            lambda: Connection(self, next(self._serials)), sock=listening, backlog=BACKLOG
        )

    async def close(self) -> None:
        """Stop listening and end all connections. Closing twice is harmless."""
        server, self._server = self._server, None
        if server is None:
            return
        server.close()
        for connection in list(self.connections.values()):
            connection.abort()
        await self._empty.wait()

    # From the port

    def route(self, address: TcpAddress) -> None:
        """A session has validated the connection."""
        connection = self._find(address)
        if connection is not None:
            connection.keep()
            connection.standing = Standing.KNOWN
            self._strangers.pop(connection, None)

    def unroute(self, address: TcpAddress) -> None:
        """No session needs the connection any more; its last frames may still leave."""
        connection = self._find(address)
        if connection is not None:
            connection.standing = Standing.LEAVING
            connection.end_in(GOODBYE)

    def send(self, data: bytes, address: TcpAddress) -> None:
        """Send one datagram, or drop it."""
        connection = self._find(address)
        if connection is not None and len(data) + LENGTH <= connection.room:
            connection.write(frame(data))

    def _find(self, address: TcpAddress) -> Connection | None:
        return self.connections.get(pack_address(0, address))

    # From the connections: see `media.tcpconnection.Owner`

    def opened(self, connection: Connection) -> None:
        """Take a connection, or end it when there are too many."""
        network = network_of(connection.address.host)
        self.connections[pack_address(0, connection.address)] = connection
        self._networks[network] += 1
        self._empty.clear()
        limits = self._limits
        full = len(self) > limits.connections or self._networks[network] > limits.per_network
        if full or self._server is None:
            self._counters.tcp_refused += 1
            connection.abort()
            return
        self._counters.tcp_accepted += 1
        self._strangers[connection] = None
        connection.end_in(limits.silence)
        if len(self._strangers) > limits.strangers:
            self._cut(next(iter(self._strangers)))

    def got(self, connection: Connection, frames: list[bytes]) -> None:
        """Hand frames on."""
        now = time.monotonic()
        touched: dict[Peer, None] = {}
        for data in frames:
            if connection.is_closing:
                break
            peer = self._port.receive(data, connection.address, now)
            if peer is not None:
                touched[peer] = None
            if connection.standing is Standing.STRANGER:
                self._judge(connection, data)
        for peer in touched:
            self._port.settle(peer)

    def _judge(self, connection: Connection, data: bytes) -> None:
        """Cut a stranger that says what no peer of ours would, or the same again and again."""
        connection.strikes += 1
        if data[0] > 3 or connection.strikes >= STRIKES:
            self._cut(connection)

    def broken(self, connection: Connection) -> None:
        """What came are no frames: nothing more can be read from it."""
        self._rejections.count("malformed", time.monotonic())
        self._cut(connection)

    def _cut(self, connection: Connection) -> None:
        self._strangers.pop(connection, None)
        self._counters.tcp_cut += 1
        connection.abort()

    def closed(self, connection: Connection) -> None:
        """Forget a connection, and tell the session behind it."""
        key = pack_address(0, connection.address)
        if self.connections.get(key) is connection:
            del self.connections[key]
        if connection in self._strangers:
            # Its time was over, or it left by itself.
            del self._strangers[connection]
            self._counters.tcp_cut += 1
        network = network_of(connection.address.host)
        self._networks[network] -= 1
        if not self._networks[network]:
            del self._networks[network]
        if not self.connections:
            self._empty.set()
        self._port.lost(connection.address)


def network_of(host: str) -> str:
    """Whom a limit counts as one: an IPv4 address, or the /64 that one IPv6 customer has."""
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return host
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return address.packed[:8].hex()


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        sock.setblocking(False)
        # Else a server that restarts finds its own old connections in the way for a minute.
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        sock.bind((host, port))
        sock.listen(BACKLOG)
    except OSError:
        sock.close()
        raise
    return sock
