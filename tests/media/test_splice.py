"""The splice: layers with clocks and picture ids of their own become one line."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from media.reports import SenderClock
from media.splice import LaidPacket, Splice
from media.uptrack import MediaPacket
from tests.support.media_layers import Encoding, base_of, body_of, picture_of

RATE = 90_000
FRAME = 3000


def audio(index: int, timestamp: int, *, restart: bool = False) -> MediaPacket:
    return MediaPacket(index, timestamp, False, b"sound", True, restart)


def lay(splice: Splice, layer: str, packet: MediaPacket, now: float) -> LaidPacket:
    laid = splice.lay(layer, packet, None, now)
    assert laid is not None
    return laid


def clock(encoding: Encoding, moment: int) -> SenderClock:
    """A sender report: wall and media clock at that moment, both in ticks from the beginning."""
    ntp = (1_000_000 * RATE + moment << 32) // RATE
    return SenderClock(ntp, encoding.time + moment & 0xFFFFFFFF, 0.0, RATE)


def test_one_layer_stays() -> None:
    """A stream of one layer keeps its payloads, bytes for bytes, and its distances in time."""
    splice = Splice("vp8", RATE)
    camera = Encoding("f", 10, 0xFFFFFFF0, 0x7FFE, 254)
    laid = []
    for frame in range(6):
        for packet in camera.frame_of(2, frame * FRAME, key=frame % 3 == 0):
            laid.append((packet, lay(splice, "", packet, frame / 30)))
    assert all(after.payload == before.payload for before, after in laid)
    times = [after.timestamp for _, after in laid[::2]]
    assert [b - a for a, b in zip(times, times[1:], strict=False)] == [FRAME] * 5
    assert [after.joint for _, after in laid] == ([True] + [False] * 5) * 2


def test_restart() -> None:
    """After a restart the pause has taken its time."""
    splice = Splice("opus", RATE)
    before = lay(splice, "", audio(11, 4_000), 0.1)
    after = lay(splice, "", audio(40_000, 77, restart=True), 1.1)
    assert after.timestamp - before.timestamp == RATE


def test_restart_without_pause() -> None:
    """Time never stands still or runs back over a restart."""
    splice = Splice("opus", RATE)
    before = lay(splice, "", audio(10, 1_000), 0.0)
    after = lay(splice, "", audio(10, 1_000, restart=True), 0.0)
    assert after.timestamp == before.timestamp + 1


def test_restart_continues_pictures() -> None:
    """A presenter who reloads her page begins picture ids anew; viewers see them go on."""
    splice = Splice("vp8", RATE)
    first = Encoding("f", 0, 0, 500, 20)
    second = Encoding("f", 7, 99, 3, 200)
    before = lay(splice, "", first.frame_of(1, 0, key=True)[0], 0.0)
    splice.restart()
    after = lay(splice, "", second.frame_of(1, 0, key=True)[0], 0.5)
    assert picture_of(after.payload) == picture_of(before.payload) + 1
    assert base_of(after.payload) == base_of(before.payload) + 1


def test_late_from_before_restart() -> None:
    """A packet from before the beginning has no place."""
    splice = Splice("opus", RATE)
    splice.lay("", audio(10, 0), None, 0.0)
    splice.lay("", audio(100, 0, restart=True), None, 0.0)
    assert splice.lay("", audio(99, 0), None, 0.0) is None


def test_wall_clock() -> None:
    """Where sender reports tie the layers' clocks, the same moment has the same time in both,
    however late one of them came."""
    splice = Splice("vp8", RATE)
    low, high = Encoding("q", 0, 5_000, 10, 1), Encoding("f", 0, 0xFFFF0000, 900, 90)
    ties = {"q": clock(low, 0), "f": clock(high, 0)}
    for packet in low.frame_of(1, 0, key=True):
        splice.lay("q", packet, None, 0.0)
    for packet in high.frame_of(1, 0, key=True):
        splice.lay("f", packet, None, 0.2)
    times = {}
    for frame in range(30, 33):
        # The high layer's key frame comes first, then the low one's, so both can be right.
        for encoding in (high, low):
            packet = encoding.frame_of(1, frame * FRAME, key=frame == 31)[0]
            laid = splice.lay(encoding.name, packet, ties[encoding.name], frame / 30)
            assert laid is not None
            times[encoding.name, frame] = laid.timestamp
    assert 0 <= times["q", 32] - times["f", 32] <= 2


def test_impossible_wall_clock() -> None:
    """Reports of clocks an hour apart are not believed: arrival counts."""
    splice = Splice("vp8", RATE)
    low, high = Encoding("q", 0, 5_000, 10, 1), Encoding("f", 0, 0, 900, 90)
    first = lay(splice, "q", low.frame_of(1, 0, key=True)[0], 0.0)
    splice.lay("q", low.frame_of(1, FRAME)[0], clock(low, 0), 0.033)
    wrong = clock(high, 3600 * RATE)
    laid = splice.lay("f", high.frame_of(1, FRAME, key=True)[0], wrong, 0.066)
    assert laid is not None
    assert 0 < laid.timestamp - first.timestamp < RATE


def test_key_frame_that_came_backwards() -> None:
    """Nobody goes over at a key frame of which later parts came first; its parts stay together."""
    splice = Splice("vp8", RATE)
    low, high = Encoding("q", 0, 0, 10, 1), Encoding("f", 0, 0, 20, 1)
    for encoding in (low, high):
        splice.lay(encoding.name, encoding.frame_of(1, 0, key=True)[0], None, 0.0)
    for frame in range(1, 20):
        splice.lay("q", low.frame_of(1, frame * FRAME)[0], None, frame / 30)
    parts = high.frame_of(3, 20 * FRAME, key=True)
    laid = [lay(splice, "f", parts[place], 0.7) for place in (1, 0, 2)]
    assert not any(each.joint for each in laid)
    assert len({picture_of(each.payload) for each in laid}) == 1
    assert len({each.timestamp for each in laid}) == 1


@settings(deadline=None)
@given(st.integers(), st.lists(st.sampled_from("qhf"), min_size=10, max_size=120))
def test_joints(seed: int, order: list[str]) -> None:
    """Whatever the layers do, each packet keeps its body, each frame one picture and one time, and
    a joint lies behind all that came before it, of any layer."""
    chance = random.Random(seed)
    splice = Splice("vp8", RATE)
    layers = {
        name: Encoding(
            name, chance.randrange(1 << 16), chance.randrange(1 << 32), chance.randrange(1 << 15), 7
        )
        for name in "qhf"
    }
    time = picture = base = -1
    frames: dict[tuple[str, int], tuple[int, int]] = {}
    late: list[tuple[str, MediaPacket]] = []
    for moment, name in enumerate(order):
        encoding = layers[name]
        packets = [
            (name, packet)
            for packet in encoding.frame_of(
                chance.randint(1, 3), moment * FRAME, key=chance.random() < 0.3
            )
        ]
        chance.shuffle(packets)
        tie = clock(encoding, 0) if chance.random() < 0.7 else None
        held = packets[:1] if chance.random() < 0.2 else []
        packets, late = late + packets[len(held) :], held
        for whose, packet in packets:
            laid = splice.lay(whose, packet, tie if whose == name else None, moment / 30)
            if laid is None:
                continue
            assert body_of(laid.payload) == body_of(packet.payload)
            assert laid.picture & 0x7FFF == picture_of(laid.payload)
            frame = whose, int(body_of(packet.payload).split()[1])
            numbers = laid.timestamp, laid.picture
            assert frames.setdefault(frame, numbers) == numbers
            if laid.joint and picture >= 0:
                assert laid.timestamp > time
                assert laid.picture > picture
                assert laid.base > base
            time, picture = max(time, laid.timestamp), max(picture, laid.picture)
            base = max(base, laid.base)
