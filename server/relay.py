"""Relays (TURN) for who reaches neither of the media ports: their URLs, and credentials for them.

The relay is another program, coturn or one like it. It shares a secret with us, so that each person
gets a name and a password that are good for a while and that nobody has to tell it (the "TURN REST
API" scheme: coturn's `use-auth-secret`).
"""

import base64
import hmac
from collections.abc import Callable, Sequence

from signaling.seams import IceServer

LIFETIME_MS = 24 * 3_600_000
"""A page that is opened in the morning reaches the last meeting of the day; it renews earlier."""


class Relay:
    """The relays that people are told."""

    def __init__(self, urls: Sequence[str], secret: str, clock: Callable[[], int]) -> None:
        self.urls = tuple(urls)
        self._secret = secret.encode()
        self._clock = clock

    def servers(self, participant: str) -> tuple[IceServer, ...]:
        """What that participant's browser needs, good for `LIFETIME_MS`; empty without relays."""
        if not self.urls:
            return ()
        expires = (self._clock() + LIFETIME_MS) // 1000
        name = f"{expires}:{participant}"
        mac = hmac.digest(self._secret, name.encode(), "sha1")
        return (IceServer(self.urls, name, base64.b64encode(mac).decode()),)


def for_page(servers: Sequence[IceServer]) -> list[dict[str, object]]:
    """The same as RTCPeerConnection takes it."""
    return [
        {"urls": list(each.urls), "username": each.username, "credential": each.credential}
        for each in servers
    ]
