"""Opening the media ports: where we listen, and what peers are told about it."""

from collections.abc import Sequence
from dataclasses import dataclass

from media.addresses import Told, own_addresses, resolve
from media.candidates import Candidate, candidates
from media.counters import Counters, Rejections
from media.session import Limits
from media.sessions import Sessions
from media.tcpport import TcpLimits


@dataclass(frozen=True, slots=True)
class Where:
    """What the administrator wants."""

    host: str
    port: int
    """0 takes a free one."""
    tcp_port: int | None
    """0 takes the UDP port's number, None opens no TCP port."""
    told: tuple[Told, ...]
    """Empty: our own addresses."""
    tcp_limits: TcpLimits


@dataclass(frozen=True, slots=True)
class Opened:
    """Ports that are open."""

    sessions: Sessions
    addresses: tuple[Told, ...]
    """Where peers find them, names looked up."""

    def candidates(self, addresses: Sequence[Told]) -> tuple[Candidate, ...]:
        """What peers are told when they find us there."""
        port = self.sessions.port
        return candidates(addresses, port.number, port.tcp.number or None)


async def listen(where: Where, limits: Limits, counters: Counters) -> Opened:
    """Open the ports. Raises OSError when one cannot be had, or an address is not found."""
    told = await resolve(where.told) or own_addresses(where.host)
    sessions = _open_udp(where, limits, counters)
    try:
        await _open_tcp(where, sessions)
    except OSError:
        await sessions.close()
        raise
    return Opened(sessions, told)


def _open_udp(where: Where, limits: Limits, counters: Counters) -> Sessions:
    rejections = Rejections(counters)
    try:
        return Sessions(where.host, where.port, limits, counters, rejections, where.tcp_limits)
    except OSError as error:
        raise OSError(f"no UDP port {where.port} for media: {_reason(error)}") from error


async def _open_tcp(where: Where, sessions: Sessions) -> None:
    if where.tcp_port is None:
        return
    port = sessions.port
    wanted = where.tcp_port or port.number
    try:
        await port.tcp.open(where.host, wanted)
    except OSError as error:
        if where.tcp_port or where.port:
            raise OSError(f"no TCP port {wanted} for media: {_reason(error)}") from error
        # Any free UDP port would do, so any free TCP port does, too.
        await port.tcp.open(where.host, 0)


def _reason(error: OSError) -> str:
    return error.strerror or str(error)
