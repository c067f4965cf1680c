"""Thinning: fewer frames, and none that looks lost."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from media.splice import LaidPacket, Splice
from media.thinning import Thinning
from tests.support.media_layers import Encoding, picture_of

RATE = 90_000
PATTERN = (0, 2, 1, 2)


def frames(count: int, packets: int = 2, key_every: int = 1000) -> list[LaidPacket]:
    """Frames in three temporal layers, as browsers send them."""
    splice, encoding = Splice("vp8", RATE), Encoding("f", 10, 0, 100, 0)
    made = []
    for frame in range(count):
        key = frame % key_every == 0
        temporal = 0 if key else PATTERN[frame % 4]
        for packet in encoding.frame_of(packets, frame * 3000, key=key, temporal=temporal):
            laid = splice.lay("", packet, None, frame / 30)
            assert laid is not None
            made.append(laid)
    return made


def pictures(packets: list[LaidPacket], limit: int) -> list[int]:
    thinning = Thinning(limit)
    kept = [thinning.take(packet) for packet in packets]
    return [picture_of(each.payload) for each in kept if each is not None]


def test_base_alone() -> None:
    """Only the lowest temporal layer, its picture ids without holes."""
    assert pictures(frames(12, 1), 0) == [101, 102, 103]


def test_half() -> None:
    """Two of three temporal layers."""
    assert pictures(frames(8, 2), 1) == [101, 101, 102, 102, 103, 103, 104, 104]


def test_all() -> None:
    """A limit that leaves nothing out changes nothing."""
    packets = frames(8)
    thinning = Thinning(2)
    assert [thinning.take(packet) for packet in packets] == packets


def test_key_frame_returns() -> None:
    """At a key frame the picture ids are the stream's own again."""
    assert pictures(frames(13, 1, key_every=8), 0) == [101, 102, 109, 110]


def test_without_descriptor() -> None:
    """What has no temporal layers passes."""
    packet = LaidPacket(1, 2, True, b"h264", True, True, True)
    assert Thinning(0).take(packet) is packet


@settings(deadline=None)
@given(st.integers(), st.integers(0, 1))
def test_late_packets(seed: int, limit: int) -> None:
    """Packets that come late carry what they would have carried in time."""
    packets = frames(60, 2, key_every=17)
    in_time = Thinning(limit)
    kept_in_time = [(packet.index, in_time.take(packet)) for packet in packets]
    expected = {index: picture_of(kept.payload) for index, kept in kept_in_time if kept is not None}
    chance = random.Random(seed)
    thinning = Thinning(limit)
    # Second packets of frames are late by up to two frames; each frame's first is in time.
    order = sorted(
        packets, key=lambda p: p.index + (chance.randrange(5) + 0.5 if p.index % 2 else 0)
    )
    for packet in order:
        kept = thinning.take(packet)
        assert (kept is None) == (packet.index not in expected)
        if kept is not None:
            assert picture_of(kept.payload) == expected[packet.index]
