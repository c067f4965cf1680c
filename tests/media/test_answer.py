"""Answers: what of an offer is taken. aiortc reads what we write."""

import pytest
from aiortc import sdp

from media.acceptance import Source, accept_publisher, accept_viewer
from media.addresses import Told
from media.answer import Transport, write_answer, write_fragment
from media.candidates import candidates
from media.errors import BadOffer
from media.ice import Credentials
from media.offer import Codec, parse_offer
from tests.support.media_offers import SEND_TIME, TRANSPORT_SEQUENCE, Habits, offer

PLACES = (Told("192.0.2.1"), Told("10.0.0.1"))
TRANSPORT = Transport(
    Credentials("ufrag", "p" * 24), ("sha-256", "AA:BB"), candidates(PLACES, 8081, None)
)
SOURCES = {
    "audio": Source(10, 11, "cname", "stream audio"),
    "video": Source(20, 21, "cname", "stream video"),
}
H264 = "m=video 9 UDP/TLS/RTP/SAVPF 96 97"


def published(text: str) -> dict[str, Codec]:
    """The codecs that a publisher with this offer ends up with."""
    return {media.kind: media.codec for media in accept_publisher(parse_offer(text))}


def answer_publisher(text: str) -> str:
    parsed = parse_offer(text)
    return write_answer(parsed, accept_publisher(parsed), TRANSPORT)


def answer_viewer(text: str, codecs: dict[str, Codec]) -> str:
    parsed = parse_offer(text)
    return write_answer(parsed, accept_viewer(parsed, codecs, SOURCES), TRANSPORT)


def with_codecs(*entries: tuple[int, str, str]) -> str:
    """An offer to send video in these codecs: payload type, name, parameters."""
    lines = offer("sendonly", Habits(audio=False, repair=False)).split("\r\n")
    at = next(i for i, line in enumerate(lines) if line.startswith("m=video"))
    numbers = " ".join(str(number) for number, _, _ in entries)
    lines[at] = f"m=video 9 UDP/TLS/RTP/SAVPF {numbers}"
    lines[at + 1 : at + 2] = [
        line
        for number, name, fmtp in entries
        for line in (f"a=rtpmap:{number} {name}/90000", f"a=fmtp:{number} {fmtp}")
        if not line.endswith(" ")
    ]
    return "\r\n".join(lines).replace("a=rtcp-fb:96 ", "a=rtcp-fb:* ")


def test_publisher() -> None:
    """A publisher is asked to send what it offered, with feedback that raises its bit rate."""
    answer = sdp.SessionDescription.parse(answer_publisher(offer("sendonly")))
    audio, video = answer.media
    assert [media.direction for media in answer.media] == ["recvonly", "recvonly"]
    assert [codec.payloadType for codec in video.rtp.codecs] == [96, 97]
    assert video.rtp.codecs[0].parameters == {"x-google-start-bitrate": "1500"}
    assert video.rtp.codecs[1].parameters == {"apt": 96}
    assert [codec.name for codec in audio.rtp.codecs] == ["opus"]
    feedback = {f"{f.type} {f.parameter or ''}".strip() for f in video.rtp.codecs[0].rtcpFeedback}
    assert feedback == {"nack", "nack pli", "ccm fir", "transport-cc"}
    uris = {extension.uri: extension.id for extension in video.rtp.headerExtensions}
    assert uris[TRANSPORT_SEQUENCE] == 3
    assert SEND_TIME not in uris


def test_transport() -> None:
    """The answer says how we are reached: lite, passive, our addresses in our order."""
    text = answer_publisher(offer("sendonly"))
    answer = sdp.SessionDescription.parse(text)
    media = answer.media[0]
    assert media.ice is not None and media.dtls is not None
    assert media.ice.iceLite and media.dtls.role == "server"
    assert (media.ice.usernameFragment, media.ice.password) == ("ufrag", "p" * 24)
    assert [(c.ip, c.port, c.protocol) for c in media.ice_candidates] == [
        ("192.0.2.1", 8081, "udp"),
        ("10.0.0.1", 8081, "udp"),
    ]
    assert media.ice_candidates[0].priority > media.ice_candidates[1].priority
    assert answer.group[0].items == ["0", "1"]
    assert "a=rtcp-rsize\r\n" in text


def test_distance() -> None:
    """Whoever asks for the round trip while it only receives is answered that it will be told."""
    text = offer("recvonly")
    codecs = published(offer("sendonly"))
    asking = text.replace("a=rtcp-rsize\r\n", "a=rtcp-rsize\r\na=rtcp-xr:rcvr-rtt=all\r\n")
    assert answer_viewer(asking, codecs).count("a=rtcp-xr:rcvr-rtt=all\r\n") == 2
    assert "rtcp-xr" not in answer_viewer(text, codecs)


def test_publisher_without_transport_cc() -> None:
    """Who does not number its packets is told a bit rate instead."""
    text = answer_publisher(offer("sendonly", Habits(transport_cc=False)))
    assert "goog-remb" in text
    assert "transport-cc" not in text


def test_viewer() -> None:
    """A viewer is told the source of each medium, and of its repairs."""
    codecs = published(offer("sendonly"))
    text = answer_viewer(offer("recvonly"), codecs)
    answer = sdp.SessionDescription.parse(text)
    audio, video = answer.media
    assert [media.direction for media in answer.media] == ["sendonly", "sendonly"]
    # Opus was offered without RTX, so its repairs have no source.
    assert [each.ssrc for each in audio.ssrc] == [10]
    assert [each.ssrc for each in video.ssrc] == [20, 21]
    assert (video.ssrc_group[0].semantic, video.ssrc_group[0].items) == ("FID", [20, 21])
    assert video.msid == "stream video"
    assert {each.cname for each in video.ssrc} == {"cname"}
    assert [extension.uri for extension in video.rtp.headerExtensions] == [SEND_TIME]
    assert "x-google" not in text


