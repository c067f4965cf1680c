"""What Prometheus reads: totals at /metrics, each stream and session at /metrics/media."""

import asyncio
import re
from collections.abc import AsyncIterator

import pytest
from prometheus_client.parser import text_string_to_metric_families

from media.rtcp import ReportBlock, write_receiver_report
from tests.support.media_source import Camera
from tests.support.media_stage import Stage, video
from tests.support.site import Site


@pytest.fixture
async def stage(site: Site) -> AsyncIterator[Stage]:
    made = Stage(site.services.media)
    yield made
    await made.close()


async def samples(site: Site) -> dict[str, dict[tuple[str, ...], float]]:
    """Values by name and labels, labels in the order of their names."""
    answer = await site.stranger().get("/metrics/media")
    assert answer.status == 200
    return {
        family.name: {tuple(sample.labels.values()): sample.value for sample in family.samples}
        for family in text_string_to_metric_families(answer.body)
    }


async def talk(alice: Camera, seconds: float = 2.5) -> None:
    """Half a megabit for long enough that it is counted."""
    for _ in range(round(seconds / 0.02)):
        alice.send_frame(1)
        await asyncio.sleep(0.02)


async def test_streams(site: Site, stage: Stage) -> None:
    """Bit rate, packets, loss, jitter, viewers, key frames and repairs asked, of each stream."""
    alice = await stage.publish()
    for who in ("bob", "carol"):
        await stage.view(who)
    alice.send_frame(key=True)
    alice.skip(3)
    await talk(alice)
    found = await samples(site)
    of = ("camera", stage.stream)
    assert found["lectern_media_stream_viewers"] == {of: 2}
    assert found["lectern_media_stream_packets"][of] > 50
    assert found["lectern_media_stream_kbps"][of] > 100
    assert found["lectern_media_stream_repairs"][of] >= 3
    assert found["lectern_media_stream_lost_packets"][of] == 3
    assert found["lectern_media_stream_key_frames_asked"][of] >= 1
    assert 0 <= found["lectern_media_stream_jitter_seconds"][of] < 1
    assert found["lectern_media_stream_rtt_seconds"] == {}


async def test_sessions(site: Site, stage: Stage) -> None:
    """What each viewer reports of its own way, and what was repeated to it."""
    alice = await stage.publish()
    bob = await stage.view("bob")
    alice.send_frame(key=True)
    packets = await bob.get(4)
    bob.send_nack(video(bob), packets[0].sequence)
    block = ReportBlock(video(bob), 128, 7, 5, 9000, 0, 0)
    bob.send_rtcp(write_receiver_report(1, [block]))
    await talk(alice, 0.2)
    found = await samples(site)
    of = ("play", stage.answers[bob].session, stage.stream)
    assert found["lectern_media_session_loss_ratio"][of] == 0.5
    assert found["lectern_media_session_lost_packets"][of] == 7
    assert found["lectern_media_session_jitter_seconds"][of] == 0.1
    assert found["lectern_media_session_score"][of] == 1
    assert found["lectern_media_session_repairs"][of] == 1
    kinds = {kind for kind, *_ in found["lectern_media_session_score"]}
    assert kinds == {"publish", "play"}


async def test_gone(site: Site, stage: Stage) -> None:
    """When a session has ended so have its lines; nobody's name was ever in them."""
    await stage.publish("dr-alice-weber", room="board-meeting")
    await stage.view("bob-stone")
    body = (await site.stranger().get("/metrics/media")).body
    assert stage.stream in body
    assert not re.search("dr-alice-weber|bob-stone|board-meeting", body)
    site.services.media.end_room("board-meeting")
    found = await samples(site)
    assert all(values == {} for name, values in found.items() if name.startswith("lectern_media"))


async def test_the_other_scrape_stays_small(site: Site, stage: Stage) -> None:
    """/metrics tells totals: more people are no more lines."""
    await stage.publish()
    before = (await site.stranger().get("/metrics")).body.count("\n")
    for who in ("bob", "carol", "dan"):
        await stage.view(who)
    after = await site.stranger().get("/metrics")
    # The scrape before is itself a route and status that is counted now.
    assert after.body.count("\n") <= before + 20
    assert "lectern_media_viewers 3.0" in after.body


@pytest.mark.parametrize("path", ["/metrics", "/metrics/media"])
async def test_not_for_everybody(site: Site, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Callers from elsewhere are refused, by default."""
    monkeypatch.setattr("server.metrics._is_local", lambda address: False)
    assert (await site.stranger().get(path)).status == 403
