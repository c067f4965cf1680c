"""Whatever connects to the TCP port: bounded, cut, and nobody else's trouble."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable

import pytest

from media.server import MediaServer
from media.tcpconnection import QUEUE, UNSENT
from media.tcpport import STRIKES, TcpLimits, network_of
from tests.support.media_stage import Stage, pause, video
from tests.support.media_stream import Stream

SOON = TcpLimits(connections=12, per_network=8, strangers=4, silence=1.5)
DTLS_HELLO = bytes([22, 254, 253, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 1, 0, 0, 0])
UNKNOWN = b"\x00\x01\x00\x00\x21\x12\xa4\x42" + bytes(12)


@pytest.fixture
async def media(clock: Callable[[], int]) -> AsyncIterator[MediaServer]:
    """A server with little patience and room for few."""
    server = MediaServer("127.0.0.1", 0, clock=clock, tcp_limits=SOON)
    await server.start()
    yield server
    await server.close()


@pytest.fixture
async def connect(media: MediaServer) -> AsyncIterator[Callable[[], "asyncio.Future[Stream]"]]:
    """Connect as a stranger, as often as asked."""
    made: list[Stream] = []

    async def one() -> Stream:
        assert media.tcp_port is not None
        made.append(await Stream.open(("127.0.0.1", media.tcp_port), heard.append))
        return made[-1]

    heard: list[bytes] = []
    yield lambda: asyncio.ensure_future(one())
    for each in made:
        each.close()
    assert not heard, "a stranger is sent nothing"


Connect = Callable[[], "asyncio.Future[Stream]"]


async def ends(stream: Stream, seconds: float = 5) -> None:
    await asyncio.wait_for(stream.ended.wait(), seconds)


async def still_works(stage: Stage, media: MediaServer) -> None:
    """Alice and Bob meet by TCP."""
    alice = await stage.publish(by_tcp=True)
    bob = await stage.view(by_tcp=True)
    alice.send_frame(key=True)
    await bob.get(4)
    await bob.wait_for(lambda: media.stats()["tcp_connections"] == 2)


async def test_silence(connect: Connect, stage: Stage, media: MediaServer) -> None:
    """Who says nothing is cut when the time is over, and counted."""
    await ends(await connect())
    assert media.stats()["tcp_cut"] == 1
    await still_works(stage, media)


async def test_one_byte_at_a_time(connect: Connect, media: MediaServer) -> None:
    """Slow bytes buy no time."""
    stream = await connect()
    for _ in range(200):
        if stream.ended.is_set():
            break
        stream.send_bytes(b"\x00")
        await asyncio.sleep(0.05)
    assert stream.ended.is_set()
    assert media.stats()["tcp_connections"] == 0


@pytest.mark.parametrize(
    "data",
    [DTLS_HELLO, b"\x80" + bytes(30), b"\x40\x00\x00\x00", b"\xff"],
    ids=["DTLS", "RTP", "TURN channel", "nonsense"],
)
async def test_first_words(connect: Connect, media: MediaServer, data: bytes) -> None:
    """Anything but STUN from a stranger ends its connection at once."""
    stream = await connect()
    stream.send(data)
    await ends(stream)
    assert media.stats()["rejected_stray"] + media.stats()["rejected_malformed"] == 1


@pytest.mark.parametrize("hello", [b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", b"\x16\x03\x01\x02\x00"])
async def test_other_protocols(connect: Connect, media: MediaServer, hello: bytes) -> None:
    """A web browser or a TLS scanner is cut at its first bytes."""
    stream = await connect()
    stream.send_bytes(hello)
    await ends(stream)
    assert media.stats()["rejected_malformed"] == 1


async def test_requests_in_vain(connect: Connect, media: MediaServer) -> None:
    """Requests that name no session are few; nobody guesses here."""
    stream = await connect()
    for _ in range(STRIKES + 4):
        stream.send(UNKNOWN)
    await ends(stream)
    rejected = {name: n for name, n in media.stats().items() if name.startswith("rejected_") and n}
    assert sum(rejected.values()) <= STRIKES


async def test_too_many_strangers(connect: Connect, stage: Stage, media: MediaServer) -> None:
    """A flood of silent connections pushes itself out; an honest peer comes through."""
    first = [await connect() for _ in range(SOON.strangers + 2)]
    await ends(first[0])
    await ends(first[1])
    assert not first[-1].ended.is_set()
    await still_works(stage, media)


async def test_one_network(stage: Stage, media: MediaServer) -> None:
    """One address holds only so many connections; those that are there go on."""
    alice = await stage.publish(by_tcp=True)
    viewers = [await stage.view(f"v{i}", by_tcp=True) for i in range(SOON.per_network - 1)]
    with pytest.raises(TimeoutError):
        await stage.view("late", by_tcp=True)
    assert media.stats()["tcp_refused"] >= 1
    alice.send_frame(key=True)
    for viewer in viewers:
        await viewer.get(4)


async def test_networks() -> None:
    """IPv4 counts by address, also where it is mapped into IPv6; IPv6 by what a customer has."""
    assert network_of("192.0.2.1") == network_of("::ffff:192.0.2.1") != network_of("192.0.2.2")
    assert network_of("2001:db8::1") == network_of("2001:db8::2:3:4:5")
    assert network_of("2001:db8::1") != network_of("2001:db8:0:1::1")
    assert network_of("fe80::1%eth0") == network_of("fe80::2")


async def test_slow_reader(stage: Stage, media: MediaServer) -> None:
    """Who does not read loses packets, bounded and counted; the others lose none and wait for none.

    When it reads again, what it gets are whole frames, and repairs bring the rest.
    """
    alice = await stage.publish()
    slow = await stage.view("slow", by_tcp=True)
    quick = [await stage.view("u"), await stage.view("t", by_tcp=True)]
    assert slow.stream is not None
    slow.stream.stop_reading()
    frames = 0
    while not media.stats()["packets_dropped"]:
        alice.send_frame(16, key=True)
        frames += 1
        for viewer in quick:
            await viewer.get(frames * 16, video(viewer))
    kept = media.stats()["packets_forwarded"] - 2 * 16 * frames
    assert kept * 1000 > QUEUE + UNSENT
    slow.stream.go_on_reading()
    await slow.get(int(kept), video(slow))
    assert slow.received.refused == 0


async def test_reset_in_the_middle(stage: Stage, media: MediaServer) -> None:
    """A connection that breaks while much is on its way harms nobody."""
    alice = await stage.publish()
    gone = await stage.view("gone", by_tcp=True)
    bob = await stage.view("bob", by_tcp=True)
    assert gone.stream is not None
    gone.stream.stop_reading()
    for _ in range(10):
        alice.send_frame(16, key=True)
    gone.hang_up()
    for _ in range(10):
        alice.send_frame(16, key=True)
    await bob.get(320, video(bob))
    await bob.wait_for(lambda: media.stats()["tcp_connections"] == 1)


async def test_log_stays_short(connect: Connect, caplog: pytest.LogCaptureFixture) -> None:
    """A scan of the port is a line, not a line for each try."""
    caplog.set_level(logging.INFO, "media")
    for _ in range(6):
        stream = await connect()
        stream.send(DTLS_HELLO)
        await ends(stream)
    assert len([r for r in caplog.records if "media x" in r.getMessage()]) <= 1


async def test_stranger_on_a_validated_connection(stage: Stage, media: MediaServer) -> None:
    """Rubbish behind a validated address is counted and changes nothing."""
    alice = await stage.publish(by_tcp=True)
    bob = await stage.view()
    assert alice.peer.stream is not None
    for data in (b"\x80" + bytes(40), b"\x00", DTLS_HELLO, b"\xff" * 8):
        alice.peer.stream.send(data)
    await pause()
    alice.send_frame(key=True)
    await bob.get(4)
    assert media.stats()["tcp_connections"] == 1


async def test_broken_frames_of_a_validated_peer(stage: Stage, media: MediaServer) -> None:
    """After an impossible frame nothing can be read: the connection ends, the session goes on."""
    alice = await stage.publish(by_tcp=True)
    bob = await stage.view()
    assert alice.peer.stream is not None
    alice.peer.stream.send_bytes(b"\xff\xff")
    await ends(alice.peer.stream)
    await alice.peer.move_to_tcp()
    await pause(0.1)
    alice.send_frame(key=True)
    await bob.get(4)
    assert len(stage.heard.started) == 1
