"""What we need of aiortc and pylibsrtp. When this fails, look here before anywhere else."""

import asyncio
from collections.abc import AsyncIterator
from importlib.metadata import version

import pytest

from media.aiortc_seam import (
    MAX_QUEUED,
    Replayed,
    Unauthenticated,
    check_private_names,
    fingerprint,
)
from media.rtcp import write_picture_loss
from media.rtp import renumbered, write
from media.sealing import CIPHERS, seal
from tests.support.media_keys import Pair

PACKET = write(96, False, 1, 2, 3, b"", b"payload")


@pytest.fixture
async def pair() -> AsyncIterator[Pair]:
    made = Pair()
    yield made
    await made.close()


def test_private_names() -> None:
    """The private names that the seam stands on are where they were."""
    assert check_private_names() == []


def test_version() -> None:
    """aiortc is of the minor version that the seam was written for."""
    assert version("aiortc").startswith("1.16.")


async def test_handshake(pair: Pair) -> None:
    """Both ends get keys that fit, for RTP and RTCP."""
    server, client = await pair.connect()
    sealed = server.protect(PACKET)
    assert sealed is not None and PACKET not in sealed
    assert len(sealed) == len(PACKET) + server.overhead
    assert client.unprotect(sealed) == PACKET
    report = write_picture_loss(1, 2)
    sealed = client.protect_rtcp(report)
    assert sealed is not None
    assert server.unprotect_rtcp(sealed) == report


async def test_wrong_fingerprint(pair: Pair) -> None:
    """A certificate that was not announced is refused."""
    stranger = ("sha-256", ":".join(["AB"] * 32))
    ours = fingerprint(pair.certificates[0])
    accepted, _ = await asyncio.gather(pair.server.connect([stranger]), pair.client.connect([ours]))
    assert not accepted
    assert pair.server.keys is None


async def test_replay(pair: Pair) -> None:
    """A packet opens once."""
    server, client = await pair.connect()
    sealed = server.protect(PACKET)
    assert sealed is not None
    client.unprotect(sealed)
    with pytest.raises(Replayed):
        client.unprotect(sealed)


async def test_changed(pair: Pair) -> None:
    """A changed packet does not open, nor does one of another connection."""
    server, client = await pair.connect()
    sealed = server.protect(PACKET)
    assert sealed is not None
    with pytest.raises(Unauthenticated):
        client.unprotect(sealed[:-1] + bytes([sealed[-1] ^ 1]))
    with pytest.raises(Unauthenticated):
        server.unprotect(sealed)


async def test_too_long(pair: Pair) -> None:
    """Longer than a datagram can be is no packet."""
    server, _ = await pair.connect()
    with pytest.raises(ValueError):
        server.unprotect(bytes(4000))


async def test_goodbye(pair: Pair) -> None:
    """When one end closes the other hears it, once; its own closing it does not hear."""
    await pair.connect()
    await pair.client.close()
    await asyncio.sleep(0.05)
    assert pair.goodbyes == [1, 0]
    await pair.client.close()


async def test_close_before_handshake(pair: Pair) -> None:
    """A connection may be given up before it has begun."""
    await pair.server.close()
    await pair.server.close()


async def test_queue_is_bounded(pair: Pair) -> None:
    """Datagrams that nobody reads are refused, not kept."""
    taken = [pair.server.receive(bytes(20)) for _ in range(MAX_QUEUED + 5)]
    assert taken == [True] * MAX_QUEUED + [False] * 5


@pytest.mark.parametrize(
    "name", ["SRTP_AEAD_AES_256_GCM", "SRTP_AEAD_AES_128_GCM", "SRTP_AES128_CM_SHA1_80"]
)
async def test_profiles(name: str) -> None:
    """Each profile that a browser may offer works; those that we seal ourselves, both ways."""
    pair = Pair(name)
    server, client = await pair.connect()
    for keys, peer in ((server, client), (client, server)):
        sealed = keys.protect(PACKET)
        assert sealed is not None and len(sealed) == len(PACKET) + keys.overhead
        assert peer.unprotect(sealed) == PACKET
        assert (keys.media is not None) == (name in CIPHERS)
        if keys.media is not None:
            later = renumbered(PACKET, 2)
            assert peer.unprotect(seal(keys.media, later, 2)) == later
    await pair.close()
