"""What an invitee's device check found, in words for the host. Pure."""

from dataclasses import dataclass

from scheduling.plans import Check, MediaPath

PATHS = {
    MediaPath.UDP: "direct connection",
    MediaPath.TCP: "connection by TCP",
    MediaPath.RELAY: "connection by relay",
}


@dataclass(frozen=True, slots=True)
class Seen:
    """Whether the call can work, and the sentence that says how, or what to do."""

    ok: bool
    words: str


def seen(check: Check) -> Seen:
    """The worst thing first: what stands in the way is all that the host needs to know."""
    if check.path is MediaPath.NONE:
        return Seen(False, "the network lets no video through; plan slides only, or the telephone")
    if not check.microphone:
        return Seen(False, "no microphone; they can listen and write")
    if not check.sound:
        return Seen(False, "no sound; they may not hear you")
    camera = "camera, sound" if check.camera else "sound, no camera"
    return Seen(True, f"{camera}, {PATHS[check.path]}")
