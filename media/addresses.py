"""Where peers find us: the addresses told in answers."""

import asyncio
import ipaddress
import socket
from collections.abc import Sequence
from dataclasses import dataclass

# Nothing is sent to these (RFC 5737, RFC 3849): the kernel only says which address it would use.
_PROBES = ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1"))


@dataclass(frozen=True, slots=True)
class Told:
    """One address that peers are told."""

    host: str
    """An IP address, or before `resolve` a name."""
    port: int | None = None
    """Where it is not our own, because a router maps ports; the same for UDP and TCP."""


def parse_told(text: str) -> Told:
    """Read `203.0.113.7`, `203.0.113.7:3478`, `2001:db8::7`, `[2001:db8::7]:3478`, or a name.

    Raises ValueError.
    """
    host, port = text, ""
    if text.startswith("["):
        host, _, rest = text[1:].partition("]")
        if rest and not rest.startswith(":"):
            raise ValueError(f"{text} is no address")
        port = rest[1:]
    elif text.count(":") == 1:
        host, port = text.split(":")
    if not _is_host(host) or (text.endswith(":") and not _is_ip(text)):
        raise ValueError(f"{text} is neither an IP address nor a name")
    if port and not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        raise ValueError(f"{text} has no port from 1 to 65535")
    return Told(host, int(port) if port else None)


def _is_host(text: str) -> bool:
    if _is_ip(text):
        return not ipaddress.ip_address(text).is_unspecified
    labels = text.split(".")
    return (
        all(
            0 < len(label) < 64 and label.isascii() and label.replace("-", "").isalnum()
            for label in labels
        )
        and not labels[-1].isdigit()
    )


def is_name(host: str) -> bool:
    """Whether that host has to be looked up."""
    return not _is_ip(host)


def _is_ip(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


async def resolve(told: Sequence[Told]) -> tuple[Told, ...]:
    """The same with names looked up, each to all of its addresses.

    Browsers take no names in answers. Raises OSError when a name has no address.
    """
    loop = asyncio.get_running_loop()
    found: dict[Told, None] = {}
    for each in told:
        if _is_ip(each.host):
            found[each] = None
            continue
        try:
            answers = await loop.getaddrinfo(each.host, None, type=socket.SOCK_DGRAM)
        except socket.gaierror as error:
            raise OSError(f"media address {each.host} cannot be looked up: {error}") from error
        for _family, _kind, _protocol, _name, address in answers:
            found[Told(str(address[0]), each.port)] = None
    return tuple(found)


def own_addresses(host: str) -> tuple[Told, ...]:
    """The address that we are bound to; when that is none, those of this machine.

    Of this machine it is the address that leads to the network, then loopback, so that a browser
    beside the server finds it without a network, too.
    """
    bound = ipaddress.ip_address(host)
    if not bound.is_unspecified:
        return (Told(host),)
    families = _PROBES if bound.version == 6 else _PROBES[:1]
    found = [_outward(family, probe) for family, probe in families]
    return tuple(Told(each) for each in dict.fromkeys([*filter(None, found), "127.0.0.1"]))


def _outward(family: socket.AddressFamily, probe: str) -> str | None:
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as sock:
            sock.connect((probe, 9))
            return str(sock.getsockname()[0])
    except OSError:
        return None