def test_preference() -> None:
    """Of what a publisher offers, VP8 is taken first, then H.264, VP9, AV1."""
    offered = [(45, "AV1", ""), (98, "VP9", "profile-id=0"), (100, "VP8", "")]
    baseline = "profile-level-id=42e01f;packetization-mode=1"
    assert published(with_codecs(*offered))["video"].name == "vp8"
    offered[2] = (102, "H264", baseline)
    assert published(with_codecs(*offered))["video"].name == "h264"
    assert published(with_codecs(*offered[:2]))["video"].name == "vp9"
    assert published(with_codecs(*offered[:1]))["video"].name == "av1"


def test_h264_profile() -> None:
    """Of several H.264 profiles the one that most decoders have is taken, with its parameters."""
    offered = [
        (102, "H264", "profile-level-id=64001f;packetization-mode=1"),
        (104, "H264", "profile-level-id=42e01f;packetization-mode=0"),
        (106, "H264", "profile-level-id=42e01f;packetization-mode=1"),
    ]
    text = with_codecs(*offered)
    assert published(text)["video"].payload_type == 106
    answered = answer_publisher(text)
    assert "packetization-mode=1;profile-level-id=42e01f;x-google-start-bitrate" in answered


def test_viewer_gets_the_same_profile() -> None:
    """Of a viewer's entries the one that plays what is published is taken."""
    codecs = published(with_codecs((98, "H264", "profile-level-id=64001f;packetization-mode=1")))
    viewer = with_codecs(
        (102, "H264", "profile-level-id=42e01f;packetization-mode=1"),
        (104, "H264", "profile-level-id=640028;packetization-mode=1"),
    ).replace("a=sendonly", "a=recvonly")
    (video,) = accept_viewer(parse_offer(viewer), codecs, SOURCES)
    assert video.codec.payload_type == 104


def test_viewer_without_the_codec() -> None:
    """A viewer that cannot decode the stream is told so."""
    codecs = {"video": published(offer("sendonly"))["video"]}
    viewer = offer("recvonly", Habits(codec="H264"))
    with pytest.raises(BadOffer) as refusal:
        accept_viewer(parse_offer(viewer), codecs, SOURCES)
    assert refusal.value.code == "no-common-codec"


@pytest.mark.parametrize("direction", ["recvonly", "inactive"])
def test_publisher_that_does_not_send(direction: str) -> None:
    """Publishing is sending."""
    with pytest.raises(BadOffer) as refusal:
        accept_publisher(parse_offer(offer(direction)))
    assert refusal.value.code == "no-common-codec"


def test_viewer_that_does_not_receive() -> None:
    """Viewing is receiving."""
    with pytest.raises(BadOffer):
        accept_viewer(parse_offer(offer("sendonly")), published(offer("sendonly")), SOURCES)


def test_rejected_in_place() -> None:
    """Every m-line has its answer at its place: one that sends nothing, a data channel."""
    extra = offer("sendonly", Habits(audio=False)).split("m=video", 1)[1].replace("mid:0", "mid:2")
    extra = extra.replace("a=sendonly", "a=inactive")
    data = "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\nc=IN IP4 0.0.0.0\r\na=mid:3\r\n"
    text = offer("sendonly") + "m=video" + extra + data
    text = text.replace("BUNDLE 0 1", "BUNDLE 0 1 2 3")
    answer = answer_publisher(text)
    lines = [line.split()[:2] for line in answer.split("\r\n") if line.startswith("m=")]
    assert lines == [["m=audio", "9"], ["m=video", "9"], ["m=video", "0"], ["m=application", "0"]]
    assert "a=group:BUNDLE 0 1\r\n" in answer


def test_two_videos() -> None:
    """A second video that is sent would be lost: the whole offer is refused (RFC 9725, 4.4.2)."""
    extra = offer("sendonly", Habits(audio=False)).split("m=video", 1)[1].replace("mid:0", "mid:2")
    text = (offer("sendonly") + "m=video" + extra).replace("BUNDLE 0 1", "BUNDLE 0 1 2")
    with pytest.raises(BadOffer) as refused:
        answer_publisher(text)
    assert refused.value.code == "not-whole"


def test_video_that_we_cannot_take() -> None:
    """Sound without its picture would mislead people, so both are refused (RFC 9725, 4.4.3)."""
    with pytest.raises(BadOffer) as refused:
        answer_publisher(offer("sendonly", Habits(codec="H265")))
    assert refused.value.code == "not-whole"


def test_fragment_of_a_restart() -> None:
    """New credentials and all candidates, under the m-line that stands for the bundle."""
    places = candidates([Told("192.0.2.1"), Told("::1")], 9000, 9001)
    ours = Transport(Credentials("name", "secret"), ("sha-256", "AB"), places)
    assert write_fragment(ours, ("video", "v")).split("\r\n") == [
        "a=ice-lite",
        "m=video 9 UDP/TLS/RTP/SAVPF 0",
        "a=mid:v",
        "a=ice-ufrag:name",
        "a=ice-pwd:secret",
        *(each.line(place) for place, each in enumerate(places)),
        "a=end-of-candidates",
        "",
    ]


def test_extension_ids_of_the_long_form() -> None:
    """An id beyond 14 needs a header that we do not write."""
    text = offer("recvonly").replace("a=extmap:2 ", "a=extmap:15 ")
    assert SEND_TIME not in answer_viewer(text, published(offer("sendonly")))
