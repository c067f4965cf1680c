"""Debian's coturn on loopback, as a relay that shares a secret with us."""

import asyncio
import shutil
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.certificate import certificate

TURNSERVER = shutil.which("turnserver")
SECRET = "a-secret-of-the-test"
READY_WITHIN_S = 10


@dataclass(frozen=True, slots=True)
class Coturn:
    """A running relay."""

    host: str
    port: int
    """UDP and TCP."""
    tls_port: int
    authority: Path
    """The certificate that signs its own."""

    @property
    def udp(self) -> str:
        return f"turn:{self.host}:{self.port}?transport=udp"

    @property
    def tcp(self) -> str:
        return f"turn:{self.host}:{self.port}?transport=tcp"

    @property
    def tls(self) -> str:
        return f"turns:{self.host}:{self.tls_port}?transport=tcp"


def _free(host: str) -> int:
    """A number that is free for UDP and TCP."""
    while True:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
            one.bind((host, 0))
            port: int = one.getsockname()[1]
            with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as other:
                try:
                    other.bind((host, port))
                except OSError:
                    continue
                return port


@asynccontextmanager
async def coturn(
    folder: Path, host: str = "127.0.0.1", secret: str = SECRET
) -> AsyncIterator[Coturn]:
    """A relay with that secret."""
    assert TURNSERVER is not None
    cert, key = certificate(folder, host)
    relay = Coturn(host, _free(host), _free(host), cert)
    log = (folder / "coturn.log").open("wb")
    with log:
        process = await asyncio.create_subprocess_exec(
            TURNSERVER,
            *("-n", f"--listening-ip={host}", f"--relay-ip={host}", "--allow-loopback-peers"),
            *(f"--listening-port={relay.port}", f"--tls-listening-port={relay.tls_port}"),
            *("--use-auth-secret", f"--static-auth-secret={SECRET}", "--realm=test"),
            *(f"--cert={cert}", f"--pkey={key}", "--no-cli", "--no-dtls", "--fingerprint"),
            *("--log-file=stdout", "--simple-log", f"--pidfile={folder / 'coturn.pid'}"),
            stdout=log,
            stderr=log,
        )
    try:
        await _until_open(relay, process, folder)
        yield relay
    finally:
        process.kill()
        await process.wait()


async def _until_open(relay: Coturn, process: asyncio.subprocess.Process, folder: Path) -> None:
    async with asyncio.timeout(READY_WITHIN_S):
        for port in (relay.port, relay.tls_port):
            while True:
                assert process.returncode is None, (folder / "coturn.log").read_text()
                try:
                    _, writer = await asyncio.open_connection(relay.host, port)
                except OSError:
                    await asyncio.sleep(0.05)
                    continue
                writer.close()
                await writer.wait_closed()
                break
