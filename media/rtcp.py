"""RTCP: what peers tell us, read into messages; what we tell peers, written (RFC 3550, 4585).

Rule 1: `parse` reads a whole compound packet or raises ValueError; it never returns half of one.

Rule 2: kinds we have no use for are passed over.

Rule 3: numbers in messages are those of the wire; indexes are made by whoever knows the line.
"""

from collections.abc import Callable, Iterable, Sequence
from struct import Struct, error, pack, unpack_from

from media.distance import EXTENDED_REPORT, ReceiverReference, ReferenceReply, read_extended_report
from media.hot import value

SENDER_REPORT, RECEIVER_REPORT, SOURCE_DESCRIPTION, GOODBYE = 200, 201, 202, 203
TRANSPORT_FEEDBACK, PAYLOAD_FEEDBACK = 205, 206

GENERIC_NACK = 1
TRANSPORT_WIDE = 15
PICTURE_LOSS, FULL_INTRA_REQUEST, APPLICATION = 1, 4, 15

MAX_NACK_ENTRIES = 128
"""An entry names up to 17 packets; more than this no honest viewer misses at once."""

_HEAD = Struct("!BBH")
_SSRC = Struct("!I")
_BLOCK = Struct("!IIIIII")


@value
class ReportBlock:
    """What a receiver says about one source."""

    ssrc: int
    fraction: int
    """Share lost since the last report, in 256ths."""
    lost: int
    """Packets lost since the beginning; may be below zero with duplicates."""
    highest: int
    """Highest sequence number received, extended to 32 bits."""
    jitter: int
    """In units of the media clock."""
    last_report: int
    """Middle 32 bits of the newest sender report's NTP time, 0 when there was none."""
    delay: int
    """Time since that report came, in 1/65536 s."""


@value
class SenderReport:
    """A source ties its media clock to its wall clock."""

    ssrc: int
    ntp: int
    """64-bit NTP time."""
    rtp: int
    packets: int
    octets: int
    blocks: tuple[ReportBlock, ...]


@value
class ReceiverReport:
    """A receiver's view of the sources it hears."""

    ssrc: int
    blocks: tuple[ReportBlock, ...]


@value
class Nack:
    """A receiver misses packets of one source."""

    ssrc: int
    """The source whose packets are missing."""
    sequences: tuple[int, ...]


@value
class KeyFrameRequest:
    """A receiver cannot go on without a key frame (PLI or FIR)."""

    ssrc: int


@value
class Remb:
    """A receiver's estimate of what its downlink carries."""

    bitrate: int
    """Bits a second."""


@value
class Goodbye:
    """Sources have stopped."""

    ssrcs: tuple[int, ...]


Message = (
    SenderReport
    | ReceiverReport
    | Nack
    | KeyFrameRequest
    | Remb
    | ReceiverReference
    | ReferenceReply
    | Goodbye
)


def parse(data: bytes) -> list[Message]:
    """Read a decrypted compound packet. Raises ValueError when any part of it is malformed."""
    messages: list[Message] = []
    at, size = 0, len(data)
    try:
        while at < size:
            first, kind, words = _HEAD.unpack_from(data, at)
            begin, at = at + 4, at + 4 + 4 * words
            if first >> 6 != 2 or at > size:
                raise ValueError("RTCP packet is cut off or not version 2")
            reader = _READERS.get(kind)
            if reader is not None:
                messages += reader(first & 0x1F, data[begin:at])
    except error as problem:
        raise ValueError("RTCP packet is too short") from problem
    return messages


def _blocks(count: int, body: bytes, at: int) -> tuple[ReportBlock, ...]:
    end = at + _BLOCK.size * count
    if end > len(body):
        raise ValueError("RTCP report has fewer blocks than it says")
    blocks: list[ReportBlock] = []
    for ssrc, loss, highest, jitter, report, delay in _BLOCK.iter_unpack(body[at:end]):
        # Of the 24 bits that say how many were lost, the highest is the sign.
        lost = (loss & 0xFFFFFF) - ((loss & 0x800000) << 1)
        blocks.append(ReportBlock(ssrc, loss >> 24, lost, highest, jitter, report, delay))
    return tuple(blocks)


def _sender_report(count: int, body: bytes) -> Iterable[Message]:
    ssrc, ntp, rtp, packets, octets = unpack_from("!IQIII", body)
    return [SenderReport(ssrc, ntp, rtp, packets, octets, _blocks(count, body, 24))]


def _receiver_report(count: int, body: bytes) -> Iterable[Message]:
    (ssrc,) = _SSRC.unpack_from(body)
    return [ReceiverReport(ssrc, _blocks(count, body, 4))]


def _goodbye(count: int, body: bytes) -> Iterable[Message]:
    return [Goodbye(unpack_from(f"!{count}I", body))]


def _transport_feedback(form: int, body: bytes) -> Iterable[Message]:
    if form != GENERIC_NACK:
        return []
    _, ssrc = unpack_from("!II", body)
    entries = (len(body) - 8) // 4
    if entries > MAX_NACK_ENTRIES:
        raise ValueError("NACK names too many packets")
    return [Nack(ssrc, tuple(_nacked(unpack_from(f"!{2 * entries}H", body, 8))))]


