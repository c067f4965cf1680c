"""Whatever arrives at the port: what is not authentic is counted and changes nothing."""

import logging
import os

import pytest

from media.rtp import write
from media.server import MediaServer
from tests.support.media_answer import read_answer
from tests.support.media_floods import Stranger
from tests.support.media_source import Camera
from tests.support.media_stage import Stage, pause, video


async def still_works(stage: Stage, alice: Camera) -> None:
    """A viewer that comes now gets its picture."""
    bob = await stage.view("bob")
    alice.send_frame(key=True)
    await bob.get(4)


DTLS_HELLO = bytes([22, 254, 253, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 1, 0, 0, 0])
STRANGE = {
    "empty": b"",
    "one byte": b"\x00",
    "short STUN": b"\x00\x01\x00\x00",
    "STUN without cookie": b"\x00\x01\x00\x00" + bytes(16),
    "STUN that lies about its length": b"\x00\x01\x00\xff\x21\x12\xa4\x42" + bytes(12),
    "STUN without name": b"\x00\x01\x00\x00\x21\x12\xa4\x42" + bytes(12),
    "STUN answer": b"\x01\x01\x00\x00\x21\x12\xa4\x42" + bytes(12),
    "STUN cut attribute": b"\x00\x01\x00\x04\x21\x12\xa4\x42" + bytes(12) + b"\x00\x06\x00\x40",
    "DTLS": DTLS_HELLO,
    "RTP": b"\x80\x60" + bytes(100),
    "RTCP": b"\x81\xce" + bytes(30),
    "TURN channel": b"\x40\x00\x00\x00",
    "text": b"GET / HTTP/1.1\r\n\r\n",
    "ones": b"\xff" * 1400,
}


@pytest.mark.parametrize("name", STRANGE)
async def test_stranger(stage: Stage, media: MediaServer, stranger: Stranger, name: str) -> None:
    """A stranger's datagram gets no answer, is counted, and disturbs nobody."""
    alice = await stage.publish()
    before = rejected(media)
    stranger.send(STRANGE[name])
    await pause()
    assert stranger.got() is None
    assert rejected(media) == before + 1
    await still_works(stage, alice)


def rejected(media: MediaServer) -> float:
    """How many datagrams changed nothing."""
    return sum(n for name, n in media.stats().items() if name.startswith("rejected_"))


async def test_noise(stage: Stage, media: MediaServer, stranger: Stranger) -> None:
    """A flood of random bytes, from strangers and from a viewer's own address, ends no session."""
    alice = await stage.publish()
    bob = await stage.view("carol")
    for size in range(1, 300):
        stranger.send(os.urandom(size))
        bob.send_raw(os.urandom(size))
    await pause(0.2)
    assert stranger.got() is None
    assert rejected(media) >= 500
    assert media.stats()["viewers"] == media.stats()["publishers"] == 1
    await still_works(stage, alice)


async def test_wrong_password(stage: Stage, media: MediaServer) -> None:
    """A request with a session's name but not its password gets nothing and moves nothing."""
    alice = await stage.publish()
    bob = await stage.view()
    thief = await stage.peer()
    thief.remote, thief.target = bob.remote, ("127.0.0.1", media.port)
    thief.ufrag = bob.ufrag
    thief.send_raw(thief.binding_request(password="0" * 32))
    await pause()
    assert media.stats()["rejected_unauthenticated"] == 1
    alice.send_frame(key=True)
    await bob.get(4)


async def test_recorded_request(stage: Stage, media: MediaServer) -> None:
    """A request recorded on the way and sent from elsewhere does not move the media there."""
    alice = await stage.publish()
    bob = await stage.view()
    recorded = bob.binding_request()
    bob.send_raw(recorded)
    await pause()
    thief = await stage.peer()
    thief.remote = bob.remote
    thief.send_raw(recorded, ("127.0.0.1", media.port))
    await pause()
    assert media.stats()["rejected_replayed"] == 1
    alice.send_frame(key=True)
    await bob.get(4)


async def test_unauthentic_packet(stage: Stage, media: MediaServer) -> None:
    """A packet with one bit changed is not forwarded."""
    alice = await stage.publish()
    bob = await stage.view()
    alice.send_frame(key=True)
    await bob.get(4)
    sealed = bytearray(alice.peer.send_rtp(packet(alice, 100)))
    await bob.get(5)
    sealed[3] += 1
    alice.peer.send_raw(bytes(sealed))
    await pause()
    assert len(bob.received.packets) == 5
    assert media.stats()["rejected_unauthenticated"] == 1


def packet(alice: Camera, size: int) -> bytes:
    """The next packet of the presenter's video, not yet encrypted."""
    alice.video_sequence += 1
    return write(96, False, alice.video_sequence - 1, 1, alice.video_ssrc, b"", bytes(size))


