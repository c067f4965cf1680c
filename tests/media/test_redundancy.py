"""Redundant audio (RED) from a publisher to viewers, with what was lost before it."""

import pytest
from aiortc import sdp

from media.offer import parse_offer
from media.red import MOST_BLOCKS, parse
from media.server import MediaServer
from tests.support.media_offers import OPUS, RED, Habits, offer
from tests.support.media_peer import LightPeer
from tests.support.media_source import Camera
from tests.support.media_stage import Stage, audio, pause

PLAIN, REDUNDANT = Habits(), Habits(redundancy=True)


def heard(viewer: LightPeer) -> list[bytes]:
    """The Opus payloads that a viewer got, in the order of their numbers."""
    packets = sorted(viewer.received.of(audio(viewer)), key=lambda packet: packet.sequence)
    return [
        parse(packet.payload)[-1].data if packet.payload_type == RED else packet.payload
        for packet in packets
    ]


async def begin(stage: Stage) -> Camera:
    """Alice, who sends RED."""
    return await stage.publish(habits=REDUNDANT)


def test_offer() -> None:
    """RED is read as what it is: Opus, several times."""
    (media,) = parse_offer(offer("sendonly", Habits(video=False, redundancy=True))).media
    assert [(codec.name, codec.redundancy) for codec in media.codecs] == [("opus", RED)]


@pytest.mark.parametrize("fmtp", ["111/112", "0/0", "x/x", "", "111/111;a=b"])
def test_offer_of_other_redundancy(fmtp: str) -> None:
    """RED with anything but one Opus inside is not taken."""
    text = offer("sendonly", Habits(video=False, redundancy=True))
    (media,) = parse_offer(text.replace("a=fmtp:63 111/111", f"a=fmtp:63 {fmtp}")).media
    assert media.codecs[0].redundancy is None


async def test_answer(stage: Stage) -> None:
    """RED comes first in the answer, so that Chromium sends it; Opus stays beside it."""
    alice = await begin(stage)
    assert f"m=audio 9 UDP/TLS/RTP/SAVPF {RED} {OPUS}\r\n" in stage.answers[alice.peer].sdp
    media = sdp.SessionDescription.parse(stage.answers[alice.peer].sdp).media[0]
    (red,) = [codec for codec in media.rtp.codecs if codec.name == "red"]
    assert "111/111" in red.parameters


async def test_answer_without(stage: Stage) -> None:
    """Nobody is answered what it did not offer; a viewer of a plain stream gets no RED."""
    alice = await stage.publish()
    bob = await stage.view(habits=REDUNDANT)
    for peer in (alice.peer, bob):
        assert "red/48000" not in stage.answers[peer].sdp


async def test_unchanged(stage: Stage) -> None:
    """A viewer that plays RED gets the publisher's packets as they came."""
    alice = await begin(stage)
    bob = await stage.view(habits=REDUNDANT)
    said = alice.say(30)
    packets = await bob.get(30)
    assert heard(bob) == said
    assert [packet.payload_type for packet in packets[-10:]] == [RED] * 10
    assert parse(packets[-1].payload)[0].data == said[-2]


async def test_unwrapped(stage: Stage) -> None:
    """A viewer without RED gets the Opus inside."""
    alice = await begin(stage)
    bob = await stage.view(habits=PLAIN)
    said = alice.say(10)
    packets = await bob.get(10)
    assert {packet.payload_type for packet in packets} == {OPUS}
    assert heard(bob) == said


@pytest.mark.parametrize("habits", [PLAIN, REDUNDANT], ids=["plain", "red"])
async def test_recovered(stage: Stage, media: MediaServer, habits: Habits) -> None:
    """A packet lost on the way up comes out of the next, under its own number and time."""
    alice = await begin(stage)
    bob = await stage.view(habits=habits)
    said = alice.say(30, lose={12, 20, 25})
    packets = await bob.get(30)
    assert heard(bob) == said
    sequences = sorted(packet.sequence for packet in packets)
    times = sorted(packet.timestamp for packet in packets)
    assert sequences == list(range(sequences[0], sequences[0] + 30))
    assert {after - before for before, after in zip(times, times[1:], strict=False)} == {960}
    # Nobody is asked for what is there.
    assert media.stats()["repairs_asked"] == 0


async def test_burst(stage: Stage) -> None:
    """Of several packets lost in a row the last is recovered at once, the rest asked for."""
    alice = await begin(stage)
    bob = await stage.view(habits=PLAIN)
    said = alice.say(30, lose={12, 13, 14})
    await bob.get(28)
    await pause()
    alice.answer()
    assert [number - 1000 for number in alice.nacked_audio] == [12, 13]
    assert heard(bob) == [word for place, word in enumerate(said) if place not in (12, 13)]


async def test_late(stage: Stage) -> None:
    """A packet that was only late is not sent again behind the one recovered for it."""
    alice = await begin(stage)
    bob = await stage.view(habits=PLAIN)
    alice.say(3)
    alice.say(2, lose={0})
    await bob.get(5)
    alice.audio_sequence -= 2
    alice.send_audio(bytes([OPUS]) + b"\x78late", RED)
    alice.audio_sequence += 1
    alice.say(1)
    await bob.get(6)
    assert len({packet.sequence for packet in bob.received.packets}) == 6
    assert bob.received.refused == 0


async def test_silence(stage: Stage) -> None:
    """A silence (DTX) is no loss: numbers go on, nothing is asked for."""
    alice = await begin(stage)
    bob = await stage.view(habits=PLAIN)
    alice.say(5)
    alice.fall_silent(19_200)
    said = alice.say(5, lose={1})
    await bob.get(10)
    assert heard(bob)[5:] == said


async def test_unmuted(stage: Stage, media: MediaServer) -> None:
    """What was said while muted is not heard afterwards out of the redundancy."""
    alice = await begin(stage)
    bob = await stage.view(habits=REDUNDANT)
    alice.say(20)
    await bob.get(20)
    media.set_muted("room", "alice", True)
    secret = alice.say(20, lose={19})
    await pause(0.1)
    media.set_muted("room", "alice", False)
    alice.say(MOST_BLOCKS + 3)
    await bob.get(20 + MOST_BLOCKS + 3)
    received = b"".join(packet.payload for packet in bob.received.packets)
    assert not any(word in received for word in secret)
    assert bob.received.packets[-1].payload_type == RED


async def test_malformed(stage: Stage, media: MediaServer) -> None:
    """A RED packet that does not add up is dropped and counted; the voice goes on."""
    alice = await begin(stage)
    bob = await stage.view(habits=PLAIN)
    alice.say(3)
    alice.send_audio(b"\xff" * 50, RED)
    alice.send_audio(bytes([OPUS + 1]) + b"another codec", RED)
    alice.say(3)
    await bob.get(6)
    assert media.stats()["rejected_malformed"] == 1
