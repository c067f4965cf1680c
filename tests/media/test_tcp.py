"""Media by TCP, for those whose network lets no UDP through (RFC 6544)."""

import asyncio

import pytest

from media.server import MediaServer
from tests.support.media_answer import read_answer
from tests.support.media_offers import Habits
from tests.support.media_stage import Stage, pause, video


async def test_publish_and_view(stage: Stage, media: MediaServer) -> None:
    """Handshake, pictures and sound arrive in both directions as they do by UDP."""
    alice = await stage.publish(by_tcp=True)
    bob = await stage.view(by_tcp=True)
    alice.send_frame(key=True)
    alice.send_audio()
    packets = await bob.get(5)
    assert [each.sequence for each in packets if each.ssrc == video(bob)] == sorted(
        each.sequence for each in packets if each.ssrc == video(bob)
    )
    assert media.stats()["tcp_connections"] == 2
    assert {quality.path for quality in media.qualities().values()} == {"tcp"}
    assert bob.received.refused == 0


async def test_beside_udp(stage: Stage, media: MediaServer) -> None:
    """Viewers by UDP and by TCP share a fan: the same packets, each to all."""
    alice = await stage.publish()
    viewers = [await stage.view(f"v{i}", by_tcp=i % 2 == 0) for i in range(4)]
    for _ in range(3):
        alice.send_frame(key=True)
    for viewer in viewers:
        got = await viewer.get(12, video(viewer))
        assert len({each.sequence for each in got}) == 12
    assert media.stats()["packets_dropped"] == 0


async def test_repairs(stage: Stage) -> None:
    """A NACK by TCP is answered by TCP."""
    alice = await stage.publish()
    bob = await stage.view(habits=Habits(repair=False), by_tcp=True)
    alice.send_frame(key=True)
    first = (await bob.get(4, video(bob)))[0]
    bob.send_nack(video(bob), first.sequence)
    await bob.wait_for(lambda: len(bob.received.packets) + bob.received.refused > 4)


async def test_viewer_moves_to_tcp_and_back(stage: Stage, media: MediaServer) -> None:
    """A phone whose new network lets no UDP through goes on in the same session, and so back."""
    alice = await stage.publish()
    bob = await stage.view()
    alice.send_frame(key=True)
    await bob.get(4)
    await bob.move_to_tcp()
    await pause(0.1)
    alice.send_frame()
    await bob.get(8)
    assert sorted(quality.path for quality in media.qualities().values()) == ["tcp", "udp"]
    bob.move()
    await pause(0.1)
    alice.send_frame()
    numbers = [each.sequence for each in await bob.get(12)]
    assert numbers == list(range(numbers[0], numbers[0] + 12))
    assert bob.received.refused == 0
    assert media.stats()["sessions_started"] == 2


async def test_publisher_moves_to_tcp_and_back(stage: Stage, media: MediaServer) -> None:
    """So does a presenter; her viewers see no new stream."""
    alice = await stage.publish()
    bob = await stage.view()
    alice.send_frame(key=True)
    await bob.get(4)
    await alice.peer.move_to_tcp()
    await pause(0.1)
    alice.send_frame()
    await bob.get(8)
    alice.peer.move()
    await pause(0.1)
    alice.send_frame()
    await bob.get(12)
    assert len(stage.heard.started) == 1 and not stage.heard.ended


async def test_connection_lost_and_made_anew(stage: Stage) -> None:
    """A proxy that drops the TCP connection costs a moment, not the session."""
    alice = await stage.publish()
    bob = await stage.view(by_tcp=True)
    alice.send_frame(key=True)
    await bob.get(4)
    bob.hang_up()
    await pause(0.1)
    alice.send_frame()
    await bob.move_to_tcp()
    await pause(0.1)
    alice.send_frame()
    await bob.get(8)


async def test_connection_lost_in_the_handshake(
    stage: Stage, media: MediaServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A viewer whose connection breaks behind the last but one message of the handshake, which
    comes by UDP then, is sent the stream as soon as its next check says where to."""
    alice = await stage.publish()
    bob = await stage.peer()
    answer = media.play(stage.stream, "bob", bob.offer("recvonly"))
    bob.remote = read_answer(answer.sdp)
    bob.target = bob.remote.address
    await bob.open_stream()
    assert bob.stream is not None
    by_tcp, late = bob.stream.send, list[bytes]()

    def send(data: bytes) -> None:
        # STUN and the first message pass.
        hello = 20 <= data[0] < 64 and data[13] == 1
        (by_tcp if data[0] < 4 or hello else late.append)(data)

    monkeypatch.setattr(bob.stream, "send", send)
    connecting = asyncio.create_task(bob.connect(answer.sdp))
    await bob.wait_for(lambda: bool(late))
    bob.send_raw(bob.binding_request(nominate=False), bob.target)
    await bob.wait_for(lambda: media.stats()["addresses"] == 3)
    bob.hang_up()
    await bob.wait_for(lambda: media.stats()["tcp_connections"] == 0)
    for data in late:
        bob.send_raw(data)
    await bob.wait_for(lambda: media.session(answer.session).state == "connected")
    bob.send_raw(bob.binding_request())
    await pause()
    # The server's last message had nowhere to go; it is said again when ours is.
    bob.send_raw(late[-1])
    await connecting
    alice.send_frame(key=True)
    await bob.get(4)


async def test_goodbye(stage: Stage, media: MediaServer) -> None:
    """A peer that says goodbye by TCP is gone at once, and its connection with it."""
    await stage.publish()
    bob = await stage.view(by_tcp=True)
    await bob.close()
    await bob.wait_for(lambda: media.stats()["viewers"] == 0)
    await bob.wait_for(lambda: media.stats()["tcp_connections"] == 0)


async def test_server_ends_the_session(stage: Stage, media: MediaServer) -> None:
    """Who is removed hears the goodbye of DTLS, and then the connection ends."""
    await stage.publish()
    bob = await stage.view(by_tcp=True)
    media.end_participant("room", "bob")
    await asyncio.wait_for(bob.closed.wait(), 3)
    assert bob.stream is not None
    await asyncio.wait_for(bob.stream.ended.wait(), 3)
    assert media.stats()["tcp_connections"] == 0


async def test_shutdown(stage: Stage, media: MediaServer) -> None:
    """The server's end ends every connection."""
    alice = await stage.publish(by_tcp=True)
    await media.close()
    await asyncio.wait_for(alice.peer.closed.wait(), 3)
    assert alice.peer.stream is not None
    await asyncio.wait_for(alice.peer.stream.ended.wait(), 3)
