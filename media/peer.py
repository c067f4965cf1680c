"""Who is behind an address, as the port and its sockets know it."""

from typing import Protocol

from media.batch import Address


class Peer(Protocol):
    """Who is behind a validated address."""

    def got_dtls(self, data: bytes, now: float) -> None:
        """Take a DTLS datagram."""

    def got_secure(self, data: bytes, now: float) -> bool:
        """Take an SRTP or SRTCP datagram; returns whether there is something to settle now."""
        ...

    def settle(self, now: float) -> bool:
        """No more datagrams in this wake-up: send what they led to.

        Returns whether something waits for more, so that this is to be called again in a moment.
        """
        ...

    def lost(self, address: Address) -> None:
        """The connection that this address was is gone."""
