"""ICE servers as WHIP tells them: Link headers (RFC 9725, 4.6)."""

from collections.abc import Iterable

from signaling.seams import IceServer


def links(servers: Iterable[IceServer]) -> list[str]:
    """One header value for each URL; all parts are ours or were checked, so none holds a quote."""
    return [
        f'<{url}>; rel="ice-server"; username="{each.username}"; '
        f'credential="{each.credential}"; credential-type="password"'
        for each in servers
        for url in each.urls
    ]
