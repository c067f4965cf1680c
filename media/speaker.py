"""Who speaks, from the level that each publisher sends with her audio (RFC 6464). No I/O.

Rule 1: a cough changes nothing: a voice must be there for most of half a second.

Rule 2: a pause changes nothing either: whoever spoke last stays for `KEEP`.

Rule 3: who speaks is not interrupted by somebody's "mm-hm", but by a voice that goes on while hers
has paused, or that is clearly louder.

Rule 4: who is muted, or whose media has ended, is silent at once.
"""

from collections.abc import Callable, Mapping
from math import exp

AUDIBLE = 40
"""dB below full scale: speech is at 15 to 35, a quiet room at 50 and more."""

MEMORY = 0.4
"""Seconds over which a voice is judged (time constant)."""
TAKE_SHARE = 0.6
"""Share of voice that makes a speaker: 0.37 s without a pause; a cough of 0.3 s is 0.53."""
PAUSED_SHARE = 0.4
"""Below this the speaker has paused, and another may take over."""
CLEARLY_LOUDER = 6.0
"""dB by which another must be louder to take over from somebody who goes on."""
KEEP = 1.5
CHANGE_INTERVAL = 0.3
"""Least seconds between two speakers: pages move faces about, and eyes follow."""
LOOK_INTERVAL = 0.1

LONGEST_PACKET = 0.06
"""Seconds of sound that one packet can stand for; a longer gap was silence (DTX)."""


class Voice:
    """How much of the last moments somebody was heard, and how loud."""

    def __init__(self) -> None:
        self.heard_at = float("-inf")
        """When there was last an audible packet."""
        self.loudness = -127.0
        """dBov, while audible."""
        self._share = 0.0
        self._at = float("-inf")

    def heard(self, level: int, now: float) -> None:
        """Take a packet's level: dB below full scale, 0 to 127."""
        passed = min(now - self._at, LONGEST_PACKET)
        self._share = self.share(now)
        self._at = now
        if level > AUDIBLE:
            return
        weight = 1 - exp(-passed / MEMORY)
        self._share += weight
        self.loudness += (1 if now - self.heard_at > KEEP else weight) * (-level - self.loudness)
        self.heard_at = now

    def share(self, now: float) -> float:
        """The share of time in which there was a voice, the newest weighing most."""
        return self._share * exp(-max(0.0, now - self._at) / MEMORY)


class Detector:
    """Who speaks in one room."""

    def __init__(self) -> None:
        self.speaker: str | None = None
        self._voices: dict[str, Voice] = {}
        self._changed_at = float("-inf")
        self._look_at = float("-inf")

    def __len__(self) -> int:
        return len(self._voices)

    def heard(self, participant: str, level: int, now: float) -> None:
        """Somebody's packet came, with this level."""
        voice = self._voices.get(participant)
        if voice is None:
            voice = self._voices[participant] = Voice()
        voice.heard(level, now)

    def gone(self, participant: str) -> bool:
        """Somebody is heard no more. Whether that changed who speaks."""
        self._voices.pop(participant, None)
        return self._silence() if self.speaker == participant else False

    def look(self, now: float) -> bool:
        """Judge anew, if it is time to. Whether that changed who speaks."""
        if now < self._look_at:
            return False
        self._look_at = now + LOOK_INTERVAL
        current = self._voices.get(self.speaker) if self.speaker is not None else None
        rival = self._rival(now)
        if rival is not None and self._takes_over(self._voices[rival], current, now):
            self.speaker, self._changed_at = rival, now
            return True
        return self._silence() if current is not None and now - current.heard_at > KEEP else False

    def _silence(self) -> bool:
        self.speaker = None
        return True

    def _rival(self, now: float) -> str | None:
        """The loudest of those who have a voice now and are not the speaker."""
        voices = [
            (voice.loudness, who)
            for who, voice in self._voices.items()
            if who != self.speaker and voice.share(now) >= TAKE_SHARE
        ]
        return max(voices)[1] if voices else None

    def _takes_over(self, rival: Voice, current: Voice | None, now: float) -> bool:
        if now - self._changed_at < CHANGE_INTERVAL:
            return False
        return (
            current is None
            or current.share(now) < PAUSED_SHARE
            or rival.loudness >= current.loudness + CLEARLY_LOUDER
        )


class Speakers:
    """Who speaks in every room; tells when that changes."""

    def __init__(self, tell: Callable[[str, str | None], None]) -> None:
        self._tell = tell
        self._rooms: dict[str, Detector] = {}

    def __len__(self) -> int:
        """Rooms in which somebody was heard."""
        return len(self._rooms)

    def heard(self, room: str, participant: str, level: int, now: float) -> None:
        """A packet of somebody who is not muted came, with this level."""
        detector = self._rooms.get(room)
        if detector is None:
            detector = self._rooms[room] = Detector()
        detector.heard(participant, level, now)

    def look(self, room: str, now: float) -> None:
        """Judge a room anew, if it is time to."""
        detector = self._rooms.get(room)
        if detector is not None and detector.look(now):
            self._tell(room, detector.speaker)

    def gone(self, room: str, participant: str) -> None:
        """Somebody is muted, or publishes no more."""
        detector = self._rooms.get(room)
        if detector is None:
            return
        changed = detector.gone(participant)
        if not len(detector):
            del self._rooms[room]
        if changed:
            self._tell(room, None)


class Microphone:
    """The way of one publisher's levels to the detector; who sends none is never the speaker."""

    def __init__(
        self, speakers: Speakers, room: str, participant: str, extension: int | None
    ) -> None:
        """`extension` is the id negotiated for the level; None when there is none."""
        self._speakers = speakers
        self._room = room
        self._participant = participant
        self._extension = extension

    def heard(self, extensions: Mapping[int, bytes], now: float) -> None:
        """An audio packet is forwarded; one byte: a flag, then the level (RFC 6464, 3)."""
        level = extensions.get(self._extension) if self._extension is not None else None
        if level:
            self._speakers.heard(self._room, self._participant, level[0] & 0x7F, now)

    def tick(self, now: float) -> None:
        """Time has passed."""
        self._speakers.look(self._room, now)
