"""The clients: where they are, what they can, and how each publishes and plays."""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version as version_of
from pathlib import Path

from bench.interop import browsers, ffmpeg_peer, program, reference
from bench.interop.endpoint import Endpoint
from bench.interop.samples import make
from tests.support.certificate import certificate

HERE = Path(__file__).resolve().parent
SYSTEM_PYTHON = "/usr/bin/python3"
GOCODE = Path("/usr/share/gocode")

Publish = Callable[[Endpoint, str], AbstractAsyncContextManager[None]]
"""Publishes to that address with that codec while the block runs. Raises Failed."""
Play = Callable[[Endpoint], AbstractAsyncContextManager["Played"]]


@dataclass(frozen=True, slots=True)
class Played:
    """What a player says it saw."""

    first_ms: int
    note: str


@dataclass(frozen=True, slots=True)
class Client:
    """One client."""

    name: str
    version: str
    publish: Publish | None
    publishes: tuple[str, ...]
    play: Play | None
    plays: tuple[str, ...]


def installed(folder: Path) -> list[Client]:
    """The clients that this machine has; ``folder`` is for what must be made first."""
    made = (
        chromium(),
        firefox(),
        aiortc(),
        pion(folder),
        gstreamer(),
        ffmpeg(folder),
    )
    return [client for client in made if client is not None]


BOTH = ("VP8", "H264")


def chromium() -> Client | None:
    """Debian's Chromium."""
    path = shutil.which("chromium")
    if path is None:
        return None
    browser = browsers.Browser("chromium", path)
    return Client("Chromium", _said(path, "--version"), browser.publish, BOTH, _seen(browser), BOTH)


def firefox() -> Client | None:
    """Debian's Firefox ESR, which has no H.264 of its own."""
    path = shutil.which("firefox-esr")
    if path is None:
        return None
    browser = browsers.Browser("firefox", path)
    vp8 = ("VP8",)
    said = _said(path, "--version")
    return Client("Firefox", said, browser.publish, vp8, _seen(browser), vp8)


def _seen(browser: browsers.Browser) -> Play:
    @asynccontextmanager
    async def play(endpoint: Endpoint) -> AsyncIterator[Played]:
        first_ms, seen = await browser.play(endpoint)
        yield Played(first_ms, seen)

    return play


def aiortc() -> Client:
    """Which Lectern stands on, but not its peer connection."""

    @asynccontextmanager
    async def play(endpoint: Endpoint) -> AsyncIterator[Played]:
        seen = await reference.watch(endpoint, 20)
        yield Played(seen.first_ms, f"{seen.width}×{seen.height}")

    return Client("aiortc", version_of("aiortc"), reference.publishing, BOTH, play, BOTH)


def pion(folder: Path) -> Client | None:
    """Pion, on which LiveKit and Galène stand, from Debian's packages."""
    if shutil.which("go") is None or not (GOCODE / "src/github.com/pion/webrtc").is_dir():
        return None
    peer, samples = _build(folder), make(folder)

    def publish(endpoint: Endpoint, codec: str) -> AbstractAsyncContextManager[None]:
        files = (str(samples.video[codec]), str(samples.audio))
        return _publishing(peer, "publish", endpoint.url, endpoint.token, codec, *files)

    play = partial(_playing, (peer, "play"))
    version = _said("dpkg-query", "-Wf${Version}", "golang-github-pion-webrtc.v3-dev")
    return Client("Pion", version, publish, BOTH, play, BOTH)


def _build(folder: Path) -> str:
    """Build the peer: Debian's package is v3, but not in a folder of that name."""
    here = folder / "go" / "src" / "github.com" / "pion" / "webrtc"
    here.mkdir(parents=True)
    (here / "v3").symlink_to(GOCODE / "src/github.com/pion/webrtc")
    peer = str(folder / "pion")
    environment = {"GO111MODULE": "off", "GOPATH": f"{folder / 'go'}:{GOCODE}", "GOFLAGS": ""}
    environment |= {
        "GOCACHE": tempfile.gettempdir() + "/lectern-interop-go",
        "PATH": "/usr/bin:/bin",
    }
    subprocess.run(
        ["go", "build", "-o", peer, str(HERE / "pion" / "main.go")], check=True, env=environment
    )
    return peer


def gstreamer() -> Client | None:
    """GStreamer's webrtcbin, by the system's Python."""
    peer = (SYSTEM_PYTHON, str(HERE / "gstreamer_peer.py"))
    try:
        version = _said(*peer, "version")
    except (OSError, subprocess.CalledProcessError):
        return None

    def publish(endpoint: Endpoint, codec: str) -> AbstractAsyncContextManager[None]:
        return _publishing(*peer, "publish", endpoint.url, endpoint.token, codec)

    play = partial(_playing, (*peer, "play"))
    return Client("GStreamer webrtcbin", version, publish, BOTH, play, BOTH)


def ffmpeg(folder: Path) -> Client | None:
    """FFmpeg's WHIP muxer, out of PyAV."""
    if not ffmpeg_peer.has_whip():
        return None
    chain, key = certificate(folder)

    def publish(endpoint: Endpoint, codec: str) -> AbstractAsyncContextManager[None]:
        command = (sys.executable, "-m", "bench.interop.ffmpeg_peer")
        return _publishing(*command, endpoint.url, endpoint.token, str(chain), str(key))

    return Client("FFmpeg", ffmpeg_peer.version(), publish, ("H264",), None, ())


@asynccontextmanager
async def _publishing(*command: str) -> AsyncIterator[None]:
    async with program.running(*command):
        yield


@asynccontextmanager
async def _playing(command: tuple[str, ...], endpoint: Endpoint) -> AsyncIterator[Played]:
    found = await program.numbers_of((*command, endpoint.url, endpoint.token))
    size = f"{found['width']}×{found['height']}, " if "width" in found else ""
    counts = f"{found['video']} video, {found['audio']} audio"
    yield Played(int(found["first_ms"]), f"{size}{counts}")


def _said(*command: str) -> str:
    """The version in what a program says."""
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60)
    words = done.stdout.split()
    return next((word for word in words if word[:1].isdigit()), done.stdout.strip())
