"""A real Lectern server, in a process of its own, on a data folder of its own.

Rule 1: the ports are chosen once, so that a server that was killed comes back where it was.
Rule 2: what it wrote to standard error is shown when it does not come up.
"""

import asyncio
import email
import email.policy
import json
import os
import re
import signal
import socket
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import ClientConnectionError, ClientSession, ClientTimeout

ROOT = Path(__file__).resolve().parents[2]
READY_WITHIN_S = 60
STOPPED_WITHIN_S = 35

Json = dict[str, Any]


def free_port(kind: socket.SocketKind) -> int:
    """A port that nobody has at this moment."""
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def free_media_port() -> int:
    """A number that is free for UDP and for TCP."""
    while True:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.bind(("127.0.0.1", 0))
            port: int = probe.getsockname()[1]
            with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as other:
                try:
                    other.bind(("127.0.0.1", port))
                except OSError:
                    continue
                return port


def text_of(file: Path) -> str:
    """What a person reads in a mail that was written to the outbox."""
    message = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    body = message.get_body(("plain",))
    return body.get_content() if body is not None else ""


@dataclass
class Running:
    """The server as a test sees it: start it, kill it, ask its command line."""

    data: Path
    scheme: str = "http"
    public_port: int | None = None
    """The port that browsers use, when a wire stands in between."""
    port: int = field(default_factory=lambda: free_port(socket.SOCK_STREAM))
    media_port: int = field(default_factory=free_media_port)
    settings: dict[str, str] = field(default_factory=dict)
    """More settings, which win over ours."""
    process: asyncio.subprocess.Process | None = None

    @property
    def url(self) -> str:
        """Where browsers find it; localhost, because cookies here are for secure contexts."""
        return f"{self.scheme}://localhost:{self.public_port or self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """The settings, for the server and for every command beside it."""
        ours = {
            "LECTERN_HOST": "127.0.0.1",
            "LECTERN_PORT": str(self.port),
            "LECTERN_MEDIA_PORT": str(self.media_port),
            "LECTERN_DATA": str(self.data),
            "LECTERN_URL": self.url,
        }
        rest = {name: value for name, value in os.environ.items() if name != "PYTHONASYNCIODEBUG"}
        return rest | ours | self.settings

    async def start(self) -> None:
        """Start it and wait until it says that it is ready."""
        log = (self.data.parent / "server.log").open("ab")
        with log:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "server",
                "serve",
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
            )
        await self._until_ready(self.process)

    async def _until_ready(self, process: asyncio.subprocess.Process) -> None:
        async with ClientSession(timeout=ClientTimeout(total=2)) as http:
            for _ in range(READY_WITHIN_S * 10):
                assert process.returncode is None, f"the server ended:\n{self.log()}"
                try:
                    async with http.get(
                        f"{self.scheme}://127.0.0.1:{self.port}/readyz", ssl=False
                    ) as response:
                        if response.status == 200:
                            return
                except (ClientConnectionError, TimeoutError):
                    pass
                await asyncio.sleep(0.1)
        raise AssertionError(f"the server is not ready:\n{self.log()}")

    def log(self) -> str:
        """The last of what the server wrote."""
        path = self.data.parent / "server.log"
        return path.read_text(encoding="utf-8", errors="replace")[-6_000:] if path.exists() else ""

    async def stop(self) -> int:
        """End it with SIGTERM; its exit status.  0 when it was not running."""
        return await self._end(signal.SIGTERM)

    async def kill(self) -> int:
        """End it with SIGKILL, as a power cut does."""
        return await self._end(signal.SIGKILL)

    async def _end(self, how: signal.Signals) -> int:
        process, self.process = self.process, None
        if process is None:
            return 0
        if process.returncode is None:
            process.send_signal(how)
        async with asyncio.timeout(STOPPED_WITHIN_S):
            return await process.wait()

    async def command(self, *words: str) -> list[Json]:
        """Run ``lectern <words> --json`` beside the server: one object for each line printed."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "server",
            *words,
            "--json",
            cwd=ROOT,
            env=self.environment,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        out, err = await process.communicate()
        assert process.returncode == 0, err.decode()
        return [json.loads(line) for line in out.splitlines() if line.strip()]

    async def demo(self) -> Json:
        """The demo data: logins, meeting, links."""
        made = await self.command("demo")
        return made[-1]

    async def mailed_link(self, words: str) -> str:
        """The join link in the mail whose text holds ``words``, once it is in the outbox."""
        for _ in range(100):
            for file in sorted((self.data / "outbox").glob("*.eml"), reverse=True):
                text = text_of(file)
                link = re.search(rf"{re.escape(self.url)}/j/\S+", text)
                if words in text and link:
                    return link[0]
            await asyncio.sleep(0.2)
        raise AssertionError(f"no mail with “{words}” in the outbox")

    async def events(self, meeting: str) -> list[Json]:
        """Every engagement event of a meeting, in order of storing."""
        return await self.command("events", "dump", "--meeting", meeting)
