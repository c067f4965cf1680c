"""A call to be disturbed: Chromium publishes and views, each by a wire of its own to the server.

What the call is worth is read from getStats, twice, and said about the time in between.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.async_api import Page

from media.server import MediaServer
from tests.support.media_browser import open_page, serve_page
from tests.support.media_faults import Weather, nothing
from tests.support.media_voice import write_voice
from tests.support.media_whip import WhipDoor
from tests.support.media_wire import Wire

UNTOUCHED = {"echoCancellation": False, "noiseSuppression": False, "autoGainControl": False}
"""The voice is to arrive as it is."""


@dataclass(frozen=True, slots=True)
class Reading:
    """All numbers at one moment."""

    at: float
    """Seconds, by the page's clock."""
    up: dict[str, Any]
    down: dict[str, Any]
    server: dict[str, float]


@dataclass(frozen=True, slots=True)
class Worth:
    """What a call was worth for a while."""

    seconds: float
    concealed: float
    """Share of the sound that was made up because the real one was lost."""
    sound_delay: float
    """Seconds that a sample waited in the jitter buffer."""
    sound_kbps: float
    """Received by the viewer."""
    fps: float
    """Frames decoded a second."""
    freezes: int
    frozen: float
    """Seconds that the picture stood still."""
    width: int
    picture_kbps: float
    """Sent by the publisher, repairs not included."""
    asked_up: int
    """Packets that the server asked the publisher for again."""
    repaired_up: int
    """Packets that the publisher repeated."""
    asked_down: int
    """NACK messages of the viewer."""
    repaired_down: int
    """Packets that the server repeated."""
    key_frames_asked: int


def between(before: Reading, after: Reading) -> Worth:
    """What happened between two readings."""

    def grown(way: str, kind: str, name: str) -> float:
        first, then = (getattr(each, way).get(kind, {}) for each in (before, after))
        return float(then.get(name, 0)) - float(first.get(name, 0))

    def counted(name: str) -> int:
        return int(after.server[name] - before.server[name])

    seconds = after.at - before.at
    lost = grown("down", "audio", "concealedSamples")
    lost -= grown("down", "audio", "silentConcealedSamples")
    emitted = grown("down", "audio", "jitterBufferEmittedCount")
    sent = grown("up", "video", "bytesSent") - grown("up", "video", "retransmittedBytesSent")
    repeated = (grown("up", kind, "retransmittedPacketsSent") for kind in ("audio", "video"))
    nacks = (grown("down", kind, "nackCount") for kind in ("audio", "video"))
    return Worth(
        seconds=round(seconds, 2),
        concealed=lost / max(1.0, grown("down", "audio", "totalSamplesReceived")),
        sound_delay=grown("down", "audio", "jitterBufferDelay") / max(1.0, emitted),
        sound_kbps=grown("down", "audio", "bytesReceived") / seconds / 125,
        fps=grown("down", "video", "framesDecoded") / seconds,
        freezes=int(grown("down", "video", "freezeCount")),
        frozen=grown("down", "video", "totalFreezesDuration"),
        width=int(after.down.get("video", {}).get("frameWidth", 0)),
        picture_kbps=sent / seconds / 125,
        asked_up=counted("repairs_asked"),
        repaired_up=int(sum(repeated)),
        asked_down=int(sum(nacks)),
        repaired_down=counted("repairs_sent"),
        key_frames_asked=counted("key_frames_asked"),
    )


class Call:
    """One publisher and one viewer, in one page."""

    def __init__(self, media: MediaServer, page: Page, up: Wire, down: Wire) -> None:
        self.page = page
        self.up = up
        self.down = down
        self._media = media

    async def begin(self, *, patient: bool = False) -> None:
        """Publish and view, from a fresh page; returns when the picture is there.

        `patient`: the viewer waits for what is late as the pages of our rooms do.
        """
        self.mend()
        await self.page.reload()
        sessions = self._media.stats()["sessions_started"]
        await self.page.evaluate("audio => publish('room', 'VP8', audio)", UNTOUCHED)
        await self.page.evaluate("connected('up')")
        await self.page.evaluate("play('room')")
        if patient:
            await self.page.evaluate("bePatient('down')")
        assert self._media.stats()["sessions_started"] == sessions + 2

    def disturb(self, way: str, *, loss: float, jitter: float, seed: int = 1) -> None:
        """Have that weather on the publisher's way ("up"), the viewer's ("down"), or "both".

        It is there in both directions: repairs and the wishes for them are lost as well.
        """
        for place, wire in enumerate((self.up, self.down)):
            if way in (("up", "down")[place], "both"):
                wire.up = Weather(loss=loss, jitter=jitter, seed=seed + 2 * place)
                wire.down = Weather(loss=loss, jitter=jitter, seed=seed + 2 * place + 1)

    def mend(self) -> None:
        """Good weather everywhere."""
        for wire in (self.up, self.down):
            wire.up = wire.down = nothing
            wire.mend()

    async def read(self) -> Reading:
        """All numbers now."""
        at, up, down = await self.page.evaluate(
            "(async () => [performance.now(), await stats('up'), await stats('down')])()"
        )
        return Reading(at / 1000, up, down, self._media.stats())


@asynccontextmanager
async def open_call(media: MediaServer, folder: Path) -> AsyncIterator[Call]:
    """A call in a Chromium that speaks without a pause; `folder` is for its voice."""
    voice = folder / "voice.wav"
    write_voice(voice)
    door = WhipDoor(media)
    target = ("127.0.0.1", media.port)
    with Wire(target) as up, Wire(target) as down:
        door.ways = {"publish": up.address, "play": down.address}
        flags = [f"--use-file-for-fake-audio-capture={voice}"]
        async with serve_page(media, door) as url, open_page(url, flags) as page:
            yield Call(media, page, up, down)
