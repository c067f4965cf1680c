"""How high pictures are, by the headers of real encoders, packed as RTP packs them."""

from fractions import Fraction

import av
import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.heights import MOST, picture_height

SIZES = [(320, 180), (640, 360), (1280, 720), (200, 90)]


def key_frame(encoder: str, width: int, height: int, **options: str) -> bytes:
    """The first frame that an encoder makes of a black picture."""
    context = av.CodecContext.create(encoder, "w")
    assert isinstance(context, av.VideoCodecContext)
    context.width, context.height, context.pix_fmt = width, height, "yuv420p"
    context.time_base, context.framerate = Fraction(1, 30), Fraction(30)
    context.options = options
    packets: list[bytes] = []
    for place in range(3):
        frame = av.VideoFrame(width, height, "yuv420p")
        frame.pts = place
        packets += map(bytes, context.encode(frame))
    packets += map(bytes, context.encode(None))
    return packets[0]


def nal_units(stream: bytes) -> list[bytes]:
    """The units between start codes."""
    return [unit.rstrip(b"\0") for unit in stream.split(b"\0\0\1") if unit.strip(b"\0")]


def stap_a(units: list[bytes]) -> bytes:
    """Several units in one payload (RFC 6184, 5.7.1)."""
    return b"\x78" + b"".join(len(unit).to_bytes(2, "big") + unit for unit in units)


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_vp8(width: int, height: int) -> None:
    """With a short descriptor and with a long one."""
    frame = key_frame("libvpx", width, height)
    assert picture_height("vp8", b"\x10" + frame) == height
    assert picture_height("vp8", bytes.fromhex("90 e0 8123 05 60") + frame) == height


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_vp9(width: int, height: int) -> None:
    """By the frame, without and with a picture id."""
    frame = key_frame("libvpx-vp9", width, height)
    assert picture_height("vp9", b"\x0c" + frame) == height
    assert picture_height("vp9", bytes.fromhex("8c 8123") + frame) == height
    assert picture_height("vp9", bytes.fromhex("ac 8123 00 01") + frame) == height


def test_vp9_scalability() -> None:
    """By the structure that Chromium sends: of its spatial layers the highest counts."""
    sizes = bytes.fromhex("0140 00b4 0280 0168 0500 02d0")
    assert picture_height("vp9", bytes.fromhex("8a 11 50") + sizes) == 720


@pytest.mark.parametrize("profile", ["baseline", "main", "high"])
@pytest.mark.parametrize(("width", "height"), SIZES)
def test_h264(width: int, height: int, profile: str) -> None:
    """By the parameter set, alone or with others; rows that are cut off do not count."""
    units = nal_units(key_frame("libx264", width, height, profile=profile))
    found = [unit for unit in units if unit[0] & 0x1F in (7, 8)]
    assert picture_height("h264", stap_a(found)) == height
    assert picture_height("h264", found[0]) == height


def test_h264_interlaced() -> None:
    """Two fields make one picture."""
    stream = key_frame("libx264", 720, 576, **{"x264-params": "interlaced=1"})
    found = [unit for unit in nal_units(stream) if unit[0] & 0x1F == 7]
    assert picture_height("h264", found[0]) == 576


def test_h264_scaling_lists() -> None:
    """Behind the lists of a quantisation that is not flat."""
    stream = key_frame("libx264", 640, 360, profile="high", **{"x264-params": "cqm=jvt"})
    found = [unit for unit in nal_units(stream) if unit[0] & 0x1F == 7]
    assert picture_height("h264", found[0]) == 360


def test_h264_without_parameters() -> None:
    """An IDR slice alone tells none."""
    assert picture_height("h264", bytes.fromhex("65 88 84 00")) == 0


AV1_HEADERS = {
    180: "08 00 00 00 04 3c fe cc 4a f9 00 40",
    360: "08 00 00 00 0c c4 ff 67 12 be 40 10",
    720: "08 00 00 00 2d 4c ff b3 c4 af 90 04",
}
"""What SVT-AV1 4.1 (preset 10, rc=0) makes of the first three sizes, without the units' lengths.

Not made here: as root that encoder gives the whole process real-time priority and never takes it
back, and everything that the tests start inherits it.
"""


@pytest.mark.parametrize("height", AV1_HEADERS)
def test_av1(height: int) -> None:
    """By the sequence header: alone, before others, with sizes, and with one of its own."""
    header = bytes.fromhex(AV1_HEADERS[height])
    assert picture_height("av1", b"\x18" + header) == height
    assert picture_height("av1", b"\x28" + bytes([len(header)]) + header + b"\x30abc") == height
    assert picture_height("av1", b"\x08" + bytes([len(header)]) + header) == height
    sized = bytes([header[0] | 0x02, len(header) - 1]) + header[1:]
    assert picture_height("av1", b"\x18" + sized) == height


def test_av1_continued() -> None:
    """What goes on from the packet before tells none."""
    assert picture_height("av1", b"\x98\x0a\x0b") == 0


def test_sound() -> None:
    """Sound has no height."""
    assert picture_height("opus", b"\x78" + bytes(80)) == 0


@given(st.sampled_from(["vp8", "vp9", "h264", "av1"]), st.binary(max_size=120))
def test_anything(codec: str, payload: bytes) -> None:
    """A payload of any bytes has a height or none, and raises nothing."""
    assert 0 <= picture_height(codec, payload) <= MOST
