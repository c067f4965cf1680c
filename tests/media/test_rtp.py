"""RTP packets, read and written."""

import pytest
from aiortc.rtp import RtpPacket as ForeignPacket
from hypothesis import given
from hypothesis import strategies as st

from media.rtp import (
    is_rtcp,
    one_byte_extension,
    parse,
    payload_offset,
    unwrap,
    write,
)

SENT = write(96, True, 70_000, 1 << 33 | 5, 0xAABBCCDD, b"", b"payload")


def test_write_and_parse() -> None:
    """What is written is read again, numbers cut to their width."""
    packet = parse(SENT)
    assert (packet.payload_type, packet.marker) == (96, True)
    assert (packet.sequence, packet.timestamp, packet.ssrc) == (70_000 & 0xFFFF, 5, 0xAABBCCDD)
    assert packet.payload == b"payload"
    assert packet.extensions == {}


def test_aiortc_reads_what_we_write() -> None:
    """Another implementation understands our packets, extension included."""
    sent = write(97, False, 3, 4, 5, one_byte_extension(2, b"\x01\x02\x03"), b"x")
    packet = ForeignPacket.parse(sent)
    assert (packet.payload_type, packet.marker, packet.sequence_number) == (97, 0, 3)
    assert (packet.timestamp, packet.ssrc, packet.payload) == (4, 5, b"x")


def test_extension_round_trip() -> None:
    """The send time is found by its id."""
    packet = parse(write(96, False, 1, 1, 1, one_byte_extension(7, b"abc"), b"x"))
    assert packet.extensions == {7: b"abc"}
    assert packet.payload == b"x"


def test_two_byte_extensions() -> None:
    """The long form, with padding between elements."""
    block = bytes.fromhex("1000 0002 0502 aabb 00 06 01 cc".replace(" ", ""))
    packet = parse(write(96, False, 1, 1, 1, block, b"x"))
    assert packet.extensions == {5: b"\xaa\xbb", 6: b"\xcc"}


def test_reserved_id_ends_extensions() -> None:
    """Id 15 says: ignore the rest."""
    block = bytes.fromhex("bede0001") + bytes([0x10, 0x01, 0xF0, 0x20])
    assert parse(write(96, False, 1, 1, 1, block, b"x")).extensions == {1: b"\x01"}


def test_unknown_profile() -> None:
    """Another kind of extension is passed over."""
    block = bytes.fromhex("abcd0001") + bytes(4)
    packet = parse(write(96, False, 1, 1, 1, block, b"x"))
    assert (packet.extensions, packet.payload) == ({}, b"x")


def test_padding_and_sources() -> None:
    """Contributing sources and padding are not payload."""
    data = bytes([0xA2]) + SENT[1:12] + bytes(8) + b"body" + bytes([0, 0, 3])
    assert parse(data).payload == b"body"


def test_payload_offset() -> None:
    """Where the payload begins, with and without extension."""
    assert payload_offset(SENT) == 12
    assert payload_offset(write(96, False, 1, 1, 1, one_byte_extension(2, b"abc"), b"")) == 20


@pytest.mark.parametrize(
    "data",
    [
        b"",
        SENT[:11],
        b"\x40" + SENT[1:],
        bytes([0x9F]) + SENT[1:],
        bytes([0x90]) + SENT[1:12],
        bytes([0x90]) + SENT[1:12] + b"\xbe\xde\x00\x09" + bytes(8),
        bytes([0xA0]) + SENT[1:12] + b"\xff",
        bytes([0xA0]) + SENT[1:12] + b"\x00",
    ],
)
def test_malformed(data: bytes) -> None:
    """What is not RTP is refused."""
    with pytest.raises(ValueError):
        parse(data)


@given(st.binary(max_size=200), st.integers(0, 255))
def test_anything(rest: bytes, first: int) -> None:
    """Whatever comes, it is read or refused; nothing else is raised, nothing is invented."""
    data = bytes([first]) + rest
    try:
        packet = parse(data)
    except ValueError:
        return
    assert packet.payload in data


@given(st.integers(0, 1 << 40), st.integers(-32_768, 32_767))
def test_unwrap(near: int, distance: int) -> None:
    """A number is led back to its index from up to half a round away."""
    index = near + distance
    assert unwrap(index & 0xFFFF, near) == index


def test_rtcp_or_rtp() -> None:
    """Packet types 192 to 223 are RTCP, with the marker of RTP in mind (RFC 5761)."""
    assert is_rtcp(b"\x80\xc8") and is_rtcp(b"\x81\xce")
    assert not is_rtcp(SENT) and not is_rtcp(b"\x80\x60")
