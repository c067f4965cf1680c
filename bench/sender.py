"""A presenter's packets for the media benches: steady, and each says when it was sent."""

import asyncio
import time
from collections.abc import Callable
from struct import Struct

from media.rtp import write
from tests.support.media_extensions import sequence_extension
from tests.support.media_offers import AUDIO_SSRC, OPUS, VIDEO_SSRC, VP8
from tests.support.media_peer import LightPeer

FRAMES_PER_SECOND = 30
AUDIO_PER_SECOND = 50
PACKET_SIZE = 1150
LEAST_SIZE = 40

STAMP = Struct("!16xQ")
"""In every payload, behind what could be a codec's header: nanoseconds of the wall clock."""


def packets_per_second(kbps: int) -> int:
    """How many packets a presenter sends, audio and video."""
    return FRAMES_PER_SECOND * -(-(kbps * 1000 // 8 // FRAMES_PER_SECOND) // PACKET_SIZE) + (
        AUDIO_PER_SECOND
    )


class Sender:
    """Sends at a steady pace; a late wake-up is made up for at the next."""

    def __init__(self, peer: LightPeer, kbps: int) -> None:
        self._peer = peer
        self._frame_size = kbps * 1000 // 8 // FRAMES_PER_SECOND
        self._transport_sequence = 0
        self._sequences = {VIDEO_SSRC: 1000, AUDIO_SSRC: 1000}

    async def run(self, what: Callable[[int], None], per_second: int) -> None:
        """Call `what` that often, with the count of calls so far."""
        loop = asyncio.get_running_loop()
        begin = loop.time()
        count = 0
        while True:
            count += 1
            what(count)
            await asyncio.sleep(max(0.0, begin + count / per_second - loop.time()))

    def send_frame(self, count: int) -> None:
        """One frame of video; each says it is a key frame, as rtcload's do."""
        left, first = self._frame_size, True
        while left > 0:
            size = min(left, PACKET_SIZE)
            left -= size
            head = b"\x10\x10\x02\x00\x9d\x01\x2a" if first else b"\x00"
            stamp = count * 90_000 // FRAMES_PER_SECOND
            self._send(VP8, VIDEO_SSRC, stamp, left <= 0, head, size)
            first = False

    def send_sound(self, count: int) -> None:
        """Twenty milliseconds of audio."""
        self._send(OPUS, AUDIO_SSRC, count * 48_000 // AUDIO_PER_SECOND, False, b"", 80)

    def _send(self, kind: int, ssrc: int, at: int, marker: bool, head: bytes, size: int) -> None:
        self._transport_sequence += 1
        self._sequences[ssrc] += 1
        payload = bytearray(max(size, LEAST_SIZE))
        STAMP.pack_into(payload, 0, time.time_ns())
        payload[: len(head)] = head
        extension = sequence_extension(self._transport_sequence, 3)
        number = self._sequences[ssrc]
        self._peer.send_rtp(write(kind, marker, number, at, ssrc, extension, bytes(payload)))
