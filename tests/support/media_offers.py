"""SDP offers to order, in the shape that browsers write them."""

from dataclasses import dataclass

AUDIO_SSRC, VIDEO_SSRC, REPAIR_SSRC = 0x1111, 0x2222, 0x3333
OPUS, RED, VP8 = 111, 63, 96

TRANSPORT_SEQUENCE = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"
SEND_TIME = "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time"
AUDIO_LEVEL = "urn:ietf:params:rtp-hdrext:ssrc-audio-level"
LAYER = "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id"
REPAIRED_LAYER = "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id"
TRANSPORT_SEQUENCE_ID, SEND_TIME_ID, AUDIO_LEVEL_ID = 3, 2, 10
LAYER_ID, REPAIRED_LAYER_ID = 11, 12

FINGERPRINT = "sha-256 " + ":".join(["AB"] * 32)


@dataclass(frozen=True, slots=True)
class Habits:
    """What a peer offers; browsers differ in these."""

    audio: bool = True
    video: bool = True
    codec: str = "VP8"
    video_payload_type: int = VP8
    """The payload type of its repairs is the next."""
    fmtp: str = ""
    repair: bool = True
    """Whether it offers RTX."""
    transport_cc: bool = True
    """Chromium offers it for both media; whoever does repeats audio, too."""
    redundancy: bool = False
    """Whether it offers RED for audio."""
    levels: bool = False
    """Whether it says how loud it is."""
    layers: tuple[str, ...] = ()
    """The rids of its simulcast."""
    fingerprint: str = FINGERPRINT
    setup: str = "actpass"
    ufrag: str = "peer"


def offer(direction: str, habits: Habits | None = None) -> str:
    """An offer whose m-lines all have that direction."""
    habits = habits or Habits()
    kinds = [kind for kind, has in (("audio", habits.audio), ("video", habits.video)) if has]
    lines = ["v=0", "o=- 7 2 IN IP4 127.0.0.1", "s=-", "t=0 0"]
    lines.append("a=group:BUNDLE " + " ".join(str(i) for i in range(len(kinds))))
    lines.append("a=msid-semantic: WMS")
    for mid, kind in enumerate(kinds):
        lines += _audio(habits) if kind == "audio" else _video(habits)
        lines += _common(mid, direction, habits)
        if direction == "sendonly":
            lines += _sources(kind, habits)
    return "\r\n".join(lines) + "\r\n"


def _audio(habits: Habits) -> list[str]:
    formats = f"{OPUS} {RED}" if habits.redundancy else f"{OPUS}"
    lines = [f"m=audio 9 UDP/TLS/RTP/SAVPF {formats}", f"a=rtpmap:{OPUS} opus/48000/2"]
    lines.append(f"a=fmtp:{OPUS} minptime=10;useinbandfec=1")
    if habits.redundancy:
        lines += [f"a=rtpmap:{RED} red/48000/2", f"a=fmtp:{RED} {OPUS}/{OPUS}"]
    lines += [f"a=extmap:{AUDIO_LEVEL_ID} {AUDIO_LEVEL}"] if habits.levels else []
    return lines + ([f"a=rtcp-fb:{OPUS} transport-cc"] if habits.transport_cc else [])


def _video(habits: Habits) -> list[str]:
    number = habits.video_payload_type
    formats = f"{number} {number + 1}" if habits.repair else f"{number}"
    lines = [f"m=video 9 UDP/TLS/RTP/SAVPF {formats}", f"a=rtpmap:{number} {habits.codec}/90000"]
    feedback = ["goog-remb", "ccm fir", "nack", "nack pli"]
    feedback += ["transport-cc"] if habits.transport_cc else []
    lines += [f"a=rtcp-fb:{number} {each}" for each in feedback]
    lines += [f"a=fmtp:{number} {habits.fmtp}"] if habits.fmtp else []
    if habits.repair:
        lines += [f"a=rtpmap:{number + 1} rtx/90000", f"a=fmtp:{number + 1} apt={number}"]
    return lines


def _common(mid: int, direction: str, habits: Habits) -> list[str]:
    lines = [
        "c=IN IP4 0.0.0.0",
        "a=rtcp:9 IN IP4 0.0.0.0",
        f"a=ice-ufrag:{habits.ufrag}",
        "a=ice-pwd:0123456789abcdef01234567",
        f"a=fingerprint:{habits.fingerprint}",
        f"a=setup:{habits.setup}",
        f"a=mid:{mid}",
        f"a={direction}",
        "a=rtcp-mux",
        "a=rtcp-rsize",
        "a=extmap:1 urn:ietf:params:rtp-hdrext:sdes:mid",
        f"a=extmap:{SEND_TIME_ID} {SEND_TIME}",
    ]
    if habits.transport_cc:
        lines.append(f"a=extmap:{TRANSPORT_SEQUENCE_ID} {TRANSPORT_SEQUENCE}")
    return lines


def _sources(kind: str, habits: Habits) -> list[str]:
    if kind == "audio":
        return [f"a=ssrc:{AUDIO_SSRC} cname:peer"]
    if habits.layers:
        # A browser names no sources then: packets say of which layer they are.
        lines = [f"a=extmap:{LAYER_ID} {LAYER}", f"a=extmap:{REPAIRED_LAYER_ID} {REPAIRED_LAYER}"]
        lines += [f"a=rid:{layer} send" for layer in habits.layers]
        return [*lines, f"a=simulcast:send {';'.join(habits.layers)}"]
    lines = [f"a=ssrc:{VIDEO_SSRC} cname:peer"]
    if habits.repair:
        lines.insert(0, f"a=ssrc-group:FID {VIDEO_SSRC} {REPAIR_SSRC}")
        lines.append(f"a=ssrc:{REPAIR_SSRC} cname:peer")
    return lines
