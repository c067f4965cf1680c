"""Feedback about the uplink: when packets arrived, or how much may be sent."""

from dataclasses import dataclass
from struct import unpack_from

from hypothesis import given
from hypothesis import strategies as st

from media.feedback import MAX_STATUSES, TransportFeedback, UplinkEstimate
from media.rtp import write
from media.server import MediaServer
from tests.support.media_extensions import sequence_extension
from tests.support.media_offers import TRANSPORT_SEQUENCE_ID
from tests.support.media_stage import Stage


@dataclass
class Told:
    """A feedback message as a sender reads it: arrival in seconds, or None, by number."""

    base: int
    count: int
    arrivals: dict[int, float | None]


def read(body: bytes) -> Told:
    """Decode a message by the draft's text, independently of the code that wrote it."""
    base, statuses, clock = unpack_from("!HHI", body)
    at, symbols = 8, list[int]()
    while len(symbols) < statuses:
        (chunk,) = unpack_from("!H", body, at)
        at += 2
        if not chunk >> 15:
            symbols += [chunk >> 13 & 3] * (chunk & 0x1FFF)
        elif chunk >> 14 & 1:
            symbols += [chunk >> 12 - 2 * i & 3 for i in range(7)]
        else:
            symbols += [chunk >> 13 - i & 1 for i in range(14)]
    time = (clock >> 8) * 256
    arrivals: dict[int, float | None] = {}
    for place, symbol in enumerate(symbols[:statuses]):
        if symbol == 1:
            time += body[at]
            at += 1
        elif symbol == 2:
            time += unpack_from("!h", body, at)[0]
            at += 2
        arrivals[base + place & 0xFFFF] = time / 4000 if symbol else None
    assert at == len(body)
    return Told(base, clock & 0xFF, arrivals)


def test_steady() -> None:
    """Packets in order are told with their times, to a quarter of a millisecond."""
    feedback = TransportFeedback()
    for i in range(100):
        feedback.received(i, 10 + i * 0.005)
    (message,) = feedback.take()
    told = read(message)
    assert len(told.arrivals) == 100
    for i in range(100):
        arrival = told.arrivals[i]
        assert arrival is not None and abs(arrival - (10 + i * 0.005)) < 0.0005
    assert len(message) < 120


def test_nothing_new() -> None:
    """Without news there is no message."""
    feedback = TransportFeedback()
    assert feedback.take() == []
    feedback.received(1, 1.0)
    assert len(feedback.take()) == 1
    assert feedback.take() == []


def test_lost() -> None:
    """What did not come is told as lost; when it comes, that is told, too."""
    feedback = TransportFeedback()
    for number in (1, 2, 5):
        feedback.received(number, number / 100)
    told = read(feedback.take()[0])
    assert [told.arrivals[n] is None for n in (1, 2, 3, 4, 5)] == [False, False, True, True, False]
    feedback.received(3, 0.2)
    again = read(feedback.take()[0])
    assert again.base == 3
    assert again.arrivals[3] == 0.2
    assert again.arrivals[5] is not None
    assert again.count == told.count + 1


def test_long_pause() -> None:
    """Two arrivals further apart than a delta can tell are in two messages."""
    feedback = TransportFeedback()
    feedback.received(1, 1.0)
    feedback.received(2, 20.0)
    first, second = (read(message) for message in feedback.take())
    assert first.arrivals == {1: 1.0}
    assert second.arrivals == {2: 20.0}


def test_wrap() -> None:
    """Numbers go on after 65535."""
    feedback = TransportFeedback()
    for number in (65_534, 65_535, 0, 1):
        feedback.received(number, 1.0)
    told = read(feedback.take()[0])
    assert list(told.arrivals) == [65_534, 65_535, 0, 1]


def test_bounded() -> None:
    """A jump of numbers does not make a message without end."""
    feedback = TransportFeedback()
    feedback.received(1, 1.0)
    feedback.received(20_000, 1.0)
    messages = feedback.take()
    assert len(messages) == 1
    assert read(messages[0]).arrivals == {20_000: 1.0}


@given(
    st.lists(
        st.tuples(st.integers(0, 300), st.floats(0, 30)), min_size=1, max_size=MAX_STATUSES - 1
    )
)
def test_anything(arrivals: list[tuple[int, float]]) -> None:
    """In any order, with any pauses: each packet is told once it came, at its time, once."""
    feedback = TransportFeedback()
    first: dict[int, float] = {}
    for number, time in arrivals:
        feedback.received(number, time)
        first.setdefault(number, time)
    told: dict[int, float] = {}
    for message in feedback.take():
        told |= {n: t for n, t in read(message).arrivals.items() if t is not None}
    assert told.keys() == first.keys()
    assert all(abs(told[n] - first[n]) <= 0.00026 for n in first)


def test_estimate_rises() -> None:
    """With nothing lost a busy uplink is given more, up to a limit."""
    estimate = UplinkEstimate()
    rates = [estimate.update(0.0, 4_000_000) for _ in range(60)]
    assert rates == sorted(rates)
    assert rates[10] > 1.5 * UplinkEstimate.FIRST
    assert rates[-1] == UplinkEstimate.MOST


def test_estimate_of_an_idle_presenter() -> None:
    """Who sends little is not promised more and more."""
    estimate = UplinkEstimate()
    for _ in range(60):
        estimate.update(0.0, 100_000)
    assert estimate.bitrate == UplinkEstimate.FIRST


def test_estimate_falls() -> None:
    """With much lost it falls at once, but never to nothing."""
    estimate = UplinkEstimate()
    assert estimate.update(0.3, 1_500_000) == 0.85 * UplinkEstimate.FIRST
    for _ in range(60):
        estimate.update(0.5, 100_000)
    assert estimate.bitrate == UplinkEstimate.LEAST


def test_estimate_holds() -> None:
    """With a little lost it stays."""
    assert UplinkEstimate().update(0.05, 1_500_000) == UplinkEstimate.FIRST


async def test_unknown_packets(stage: Stage, media: MediaServer) -> None:
    """What is known of packets that belong to no source is not kept for ever."""
    alice = (await stage.publish()).peer
    ((_, publisher),) = media._publishers
    for number in range(100):
        extension = sequence_extension(number, TRANSPORT_SEQUENCE_ID)
        alice.send_rtp(write(127, False, number, 0, 9, extension, b""))
    await alice.wait_for(lambda: media.stats()["packets_received"] == 100)
    await alice.wait_for(lambda: len(publisher.feedback) == 0)