async def test_replayed_packet(stage: Stage, media: MediaServer) -> None:
    """A packet that comes twice is forwarded once."""
    alice = await stage.publish()
    bob = await stage.view()
    alice.send_frame(key=True)
    await bob.get(4)
    sealed = alice.peer.send_rtp(packet(alice, 100))
    for _ in range(5):
        alice.peer.send_raw(sealed)
    await bob.get(5)
    await pause()
    assert len(bob.received.packets) == 5
    assert media.stats()["rejected_replayed"] == 5


async def test_packet_before_handshake(stage: Stage, media: MediaServer) -> None:
    """Media from a validated address without a handshake has no keys, so no meaning."""
    peer = await stage.peer()
    answer = media.publish("room", "alice", "camera", peer.offer("sendonly"))
    peer.remote = read_answer(answer.sdp)
    peer.target = peer.remote.address
    peer.send_raw(peer.binding_request())
    peer.send_raw(b"\x80\x60" + bytes(100))
    await pause()
    assert media.stats()["rejected_unexpected"] == 1


MALFORMED = {
    "RTP padding beyond the end": bytes([0xA0, 96]) + bytes(10) + b"\xff",
    "RTP padding of nothing": bytes([0xA0, 96]) + bytes(10) + b"\x00",
}


@pytest.mark.parametrize("name", MALFORMED)
async def test_malformed_rtp(stage: Stage, media: MediaServer, name: str) -> None:
    """An authentic peer that sends nonsense is not believed either."""
    alice = await stage.publish()
    data = bytearray(MALFORMED[name])
    data[8:12] = alice.video_ssrc.to_bytes(4, "big")
    alice.peer.send_rtp(bytes(data))
    await pause()
    assert media.stats()["rejected_malformed"] == 1
    await still_works(stage, alice)


BAD_RTCP = {
    "cut": b"\x81\xcd\x00\x05" + bytes(8),
    "no feedback control": b"\x81\xce\x00\x01" + bytes(4),
    "endless NACK": b"\x81\xcd\x01\x50" + bytes(0x150 * 4),
    "report without blocks": b"\x9f\xc9\x00\x01" + bytes(4),
    "short REMB": b"\x8f\xce\x00\x03" + bytes(8) + b"REMB",
    "version 1": b"\x41\xc9\x00\x01" + bytes(4),
}


@pytest.mark.parametrize("name", BAD_RTCP)
async def test_malformed_rtcp(stage: Stage, media: MediaServer, name: str) -> None:
    """Feedback that cannot be read asks for nothing."""
    alice = await stage.publish()
    bob = await stage.view("carol")
    before = media.stats()["rejected_malformed"]
    bob.send_rtcp(BAD_RTCP[name])
    await pause()
    assert media.stats()["rejected_malformed"] == before + 1
    await still_works(stage, alice)


async def test_too_many_sources(stage: Stage, media: MediaServer) -> None:
    """A peer cannot make libsrtp keep state for ever more sources."""
    alice = await stage.publish()
    alice.send_frame(key=True)
    for ssrc in range(100, 200):
        alice.peer.send_rtp(write(96, False, 1, 1, ssrc, b"", b"\x10"))
    await pause(0.2)
    assert media.stats()["rejected_overflow"] >= 84
    await still_works(stage, alice)


async def test_viewer_that_sends(stage: Stage) -> None:
    """A viewer's own media goes nowhere."""
    alice = await stage.publish()
    bob, carol = await stage.view("bob"), await stage.view("carol")
    alice.send_frame(key=True)
    await carol.get(4)
    bob.send_rtp(write(96, False, 1, 1, video(bob), b"", b"\x10" + bytes(50)))
    await pause()
    assert len(carol.received.packets) == 4


async def test_handshake_flood(stage: Stage, media: MediaServer) -> None:
    """More DTLS than a handshake has is dropped, not queued."""
    alice = await stage.publish()
    bob = await stage.view("carol")
    for _ in range(300):
        bob.send_raw(DTLS_HELLO)
    await pause(0.2)
    await still_works(stage, alice)


async def test_log_is_short(
    media: MediaServer, stranger: Stranger, caplog: pytest.LogCaptureFixture
) -> None:
    """A flood of one class is one line a minute."""
    with caplog.at_level(logging.INFO, logger="media"):
        for _ in range(50):
            stranger.send(b"\xff" * 20)
            stranger.send(b"")
        await pause(0.1)
    lines = [record.message for record in caplog.records if record.name == "media.counters"]
    assert sorted(lines) == ["media x empty: 1 datagrams", "media x stray: 1 datagrams"]
    assert media.stats()["rejected_empty"] == 50
