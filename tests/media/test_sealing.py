"""Sealing agrees with the RFCs' own examples, and with libsrtp at the other end."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from media.aiortc_seam import Unauthenticated
from media.batch import Recipients
from media.rtp import WRAP, one_byte_extension, parse, write
from media.sealing import MediaKey, Secrets, derive, seal
from media.sodium_seam import available
from tests.support.media_keys import keys_of_a_thread

pytestmark = pytest.mark.skipif(not available, reason="this CPU has no instructions for AES")


def test_example_of_the_packet() -> None:
    """RFC 7714, 16.2.1: a packet encrypted with AEAD_AES_256_GCM."""
    key = MediaKey(bytes(range(32)), b"Quid pro quo")
    head = bytes.fromhex("8040f17b8041f8d35501a0b2")
    body = b"Gallia est omnis divisa in partes tres"
    assert seal(key, head + body, 0xF17B) == head + bytes.fromhex(
        "32b1de78a822fe12ef9f78fa332e33aab18012389a58e2f3b50b2a0276ffae0f"
        "1ba63799b87b7aa3db36dfffd6b0f9bb7878d7a76c13"
    )


def test_example_of_the_keys() -> None:
    """RFC 6188, 7.2: keys derived by AES-256; its salt of 14 bytes tells us 12 of ours."""
    master = bytes.fromhex("f0f04914b513f2763a1b1fa130f10e2998f6f6e43e4309d1e622a0e332b9f1b6")
    key, salt = derive(master, bytes.fromhex("3b04803de51ee7c96423ab5b78d2"))
    assert key.hex() == "5ba1064e30ec51613cad926c5a28ef731ec7fb397f70a960653caf06554cd8c4"
    assert salt.hex() == "fa31791685ca444a9e07c6c6"


@settings(deadline=None, max_examples=40)
@given(
    first=st.integers(0, WRAP - 200),
    steps=st.lists(st.integers(1, WRAP // 2 - 1), max_size=12),
    ssrc=st.integers(1, 0xFFFFFFFF),
    body=st.binary(max_size=1200),
    extended=st.booleans(),
)
def test_libsrtp_opens_it(
    first: int, steps: list[int], ssrc: int, body: bytes, extended: bool
) -> None:
    """Whatever the packet, wherever the line begins, however often it wraps."""
    ours, theirs = PAIR
    assert ours.media is not None
    extension = one_byte_extension(3, b"abc") if extended else b""
    number, used = first, USED
    ssrc = next(each for each in range(ssrc, ssrc + 1000) if each & 0xFFFFFFFF not in used)
    used.add(ssrc & 0xFFFFFFFF)
    for step in (0, *steps):
        number += step
        packet = write(96, True, number, 7, ssrc & 0xFFFFFFFF, extension, body)
        assert theirs.unprotect(seal(ours.media, packet, number)) == packet


PAIR = keys_of_a_thread()
USED: set[int] = set()
"""SSRCs of this process: libsrtp remembers each one's numbers."""


def test_a_changed_number_does_not_open() -> None:
    """The number is in the nonce, all of it: a wrap that is not counted darkens the line."""
    ours, theirs = keys_of_a_thread()
    assert ours.media is not None
    packet = write(96, True, 5, 7, 9, b"", b"body")
    with pytest.raises(Unauthenticated):
        theirs.unprotect(seal(ours.media, packet, 5 + WRAP))
    assert parse(theirs.unprotect(seal(ours.media, packet, 5))).payload == b"body"


def test_side_by_side() -> None:
    """Secrets of many are those of each, whoever is picked out of them."""
    keys = [MediaKey(bytes([i]) * 32, bytes([i, 1]) * 6) for i in range(5)]
    secrets = Secrets.of(keys)
    assert [secrets.one(i) for i in range(5)] == keys
    assert secrets.part(1, 3) == Secrets.of(keys[1:3])
    assert secrets.chosen([True, False, False, False, True]) == Secrets.of([keys[0], keys[4]])


@given(st.integers(0, 1 << 40), st.lists(st.sampled_from([0, 7, WRAP, 5 * WRAP + 1]), max_size=6))
def test_nonces_of_many(index: int, offsets: list[int]) -> None:
    """Everybody's nonce is the salt with source and number laid over it (RFC 7714, 8.1)."""
    salts = [bytes([i + 1]) * 12 for i in range(len(offsets))]
    secrets = Secrets.of([MediaKey(bytes(32), salt) for salt in salts])
    nonces = secrets.nonces(b"ssrc", index, offsets)
    for place, (salt, offset) in enumerate(zip(salts, offsets, strict=True)):
        blank = bytes(2) + b"ssrc" + (index + offset).to_bytes(6, "big")
        expected = bytes(a ^ b for a, b in zip(salt, blank, strict=True))
        assert nonces[12 * place : 12 * place + 12] == expected
    assert secrets.nonces(b"ssrc", index, [0] * len(salts)) == secrets.nonces(b"ssrc", index, ())


def test_numbers() -> None:
    """A viewer's numbers are the line's, moved by its offset."""
    to = Recipients([], [b"a", b"b"], [0, -WRAP])
    assert to.numbers(0, [WRAP, WRAP + 1]) == [WRAP, WRAP + 1]
    assert to.numbers(1, [WRAP, WRAP + 1]) == [0, 1]
