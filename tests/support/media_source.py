"""A presenter's camera made of numbers: frames of packets, with key frames when asked for.

Every video payload says which frame and which packet of it it is, so a test knows what a viewer
lacks. Repairs are answered as a browser answers them: by RTX when negotiated, else by repeating.
"""

import struct
from collections.abc import Container
from dataclasses import dataclass

from media.rtcp import KeyFrameRequest, Nack, write_sender_report, write_source_description
from media.rtp import write
from tests.support.media_extensions import level_extension, ntp_now, sequence_extension
from tests.support.media_offers import (
    AUDIO_SSRC,
    OPUS,
    RED,
    REPAIR_SSRC,
    TRANSPORT_SEQUENCE_ID,
    VIDEO_SSRC,
)
from tests.support.media_peer import LightPeer

DESCRIPTOR = b"\x10"
CONTINUATION = b"\x00"
KEY_TAG, DELTA_TAG = b"\x10\x02\x00\x9d\x01\x2a\x80\x02\x68\x01", b"\x11\x02\x00"


@dataclass(frozen=True, slots=True)
class Numbered:
    """What a test payload says about itself."""

    frame: int
    part: int


def payload(frame: int, part: int, key: bool, size: int) -> bytes:
    """A VP8 payload of that size that says which one it is."""
    head = DESCRIPTOR + (KEY_TAG if key else DELTA_TAG) if part == 0 else CONTINUATION
    numbers = struct.pack("!4sIH", b"LECT", frame, part)
    return head + numbers + bytes(max(0, size - len(head) - len(numbers)))


def read_payload(data: bytes) -> Numbered:
    """Which one it is."""
    at = data.index(b"LECT")
    frame, part = struct.unpack_from("!IH", data, at + 4)
    return Numbered(frame, part)


