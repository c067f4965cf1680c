"""Offers: what is read of them, and what is refused before it can cost anything."""

import time

import pytest

from media.errors import BadOffer
from media.offer import parse_offer
from tests.support.media_offers import SEND_TIME, Habits, offer


def code(text: str) -> str:
    """The code with which an offer is refused."""
    with pytest.raises(BadOffer) as refusal:
        parse_offer(text)
    assert refusal.value.sentence.endswith(".")
    return refusal.value.code


def test_offer() -> None:
    """A browser's offer: two m-lines with codecs, repairs, feedback, extensions."""
    parsed = parse_offer(offer("sendonly"))
    audio, video = parsed.media
    assert (audio.index, audio.kind, audio.mid, audio.sends, audio.receives) == (
        0,
        "audio",
        "0",
        True,
        False,
    )
    assert audio.usable and video.usable and parsed.reduced_size
    (opus,) = audio.codecs
    assert (opus.name, opus.payload_type, opus.clock_rate, opus.channels) == (
        "opus",
        111,
        48000,
        2,
    )
    (vp8,) = video.codecs
    assert (vp8.name, vp8.payload_type, vp8.repair) == ("vp8", 96, 97)
    assert {"nack", "nack pli", "transport-cc"} <= vp8.feedback
    assert video.extensions[SEND_TIME] == 2
    assert parsed.fingerprints == (("sha-256", ":".join(["AB"] * 32)),)


def test_feedback_that_ends_by_a_space() -> None:
    """Pion writes `nack ` where others write `nack`."""
    text = offer("sendonly").replace("a=rtcp-fb:96 nack\r\n", "a=rtcp-fb:96 nack \r\n")
    assert "nack" in parse_offer(text).media[1].codecs[0].feedback


def test_without_bundle() -> None:
    """Without a group only the first m-line has a transport."""
    text = offer("sendonly").replace("a=group:BUNDLE 0 1\r\n", "")
    assert [media.usable for media in parse_offer(text).media] == [True, False]


def test_without_rtcp_mux() -> None:
    """RTCP on another port is not for us."""
    assert code(offer("sendonly").replace("a=rtcp-mux\r\n", "")) == "no-media"


def test_data_channel() -> None:
    """An m-line that is no audio or video is kept in its place, and is not usable."""
    text = offer("sendonly") + (
        "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\nc=IN IP4 0.0.0.0\r\na=mid:2\r\n"
    )
    parsed = parse_offer(text)
    assert [media.usable for media in parsed.media] == [True, True, False]
    assert parsed.media[2].formats == ("webrtc-datachannel",)


@pytest.mark.parametrize("text", ["", "hello", "v=0", "v=0\r\n", "{}", "v=0\r\nm=", "\0" * 100])
def test_not_sdp(text: str) -> None:
    """What is not an SDP offer is refused with a code, not with an exception of a parser."""
    assert code(text) in ("offer-malformed", "no-media")


@pytest.mark.parametrize(
    ("broken", "by"),
    [
        ("m=video 9 UDP/TLS/RTP/SAVPF 96", "m=video x UDP/TLS/RTP/SAVPF 96"),
        ("a=rtpmap:96 VP8/90000", "a=rtpmap:96 VP8"),
        ("a=rtpmap:96 VP8/90000", "a=rtpmap:96 VP8/0"),
        ("a=rtpmap:96 VP8/90000", "a=rtpmap:300 VP8/90000"),
        ("a=fmtp:97 apt=96", "a=fmtp:99 apt=96"),
        ("a=mid:1", "a=mid:" + "m" * 50),
        ("a=setup:actpass", "a=setup:whatever"),
        ("a=extmap:2 ", "a=extmap:two "),
        ("c=IN IP4 0.0.0.0", "c=nowhere"),
    ],
)
def test_malformed(broken: str, by: str) -> None:
    """One bad line is enough."""
    text = offer("sendonly")
    assert broken in text
    assert code(text.replace(broken, by)) == "offer-malformed"


def test_no_fingerprint() -> None:
    """Without a fingerprint anybody could be the peer."""
    assert code(offer("sendonly", Habits(fingerprint="sha-1 AB:CD"))) == "no-fingerprint"


def test_wrong_setup() -> None:
    """We are always the passive side."""
    assert code(offer("sendonly", Habits(setup="passive"))) == "wrong-setup"


def test_active_peer() -> None:
    """A peer that insists on being active suits us."""
    assert parse_offer(offer("sendonly", Habits(setup="active"))).fingerprints


def test_too_large() -> None:
    """Size is looked at first."""
    assert code(offer("sendonly") + "a=x:" + "y" * 64_000) == "offer-too-large"
    assert code(offer("sendonly") + "a=x\r\n" * 1_001) == "offer-too-large"


def test_too_many_media() -> None:
    """An offer for a whole conference is refused."""
    assert code(offer("sendonly") + "m=audio 9 UDP/TLS/RTP/SAVPF 0\r\n" * 8) == "too-many-media"


def test_too_many_candidates() -> None:
    """Candidates are of no use to us; many of them are an attack."""
    line = "a=candidate:1 1 udp 1 192.0.2.1 1 typ host\r\n"
    assert code(offer("sendonly") + line * 101) == "too-many-candidates"


@pytest.mark.parametrize(
    "line", ["a=ssrc:{} cname:x", "a=rtpmap:{} VP8/90000", "a=rtcp-fb:* nack", "a=fmtp:96 a=b"]
)
def test_costs_little(line: str) -> None:
    """The worst that the limits let pass is read in a moment."""
    lines = [line.format(i % 128) for i in range(900)]
    started = time.perf_counter()
    try:
        parse_offer(offer("sendonly") + "\r\n".join(lines) + "\r\n")
    except BadOffer:
        pass
    assert time.perf_counter() - started < 0.5
