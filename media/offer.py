"""SDP offers, read with limits (RFC 8866, 8829). No I/O.

Rule 1: limits come before parsing. What is refused raises BadOffer with a stable code and has
cost little.

Rule 2: aiortc's parser reads; only here its objects and its errors are seen. What leaves is frozen
and complete: a codec with its feedback and its repair type, never a line of text.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from aiortc import sdp
from aiortc.rtcrtpparameters import RTCRtpCodecParameters

from media.errors import BadOffer
from media.simulcast import layers_of_sections

MAX_BYTES = 64_000
"""A browser's offer has 6 to 10 kB."""
MAX_LINES = 1_000
"""aiortc searches lists line by line: with this many that is still a millisecond."""
MAX_MEDIA = 8
MAX_CANDIDATES = 100
MAX_SOURCES = 200
"""Lines that name an SSRC; a browser has four for each of six."""
MAX_PAIRS = 20_000
"""Codecs times lines of feedback: the parser looks at each pair; a browser's offer has 6,000."""

FINGERPRINTS = ("sha-256", "sha-384", "sha-512")


@dataclass(frozen=True, slots=True)
class Codec:
    """A codec that a peer offers, or that was agreed on."""

    name: str
    """Lower case: opus, vp8, h264, …"""
    payload_type: int
    clock_rate: int
    channels: int | None
    parameters: Mapping[str, str | int | None]
    """The fmtp line."""
    feedback: frozenset[str]
    """Of RTCP: "nack", "nack pli", "transport-cc", …"""
    repair: int | None
    """The payload type of its repair packets (RTX)."""
    redundancy: int | None = None
    """The payload type of packets that carry it more than once (RED)."""


@dataclass(frozen=True, slots=True)
class OfferedMedia:
    """One m-line."""

    index: int
    """Its place in the offer."""
    kind: str
    mid: str
    protocol: str
    formats: tuple[str, ...]
    sends: bool
    """Whether the peer wants to send here."""
    receives: bool
    codecs: tuple[Codec, ...]
    extensions: Mapping[str, int]
    """Header extensions: id by URI."""
    usable: bool
    """Audio or video, in the bundle, with RTCP on the same port."""
    layers: tuple[str, ...] = ()
    """The rids of a simulcast that the peer wants to send, in its order."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A whole offer."""

    media: tuple[OfferedMedia, ...]
    fingerprints: tuple[tuple[str, str], ...]
    """Algorithm in lower, value in upper case."""
    reduced_size: bool
    """Whether the peer takes RTCP messages by themselves (RFC 5506)."""
    ufrag: str
    """The peer's name in ICE; empty when it says none."""
    asks_distance: bool = False
    """Whether it asks for the round trip while it only receives (RFC 3611, rcvr-rtt)."""


def parse_offer(text: str) -> Offer:
    """Read an offer. Raises BadOffer."""
    _check_limits(text)
    try:
        description = sdp.SessionDescription.parse(text)
        offer = _offer(description, text)
    except BadOffer:
        raise
    # aiortc's parser asserts, unpacks and looks up; a stranger's text can fail all of these.
    except Exception as error:
        raise BadOffer("offer-malformed", "The offer is not valid SDP.") from error
    _check_content(offer, description)
    return offer


def _check_limits(text: str) -> None:
    if len(text) > MAX_BYTES:
        raise BadOffer("offer-too-large", f"The offer is larger than {MAX_BYTES} bytes.")
    if not text.startswith("v=0"):
        raise BadOffer("offer-malformed", "The offer is not SDP.")
    # As the parser splits: it takes a form feed and others for ends of lines, too.
    lines = text.splitlines()
    if sum(line.startswith("m=") for line in lines) > MAX_MEDIA:
        raise BadOffer("too-many-media", f"The offer has more than {MAX_MEDIA} media sections.")
    if len(lines) > MAX_LINES:
        raise BadOffer("offer-too-large", f"The offer has more than {MAX_LINES} lines.")
    if sum(line.startswith("a=candidate:") for line in lines) > MAX_CANDIDATES:
        raise BadOffer(
            "too-many-candidates", f"The offer has more than {MAX_CANDIDATES} candidates."
        )
    if sum(line.startswith("a=ssrc:") for line in lines) > MAX_SOURCES:
        raise BadOffer("offer-too-large", f"The offer has more than {MAX_SOURCES} sources.")
    if _pairs(lines) > MAX_PAIRS:
        raise BadOffer("offer-too-large", "The offer has too many codecs with too much feedback.")


def _pairs(lines: list[str]) -> int:
    total = codecs = feedback = 0
    for line in [*lines, "m="]:
        if line.startswith("m="):
            total += codecs * feedback
            codecs = feedback = 0
        codecs += line.startswith("a=rtpmap:")
        feedback += line.startswith("a=rtcp-fb:")
    return total


