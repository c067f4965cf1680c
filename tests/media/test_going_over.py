"""A viewer goes over from fan to fan, and sees one encoding go on."""

import random
import socket
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from media.aiortc_seam import Keys
from media.batch import PlainSender
from media.counters import Counters
from media.downtrack import DownTrack
from media.fan import WRAP_MARGIN, Fan, Layout
from media.place import Place
from media.rtp import WRAP, RtpPacket, parse, unwrap
from media.splice import Splice
from tests.support.media_keys import keys_of_a_thread, make_keys
from tests.support.media_layers import Basket, Encoding, body_of, picture_of

OURS, THEIRS = keys_of_a_thread()
BY_LIBSRTP = Layout("video", 96, None, 16)
LAYOUT = replace(BY_LIBSRTP, cipher=OURS.media.cipher if OURS.media is not None else None)


def encoding(name: str, seed: int = 0) -> Encoding:
    chance = random.Random(f"{name} {seed}")
    return Encoding(
        name,
        chance.randrange(WRAP),
        chance.randrange(1 << 32),
        chance.randrange(1 << 15),
        chance.randrange(256),
    )


class Show:
    """A stream of layers, a fan for each, and viewers who go over."""

    def __init__(self, names: str, seed: int = 0, *, limits: dict[str, int] | None = None) -> None:
        self.basket = Basket()
        self.splice = Splice("vp8", 90_000)
        self.encodings = {name: encoding(name, seed) for name in names}
        limits = limits or {}
        self.fans = {
            name: Fan(
                LAYOUT,
                7,
                "name",
                socket.AF_INET,
                self.basket,
                Counters(),
                temporal=limits.get(name),
            )
            for name in names
        }
        self.moment = 0
        self._ports = iter(range(1000, 2000))

    @property
    def now(self) -> float:
        return self.moment / 90_000

    def viewer(self, keys: Keys = OURS) -> Place:
        return Place(
            "video", LAYOUT, DownTrack(keys, ("127.0.0.1", next(self._ports)), None, 90_000)
        )

    def frame(
        self, name: str, packets: int = 2, *, key: bool = False, temporal: int = 0, lose: int = 0
    ) -> None:
        """One layer's frame; so many of its packets are lost on the way to us."""
        made = self.encodings[name].frame_of(packets, self.moment, key=key, temporal=temporal)
        for packet in made[lose:]:
            laid = self.splice.lay(name, packet, None, self.now)
            if laid is not None:
                self.fans[name].write(laid, self.now)
        self.fans[name].settle(self.now)

    def pass_time(self) -> None:
        self.moment += 3000

    def got(self, place: Place) -> list[RtpPacket]:
        for key, packets in self.basket.kept.items():
            if int.from_bytes(key[2:4], "big") == place.track.address[1]:
                return packets
        return []


def story(packets: list[RtpPacket]) -> list[str]:
    """What a viewer saw: layer and frame, packet by packet."""
    return [body_of(packet.payload).decode()[:-2] for packet in packets]


def test_go_up() -> None:
    """Until the upper layer's key frame comes, the lower goes on; then numbers and time do."""
    show = Show("qf")
    bob = show.viewer()
    bob.aim(show.fans["q"], show.now)
    for name in "fq":
        show.frame(name, 1, key=True)
    bob.aim(show.fans["f"], show.now)
    for key in (False, True, False):
        show.pass_time()
        show.frame("q", 1)
        show.frame("f", 1, key=key)
    packets = show.got(bob)
    assert story(packets) == ["q 1", "q 2", "q 3", "f 3", "f 4"]
    first = packets[0].sequence
    assert [packet.sequence for packet in packets] == list(range(first, first + 5))
    pictures = [picture_of(packet.payload) for packet in packets]
    assert pictures == sorted(set(pictures))
    times = [packet.timestamp - packets[0].timestamp & 0xFFFFFFFF for packet in packets]
    assert times == sorted(set(times))
    assert {packet.ssrc for packet in packets} == {7}


def test_change_of_mind() -> None:
    """A viewer that no longer wants to go over stays where it is."""
    show = Show("qf")
    bob = show.viewer()
    bob.aim(show.fans["q"], show.now)
    show.frame("f", 1, key=True)
    show.frame("q", 1, key=True)
    bob.aim(show.fans["f"], show.now)
    bob.aim(show.fans["q"], show.now)
    show.pass_time()
    show.frame("f", 1, key=True)
    show.frame("q", 1)
    assert story(show.got(bob)) == ["q 1", "q 2"]
    assert not show.fans["f"].waiting


def test_hide_and_show() -> None:
    """A pause, however long, leaves no hole in the numbers."""
    show = Show("q")
    bob, carol = show.viewer(), show.viewer()
    for place in (bob, carol):
        place.aim(show.fans["q"], show.now)
    show.frame("q", 1, key=True)
    bob.aim(None, show.now)
    for _ in range(5):
        show.pass_time()
        show.frame("q", 3)
    bob.aim(show.fans["q"], show.now)
    show.pass_time()
    show.frame("q", 1, key=True)
    assert story(show.got(bob)) == ["q 1", "q 7"]
    first, second = show.got(bob)
    assert second.sequence == first.sequence + 1
    assert len(show.got(carol)) == 17


