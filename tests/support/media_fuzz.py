"""Fuzz targets of media: what must hold for any bytes, and how bytes are made.

Rule 1: a target takes bytes and returns whether they were read; it raises nothing but by mistake.
What a parser may raise (ValueError, BadOffer) it catches itself.

Rule 2: inputs are seeds of the corpus, damaged as a hostile peer would damage them. The chance is
given, so that hypothesis shrinks and a long run can be repeated.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from aiortc import sdp

from media import red, rtcp, rtp
from media.acceptance import accept_publisher, accept_viewer
from media.answer import Transport, write_answer
from media.candidates import Candidate
from media.descriptor import describe, renumber
from media.errors import BadOffer
from media.fragment import parse_fragment
from media.framing import Deframer, frame
from media.ice import Credentials, IceLite, parse_request
from media.keyframes import starts_key_frame
from media.offer import parse_offer
from media.publisher import REPORT_INTERVAL
from media.uptrack import Encoding, UpTrack

CORPUS = Path(__file__).resolve().parents[1] / "media" / "corpus"
CODECS = ("vp8", "vp9", "h264", "av1", "opus")
HOSTILE_NUMBERS = (0, 1, 0x7F, 0x80, 0xFF)
MOST_DAMAGE = 8
LONGEST = 70_000

Check = Callable[[bytes], bool]
TRANSPORT = Transport(
    Credentials("ufrag", "password"), ("sha-256", "AB"), [Candidate("udp", "127.0.0.1", 9)]
)


@dataclass(frozen=True, slots=True)
class Target:
    """One thing to be fuzzed."""

    check: Check
    folder: str
    """Of the corpus."""

    def seeds(self) -> Sequence[bytes]:
        """What real peers send."""
        return [file.read_bytes() for file in sorted((CORPUS / self.folder).iterdir())]


def stun(data: bytes) -> bool:
    """Read or refused; never authentic with a password of ours; its answer can be made."""
    try:
        request = parse_request(data)
    except ValueError:
        return False
    if request is None:
        return True
    assert not request.is_authentic("another password of ours")
    ice = IceLite(Credentials(request.ufrag, "password"))
    verdict = ice.got_request(request, ("192.0.2.1", 9))
    assert verdict is not None and len(verdict.reply) < 100
    return True


def offer(data: bytes) -> bool:
    """Read or refused; what is taken of it has an answer that a foreign parser reads."""
    try:
        parsed = parse_offer(data.decode("utf-8", "surrogateescape"))
    except BadOffer:
        return False
    try:
        accepted = accept_publisher(parsed)
    except BadOffer:
        return True
    answer = write_answer(parsed, accepted, TRANSPORT)
    assert len(sdp.SessionDescription.parse(answer).media) == len(parsed.media)
    codecs = {media.kind: media.codec for media in accepted}
    try:
        accept_viewer(parsed, codecs, {})
    except (BadOffer, KeyError):
        # Sources are missing on purpose: who only sends gets BadOffer before they are asked for.
        pass
    return True


def fragment(data: bytes) -> bool:
    """Read or refused; a name and a password that ICE allows."""
    try:
        parsed = parse_fragment(data.decode("utf-8", "surrogateescape"))
    except BadOffer:
        return False
    assert parsed.ufrag is None or 4 <= len(parsed.ufrag) <= 256
    return True


def packet(data: bytes) -> bool:
    """Read or refused; nothing invented; what was read survives being written again."""
    try:
        parsed = rtp.parse(data)
    except ValueError:
        return False
    assert parsed.payload in data
    assert all(value in data for value in parsed.extensions.values())
    numbers = (parsed.payload_type, parsed.marker, parsed.sequence, parsed.timestamp, parsed.ssrc)
    again = rtp.parse(rtp.write(*numbers, b"", parsed.payload))
    assert (again.payload, again.sequence, again.marker) == (
        *(parsed.payload, parsed.sequence, parsed.marker),
    )
    for codec in CODECS:
        _payload(codec, parsed.payload)
    return True


def _payload(codec: str, payload: bytes) -> None:
    """Any payload is a key frame's begin or not, and has a descriptor or not."""
    starts_key_frame(codec, payload)
    descriptor = describe(codec, payload)
    if descriptor is not None and descriptor.picture is not None:
        again = renumber(payload, descriptor, descriptor.picture, descriptor.base or 0)
        assert describe(codec, again) == descriptor


def extensions(data: bytes) -> bool:
    """Any header extension: elements lie inside, ids are of their form."""
    for profile in (rtp.ONE_BYTE_PROFILE, rtp.TWO_BYTE_PROFILE, 0x1234):
        words = len(data) // 4 & 0xFFFF
        head = rtp.write(96, False, 1, 1, 1, b"x", b"")[:12]
        block = profile.to_bytes(2, "big") + words.to_bytes(2, "big") + data[: 4 * words]
        found = rtp.parse(head + block).extensions
        assert all(0 <= number <= 255 and len(value) <= 255 for number, value in found.items())
    return True


