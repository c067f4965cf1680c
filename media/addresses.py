"""Where peers find us: the addresses told in answers."""

import ipaddress
import socket
from collections.abc import Sequence

# Nothing is sent to these (RFC 5737, RFC 3849): the kernel only says which address it would use.
_PROBES = ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1"))


def advertised(host: str, addresses: Sequence[str]) -> tuple[str, ...]:
    """The configured addresses; else the one we are bound to; else those of this machine.

    Of this machine it is the address that leads to the network, then loopback, so that a browser
    beside the server finds it without a network, too.
    """
    if addresses:
        return tuple(addresses)
    bound = ipaddress.ip_address(host)
    if not bound.is_unspecified:
        return (host,)
    families = _PROBES if bound.version == 6 else _PROBES[:1]
    found = [_outward(family, probe) for family, probe in families]
    return tuple(dict.fromkeys([*filter(None, found), "127.0.0.1"]))


def _outward(family: socket.AddressFamily, probe: str) -> str | None:
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as sock:
            sock.connect((probe, 9))
            return str(sock.getsockname()[0])
    except OSError:
        return None