class Camera:
    """Sends through a connected peer."""

    def __init__(
        self,
        peer: LightPeer,
        *,
        sequence: int = 1000,
        video_ssrc: int = VIDEO_SSRC,
        audio_ssrc: int = AUDIO_SSRC,
    ) -> None:
        self.peer = peer
        self.video_ssrc = video_ssrc
        self.audio_ssrc = audio_ssrc
        self.frame = 0
        self.key_frames = 0
        self.asked = 0
        """Key-frame requests heard."""
        self.nacked: list[int] = []
        """Sequence numbers that the server asked for again, with repetitions."""
        self.nacked_audio: list[int] = []
        self.video_sequence = sequence
        self.audio_sequence = sequence
        self._transport_sequence = 0
        self._repair_sequence = 0
        self._sent: dict[int, bytes] = {}
        self._sent_audio: dict[int, bytes] = {}
        self._last_word = b""
        self._heard = 0
        self._video_time = 90_000
        self._audio_time = 48_000

    def send_frame(self, packets: int = 4, size: int = 1000, *, key: bool = False) -> list[int]:
        """Send one frame; returns its sequence numbers."""
        self.frame += 1
        self._video_time += 3000
        self.key_frames += key
        numbers = []
        for part in range(packets):
            body = payload(self.frame, part, key, size)
            numbers.append(self._send_video(body, marker=part == packets - 1))
        return numbers

    def _send_video(self, body: bytes, marker: bool) -> int:
        number = self.video_sequence & 0xFFFF
        self.video_sequence += 1
        packet = write(
            self.peer.habits.video_payload_type,
            marker,
            number,
            self._video_time & 0xFFFFFFFF,
            self.video_ssrc,
            self._extension(),
            body,
        )
        self._sent[number] = packet
        self.peer.send_rtp(packet)
        return number

    def send_audio(
        self,
        body: bytes = b"\x78" + bytes(79),
        payload_type: int = OPUS,
        level: int | None = None,
    ) -> int:
        """Send one packet of audio; returns its sequence number.

        `level`, in dB below full scale, is told in the header.
        """
        number = self.audio_sequence & 0xFFFF
        self.audio_sequence += 1
        self._audio_time += 960
        stamp = self._audio_time & 0xFFFFFFFF
        extension = self._extension() if level is None else level_extension(level)
        packet = write(payload_type, False, number, stamp, self.audio_ssrc, extension, body)
        self._sent_audio[number] = packet
        self.peer.send_rtp(packet)
        return number

    def say(self, words: int, lose: Container[int] = ()) -> list[bytes]:
        """Speak for that many packets; with RED, each carries the one before it once more.

        Returns the Opus payloads, those included whose places are in `lose` and that are not sent.
        """
        said = []
        for place in range(words):
            word = b"\x78" + struct.pack("!I", self.audio_sequence) + bytes(60)
            said.append(word)
            if self.peer.habits.redundancy:
                self._send_redundant(word, place in lose)
            elif place in lose:
                self.pass_over_audio()
            else:
                self.send_audio(word)
            self._last_word = word
        return said

    def _send_redundant(self, word: bytes, lost: bool) -> None:
        head = struct.pack("!I", 1 << 31 | OPUS << 24 | 960 << 10 | len(self._last_word))
        body = bytes([OPUS]) + self._last_word + word
        if self._last_word:
            body = head + body
        if lost:
            self.pass_over_audio()
        else:
            self.send_audio(body, RED)

    def pass_over_audio(self, ticks: int = 960) -> None:
        """Use up an audio number without sending: it is lost on the way."""
        self.audio_sequence += 1
        self._audio_time += ticks

    def fall_silent(self, ticks: int) -> None:
        """Let time pass without packets, as DTX does; numbers go on."""
        self._audio_time += ticks

    def _extension(self) -> bytes:
        if not self.peer.habits.transport_cc:
            return b""
        self._transport_sequence += 1
        return sequence_extension(self._transport_sequence, TRANSPORT_SEQUENCE_ID)

    def skip(self, packets: int) -> list[int]:
        """Use up numbers without sending: packets lost on the way for good."""
        numbers = [(self.video_sequence + i) & 0xFFFF for i in range(packets)]
        self.video_sequence += packets
        return numbers

    def send_reports(self) -> int:
        """Tie both clocks to one moment; returns the NTP time."""
        ntp = ntp_now()
        for ssrc, stamp in (
            (self.video_ssrc, self._video_time),
            (self.audio_ssrc, self._audio_time),
        ):
            report = write_sender_report(ssrc, ntp, stamp, 1, 1)
            self.peer.send_rtcp(report + write_source_description(ssrc, "peer"))
        return ntp

    def answer(self) -> None:
        """Do what the server has asked for since the last call: repairs and key frames."""
        messages = self.peer.received.messages[self._heard :]
        self._heard += len(messages)
        for message in messages:
            if isinstance(message, Nack) and message.ssrc == self.video_ssrc:
                for number in message.sequences:
                    self.nacked.append(number)
                    self._repeat(number)
            elif isinstance(message, Nack):
                self._repeat_audio(message)
            elif isinstance(message, KeyFrameRequest):
                self.asked += 1
                self.send_frame(key=True)

    def _repeat_audio(self, nack: Nack) -> None:
        """Audio has no repair line: what is asked for goes out as it was."""
        for number in nack.sequences:
            self.nacked_audio.append(number)
            if number in self._sent_audio:
                self.peer.send_rtp(self._sent_audio[number])

    def _repeat(self, number: int) -> None:
        packet = self._sent.get(number)
        if packet is None:
            return
        if not self.peer.habits.repair:
            self.peer.send_rtp(packet)
            return
        self._repair_sequence += 1
        kind = self.peer.habits.video_payload_type + 1
        stamp = int.from_bytes(packet[4:8], "big")
        body = struct.pack("!H", number) + packet[20 if self.peer.habits.transport_cc else 12 :]
        extension = self._extension()
        self.peer.send_rtp(
            write(kind, packet[1] > 127, self._repair_sequence, stamp, REPAIR_SSRC, extension, body)
        )
