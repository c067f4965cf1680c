"""Records the seed corpus of the fuzz targets: what real peers send, decrypted, a few of each kind.

    python -m tests.support.media_corpus        writes tests/media/corpus/, with a real Chromium

Chromium gives its own offers, checks, handshake, packets of each codec and reports; the feedback
that it sends only in need is of our own writing. Run it again when a browser's habits have changed.
"""

import asyncio
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from aiohttp import web

from media import rtcp, session
from media.port import Port
from media.publisher import Publisher
from media.server import MediaServer
from tests.support.media_browser import open_page, serve_page
from tests.support.media_offers import Habits, offer
from tests.support.media_whip import WhipDoor, now_ms

CORPUS = Path(__file__).resolve().parents[1] / "media" / "corpus"
CODECS = ("VP8", "VP9", "H264", "AV1")
EACH = 3
"""Packets of one kind that are kept."""


class Recorder:
    """Keeps the first few of each kind."""

    def __init__(self) -> None:
        self._kept: Counter[str] = Counter()
        self.codec = ""

    def keep(self, target: str, kind: str, data: bytes) -> None:
        """Write one down, unless there are enough of its kind."""
        self._kept[f"{target}/{kind}"] += 1
        number = self._kept[f"{target}/{kind}"]
        if number <= EACH:
            folder = CORPUS / target
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"chromium-{kind}-{number}.bin").write_bytes(data)

    def datagram(self, data: bytes) -> None:
        """One as it came from the network."""
        if data and data[0] < 4:
            self.keep("stun", "check", data)
        elif data and 20 <= data[0] < 64:
            self.keep("dtls", f"{data[0]}-{data[13] if len(data) > 13 else 0}", data)

    def packet(self, data: bytes) -> None:
        """A decrypted packet of a publisher."""
        self.keep("rtp", f"{self.codec.lower()}-{data[1] & 0x7F}", data)

    def feedback(self, data: bytes) -> None:
        """A decrypted RTCP packet, by the kind of its last part."""
        kinds, at = "", 0
        while at + 4 <= len(data):
            kinds = f"{kinds}-{data[at + 1]}.{data[at] & 0x1F}"
            at += 4 + 4 * int.from_bytes(data[at + 2 : at + 4], "big")
        self.keep("rtcp", kinds.strip("-"), data)


def tap(owner: Any, name: str, take: Callable[..., None]) -> None:
    """Let `take` see the arguments of every call of a method or a module's function."""
    real = getattr(owner, name)

    def tapped(*arguments: Any) -> Any:
        take(*arguments)
        return real(*arguments)

    setattr(owner, name, tapped)


class Door(WhipDoor):
    """Writes offers down."""

    def __init__(self, media: MediaServer, recorder: Recorder) -> None:
        super().__init__(media)
        self._recorder = recorder

    async def publish(self, request: web.Request) -> web.Response:
        """See `WhipDoor`."""
        self._recorder.keep("offer", f"publish-{self._recorder.codec}", await request.read())
        return await super().publish(request)

    async def play(self, request: web.Request) -> web.Response:
        """See `WhipDoor`."""
        self._recorder.keep("offer", "play", await request.read())
        return await super().play(request)


OURS = {
    "nack": rtcp.write_nack(1, 2, [7, 8, 20, 400]),
    "picture-loss": rtcp.write_picture_loss(1, 2),
    "intra-request": bytes([0x84, 206, 0, 4]) + bytes(8) + bytes([0, 0, 0, 2, 1, 0, 0, 0]),
    "bitrate": rtcp.write_remb(1, 1_500_000, [2, 3]),
    "goodbye": bytes([0x82, 203, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2]),
    "arrivals": rtcp.write_transport_feedback(1, 2, bytes([0, 1, 0, 2, 0, 0, 0, 0, 0xD4, 0, 1, 2])),
}


def write_ours() -> None:
    """Feedback that needs a bad network, and offers that the recorded pages do not make."""
    for folder in ("rtcp", "offer"):
        (CORPUS / folder).mkdir(parents=True, exist_ok=True)
    for name, data in OURS.items():
        file = CORPUS / "rtcp" / f"ours-{name}.bin"
        file.write_bytes(rtcp.write_receiver_report(1, []) + data)
    offers = {
        "plain": offer("sendrecv"),
        "simulcast": offer("sendonly", Habits(layers=("q", "h", "f"))),
    }
    for name, text in offers.items():
        (CORPUS / "offer" / f"ours-{name}.bin").write_text(text, newline="")


async def record() -> None:
    """Publish and view once with each codec."""
    write_ours()
    recorder = Recorder()
    tap(Port, "receive", lambda _port, data, *_: recorder.datagram(data))
    tap(Publisher, "got_rtp", lambda _publisher, data, _now: recorder.packet(data))
    tap(session, "parse", recorder.feedback)
    for codec in CODECS:
        recorder.codec = codec
        media = MediaServer("127.0.0.1", 0, clock=now_ms)
        await media.start()
        async with serve_page(media, Door(media, recorder)) as url, open_page(url) as page:
            if await page.evaluate("codec => publish('room', codec)", codec):
                await asyncio.sleep(1.5)
                await page.evaluate("play('room')")
                await asyncio.sleep(4)
        await media.close()


if __name__ == "__main__":
    asyncio.run(record())