def _check_content(offer: Offer, description: sdp.SessionDescription) -> None:
    if not any(media.usable for media in offer.media):
        raise BadOffer("no-media", "The offer has no media that can be bundled with RTCP.")
    if not offer.fingerprints:
        raise BadOffer("no-fingerprint", "The offer has no usable DTLS fingerprint.")
    if any(media.dtls is not None and media.dtls.role == "server" for media in description.media):
        raise BadOffer("wrong-setup", "The offer must let the server be passive (a=setup).")


def _offer(description: sdp.SessionDescription, text: str) -> Offer:
    bundled = _bundle(description)
    layers = layers_of_sections(text)
    media = tuple(
        _media(index, part, index in bundled, layers[index])
        for index, part in enumerate(description.media)
    )
    return Offer(
        media,
        _fingerprints(description),
        "\na=rtcp-rsize" in text,
        _ufrag(description),
        "\na=rtcp-xr:rcvr-rtt=all" in text,
    )


def _ufrag(description: sdp.SessionDescription) -> str:
    names = (part.ice.usernameFragment for part in description.media if part.ice is not None)
    return next(filter(None, names), "")


def _bundle(description: sdp.SessionDescription) -> set[int]:
    """The places of the m-lines that share one transport."""
    for group in description.group:
        if group.semantic == "BUNDLE":
            mids = {str(mid) for mid in group.items}
            return {i for i, part in enumerate(description.media) if part.rtp.muxId in mids}
    # Without a group, the first m-line is a bundle by itself.
    return {0}


def _fingerprints(description: sdp.SessionDescription) -> tuple[tuple[str, str], ...]:
    found: dict[tuple[str, str], None] = {}
    for media in description.media:
        for each in media.dtls.fingerprints if media.dtls is not None else ():
            if each.algorithm.lower() in FINGERPRINTS:
                found[(each.algorithm.lower(), each.value.upper())] = None
    return tuple(found)


def _media(
    index: int, part: sdp.MediaDescription, bundled: bool, layers: tuple[str, ...]
) -> OfferedMedia:
    direction = part.direction or "sendrecv"
    is_rtp = part.kind in ("audio", "video")
    return OfferedMedia(
        index=index,
        kind=part.kind,
        mid=_token(part.rtp.muxId),
        protocol=part.profile,
        formats=tuple(str(each) for each in part.fmt),
        sends=direction in ("sendrecv", "sendonly"),
        receives=direction in ("sendrecv", "recvonly"),
        codecs=_codecs(part.rtp.codecs) if is_rtp else (),
        extensions={each.uri: each.id for each in part.rtp.headerExtensions},
        # Port 0 may be a=bundle-only: then it is a part of the bundle like any other.
        usable=is_rtp and bundled and part.rtcp_mux,
        layers=layers if part.kind == "video" else (),
    )


def _token(text: str) -> str:
    """A mid goes back into the answer as it came, so it must not carry anything else."""
    if len(text) > 32 or any(not ("!" <= c <= "~") for c in text):
        raise ValueError("mid is not a token")
    return text


def _codecs(parsed: list[RTCRtpCodecParameters]) -> tuple[Codec, ...]:
    repairs = {
        each.parameters.get("apt"): each.payloadType
        for each in parsed
        if each.name.lower() == "rtx" and each.payloadType is not None
    }
    redundant = {
        _only_one_in(each): each.payloadType for each in parsed if each.name.lower() == "red"
    }
    return tuple(
        _codec(each, repairs.get(each.payloadType), redundant.get(each.payloadType))
        for each in parsed
        if each.name.lower() not in ("rtx", "red")
    )


def _only_one_in(red: RTCRtpCodecParameters) -> int | None:
    """The payload type of all blocks in RED packets: its fmtp line has nothing but "111/111"."""
    inside = {number for line in red.parameters for number in line.split("/")}
    number = inside.pop() if len(inside) == 1 else ""
    return int(number) if number.isdecimal() else None


def _codec(parsed: RTCRtpCodecParameters, repair: int | None, redundancy: int | None) -> Codec:
    payload_type = parsed.payloadType
    if payload_type is None or not 0 <= payload_type <= 127 or not parsed.clockRate > 0:
        raise ValueError("codec has an impossible payload type or clock")
    feedback = (
        # Pion ends a line without a parameter by a space.
        f"{each.type} {each.parameter or ''}".strip()
        for each in parsed.rtcpFeedback
    )
    return Codec(
        name=parsed.name.lower(),
        payload_type=payload_type,
        clock_rate=parsed.clockRate,
        channels=parsed.channels,
        parameters=dict(parsed.parameters),
        feedback=frozenset(feedback),
        repair=repair,
        redundancy=redundancy if parsed.name.lower() == "opus" else None,
    )
