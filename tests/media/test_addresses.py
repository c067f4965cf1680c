"""Where peers find the server, and where the server finds them."""

from collections.abc import Callable

import pytest

from media.addresses import Told, own_addresses, parse_told, resolve
from media.server import MediaServer
from tests.support.media_answer import read_answer
from tests.support.media_offers import offer
from tests.support.media_stage import Stage, pause


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("203.0.113.7", Told("203.0.113.7")),
        ("203.0.113.7:3478", Told("203.0.113.7", 3478)),
        ("2001:db8::7", Told("2001:db8::7")),
        ("[2001:db8::7]", Told("2001:db8::7")),
        ("[2001:db8::7]:3478", Told("2001:db8::7", 3478)),
        ("meet.example.org", Told("meet.example.org")),
        ("meet.example.org:3478", Told("meet.example.org", 3478)),
    ],
)
def test_forms(text: str, told: Told) -> None:
    """An address, a name, and either with the port that a router maps."""
    assert parse_told(text) == told


@pytest.mark.parametrize(
    "text",
    ["", "0.0.0.0", "::", "1.2.3", "1.2.3.4:0", "1.2.3.4:x", "[::1]9", "a b", "x_y:1", "-.1", "a:"],
)
def test_no_address(text: str) -> None:
    """What no peer could reach is refused at the start."""
    with pytest.raises(ValueError):
        parse_told(text)


async def test_names_are_looked_up() -> None:
    """Browsers get addresses, in the administrator's order; a mapped port goes along."""
    found = await resolve([Told("192.0.2.1"), Told("localhost", 99)])
    assert found[0] == Told("192.0.2.1")
    assert Told("127.0.0.1", 99) in found[1:]


async def test_unknown_name() -> None:
    """A name that leads nowhere is said at the start."""
    with pytest.raises(OSError, match=r"nowhere\.invalid cannot be looked up"):
        await resolve([Told("nowhere.invalid")])


def test_bound() -> None:
    """A server bound to one address is found there."""
    assert own_addresses("127.0.0.1") == (Told("127.0.0.1"),)


def test_found() -> None:
    """Without either, this machine's own addresses are told, loopback last."""
    found = [each.host for each in own_addresses("0.0.0.0")]
    assert found[-1] == "127.0.0.1"
    assert "0.0.0.0" not in found


async def test_answer_names_port(media: MediaServer) -> None:
    """The answer's candidate is the one UDP port."""
    answer = media.publish("room", "alice", "camera", offer("sendonly"))
    assert read_answer(answer.sdp).address == ("127.0.0.1", media.port)


async def test_viewer_moves(stage: Stage) -> None:
    """A phone that leaves its Wi-Fi goes on where it is now, in the same session."""
    alice = await stage.publish()
    bob = await stage.view()
    alice.send_frame(key=True)
    await bob.get(4)
    bob.move()
    await pause(0.1)
    alice.send_frame()
    assert len(await bob.get(8)) == 8
    assert bob.received.refused == 0


async def test_publisher_moves(stage: Stage) -> None:
    """So does a presenter."""
    alice = await stage.publish()
    bob = await stage.view()
    alice.send_frame(key=True)
    await bob.get(4)
    alice.peer.move()
    await pause(0.1)
    alice.send_frame()
    await bob.get(8)


async def test_moves_often(stage: Stage, media: MediaServer) -> None:
    """Old addresses are forgotten; the newest works."""
    alice = await stage.publish()
    bob = await stage.view()
    for _ in range(12):
        bob.move()
        await pause(0.02)
    alice.send_frame(key=True)
    await bob.get(4)


async def test_check_without_nomination(stage: Stage) -> None:
    """Media stays where it was nominated, though another path has been tried."""
    alice = await stage.publish()
    bob = await stage.view()
    other = await stage.peer()
    assert bob.remote is not None
    other.remote, other.ufrag = bob.remote, bob.ufrag
    other.send_raw(other.binding_request(nominate=False), bob.remote.address)
    await pause()
    alice.send_frame(key=True)
    await bob.get(4)


@pytest.mark.parametrize("by_tcp", [False, True], ids=["UDP", "TCP"])
@pytest.mark.parametrize(("host", "peers"), [("::1", "::1"), ("::", "::1"), ("::", "127.0.0.1")])
async def test_ipv6(clock: Callable[[], int], host: str, peers: str, by_tcp: bool) -> None:
    """One port may serve IPv6, and IPv4 beside it, by UDP and by TCP."""
    server = MediaServer(host, 0, [peers], clock=clock)
    await server.start()
    made = Stage(server, bind=peers)
    try:
        alice = await made.publish(by_tcp=by_tcp)
        bob = await made.view(by_tcp=by_tcp)
        alice.send_frame(key=True)
        await bob.get(4)
    finally:
        await made.close()
        await server.close()


async def test_both_families(clock: Callable[[], int]) -> None:
    """A viewer by IPv6 and one by IPv4 share a stream; both are told, in order."""
    server = MediaServer("::", 0, ["::1", "127.0.0.1"], clock=clock)
    await server.start()
    four, six = Stage(server, bind="127.0.0.1"), Stage(server, bind="::1")
    four.heard = six.heard
    try:
        alice = await six.publish()
        viewers = [await six.view("v6"), await four.view("v4", via=("127.0.0.1", server.port))]
        alice.send_frame(key=True)
        for viewer in viewers:
            await viewer.get(4)
        told = [each.host for each in server.candidates if each.transport == "udp"]
        assert told == ["::1", "127.0.0.1"]
    finally:
        await six.close()
        await four.close()
        await server.close()
