"""No offer costs more than a few milliseconds, however it is made: steps are counted, not time."""

import sys
from collections.abc import Callable
from types import FrameType
from typing import TYPE_CHECKING

import pytest

from media.errors import BadOffer
from media.offer import MAX_BYTES, MAX_LINES, parse_offer
from tests.support.media_offers import offer

if TYPE_CHECKING:
    from _typeshed import TraceFunction

MOST_STEPS = 350_000
"""Lines of Python: about twenty milliseconds."""

HEAD = "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n"
AUDIO = "m=audio 9 UDP/TLS/RTP/SAVPF 96\r\n"
COMMON = "a=rtcp-mux\r\na=mid:0\r\na=fingerprint:sha-256 AB\r\na=setup:actpass\r\n"
ROOM = MAX_LINES - 10


def steps(call: Callable[[], object]) -> int:
    """How many lines of Python the call runs."""
    count = 0

    def trace(_frame: FrameType, event: str, _argument: object) -> "TraceFunction":
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        call()
    finally:
        sys.settrace(before)
    return count


def read(text: str) -> None:
    try:
        parse_offer(text)
    except BadOffer:
        pass


def lines(*each: str, head: str = HEAD + AUDIO + COMMON) -> str:
    """As many of these lines as fit, one after the other."""
    return head + "".join(f"{line}\r\n" for line in each)[: MAX_BYTES - len(head)]


COSTLY = {
    "codecs and feedback": lines(
        *(f"a=rtpmap:{i % 128} a/8000" for i in range(ROOM // 2)),
        *("a=rtcp-fb:* nack" for _ in range(ROOM // 2)),
    ),
    "some codecs, much feedback": lines(
        *(f"a=rtpmap:{i} a/8000" for i in range(20)),
        *("a=rtcp-fb:* nack" for _ in range(ROOM - 20)),
    ),
    "codecs and parameters": lines(
        *(f"a=rtpmap:{96 + i % 32} a/8000" for i in range(ROOM // 2)),
        *("a=fmtp:127 x=y" for _ in range(ROOM // 2)),
    ),
    "parameters": lines("a=rtpmap:96 a/8000", "a=fmtp:96 " + "x=1;" * 15_000),
    "sources": lines(*(f"a=ssrc:{i} cname:x" for i in range(ROOM))),
    "extensions": lines(*(f"a=extmap:{i} urn:{i}" for i in range(ROOM))),
    "fingerprints": lines(*(f"a=fingerprint:sha-256 {i}" for i in range(ROOM))),
    "formats": HEAD + "m=audio 9 UDP/TLS/RTP/SAVPF " + "96 " * 20_000 + "\r\n" + COMMON,
    "groups": lines(*("a=group:BUNDLE " + "0 " * 20 for _ in range(ROOM)), head=HEAD),
    "one group": lines("a=group:BUNDLE " + "0 " * 30_000, AUDIO, COMMON, head=HEAD),
    "source groups": lines(*(f"a=ssrc-group:FID {i} {i}" for i in range(ROOM))),
    "media": HEAD + (AUDIO + COMMON) * 1000,
    "media behind form feeds": HEAD + AUDIO + COMMON + "\x0bm=audio 9 U 96" * 1000,
    "candidates": lines(*(f"a=candidate:{i} 1 udp 1 1.1.1.1 1 typ host" for i in range(ROOM))),
    "spaces": HEAD + "m=audio" + " " * 60_000 + "\r\n" + COMMON,
    "digits": lines("a=rtpmap:" + "9" * 60_000 + " a/8000"),
}


@pytest.mark.parametrize("name", COSTLY)
def test_bounded(name: str) -> None:
    """Neither many lines nor long ones, nor each against each, are worth more than that."""
    assert steps(lambda: read(COSTLY[name])) < MOST_STEPS


def test_ordinary() -> None:
    """The same measure for an ordinary offer, so that the bound means something."""
    text = offer("sendrecv")
    assert 500 < steps(lambda: parse_offer(text)) < 5_000


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\x0b", "\x0c", "\x1c", "\x85", "\u2028"])
def test_thousand_media(end: str) -> None:
    """A thousand media sections are refused before they are read, whatever parts them."""
    with pytest.raises(BadOffer) as refusal:
        parse_offer(end.join(["v=0", *["m=audio 9 U 96"] * 900]))
    assert refusal.value.code == "too-many-media"
