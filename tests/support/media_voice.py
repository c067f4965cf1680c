"""A voice for Chromium's microphone: it never pauses, so that whatever is concealed was lost.

Harmonics that glide up and down in syllables; nobody would take it for a person, but Opus spends
on it what it spends on speech.
"""

import math
import struct
import wave
from pathlib import Path

RATE = 48_000
SECONDS = 10
SYLLABLES_PER_SECOND = 4


def _sample(at: float) -> float:
    syllable = at * SYLLABLES_PER_SECOND
    loudness = 0.55 + 0.45 * math.sin(2 * math.pi * syllable)
    turn = 2 * math.pi * (140 * at + 3 * math.sin(2 * math.pi * at * 0.7))
    tone = sum(math.sin(turn * harmonic) / harmonic for harmonic in range(1, 12))
    return 0.25 * loudness * tone


def write_voice(path: Path) -> None:
    """Write the voice as a WAV file."""
    samples = (_sample(count / RATE) for count in range(RATE * SECONDS))
    data = b"".join(struct.pack("<h", round(32_000 * max(-1, min(1, s)))) for s in samples)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(data)
