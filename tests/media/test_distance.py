"""Whoever only receives cannot measure the round trip; we tell it (RFC 3611), so that it waits for
repairs as long as they take. Of publishers we are the ones who ask."""

from struct import pack

from media.distance import Distance, ReceiverReference, ReferenceReply
from media.rtcp import parse, write_receiver_report
from media.server import MediaServer
from tests.support.media_stage import Stage, pause


async def test_distance_is_told(stage: Stage) -> None:
    """A viewer that asks how far the server is hears it, though not with every packet."""
    alice = await stage.publish()
    bob = await stage.view()
    alice.send_frame(key=True)
    await bob.get(4)
    body = bytes([0, 0, 0, 7, 4, 0, 0, 2]) + bytes(range(8))
    for _ in range(10):
        bob.send_rtcp(write_receiver_report(7, []) + bytes([0x80, 207, 0, 4]) + body)

    def answers() -> list[bytes]:
        return [packet for packet in bob.received.rtcp if packet[1] == 207]

    await bob.wait_for(lambda: len(answers()) >= 1)
    await pause(0.1)
    assert [packet[12:20] for packet in answers()] == [bytes([0, 0, 0, 7, 2, 3, 4, 5])]


def reply(reference: ReceiverReference, delay: int, ssrc: int | None = None) -> bytes:
    """A publisher's answer, as RFC 3611, 4.5 has it."""
    asked = reference.ssrc if ssrc is None else ssrc
    middle = reference.ntp >> 16 & 0xFFFFFFFF
    return pack("!BBHIBxHIII", 0x80, 207, 5, 1, 5, 3, asked, middle, delay)


def asked(packet: bytes) -> ReceiverReference:
    """The question of a packet."""
    (found,) = parse(packet)
    assert isinstance(found, ReceiverReference)
    return found


def answer(packet: bytes) -> ReferenceReply:
    """The answer of a packet."""
    (found,) = parse(packet)
    assert isinstance(found, ReferenceReply)
    return found


async def test_publisher_is_asked(stage: Stage, media: MediaServer) -> None:
    """A publisher that answers has a round trip, in what is measured of its session and stream."""
    alice = await stage.publish()
    alice.send_frame(key=True)

    def references() -> list[ReceiverReference]:
        return [
            each for each in alice.peer.received.messages if isinstance(each, ReceiverReference)
        ]

    await alice.peer.wait_for(lambda: bool(references()))
    assert media.stream_figures()[0].health.round_trip is None
    alice.peer.send_rtcp(reply(references()[-1], 0))
    await alice.peer.wait_for(lambda: media.stream_figures()[0].health.round_trip is not None)
    trip = media.session_figures()[0].health.round_trip
    assert trip is not None and 0 <= trip < 10


def test_delay_at_the_peer() -> None:
    """The time for which the question lay at the other end is not of the way."""
    distance = Distance(7)
    question = asked(distance.ask(100.0))
    trip = distance.answered(answer(reply(question, 65536 // 4)), 100.3)
    assert trip is not None and abs(trip - 0.05) < 0.001


def test_answer_to_nothing() -> None:
    """An answer to a question that nobody asked, or somebody else, tells nothing."""
    distance = Distance(7)
    question = asked(distance.ask(100.0))
    assert distance.answered(answer(reply(question, 0, ssrc=8)), 100.3) is None
    assert distance.answered(ReferenceReply(7, 1, 0), 100.3) is None


def test_old_answer() -> None:
    """Questions are forgotten, the oldest first, so that nobody makes us remember many."""
    distance = Distance(7)
    questions = [asked(distance.ask(100.0 + second)) for second in range(9)]
    assert distance.answered(answer(reply(questions[0], 0)), 110.0) is None
    assert distance.answered(answer(reply(questions[1], 0)), 110.0) == 9.0


def test_impossible_delay() -> None:
    """A delay longer than the time that has passed gives no time before the question."""
    distance = Distance(7)
    question = asked(distance.ask(100.0))
    assert distance.answered(answer(reply(question, 0xFFFFFFFF)), 100.3) == 0.0
