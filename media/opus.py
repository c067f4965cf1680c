"""Opus, as we agree on it: parameters, repair, redundancy (RFC 7587, RFC 2198). No I/O.

Rule 1: a voice is sent with in-band FEC and without its silence (DTX), so that a muted microphone
costs next to nothing. A screen's sound is music or film: whole, and in stereo.

Rule 2: redundancy (RED) is taken where it is offered, and passed on to viewers that can play it as
it came. The blocks inside name their payload type, so it must be the same at both ends.

Rule 3: lost audio is asked for again. FEC gives back a single packet, RED one or two; a burst needs
the packets themselves.
"""

from collections.abc import Mapping
from dataclasses import replace

from media.offer import Codec

VOICE: Mapping[str, str | int | None] = {"minptime": 10, "useinbandfec": 1, "usedtx": 1}
SOUND: Mapping[str, str | int | None] = {
    "minptime": 10,
    "useinbandfec": 1,
    "stereo": 1,
    "maxaveragebitrate": 128_000,
}


def from_publisher(codec: Codec, *, voice: bool) -> Codec:
    """What a publisher is asked to send."""
    return replace(_repeatable(codec), parameters=VOICE if voice else SOUND)


def to_viewer(codec: Codec, published: Codec) -> Codec:
    """What a viewer that offers `codec` gets of what is published."""
    same = published.redundancy is not None and codec.payload_type == published.payload_type
    redundancy = codec.redundancy if same else None
    parameters = {"minptime": 10, "useinbandfec": 1}
    return replace(_repeatable(codec), parameters=parameters, redundancy=redundancy)


def _repeatable(codec: Codec) -> Codec:
    """With NACK, if the peer knows it.

    libwebrtc repeats audio, and asks for it, whenever an answer says so, but does not offer it.
    It is known by its feedback for audio: no other implementation offers transport-cc there.
    """
    if "transport-cc" not in codec.feedback:
        return codec
    return replace(codec, feedback=codec.feedback | {"nack"})
