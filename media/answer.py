"""SDP answers: what of an offer we take, and the text that says so (RFC 8829). No I/O.

Rule 1: a publisher gets one codec per medium, the first of `PREFERENCE` that it offers; a viewer
gets the publisher's codec or none.

Rule 2: payload types and extension ids are the offer's, so that browsers of one kind end up with
equal ones and share a fan.

Rule 3: what we cannot use is rejected by port 0 at its place; an answer has as many m-lines as
its offer.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from aiortc.sdp import parse_h264_profile_level_id

from media import opus
from media.candidates import Candidate
from media.errors import BadOffer
from media.ice import Credentials
from media.offer import Codec, Offer, OfferedMedia
from media.simulcast import answer_lines

MID = "urn:ietf:params:rtp-hdrext:sdes:mid"
AUDIO_LEVEL = "urn:ietf:params:rtp-hdrext:ssrc-audio-level"
SEND_TIME = "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time"
TRANSPORT_SEQUENCE = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"

PREFERENCE = {"audio": ("opus",), "video": ("vp8", "h264", "vp9", "av1")}
"""VP8 and Opus are the pair that every browser sends and receives."""

LAYER = "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id"
REPAIRED_LAYER = "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id"

UPLINK_EXTENSIONS = (MID, AUDIO_LEVEL, TRANSPORT_SEQUENCE)
LAYER_EXTENSIONS = (LAYER, REPAIRED_LAYER)
"""Only where there are layers: by them a packet says of which it is."""
UPLINK_FEEDBACK = ("nack", "nack pli", "ccm fir", "transport-cc", "goog-remb")
DOWNLINK_EXTENSIONS = (SEND_TIME,)
DOWNLINK_FEEDBACK = ("nack", "nack pli", "ccm fir", "goog-remb")

_NAMES = {"opus": "opus", "vp8": "VP8", "h264": "H264", "vp9": "VP9", "av1": "AV1"}

START_BITRATE = 1500
"""Kilobits a second that Chromium begins with; without it the first seconds are a blur."""

PARAMETERS = {
    "h264": ("level-asymmetry-allowed", "packetization-mode", "profile-level-id"),
    "vp9": ("profile-id",),
    "av1": ("profile", "level-idx", "tier"),
}
"""The parameters of an offer that its answer repeats."""


@dataclass(frozen=True, slots=True)
class Source:
    """How a sent medium names itself."""

    ssrc: int
    repair_ssrc: int | None
    """Of its repair packets, when they have a source of their own."""
    cname: str
    msid: str
    """Stream and track."""


@dataclass(frozen=True, slots=True)
class AnsweredMedia:
    """What becomes of one m-line that we take."""

    index: int
    """The m-line's place."""
    kind: str
    codec: Codec
    extensions: Mapping[str, int]
    source: Source | None
    """Set when we send."""
    layers: tuple[str, ...] = ()
    """The rids of the simulcast that we receive."""


@dataclass(frozen=True, slots=True)
class Transport:
    """How we are reached."""

    credentials: Credentials
    fingerprint: tuple[str, str]
    candidates: Sequence[Candidate]
    """The best first."""


def accept_publisher(offer: Offer, *, voice: bool = True) -> tuple[AnsweredMedia, ...]:
    """What we take of a publisher's offer: one audio, one video, or both. Raises BadOffer.

    All that it sends or nothing: half a stream would mislead people (RFC 9725, 4.4.3). `voice` says
    that its audio is somebody who speaks, not a screen's sound.
    """
    taken: dict[str, AnsweredMedia] = {}
    for media in offer.media:
        codec, layers = _preferred(media), _layers(media)
        if media.usable and media.sends and codec is not None and media.kind not in taken:
            taken[media.kind] = AnsweredMedia(
                media.index,
                media.kind,
                _narrow(_from_publisher(codec, voice), _uplink_feedback(media)),
                _extensions(media, UPLINK_EXTENSIONS + (LAYER_EXTENSIONS if layers else ())),
                None,
                layers,
            )
    accepted = _unless_empty(taken.values(), "The offer sends nothing that this server takes.")
    sent = [media for media in offer.media if media.kind in PREFERENCE and media.sends]
    if len(sent) > len(accepted):
        raise BadOffer("not-whole", "The offer sends a medium that this server cannot take.")
    return accepted