def _nacked(fields: Sequence[int]) -> Iterable[int]:
    for first, mask in zip(fields[::2], fields[1::2], strict=True):
        yield first
        for bit in range(16):
            if mask >> bit & 1:
                yield first + bit + 1 & 0xFFFF


def _payload_feedback(form: int, body: bytes) -> Iterable[Message]:
    _, ssrc = unpack_from("!II", body)
    if form == PICTURE_LOSS:
        return [KeyFrameRequest(ssrc)]
    if form == FULL_INTRA_REQUEST:
        return [KeyFrameRequest(unpack_from("!I", body, at)[0]) for at in range(8, len(body), 8)]
    if form == APPLICATION and body[8:12] == b"REMB":
        head, mantissa = unpack_from("!BH", body, 13)
        return [Remb((mantissa | (head & 3) << 16) << (head >> 2))]
    return []


def _extended_report(_: int, body: bytes) -> Iterable[Message]:
    return read_extended_report(body)


_READERS: dict[int, Callable[[int, bytes], Iterable[Message]]] = {
    SENDER_REPORT: _sender_report,
    RECEIVER_REPORT: _receiver_report,
    GOODBYE: _goodbye,
    TRANSPORT_FEEDBACK: _transport_feedback,
    PAYLOAD_FEEDBACK: _payload_feedback,
    EXTENDED_REPORT: _extended_report,
}


def _packet(count: int, kind: int, body: bytes) -> bytes:
    return pack("!BBH", 0x80 | count, kind, len(body) // 4) + body


def write_sender_report(ssrc: int, ntp: int, rtp: int, packets: int, octets: int) -> bytes:
    """A sender report without blocks."""
    counts = (packets & 0xFFFFFFFF, octets & 0xFFFFFFFF)
    return _packet(0, SENDER_REPORT, pack("!IQIII", ssrc, ntp, rtp & 0xFFFFFFFF, *counts))


def write_receiver_report(ssrc: int, blocks: Sequence[ReportBlock]) -> bytes:
    """A receiver report about up to 31 sources."""
    body = pack("!I", ssrc)
    for block in blocks:
        loss = block.fraction << 24 | block.lost & 0xFFFFFF
        numbers = (block.highest & 0xFFFFFFFF, block.jitter, block.last_report, block.delay)
        body += _BLOCK.pack(block.ssrc, loss, *numbers)
    return _packet(len(blocks), RECEIVER_REPORT, body)


def write_source_description(ssrc: int, cname: str) -> bytes:
    """The name by which a receiver knows which sources share a clock."""
    name = cname.encode()
    chunk = pack("!IBB", ssrc, 1, len(name)) + name
    # At least one zero byte ends the list of items, then zeros to the full word.
    return _packet(1, SOURCE_DESCRIPTION, chunk + bytes(4 - len(chunk) % 4))


def write_nack(sender: int, ssrc: int, sequences: Iterable[int]) -> bytes:
    """Ask for packets again. `sequences` are wire numbers in the order of the line."""
    body = pack("!II", sender, ssrc)
    for first, mask in _nack_entries(sequences):
        body += pack("!HH", first, mask)
    return _packet(GENERIC_NACK, TRANSPORT_FEEDBACK, body)


def _nack_entries(sequences: Iterable[int]) -> list[tuple[int, int]]:
    entries: list[tuple[int, int]] = []
    for sequence in sequences:
        bit = (sequence - entries[-1][0] & 0xFFFF) - 1 if entries else 16
        # A number that is named already.
        if bit < 0:
            continue
        if bit < 16:
            first, mask = entries[-1]
            entries[-1] = (first, mask | 1 << bit)
        else:
            entries.append((sequence & 0xFFFF, 0))
    return entries


def write_picture_loss(sender: int, ssrc: int) -> bytes:
    """Ask a source for a key frame."""
    return _packet(PICTURE_LOSS, PAYLOAD_FEEDBACK, pack("!II", sender, ssrc))


def write_remb(sender: int, bitrate: int, ssrcs: Sequence[int]) -> bytes:
    """Tell a sender how many bits a second its sources together may take."""
    exponent = max(0, bitrate.bit_length() - 18)
    mantissa = bitrate >> exponent
    head = pack("!BBH", len(ssrcs), exponent << 2 | mantissa >> 16, mantissa & 0xFFFF)
    body = pack("!II", sender, 0) + b"REMB" + head + pack(f"!{len(ssrcs)}I", *ssrcs)
    return _packet(APPLICATION, PAYLOAD_FEEDBACK, body)


def write_transport_feedback(sender: int, ssrc: int, body: bytes) -> bytes:
    """Wrap the body that `media.feedback` makes."""
    padded = body + bytes(-len(body) % 4)
    return _packet(TRANSPORT_WIDE, TRANSPORT_FEEDBACK, pack("!II", sender, ssrc) + padded)
