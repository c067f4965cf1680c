"""Where answers say that we are."""

import pytest
from aiortc import sdp

from media.addresses import Told
from media.candidates import candidates
from media.server import MediaServer
from tests.support.media_offers import offer

TWO = (Told("192.0.2.1"), Told("2001:db8::1"))


def read(line: str) -> tuple[str, str, int, str | None]:
    """Transport, address, port and TCP type, as aiortc reads them."""
    found = sdp.candidate_from_sdp(line.removeprefix("a=candidate:"))
    return found.protocol, found.ip, found.port, found.tcpType


def test_udp_before_tcp() -> None:
    """All addresses by UDP, then all by TCP, where peers open the connection."""
    lines = [each.line(i) for i, each in enumerate(candidates(TWO, 8081, 8082))]
    assert [read(line) for line in lines] == [
        ("udp", "192.0.2.1", 8081, None),
        ("udp", "2001:db8::1", 8081, None),
        ("tcp", "192.0.2.1", 8082, "passive"),
        ("tcp", "2001:db8::1", 8082, "passive"),
    ]


def test_priorities_fall() -> None:
    """Peers prefer UDP, and of equals the address that the administrator named first."""
    lines = [each.line(i) for i, each in enumerate(candidates(TWO, 8081, 8081))]
    found = [sdp.candidate_from_sdp(line.removeprefix("a=candidate:")) for line in lines]
    priorities = [each.priority for each in found]
    assert priorities == sorted(priorities, reverse=True)
    assert len({each.foundation for each in found}) == len(found)


def test_mapped_port() -> None:
    """Where a router maps ports, the mapped one is told for both ways."""
    told = (Told("192.0.2.1", 3478), Told("10.0.0.1"))
    assert [(each.transport, each.port) for each in candidates(told, 8081, 8081)] == [
        ("udp", 3478),
        ("udp", 8081),
        ("tcp", 3478),
        ("tcp", 8081),
    ]


@pytest.mark.parametrize("wanted", [0, None])
async def test_answer(media: MediaServer, wanted: int | None) -> None:
    """A server without a TCP port tells of none."""
    server = MediaServer("127.0.0.1", 0, clock=lambda: 0, tcp_port=wanted)
    await server.start()
    answer = server.publish("room", "alice", "camera", offer("sendonly")).sdp
    lines = [line for line in answer.split("\r\n") if " tcptype passive" in line]
    assert bool(lines) == (wanted is not None) == (server.tcp_port is not None)
    await server.close()


async def test_port_taken(media: MediaServer) -> None:
    """A TCP port that somebody has is one sentence at the start, and nothing stays open."""
    taken = media.tcp_port
    assert taken is not None
    server = MediaServer("127.0.0.1", 0, clock=lambda: 0, tcp_port=taken)
    with pytest.raises(OSError, match=f"no TCP port {taken} for media: "):
        await server.start()