def accept_viewer(
    offer: Offer, published: Mapping[str, Codec], sources: Mapping[str, Source]
) -> tuple[AnsweredMedia, ...]:
    """What a viewer can have of a stream, by kind of medium. Raises BadOffer."""
    taken: dict[str, AnsweredMedia] = {}
    for media in offer.media:
        codec = _equal(media, published.get(media.kind))
        if media.usable and media.receives and codec is not None and media.kind not in taken:
            taken[media.kind] = AnsweredMedia(
                media.index,
                media.kind,
                _narrow(_to_viewer(codec, published[media.kind]), DOWNLINK_FEEDBACK),
                _extensions(media, DOWNLINK_EXTENSIONS) if media.kind == "video" else {},
                _source(sources[media.kind], codec),
            )
    return _unless_empty(taken.values(), "The offer can play none of the stream's codecs.")


def _layers(media: OfferedMedia) -> tuple[str, ...]:
    """The layers that we can tell apart."""
    return media.layers if LAYER in _extensions(media, LAYER_EXTENSIONS) else ()


def _from_publisher(codec: Codec, voice: bool) -> Codec:
    return opus.from_publisher(codec, voice=voice) if codec.name == "opus" else codec


def _to_viewer(codec: Codec, published: Codec) -> Codec:
    return opus.to_viewer(codec, published) if codec.name == "opus" else codec


def _source(source: Source, codec: Codec) -> Source:
    return source if codec.repair is not None else replace(source, repair_ssrc=None)


def _unless_empty(taken: Iterable[AnsweredMedia], sentence: str) -> tuple[AnsweredMedia, ...]:
    accepted = tuple(taken)
    if not accepted:
        raise BadOffer("no-common-codec", sentence)
    return accepted


def _preferred(media: OfferedMedia) -> Codec | None:
    for name in PREFERENCE.get(media.kind, ()):
        offered = [codec for codec in media.codecs if codec.name == name]
        if offered:
            return min(offered, key=_publisher_rank)
    return None


def _publisher_rank(codec: Codec) -> int:
    """Of several H.264 or VP9 entries, the profile that most decoders have; then the first."""
    if codec.name == "h264":
        fragments = str(codec.parameters.get("packetization-mode", "0")) == "1"
        baseline = _profile(codec) == "PROFILE_CONSTRAINED_BASELINE"
        return 2 * (not fragments) + (not baseline)
    return 0 if _profile(codec) == "0" else 1


def _equal(media: OfferedMedia, published: Codec | None) -> Codec | None:
    """The offered codec that plays what is published."""
    if published is None:
        return None
    offered = [codec for codec in media.codecs if codec.name == published.name]
    exact = [codec for codec in offered if same_variant(codec, published)]
    return next(iter(exact or offered), None)


def same_variant(one: Codec, other: Codec) -> bool:
    """Whether a decoder of one plays the other."""
    return _variant(one) == _variant(other)


def _variant(codec: Codec) -> tuple[str, str, str]:
    return codec.name, _profile(codec), str(codec.parameters.get("packetization-mode", "0"))


def _profile(codec: Codec) -> str:
    """The profile in a form that can be compared."""
    if codec.name != "h264":
        return str(codec.parameters.get("profile-id", codec.parameters.get("profile", "0")))
    # Without the parameter it is baseline (RFC 6184, 8.1).
    level_id = str(codec.parameters.get("profile-level-id", "42000a"))
    try:
        return parse_h264_profile_level_id(level_id)[0].name
    except ValueError:
        return level_id[:4].lower()


def _uplink_feedback(media: OfferedMedia) -> set[str]:
    """Transport-wide feedback where the sender numbers its packets for it, else REMB."""
    offered = {each for codec in media.codecs for each in codec.feedback}
    numbered = "transport-cc" in offered and TRANSPORT_SEQUENCE in _extensions(
        media, UPLINK_EXTENSIONS
    )
    useless = "goog-remb" if numbered else "transport-cc"
    return {each for each in UPLINK_FEEDBACK if each != useless}


def _narrow(codec: Codec, feedback: Iterable[str]) -> Codec:
    return replace(codec, feedback=codec.feedback & frozenset(feedback))


def _extensions(media: OfferedMedia, wanted: Iterable[str]) -> dict[str, int]:
    # Our headers are of the one-byte form, which has ids 1 to 14.
    return {uri: media.extensions[uri] for uri in wanted if 1 <= media.extensions.get(uri, 0) <= 14}


def write_answer(offer: Offer, accepted: Sequence[AnsweredMedia], transport: Transport) -> str:
    """The answer's text."""
    by_index = {media.index: media for media in accepted}
    mids = [offer.media[media.index].mid for media in accepted]
    lines = ["v=0", "o=- 1 1 IN IP4 0.0.0.0", "s=-", "t=0 0", "a=ice-lite"]
    if all(mids):
        lines.append("a=group:BUNDLE " + " ".join(mids))
    lines.append("a=msid-semantic:WMS *")
    for media in offer.media:
        answered = by_index.get(media.index)
        if answered is None:
            lines += _rejected(media)
        else:
            lines += _head(offer, media, answered)
            lines += _codec_lines(answered)
            lines += _source_lines(answered.source)
            lines += _transport_lines(transport)
    return "\r\n".join(lines) + "\r\n"