def control(data: bytes) -> bool:
    """Read whole or refused; a packet's work is bounded; NACKs survive being written again."""
    try:
        messages = rtcp.parse(data)
    except ValueError:
        return False
    assert len(messages) <= len(data)
    for message in messages:
        if isinstance(message, rtcp.Nack):
            assert len(message.sequences) <= 17 * rtcp.MAX_NACK_ENTRIES
            wanted = rtcp.write_nack(1, message.ssrc, message.sequences)
            (again,) = rtcp.parse(wanted) if message.sequences else (message,)
            assert isinstance(again, rtcp.Nack)
            assert set(again.sequences) == set(message.sequences)
    return True


def redundancy(data: bytes) -> bool:
    """Read or refused; blocks lie in the payload; the last is not empty."""
    try:
        blocks = red.parse(data)
    except ValueError:
        return False
    assert len(blocks) <= red.MOST_BLOCKS + 1 and blocks[-1].data
    assert sum(len(block.data) for block in blocks) <= len(data)
    return True


def framing(data: bytes) -> bool:
    """Cut anywhere, the same datagrams come out; nothing is kept beyond one frame."""
    whole, piece = Deframer(), Deframer()
    try:
        expected = whole.feed(data)
        found = [each for at in range(0, len(data), 7) for each in piece.feed(data[at : at + 7])]
    except ValueError:
        return False
    assert found == expected
    assert b"".join(map(frame, expected)) in data or b"\x00\x00" in data
    return True


def track(data: bytes) -> bool:
    """Packets of any numbers and times through an up track: bounded, and nothing leaves twice."""
    up = UpTrack(Encoding("vp8", 90_000, 96, 97, nack=True))
    now, left = 0.0, list[tuple[int, int]]()
    for at in range(0, len(data) - 4, 5):
        kind, sequence, pause = data[at], int.from_bytes(data[at + 1 : at + 3], "big"), data[at + 3]
        now += pause / 100
        body = sequence.to_bytes(2, "big") + data[at : at + 5]
        received = rtp.RtpPacket(96, False, sequence, sequence * 3000, kind & 3, {}, body)
        taken = up.receive_repair(received, now) if kind & 128 else up.receive(received, now)
        if taken is not None:
            left = [] if taken.restart else left
            left.append((taken.index, kind & 3))
        assert len(up.missing(now)) <= 256
        if now % REPORT_INTERVAL < 0.01:
            up.report(now)
    indexes = [index for index, _ in left]
    assert len(indexes) == len(set(indexes))
    return True


TARGETS: Mapping[str, Target] = {
    "stun": Target(stun, "stun"),
    "offer": Target(offer, "offer"),
    "fragment": Target(fragment, "offer"),
    "rtp": Target(packet, "rtp"),
    "extensions": Target(extensions, "rtp"),
    "rtcp": Target(control, "rtcp"),
    "red": Target(redundancy, "rtp"),
    "framing": Target(framing, "stun"),
    "track": Target(track, "rtp"),
}


def damaged(seeds: Sequence[bytes], chance: Random) -> bytes:
    """One of the seeds after a few blows."""
    data = bytearray(chance.choice(seeds))
    for _ in range(chance.randint(0, MOST_DAMAGE)):
        chance.choice(_BLOWS)(data, seeds, chance)
    return bytes(data[:LONGEST])


def _flip(data: bytearray, seeds: Sequence[bytes], chance: Random) -> None:
    if data:
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


def _set(data: bytearray, seeds: Sequence[bytes], chance: Random) -> None:
    if data:
        data[chance.randrange(len(data))] = chance.choice(HOSTILE_NUMBERS)


def _set_head(data: bytearray, seeds: Sequence[bytes], chance: Random) -> None:
    """Heads decide; a blow at random would seldom hit one of a long packet."""
    if data:
        data[chance.randrange(min(len(data), 24))] = chance.randrange(256)


def _cut(data: bytearray, seeds: Sequence[bytes], chance: Random) -> None:
    del data[chance.randint(0, len(data)) :]


def _remove(data: bytearray, seeds: Sequence[bytes], chance: Random) -> None:
    at = chance.randint(0, len(data))
    del data[at : at + chance.randint(1, 64)]


def _repeat(data: bytearray, seeds: Sequence[bytes], chance: Random) -> None:
    at = chance.randint(0, len(data))
    data[at:at] = data[at : at + chance.randint(1, 200)] * chance.randint(1, 20)
    del data[LONGEST:]


def _insert(data: bytearray, seeds: Sequence[bytes], chance: Random) -> None:
    at = chance.randint(0, len(data))
    data[at:at] = chance.randbytes(chance.randint(1, 16))


def _cross(data: bytearray, seeds: Sequence[bytes], chance: Random) -> None:
    other = chance.choice(seeds)
    data[chance.randint(0, len(data)) :] = other[chance.randint(0, len(other)) :]


_BLOWS = (_flip, _set, _set_head, _cut, _remove, _repeat, _insert, _cross)
