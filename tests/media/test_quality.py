"""How well somebody is connected: measured, added up, told as a score."""

import asyncio
import time

import pytest

from media.quality import SILENT, Health, rate
from media.rtcp import ReportBlock, SenderReport, write_receiver_report
from media.server import MediaServer
from tests.support.media_stage import Stage, pause, video


def health(loss: float = 0.0, trip: float | None = None) -> Health:
    made = Health()
    made.loss, made.round_trip = loss, trip
    return made


@pytest.mark.parametrize(
    ("loss", "trip", "score"),
    [
        (0.0, None, 4),
        (0.0, 0.1, 4),
        (0.02, 0.1, 3),
        (0.0, 0.2, 3),
        (0.05, 0.1, 2),
        (0.0, 0.4, 2),
        (0.2, 0.1, 1),
        (0.0, 0.9, 1),
    ],
)
def test_score(loss: float, trip: float | None, score: int) -> None:
    """Loss and round trip each pull the score down."""
    quality = rate([(health(loss, trip), 0.0)])
    assert quality is not None and quality.score == score


def test_worst_session_counts() -> None:
    """Somebody whose microphone is fine and whose view is poor is poorly connected."""
    quality = rate([(health(0.0, 0.05), 0.0), (health(0.2, 0.3), 0.0)])
    assert quality is not None
    assert (quality.score, quality.loss, quality.rtt_ms) == (1, 0.2, 300)


def test_silence() -> None:
    """Who is not heard at all gets nothing through."""
    quality = rate([(health(), 0.0), (health(), SILENT + 1)])
    assert quality is not None and quality.score == 0


def test_nobody() -> None:
    """Without sessions there is nothing to tell."""
    assert rate([]) is None


def test_bitrate() -> None:
    """Bits are counted from one look to the next."""
    measured = Health()
    measured.count(1000, 1.0)
    assert measured.kbps == 0
    measured.count(126_000, 2.0)
    assert measured.kbps == 1000


async def test_viewer(stage: Stage, media: MediaServer) -> None:
    """A viewer's reports tell its loss, and by their reference to ours the round trip."""
    alice = await stage.publish()
    bob = await stage.view()
    alice.send_frame(key=True)
    await bob.get(4)
    alice.send_reports()
    await bob.wait_for(lambda: bool(reports(bob.received.messages)), 3)
    heard = next(r for r in reports(bob.received.messages) if r.ssrc == video(bob))
    await asyncio.sleep(0.05)
    block = ReportBlock(video(bob), 26, 1, 5, 0, heard.ntp >> 16 & 0xFFFFFFFF, 0)
    bob.send_rtcp(write_receiver_report(1, [block]))
    await pause()
    quality = media.qualities().get(("room", "bob"))
    assert quality is not None and quality.rtt_ms is not None
    assert quality.loss == pytest.approx(0.1, abs=0.01)
    assert 50 <= quality.rtt_ms < 500
    assert quality.score in (1, 2)


async def test_bitrate_of_a_viewer(stage: Stage, media: MediaServer) -> None:
    """What a viewer is sent is measured from one look to the next, though it says nothing."""
    alice = await stage.publish()
    bob = await stage.view()
    since = time.monotonic()
    for _ in range(120):
        alice.send_frame(2, key=True)
        await asyncio.sleep(0.01)
    await bob.get(240)
    quality = media.qualities()["room", "bob"]
    sent = sum(len(packet.payload) for packet in bob.received.of(video(bob)))
    assert quality.kbps == pytest.approx(sent * 8 / 1000 / (time.monotonic() - since), rel=0.3)
    assert media.qualities()["room", "bob"].kbps == quality.kbps


def reports(messages: object) -> list[SenderReport]:
    assert isinstance(messages, list)
    return [message for message in messages if isinstance(message, SenderReport)]


async def test_publisher(stage: Stage, media: MediaServer) -> None:
    """A presenter's loss and bit rate are what we see of her packets."""
    alice = await stage.publish()
    for _ in range(125):
        alice.send_frame(2)
        alice.skip(1)
        await asyncio.sleep(0.02)
    quality = media.qualities().get(("room", "alice"))
    assert quality is not None
    assert 0.2 < quality.loss < 0.4
    assert quality.kbps > 300
    assert quality.score == 1


async def test_unknown(media: MediaServer) -> None:
    """Of somebody who is not there nothing is known."""
    assert media.qualities().get(("room", "nobody")) is None
