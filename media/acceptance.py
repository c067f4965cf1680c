"""What we take of an offer. No I/O.

Rule 1: a publisher gets one codec per medium, the first of `PREFERENCE` that it offers; a viewer
gets the publisher's codec or none.

Rule 2: payload types and extension ids are the offer's, so that browsers of one kind end up with
equal ones and share a fan.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from aiortc.sdp import parse_h264_profile_level_id

from media import opus
from media.errors import BadOffer
from media.offer import Codec, Offer, OfferedMedia

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
