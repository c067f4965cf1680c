"""RTCP, read and written; aiortc reads what we write and writes what we read."""

import pytest
from aiortc import rtp as foreign
from hypothesis import given
from hypothesis import strategies as st

from media import rtcp
from media.distance import ReceiverReference, write_reference_reply
from media.rtcp import (
    Goodbye,
    KeyFrameRequest,
    Nack,
    ReceiverReport,
    Remb,
    ReportBlock,
    SenderReport,
    parse,
)

BLOCK = ReportBlock(7, 128, -3, 70_000, 90, 0xABCD, 65_536)


def test_sender_report() -> None:
    """A sender report says all it said."""
    sent = rtcp.write_sender_report(5, 1 << 63 | 9, 1 << 32 | 8, 10, 20)
    assert parse(sent) == [SenderReport(5, 1 << 63 | 9, 8, 10, 20, ())]


def test_receiver_report() -> None:
    """So does a receiver report; the number of lost packets may be below zero."""
    assert parse(rtcp.write_receiver_report(5, [BLOCK])) == [ReceiverReport(5, (BLOCK,))]


def test_distance() -> None:
    """Who only receives asks for the round trip; the answer says which question, and no delay."""
    other = bytes([9, 0, 0, 1]) + bytes(4)
    question = bytes([4, 0, 0, 2]) + (0x1122334455667788).to_bytes(8, "big")
    body = bytes([0, 0, 0, 7]) + other + question
    asked = bytes([0x80, 207, 0, len(body) // 4]) + body
    reference = ReceiverReference(7, 0x1122334455667788)
    assert parse(asked) == [reference]
    reply = write_reference_reply(1, reference)
    assert (
        reply.hex() == "80cf0005" + "00000001" + "05000003" + "00000007" + "33445566" + "00000000"
    )
    with pytest.raises(ValueError):
        parse(bytes([0x80, 207, 0, 2]) + body[:4] + question[:4])


def test_compound() -> None:
    """Several packets in one datagram; kinds that we have no use for are passed over."""
    description = rtcp.write_source_description(5, "name of odd length")
    data = rtcp.write_receiver_report(5, []) + description + rtcp.write_picture_loss(5, 6)
    assert parse(data) == [ReceiverReport(5, ()), KeyFrameRequest(6)]
    (_, chunk, _) = foreign.RtcpPacket.parse(data)
    assert isinstance(chunk, foreign.RtcpSdesPacket)
    assert chunk.chunks[0].items == [(1, b"name of odd length")]


@given(st.lists(st.integers(0, 400), min_size=1, max_size=60, unique=True))
def test_nack(offsets: list[int]) -> None:
    """Any set of missing packets, across the wrap, is asked for exactly."""
    wanted = [65_400 + offset & 0xFFFF for offset in sorted(offsets)]
    data = rtcp.write_nack(5, 6, wanted)
    assert parse(data) == [Nack(6, tuple(wanted))]
    (packet,) = foreign.RtcpPacket.parse(data)
    assert isinstance(packet, foreign.RtcpRtpfbPacket)
    # aiortc 1.16 does not wrap the numbers of a mask.
    assert (packet.ssrc, packet.media_ssrc) == (5, 6)
    assert [number & 0xFFFF for number in packet.lost] == wanted


def test_full_intra_request() -> None:
    """FIR names its sources in its body (RFC 5104)."""
    body = bytes(8) + (6).to_bytes(4, "big") + b"\x01\x00\x00\x00"
    assert parse(b"\x84\xce\x00\x04" + body) == [KeyFrameRequest(6)]


@pytest.mark.parametrize("bitrate", [1, 150_000, 262_143, 262_144, 2_500_000, 5_000_001])
def test_remb(bitrate: int) -> None:
    """The estimate keeps 18 bits of precision, here and at aiortc."""
    data = rtcp.write_remb(5, bitrate, [6, 7])
    (message,) = parse(data)
    assert isinstance(message, Remb)
    assert 0 <= bitrate - message.bitrate <= bitrate / (1 << 17)
    (packet,) = foreign.RtcpPacket.parse(data)
    assert isinstance(packet, foreign.RtcpPsfbPacket)
    assert foreign.unpack_remb_fci(packet.fci) == (message.bitrate, [6, 7])


def test_goodbye() -> None:
    """Sources that stop are named."""
    data = bytes(foreign.RtcpByePacket(sources=[1, 2]))
    assert parse(data) == [Goodbye((1, 2))]


@pytest.mark.parametrize(
    "data",
    [
        b"\x80",
        b"\x80\xc9\x00\x05" + bytes(4),
        b"\x41\xc9\x00\x01" + bytes(4),
        b"\x82\xc9\x00\x01" + bytes(4),
        b"\x82\xc9\x00\x07" + bytes(28),
        b"\x81\xce\x00\x01" + bytes(4),
        rtcp.write_receiver_report(5, [BLOCK])[:-4],
        b"\x81\xcd\x00\xff" + bytes(4 * 255),
    ],
)
def test_malformed(data: bytes) -> None:
    """What is not RTCP, or asks for too much, is refused as a whole."""
    with pytest.raises(ValueError):
        parse(data)


def test_nack_of_a_number_twice() -> None:
    """Named twice is asked for once."""
    assert parse(rtcp.write_nack(5, 6, [7, 7, 9, 9])) == [Nack(6, (7, 9))]


@given(st.binary(max_size=120), st.sampled_from([200, 201, 203, 205, 206]), st.integers(0, 31))
def test_anything(body: bytes, kind: int, count: int) -> None:
    """Whatever comes, it is read or refused; nothing else is raised."""
    body = body[: len(body) // 4 * 4]
    try:
        parse(bytes([0x80 | count, kind]) + (len(body) // 4).to_bytes(2, "big") + body)
    except ValueError:
        pass
