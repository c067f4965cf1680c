"""Where a key frame begins, by the first bytes of a payload."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.keyframes import REQUEST_INTERVAL, KeyFrameRequests, starts_key_frame

BEGINS = {
    "vp8": [
        "10 00",
        "90 80 11 00",
        "90 80 8123 00",
        "90 e0 8123 05 60 00",
        "90 c0 11 05 00",
    ],
    "vp9": ["08", "88 11", "a8 8123 00", "28 00", "a8 11 10"],
    "h264": ["67 42", "65 88", "78 0002 6742 0001 68", "7c 85", "78 0001 09 0001 65"],
    "av1": ["08", "18 0a"],
}
CONTINUES = {
    "vp8": ["10 01", "00 00", "11 00", "90 80 11 01", "90 80 8123 01"],
    "vp9": ["48", "00", "04", "28 02", "a8 11 02"],
    "h264": ["61 88", "41", "7c 05", "7c 41", "78 0002 6188 0001 06", "68 ce"],
    "av1": ["10", "80 0a"],
}


def cases(table: dict[str, list[str]]) -> list[tuple[str, bytes]]:
    return [(name, bytes.fromhex(text)) for name, texts in table.items() for text in texts]


@pytest.mark.parametrize(("codec", "payload"), cases(BEGINS))
def test_begins(codec: str, payload: bytes) -> None:
    """A viewer may begin here."""
    assert starts_key_frame(codec, payload)


@pytest.mark.parametrize(("codec", "payload"), cases(CONTINUES))
def test_continues(codec: str, payload: bytes) -> None:
    """A viewer may not."""
    assert not starts_key_frame(codec, payload)


def test_audio() -> None:
    """Audio begins anywhere."""
    assert starts_key_frame("opus", b"\x78")


@given(st.sampled_from(sorted(BEGINS)), st.binary(max_size=8))
def test_anything(codec: str, payload: bytes) -> None:
    """A payload of any bytes, however short, is judged and raises nothing."""
    assert starts_key_frame(codec, payload) in (True, False)


def test_request_at_once() -> None:
    """The first wish goes out at once, once."""
    requests = KeyFrameRequests()
    assert not requests.due(0.0)
    requests.wish()
    assert requests.due(0.0)
    assert not requests.due(0.1)


def test_requests_are_spaced() -> None:
    """However many wish, the publisher hears of it every half second, until it has answered."""
    requests = KeyFrameRequests()
    asked = 0
    for step in range(200):
        requests.wish()
        asked += requests.due(step / 100)
    assert asked == 4 == 2.0 / REQUEST_INTERVAL


def test_answered() -> None:
    """A key frame fulfils all wishes; the next wish still keeps its distance."""
    requests = KeyFrameRequests()
    requests.wish()
    assert requests.due(0.0)
    requests.came()
    assert not requests.due(1.0)
    requests.wish()
    assert requests.due(1.0)
    requests.came()
    requests.wish()
    assert not requests.due(1.2)
    assert requests.due(1.5)