def test_fresh_key_frame_of_the_past() -> None:
    """A viewer does not go back in time to a key frame that is fresh but behind it."""
    show = Show("qf")
    bob = show.viewer()
    bob.aim(show.fans["q"], show.now)
    show.frame("q", 1, key=True)
    show.frame("f", 1, key=True)
    show.pass_time()
    show.frame("q", 1)
    bob.aim(show.fans["f"], show.now)
    assert story(show.got(bob)) == ["q 1", "q 2"]
    assert show.fans["f"].waiting


def test_repairs_of_both_fans() -> None:
    """What was lost before going over is repaired from the old fan, what later from the new."""
    show = Show("qf")
    bob = show.viewer()
    bob.aim(show.fans["q"], show.now)
    show.frame("f", 1, key=True)
    show.frame("q", 3, key=True)
    bob.aim(show.fans["f"], show.now)
    show.pass_time()
    show.frame("f", 3, key=True)
    before = list(show.got(bob))
    show.fans["f"].repair(bob.track, [before[1].sequence, before[4].sequence], show.now)
    assert show.got(bob)[6:] == [before[1], before[4]]


def test_no_repair_from_before() -> None:
    """Numbers from before the beginning and from beyond the newest are refused."""
    show = Show("qf")
    bob = show.viewer()
    show.frame("q", 2, key=True)
    show.pass_time()
    bob.aim(show.fans["q"], show.now + 9)
    show.frame("q", 2, key=True)
    first = show.got(bob)[0].sequence
    show.fans["q"].repair(bob.track, [first - 1, first - 2, first + 2], show.now)
    assert len(show.got(bob)) == 2


@settings(deadline=None, max_examples=60)
@given(st.integers(), st.booleans())
def test_any_way(seed: int, thin: bool) -> None:
    """Whatever viewers and layers do: one line of numbers, time that runs on, every change at a key
    frame, and never two packets under one number."""
    chance = random.Random(seed)
    show = Show("qhf", seed, limits={"q": 0, "h": 1} if thin else None)
    viewers = [show.viewer() for _ in range(3)]
    for _ in range(60):
        show.pass_time()
        for name in chance.sample("qhf", 3):
            key = chance.random() < 0.2
            temporal = 0 if key else chance.choice([0, 1, 2])
            lose = chance.random() < 0.1
            show.frame(name, chance.randint(1, 3), key=key, temporal=temporal, lose=lose)
        for place in viewers:
            if chance.random() < 0.3:
                fan = chance.choice([None, *show.fans.values()])
                place.aim(fan, show.now)
            got = show.got(place)
            if got and place.fan is not None:
                place.fan.repair(place.track, [chance.choice(got).sequence], show.now)
    for place in viewers:
        check(show.got(place))


def check(got: list[RtpPacket]) -> None:
    """What a viewer received is one line."""
    line: dict[int, RtpPacket] = {}
    newest = got[0].sequence if got else 0
    for packet in got:
        index = unwrap(packet.sequence, newest)
        newest = max(newest, index)
        assert line.setdefault(index, packet) == packet
    packets = [line[index] for index in sorted(line)]
    for before, after in zip(packets, packets[1:], strict=False):
        assert 0 <= (after.timestamp - before.timestamp & 0xFFFFFFFF) < 1 << 31
        step = picture_of(after.payload) - picture_of(before.payload) & 0x7FFF
        assert step < 1 << 14
        if story([before])[0][0] != story([after])[0][0]:
            assert step > 0 and after.timestamp != before.timestamp
            assert after.payload[0] & 0x10 and not after.payload[6] & 1


@pytest.fixture
def outgoing() -> Iterator[socket.socket]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        yield sock


@pytest.mark.parametrize("layout", [LAYOUT, BY_LIBSRTP])
async def test_across_the_wrap(outgoing: socket.socket, layout: Layout) -> None:
    """A viewer's own numbers wrap at their own place, and its keys follow."""
    ours, theirs = await make_keys()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as incoming:
        incoming.bind(("127.0.0.1", 0))
        incoming.setblocking(False)
        track = DownTrack(ours, incoming.getsockname(), None, 90_000)
        place = Place("video", layout, track)
        splice, camera = Splice("vp8", 90_000), encoding("q")
        fans = [
            Fan(layout, 7, "name", socket.AF_INET, PlainSender(outgoing), Counters())
            for _ in range(2)
        ]
        opened = []
        for frame in range(2 * WRAP // 50):
            fan = fans[frame // 200 % 2]
            place.aim(fan, frame / 30)
            for packet in camera.frame_of(50, frame * 3000, key=frame % 50 == 0):
                laid = splice.lay("q", packet, None, frame / 30)
                assert laid is not None
                for each in fans:
                    each.write(laid, frame / 30)
            for each in fans:
                each.settle(frame / 30)
            while True:
                try:
                    opened.append(parse(theirs.unprotect(incoming.recv(2048))).sequence)
                except BlockingIOError:
                    break
        steps = {b - a & 0xFFFF for a, b in zip(opened, opened[1:], strict=False)}
        assert steps == {1}
        assert len(opened) > WRAP + WRAP_MARGIN
