"""Peers that are who they say, or know somebody who is, and still mean harm."""

import asyncio
import logging

import pytest

from media.rtcp import write_nack
from media.rtp import write
from media.server import MediaServer
from tests.support.media_answer import read_answer
from tests.support.media_call import Call
from tests.support.media_census import resident_kb
from tests.support.media_floods import (
    AT_ONCE,
    DATAGRAMS,
    Stranger,
    again,
    flood,
    forever,
    fragments,
)
from tests.support.media_peer import LightPeer
from tests.support.media_stage import Stage, pause, video


async def test_recorded_media(call: Call, media: MediaServer) -> None:
    """Alice's own packets, recorded and sent again, are not forwarded again."""
    recorded = [call.alice.peer.send_rtp(another(call)) for _ in range(20)]
    await call.goes_on()
    await flood(call.alice.peer.send_raw, again(recorded))
    await call.goes_on()
    assert media.stats()["rejected_replayed"] >= DATAGRAMS * 0.9


def another(call: Call) -> bytes:
    """A packet of Alice's audio."""
    call.alice.audio_sequence += 1
    number = call.alice.audio_sequence
    return write(111, False, number, 960 * number, call.alice.audio_ssrc, b"", bytes(50))


async def test_recorded_checks(
    call: Call, media: MediaServer, stranger: Stranger, caplog: pytest.LogCaptureFixture
) -> None:
    """Her connectivity checks, recorded and sent from elsewhere, move nothing."""
    recorded = [call.alice.peer.binding_request() for _ in range(20)]
    for check in recorded:
        call.alice.peer.send_raw(check)
    await call.goes_on()
    with caplog.at_level(logging.INFO):
        await flood(stranger.send, again(recorded))
        await call.goes_on()
    assert stranger.got() is None
    assert media.stats()["rejected_replayed"] >= DATAGRAMS * 0.9
    assert len(caplog.records) <= 1


async def test_old_recorded_checks(call: Call, media: MediaServer, stranger: Stranger) -> None:
    """Nor do they an hour later."""
    recorded = call.bob.binding_request()
    call.bob.send_raw(recorded)
    for _ in range(1500):
        call.bob.send_raw(call.bob.binding_request())
        await asyncio.sleep(0)
    stranger.send(recorded)
    await call.goes_on()
    assert stranger.got() is None
    assert media.stats()["rejected_replayed"] == 1


async def test_guessed_checks(call: Call, media: MediaServer, stranger: Stranger) -> None:
    """Who has seen the name of a session on the way, but not its password, is told nothing."""
    guess = call.bob.binding_request(password="0" * 32)
    await flood(stranger.send, forever(guess))
    await call.goes_on()
    assert stranger.got() is None
    assert media.stats()["rejected_unauthenticated"] >= DATAGRAMS * 0.9


async def test_checks_under_a_forged_source(call: Call, stage: Stage, media: MediaServer) -> None:
    """Who is in the room takes nobody's address by checks of their own, sent as if from there."""
    eve = await stage.view("eve")
    for _ in range(20):
        call.alice.peer.send_raw(eve.binding_request(), eve.target)
        call.bob.send_raw(eve.binding_request(), eve.target)
    await call.goes_on()
    assert media.stats()["rejected_unexpected"] == 40
    eve.move()
    await pause(0.1)
    seen = len(eve.received.packets)
    await call.goes_on()
    assert len(eve.received.packets) > seen, "her own new address is hers"


async def test_checks_from_everywhere(call: Call, stage: Stage, media: MediaServer) -> None:
    """A peer with a hundred addresses has eight."""
    carol = await stage.view("carol")
    before = media.stats()["addresses"]
    for _ in range(100):
        carol.move()
        await asyncio.sleep(0)
    await call.goes_on()
    assert media.stats()["addresses"] <= before + 7


async def test_handshake_that_never_ends(stage: Stage, media: MediaServer, call: Call) -> None:
    """Fragments of huge messages that nobody completes take no memory to speak of."""
    mallory = await stage.peer()
    answer = media.publish("room", "mallory", "camera", mallory.offer("sendonly"))
    await introduce(mallory, answer.sdp)
    before = resident_kb()
    await flood(mallory.send_raw, fragments())
    await call.goes_on()
    assert resident_kb() - before < 4000
    assert media.stats()["rejected_overflow"] >= DATAGRAMS * 0.9


async def introduce(peer: LightPeer, answer: str) -> None:
    """Let the server know the peer's address, without a handshake."""
    peer.remote = read_answer(answer)
    peer.target = peer.remote.address
    peer.send_raw(peer.binding_request())
    await pause()


async def test_viewer_that_asks_for_everything(
    call: Call, stage: Stage, media: MediaServer
) -> None:
    """Nor look for a hundred thousand packets a second."""
    mallory = await stage.view("mallory")
    everything = write_nack(1, video(mallory), range(2000))
    before = media.stats()
    # What a second holds is bounded: a slow machine takes more of them to overflow it.
    for place in range(20_000):
        mallory.send_rtcp(everything)
        if place % AT_ONCE == 0:
            await asyncio.sleep(0)
            if media.stats()["rejected_overflow"] - before["rejected_overflow"] >= 100:
                break
    await call.goes_on()
    after = media.stats()
    assert after["rejected_overflow"] - before["rejected_overflow"] >= 100
    assert after["repairs_refused"] - before["repairs_refused"] > 100_000
    assert after["repairs_sent"] - before["repairs_sent"] < 500


async def test_presenter_without_measure(call: Call, stage: Stage, media: MediaServer) -> None:
    """Even who may publish cannot make the server send without end."""
    mallory = await stage.publish("mallory")
    for _ in range(60):
        mallory.send_frame(AT_ONCE, 1100)
        await asyncio.sleep(0)
    await call.goes_on()
    assert media.stats()["rejected_overflow"] > 0
