"""SDP answers: the text that says what we take of an offer, and where we are. No I/O.

What we cannot use is rejected by port 0 at its place (RFC 8829, 5.3.1): an answer has as many
m-lines as its offer.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from media.acceptance import AnsweredMedia, Source
from media.candidates import Candidate
from media.ice import Credentials
from media.offer import Offer, OfferedMedia
from media.simulcast import answer_lines

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
class Transport:
    """How we are reached."""

    credentials: Credentials
    fingerprint: tuple[str, str]
    candidates: Sequence[Candidate]
    """The best first."""


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
