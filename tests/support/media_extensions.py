"""Header extensions that a publisher writes, and the clock of its sender reports."""

import struct
import time

from tests.support.media_offers import AUDIO_LEVEL_ID


def ntp_now() -> int:
    """This moment as a 64-bit NTP time."""
    seconds = time.time() + 2_208_988_800
    return int(seconds * (1 << 32))


def sequence_extension(number: int, extension: int) -> bytes:
    """A header extension block with a transport-wide sequence number."""
    return struct.pack("!HHBHx", 0xBEDE, 1, extension << 4 | 1, number & 0xFFFF)


def level_extension(level: int) -> bytes:
    """A header extension block with how loud the packet is (RFC 6464), voice flag set."""
    return struct.pack("!HHBBxx", 0xBEDE, 1, AUDIO_LEVEL_ID << 4, 0x80 | level)
