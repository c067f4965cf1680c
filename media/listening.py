"""Opening the media ports: where we listen, and what peers are told about it."""

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


async def listen(
    where: Where, limits: Limits, counters: Counters
) -> tuple[Sessions, tuple[Candidate, ...]]:
    """Open the ports. Raises OSError when one cannot be had, or an address is not found."""
    told = await resolve(where.told) or own_addresses(where.host)
    sessions = _open_udp(where, limits, counters)
    try:
        tcp = await _open_tcp(where, sessions)
    except OSError:
        await sessions.close()
        raise
    return sessions, candidates(told, sessions.port.number, tcp)


def _open_udp(where: Where, limits: Limits, counters: Counters) -> Sessions:
    rejections = Rejections(counters)
    try:
        return Sessions(where.host, where.port, limits, counters, rejections, where.tcp_limits)
    except OSError as error:
        raise OSError(f"no UDP port {where.port} for media: {_reason(error)}") from error


async def _open_tcp(where: Where, sessions: Sessions) -> int | None:
    """The port's number."""
    if where.tcp_port is None:
        return None
    port = sessions.port
    wanted = where.tcp_port or port.number
    try:
        await port.tcp.open(where.host, wanted)
    except OSError as error:
        if where.tcp_port or where.port:
            raise OSError(f"no TCP port {wanted} for media: {_reason(error)}") from error
        # Any free UDP port would do, so any free TCP port does, too.
        await port.tcp.open(where.host, 0)
    return port.tcp.number


def _reason(error: OSError) -> str:
    return error.strerror or str(error)
