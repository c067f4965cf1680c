"""Datagrams on a stream (RFC 4571)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.framing import LONGEST_FRAME, Deframer, frame

FRAMES = st.lists(st.binary(min_size=1, max_size=100), max_size=20)


@given(FRAMES, st.lists(st.integers(1, 30), min_size=1, max_size=40))
def test_any_cut(frames: list[bytes], cuts: list[int]) -> None:
    """However a network cuts the stream, the same datagrams come out."""
    stream, deframer, found = b"".join(map(frame, frames)), Deframer(), []
    at = 0
    for cut in cuts:
        found += deframer.feed(stream[at : at + cut])
        at += cut
    assert found + deframer.feed(stream[at:]) == frames


def test_empty_frame() -> None:
    """An empty frame is legal and says nothing."""
    assert Deframer().feed(b"\x00\x00" * 3 + frame(b"x")) == [b"x"]


def test_longest() -> None:
    """As long as a datagram may be is taken; longer is another protocol."""
    assert Deframer().feed(frame(bytes(LONGEST_FRAME))) == [bytes(LONGEST_FRAME)]
    with pytest.raises(ValueError):
        Deframer().feed((LONGEST_FRAME + 1).to_bytes(2, "big"))


@pytest.mark.parametrize("hello", [b"GET / HTTP/1.1\r\n", b"\x16\x03\x01\x02\x00\x01", b"SSH-2.0"])
def test_other_protocols(hello: bytes) -> None:
    """HTTP, TLS and SSH are noticed by their first two bytes."""
    with pytest.raises(ValueError):
        Deframer().feed(hello[:2])
