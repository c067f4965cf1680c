"""``lectern doctor``: media is asked as browsers ask, with and without a server beside."""

import socket
import stat
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from server.doctor import is_own, is_public, told
from server.note import Place, read_note
from tests.browser.running import Running
from tests.support.coturn import SECRET, TURNSERVER, coturn

RESERVED = "192.0.2.1"
"""Nobody has this address (RFC 5737)."""


@pytest.fixture
async def running(tmp_path: Path) -> AsyncIterator[Running]:
    """A server that is not started yet; its process ends with the test."""
    server = Running(tmp_path / "data")
    server.data.mkdir()
    yield server
    await server.kill()


def doctor(server: Running, **settings: str) -> tuple[int, list[str]]:
    """Exit status and lines of the doctor on the server's data folder."""
    command = [sys.executable, "-m", "server", "doctor"]
    environment = server.environment | settings
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
    assert done.stderr == ""
    return done.returncode, done.stdout.splitlines()


def line(lines: list[str], name: str) -> str:
    """The one line of a check."""
    (found,) = [each for each in lines if each[5:].startswith(name)]
    return found


async def test_without_a_server(running: Running) -> None:
    """It opens the ports itself, asks them by UDP and TCP, and leaves them closed."""
    status, lines = doctor(running)
    port = running.media_port
    assert status == 0
    assert line(lines, "media UDP") == f"ok   media UDP 127.0.0.1 port {port}: Answers."
    assert line(lines, "media TCP") == f"ok   media TCP 127.0.0.1 port {port}: Answers."
    assert line(lines, "relay").startswith("warn")
    await running.start()


async def test_beside_a_server(running: Running) -> None:
    """A running server answers for itself; how it is asked is for its owner alone to read."""
    await running.start()
    note = running.data / "server.json"
    assert stat.S_IMODE(note.stat().st_mode) == 0o600
    left = read_note(running.data)
    assert left is not None and left.media is not None and left.port == running.port
    status, lines = doctor(running)
    assert status == 0
    assert line(lines, "media UDP").endswith("Answers.")
    assert line(lines, "media TCP").endswith("Answers.")
    assert left.media.password not in running.log()


async def test_port_of_somebody_else(running: Running) -> None:
    """A port that another program has is bad, with its number."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind(("127.0.0.1", running.media_port))
        status, lines = doctor(running)
    assert status == 1
    assert line(lines, "media:").startswith("BAD ")
    assert str(running.media_port) in line(lines, "media:")


async def test_dead_server(running: Running) -> None:
    """What a server left that was killed does not count for an answer."""
    await running.start()
    await running.kill()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind(("127.0.0.1", running.media_port))
        status, lines = doctor(running)
    assert status == 1
    assert line(lines, "media UDP").startswith("BAD ")


async def test_address_that_does_not_answer(running: Running) -> None:
    """An address that is not this machine's may be a router's: worth a look, not an alarm."""
    status, lines = doctor(running, MEDIA_ADDRESSES=RESERVED, LECTERN_MEDIA_HOST="127.0.0.1")
    assert status == 0
    assert line(lines, "media UDP").startswith("warn")
    assert "open the port" in line(lines, "media UDP")


async def test_several_addresses(running: Running) -> None:
    """Each that is told is asked, by IPv4 and IPv6, by UDP and TCP; one that does not answer is
    named, and does not spoil the others."""
    hosts = f"127.0.0.1,::1,{RESERVED}"
    status, lines = doctor(running, LECTERN_HOST="::", MEDIA_ADDRESSES=hosts)
    assert status == 0
    for way in ("media UDP", "media TCP"):
        for host in ("127.0.0.1", "::1"):
            assert line(lines, f"{way} {host} port").endswith("Answers.")
        assert line(lines, f"{way} {RESERVED} port").startswith("warn")
    assert line(lines, "media addresses").endswith(f"127.0.0.1, ::1, {RESERVED}.")


async def test_private_addresses_for_the_world(running: Running) -> None:
    """Private addresses under a public URL are the mistake that is made most."""
    _, lines = doctor(running, LECTERN_URL="https://meet.example.org")
    assert line(lines, "media addresses").startswith("warn")
    assert "set MEDIA_ADDRESSES" in line(lines, "media addresses")


async def test_no_tcp(running: Running) -> None:
    """A server without a TCP port is told who stays outside."""
    _, lines = doctor(running, LECTERN_MEDIA_TCP_PORT="off")
    assert line(lines, "media TCP").startswith("warn")


@pytest.mark.skipif(TURNSERVER is None, reason="Debian's coturn is not installed")
async def test_relays(running: Running, tmp_path: Path) -> None:
    """Each relay is tried: what works, and what is wrong with what does not."""
    async with coturn(tmp_path) as relay:
        urls = f"{relay.udp},{relay.tcp},{relay.tls}"
        trusted = {"SSL_CERT_FILE": str(relay.authority)}
        status, lines = doctor(running, TURN_URL=urls, TURN_SECRET=SECRET, **trusted)
        assert status == 0
        for url in (relay.udp, relay.tcp, relay.tls):
            assert "reaches media at 127.0.0.1" in line(lines, f"relay {url}")
        status, lines = doctor(running, TURN_URL=urls, TURN_SECRET="guess")
        assert status == 1
        assert "TURN_SECRET is not its secret" in line(lines, f"relay {relay.udp}")
        assert "certificate" in line(lines, f"relay {relay.tls}")


@pytest.mark.parametrize(
    ("host", "public"),
    [
        ("8.8.8.8", True),
        ("10.0.0.7", False),
        ("127.0.0.1", False),
        ("2606:4700::1", True),
        ("fd00::1", False),
        ("meet.example.org", True),
        ("localhost", False),
        ("lectern", False),
        ("nas.local", False),
    ],
)
def test_public(host: str, public: bool) -> None:
    """Who can be meant by an address or a name."""
    assert is_public(host) == public


def test_one_public_address_is_enough() -> None:
    """A private address may be told beside it, for the office."""
    places = [Place("udp", "10.0.0.7", 1), Place("udp", "8.8.8.8", 1)]
    assert not told("https://meet.example.org", places).warning


def test_own_addresses() -> None:
    """Loopback is ours, a reserved address is nobody's."""
    assert is_own("127.0.0.1")
    assert not is_own(RESERVED)
