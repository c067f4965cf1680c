"""How well people's media gets through: hosts are told, the store keeps it minute by minute."""

import asyncio
from dataclasses import dataclass
from typing import Any

import pytest

from engagement.dump import dump
from engagement.kinds import ConsentKind
from media.rtcp import ReportBlock, write_receiver_report
from signaling.gauge import MINUTE_MS, Minute, figure
from tests.support.browser import Browser
from tests.support.media_peer import LightPeer
from tests.support.media_source import Camera
from tests.support.media_stage import video
from tests.support.venue import ROOM, Venue
from tests.support.whip import MediaClient


@dataclass(frozen=True)
class Look:
    """A quality as media would tell it."""

    rtt_ms: float | None
    loss: float
    kbps: float
    score: int
    path: str = "udp"


def test_minute() -> None:
    """A minute is the means of its looks, the worst score, and how long it was."""
    minute = Minute(1000, 1000)
    minute.add(Look(None, 0.0, 1000.0, 4), 1000)
    minute.add(Look(100.0, 0.1, 500.0, 1), 3000)
    minute.add(Look(200.0, 0.2, 0.0, 0), 5000)
    assert minute.values() == {
        "measured_ms": 4000,
        "loss": 0.1,
        "kbps": 500.0,
        "score": 1.67,
        "worst": 0,
        "rtt_ms": 150.0,
    }


def test_minute_without_round_trip() -> None:
    """What nobody has measured is absent, not zero."""
    minute = Minute(0, 0)
    minute.add(Look(None, 0.0, 0.0, 4), 2000)
    assert "rtt_ms" not in minute.values()


def test_figure() -> None:
    """Hosts get round numbers, and of who has no media that it is so."""
    assert figure("bob", Look(44.6, 0.01234, 812.3, 3)) == {
        "id": "bob",
        "score": 3,
        "rtt_ms": 45,
        "loss": 0.012,
        "kbps": 812,
    }
    assert set(figure("bob", None).values()) == {"bob", None}


async def stored(venue: Venue, count: int) -> list[dict[str, Any]]:
    """The figures in the store, as soon as there are so many."""
    async with asyncio.timeout(10):
        while True:
            rows = [row async for row in dump(venue.store, meeting=ROOM)]
            found = [row for row in rows if row["kind"] == "quality.measured"]
            if len(found) >= count:
                return found
            await asyncio.sleep(0.02)


class Watching:
    """Alice publishes, Bob watches; Bob's reports say what a test wants them to say."""

    def __init__(self, alice: Camera, bob: LightPeer) -> None:
        self.alice = alice
        self.bob = bob

    async def lose(self, share: float) -> None:
        """Have Bob report that loss."""
        block = ReportBlock(video(self.bob), round(share * 256), 1, 5, 0, 0, 0)
        self.bob.send_rtcp(write_receiver_report(1, [block]))
        await asyncio.sleep(0.05)


async def watch(venue: Venue, alice: Browser, hers: MediaClient, his: MediaClient) -> Watching:
    """Everybody's media flows."""
    camera, _ = await hers.publish()
    await alice.until(lambda a: a.room.streams)
    bob, _ = await his.play(alice.room.streams[0].id)
    sender = Camera(camera)
    sender.send_frame(key=True)
    await bob.get(4)
    return Watching(sender, bob)


def latest(alice: Browser, who: str) -> Any:
    """What Alice was last told of somebody."""
    return next((told for told in reversed(alice.qualities) if told["id"] == who), None)


async def test_hosts_are_told(venue: Venue) -> None:
    """Of a change within seconds; of the end once; attendees of nothing."""
    async with (
        venue.inside("alice", "bob") as (alice, bob),
        MediaClient(venue.url, "alice") as hers,
        MediaClient(venue.url, "bob") as his,
    ):
        call = await watch(venue, alice, hers, his)
        await alice.until(lambda a: latest(a, "bob") and latest(a, "bob")["score"] == 4)
        await call.lose(0.2)
        await alice.until(lambda a: latest(a, "bob")["score"] == 1)
        assert latest(alice, "bob")["loss"] == pytest.approx(0.2, abs=0.01)
        await call.bob.close()
        await alice.until(lambda a: latest(a, "bob")["score"] is None)
        assert bob.qualities == []


async def test_the_path_check_of_the_lobby_is_nobody(venue: Venue) -> None:
    """Who only tests the way, and is not in the room, is not told of."""
    async with venue.inside("alice") as (alice,), MediaClient(venue.url, "bob") as his:
        await his.publish(query="?stream=check")
        async with MediaClient(venue.url, "alice") as hers:
            await hers.publish()
            await alice.until(lambda a: latest(a, "alice"))
        assert latest(alice, "bob") is None


async def test_the_store_keeps_minutes(venue: Venue) -> None:
    """A fact a minute and one at the end, for whoever agreed; our own people anyway."""
    await venue.agree(ConsentKind.CAPTURE)
    async with (
        venue.inside("alice", "bob") as (alice, _),
        MediaClient(venue.url, "alice") as hers,
        MediaClient(venue.url, "bob") as his,
    ):
        call = await watch(venue, alice, hers, his)
        await alice.until(lambda a: latest(a, "bob"))
        await call.lose(0.05)
        venue.pass_time(MINUTE_MS)
        first = await stored(venue, 2)
        assert {row["participant"] for row in first} == {"alice", "bob"}
        of_bob = next(row for row in first if row["participant"] == "bob")
        assert of_bob["values"]["measured_ms"] >= MINUTE_MS
        assert of_bob["values"]["worst"] == 2
        assert of_bob["hcp"] == "hcp-bob" and of_bob["interaction"]
        begun = len(alice.qualities)
        await alice.until(lambda a: len(a.qualities) > begun)
        venue.pass_time(20_000)
        begun = len(alice.qualities)
        await alice.until(lambda a: len(a.qualities) > begun)
        await call.bob.close()
        rows = await stored(venue, 3)
        last = rows[-1]
        assert last["participant"] == "bob"
        assert 20_000 <= last["values"]["measured_ms"] < MINUTE_MS


async def test_without_consent_nothing_is_kept(venue: Venue) -> None:
    """Attendance only means: no figure of an HCP's connection, though the host sees the bars."""
    async with (
        venue.inside("alice", "bob") as (alice, _),
        MediaClient(venue.url, "alice") as hers,
        MediaClient(venue.url, "bob") as his,
    ):
        await watch(venue, alice, hers, his)
        await alice.until(lambda a: latest(a, "bob"))
        venue.pass_time(MINUTE_MS)
        rows = await stored(venue, 1)
        await alice.send("end")
    await venue.close()
    rows = [row async for row in dump(venue.store, meeting=ROOM)]
    of_bob = {row["kind"] for row in rows if row["participant"] == "bob"}
    assert of_bob <= {"participant.joined", "participant.left"}
    assert any(row["kind"] == "quality.measured" for row in rows)


async def test_the_end_of_the_server_writes_what_is_known(venue: Venue) -> None:
    """A server that stops keeps the part of a minute that it has seen."""
    async with venue.inside("alice") as (alice,), MediaClient(venue.url, "alice") as hers:
        await hers.publish()
        await alice.until(lambda a: latest(a, "alice"))
        venue.pass_time(20_000)
        told = len(alice.qualities)
        await alice.until(lambda a: len(a.qualities) > told)
        await venue.close()
    (row,) = await stored(venue, 1)
    assert row["values"]["measured_ms"] >= 20_000
    assert row["values"]["score"] == 4
