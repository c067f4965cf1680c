"""Two ends that have shaken hands in memory: keys without a network."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from media.aiortc_seam import Certificate, Keys, SecureTransport, fingerprint


class Pair:
    """A server's and a client's end of one DTLS connection."""

    def __init__(self, profile: str | None = None) -> None:
        """`profile` is the only one that the client offers; None: all that it knows."""
        self.certificates = [Certificate.generateCertificate() for _ in range(2)]
        self.goodbyes = [0, 0]
        self.server = self._end(0)
        self.client = self._end(1)
        dtls = self.client._dtls
        if profile is not None and dtls is not None:
            found = [p for p in dtls._srtp_profiles if p.openssl_profile == profile.encode()]
            dtls._srtp_profiles = found

    def _end(self, place: int) -> SecureTransport:
        return SecureTransport(
            self.certificates[place],
            lambda data: self._deliver(1 - place, data),
            lambda: self._said_goodbye(place),
            server=place == 0,
        )

    def _deliver(self, place: int, data: bytes) -> None:
        (self.server, self.client)[place].receive(data)

    def _said_goodbye(self, place: int) -> None:
        self.goodbyes[place] += 1

    async def connect(self) -> tuple[Keys, Keys]:
        """Shake hands; returns the server's and the client's keys."""
        ours, theirs = map(fingerprint, self.certificates)
        await asyncio.gather(self.server.connect([theirs]), self.client.connect([ours]))
        assert self.server.keys is not None and self.client.keys is not None
        return self.server.keys, self.client.keys

    async def close(self) -> None:
        """Say goodbye at both ends."""
        await self.server.close()
        await self.client.close()


async def make_keys(profile: str | None = None) -> tuple[Keys, Keys]:
    """The keys of both ends of a connection that is over already."""
    pair = Pair(profile)
    keys = await pair.connect()
    await pair.close()
    return keys


def keys_of_a_thread(profile: str | None = None) -> tuple[Keys, Keys]:
    """The same where no event loop runs, or another one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, make_keys(profile)).result()
