"""How far a peer is, told by extended reports (RFC 3611). No I/O.

Sender and receiver reports tell the round trip to who sends media. Who only receives asks by its
clock (4.4), and hears how long the question lay at the other end (4.5).
"""

from collections.abc import Iterator
from struct import pack, unpack_from

from media.hot import value

EXTENDED_REPORT = 207
RECEIVER_REFERENCE, DELAY_SINCE_REFERENCE = 4, 5

ASKED = 8
"""Questions that an answer may refer to."""


@value
class ReceiverReference:
    """A peer that only receives asks how far away we are."""

    ssrc: int
    ntp: int
    """64-bit NTP time, by its clock."""


@value
class ReferenceReply:
    """A peer answers such a question."""

    ssrc: int
    """Who has asked."""
    last_reference: int
    """Middle 32 bits of the question's NTP time."""
    delay: int
    """Time since the question came, in 1/65536 s."""


def read_extended_report(body: bytes) -> Iterator[ReceiverReference | ReferenceReply]:
    """Questions and answers among its blocks. Raises struct.error when it is cut off."""
    (ssrc,) = unpack_from("!I", body)
    at = 4
    while at < len(body):
        kind, words = unpack_from("!BxH", body, at)
        if kind == RECEIVER_REFERENCE:
            yield ReceiverReference(ssrc, *unpack_from("!Q", body, at + 4))
        elif kind == DELAY_SINCE_REFERENCE:
            for part in range(words // 3):
                yield ReferenceReply(*unpack_from("!III", body, at + 4 + 12 * part))
        at += 4 + 4 * words


def write_reference(sender: int, ntp: int) -> bytes:
    """Ask how far the peer is."""
    return _extended_report(pack("!IBxHQ", sender, RECEIVER_REFERENCE, 2, ntp))


def write_reference_reply(sender: int, reference: ReceiverReference) -> bytes:
    """Answer at once whoever asks how far away we are."""
    middle = reference.ntp >> 16 & 0xFFFFFFFF
    return _extended_report(
        pack("!IBxHIII", sender, DELAY_SINCE_REFERENCE, 3, reference.ssrc, middle, 0)
    )


def _extended_report(body: bytes) -> bytes:
    return pack("!BBH", 0x80, EXTENDED_REPORT, len(body) // 4) + body


class Distance:
    """Questions of ours to one peer."""

    def __init__(self, ssrc: int) -> None:
        self._ssrc = ssrc
        self._asked: dict[int, float] = {}

    def ask(self, now: float) -> bytes:
        """A question, to be sent now."""
        # Any clock will do that runs on (4.4): only we read it.
        ntp = int(now * (1 << 32)) & 0xFFFFFFFFFFFFFFFF
        self._asked[ntp >> 16 & 0xFFFFFFFF] = now
        if len(self._asked) > ASKED:
            del self._asked[next(iter(self._asked))]
        return write_reference(self._ssrc, ntp)

    def answered(self, reply: ReferenceReply, now: float) -> float | None:
        """Seconds to the peer and back; None when the answer is to nothing that we have asked."""
        asked = self._asked.get(reply.last_reference)
        if asked is None or reply.ssrc != self._ssrc:
            return None
        return max(0.0, now - asked - reply.delay / 65536)
