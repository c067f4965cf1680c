"""What a sound file is, by its first bytes. Its name and its declared type prove nothing."""

from enum import StrEnum

HEAD = 12
"""Bytes to look at."""
SOUND_FILE = "sound.mp3"
"""What the converter writes."""


class SoundType(StrEnum):
    """What is taken; the value is the one demuxer that may read it."""

    OGG = "ogg"
    WAV = "wav"
    MP4 = "mov"
    AAC = "aac"
    MP3 = "mp3"


def recognise(head: bytes) -> SoundType | None:
    """The type that the first bytes show; None when it is none of ours."""
    if head.startswith(b"OggS"):
        return SoundType.OGG
    if head.startswith(b"RIFF") and head[8:12] == b"WAVE":
        return SoundType.WAV
    if head[4:8] == b"ftyp":
        return SoundType.MP4
    return SoundType.MP3 if head.startswith(b"ID3") else _by_frame(head)


def _by_frame(head: bytes) -> SoundType | None:
    """By the first frame's sync word: twelve ones; layer 0 is AAC (ADTS), the others are MPEG."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xF0 != 0xF0:
        return None
    return SoundType.AAC if head[1] & 0x06 == 0 else SoundType.MP3
