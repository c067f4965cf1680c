"""TURN URIs (RFC 7065); apart because settings are read before anything heavy is imported."""

import re
from dataclasses import dataclass

_URL = re.compile(
    r"(?P<scheme>turns?):(?P<host>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+)(?::(?P<port>[0-9]{1,5}))?"
    r"(?:\?transport=(?P<transport>udp|tcp))?"
)
PORTS = {"turn": 3478, "turns": 5349}
"""Where a URL names none (RFC 7065, 3.1)."""


@dataclass(frozen=True, slots=True)
class RelayUrl:
    """A TURN URI, read."""

    host: str
    port: int
    transport: str
    """udp or tcp."""
    tls: bool


def parse_relay(url: str) -> RelayUrl:
    """Read a TURN URI (RFC 7065). Raises ValueError."""
    found = _URL.fullmatch(url)
    if found is None or not 0 < int(found["port"] or 1) < 65536:
        raise ValueError(f"{url} must be like turns:turn.example.org:443?transport=tcp")
    tls = found["scheme"] == "turns"
    transport = found["transport"] or ("tcp" if tls else "udp")
    if tls and transport == "udp":
        raise ValueError(f"{url}: browsers speak TLS to a relay by TCP only")
    port = int(found["port"] or PORTS[found["scheme"]])
    return RelayUrl(found["host"].strip("[]"), port, transport, tls)
