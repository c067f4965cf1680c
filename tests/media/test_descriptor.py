"""Payload descriptors of VP8 and VP9."""

from hypothesis import given, settings
from hypothesis import strategies as st

from media.descriptor import describe, renumber
from tests.support.media_layers import body_of, vp8


def test_vp8() -> None:
    """Picture id, TL0PICIDX and temporal layer are read."""
    found = describe("vp8", vp8(0x1234, 77, b"body", temporal=2))
    assert found is not None
    assert (found.picture, found.picture_bits) == (0x1234, 15)
    assert (found.base, found.temporal) == (77, 2)


def test_vp8_short_picture_id() -> None:
    """A picture id of seven bits is one."""
    found = describe("vp8", bytes([0x90, 0x80, 0x05, 0x01]))
    assert found is not None
    assert (found.picture, found.picture_bits, found.base, found.temporal) == (5, 7, None, 0)


def test_vp8_without_extension() -> None:
    """A descriptor of one byte tells nothing, and nothing is changed."""
    payload = bytes([0x10, 0x01, 2, 3])
    found = describe("vp8", payload)
    assert found is not None and found.picture is None and found.base is None
    assert renumber(payload, found, 5, 5) == payload


def test_vp9() -> None:
    """The non-flexible mode has TL0PICIDX, the flexible mode does not."""
    found = describe("vp9", bytes([0xA0, 0x81, 0x02, 0b0100_0000, 9, 0]))
    assert found is not None
    assert (found.picture, found.base, found.temporal) == (0x102, 9, 2)
    found = describe("vp9", bytes([0xB0, 0x05, 0b0010_0000, 0x02]))
    assert found is not None
    assert (found.picture, found.picture_bits, found.base, found.temporal) == (5, 7, None, 1)


def test_other_codecs() -> None:
    """H.264, AV1 and Opus have no such numbers."""
    assert describe("h264", bytes(8)) is describe("av1", bytes(8)) is describe("opus", b"") is None


@settings(deadline=None)
@given(st.integers(0, 0x7FFF), st.integers(0, 255), st.integers(0, 3), st.booleans())
def test_renumber(picture: int, base: int, temporal: int, key: bool) -> None:
    """Other numbers are read back, and nothing else has changed."""
    before = vp8(1, 2, b"body", temporal=temporal, key=key)
    found = describe("vp8", before)
    assert found is not None
    after = renumber(before, found, picture, base)
    assert after == vp8(picture, base, b"body", temporal=temporal, key=key)
    assert body_of(after) == b"body"


@settings(deadline=None)
@given(st.sampled_from(["vp8", "vp9"]), st.binary(max_size=8))
def test_garbage(codec: str, payload: bytes) -> None:
    """A payload of anything is read or is not; renumbering keeps its length."""
    found = describe(codec, payload)
    if found is not None:
        assert len(renumber(payload, found, 3, 4)) == len(payload)