def _rejected(media: OfferedMedia) -> list[str]:
    lines = [f"m={media.kind} 0 {media.protocol} {' '.join(media.formats)}", "c=IN IP4 0.0.0.0"]
    lines += [f"a=mid:{media.mid}"] if media.mid else []
    return [*lines, "a=inactive"]


def _head(offer: Offer, media: OfferedMedia, answered: AnsweredMedia) -> list[str]:
    codec = answered.codec
    # Redundancy first: a browser sends what stands first.
    numbers = (codec.redundancy, codec.payload_type, codec.repair)
    formats = [str(each) for each in numbers if each is not None]
    lines = [f"m={media.kind} 9 {media.protocol} {' '.join(formats)}", "c=IN IP4 0.0.0.0"]
    lines += [f"a=mid:{media.mid}"] if media.mid else []
    lines += ["a=sendonly" if answered.source is not None else "a=recvonly", "a=rtcp-mux"]
    lines += ["a=rtcp-rsize"] if offer.reduced_size else []
    lines += ["a=rtcp-xr:rcvr-rtt=all"] if offer.asks_distance else []
    lines += [f"a=extmap:{number} {uri}" for uri, number in answered.extensions.items()]
    return lines + answer_lines(answered.layers)


def _codec_lines(answered: AnsweredMedia) -> list[str]:
    codec, number = answered.codec, answered.codec.payload_type
    channels = f"/{codec.channels}" if (codec.channels or 1) > 1 else ""
    lines = [f"a=rtpmap:{number} {_NAMES[codec.name]}/{codec.clock_rate}{channels}"]
    lines += [f"a=rtcp-fb:{number} {each}" for each in sorted(codec.feedback)]
    parameters = _parameters(answered)
    lines += [f"a=fmtp:{number} {parameters}"] if parameters else []
    if codec.repair is not None:
        lines += [f"a=rtpmap:{codec.repair} rtx/{codec.clock_rate}"]
        lines += [f"a=fmtp:{codec.repair} apt={number}"]
    if codec.redundancy is not None:
        lines += [f"a=rtpmap:{codec.redundancy} red/{codec.clock_rate}{channels}"]
        lines += [f"a=fmtp:{codec.redundancy} {number}/{number}"]
    return lines


def _parameters(answered: AnsweredMedia) -> str:
    codec = answered.codec
    repeated = codec.parameters if codec.name == "opus" else PARAMETERS.get(codec.name, ())
    parts = [f"{name}={codec.parameters[name]}" for name in repeated if name in codec.parameters]
    if answered.source is None and codec.feedback & {"transport-cc", "goog-remb"}:
        parts.append(f"x-google-start-bitrate={START_BITRATE}")
    return ";".join(parts)


def _source_lines(source: Source | None) -> list[str]:
    if source is None:
        return []
    lines = [f"a=msid:{source.msid}"]
    ssrcs = [each for each in (source.ssrc, source.repair_ssrc) if each is not None]
    if source.repair_ssrc is not None:
        lines.append(f"a=ssrc-group:FID {source.ssrc} {source.repair_ssrc}")
    for ssrc in ssrcs:
        lines += [f"a=ssrc:{ssrc} cname:{source.cname}", f"a=ssrc:{ssrc} msid:{source.msid}"]
    return lines


def _transport_lines(transport: Transport) -> list[str]:
    algorithm, value = transport.fingerprint
    return [*_ice_lines(transport), f"a=fingerprint:{algorithm} {value}", "a=setup:passive"]


def _ice_lines(transport: Transport) -> list[str]:
    return [
        f"a=ice-ufrag:{transport.credentials.ufrag}",
        f"a=ice-pwd:{transport.credentials.password}",
        *(each.line(place) for place, each in enumerate(transport.candidates)),
        "a=end-of-candidates",
    ]


def write_fragment(transport: Transport, tag: tuple[str, str]) -> str:
    """The answer to an ICE restart (RFC 9725, 4.3.3): our new credentials and all candidates.

    `tag` is kind and mid of the m-line that stands for the bundle (RFC 8840, 4.4).
    """
    kind, mid = tag
    head = ["a=ice-lite", f"m={kind} 9 UDP/TLS/RTP/SAVPF 0"] + ([f"a=mid:{mid}"] if mid else [])
    return "\r\n".join([*head, *_ice_lines(transport)]) + "\r\n"
