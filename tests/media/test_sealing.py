"""Sealing agrees with the RFCs' own examples, and with libsrtp at the other end."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from media.aiortc_seam import Unauthenticated
from media.batch import Recipients
from media.cipher import Cipher, memory, view
from media.rtp import WRAP, one_byte_extension, parse, write
from media.sealing import CIPHERS, MediaKey, Secrets, derive, seal
from tests.support.media_keys import keys_of_a_thread

AES_128, AES_256 = "SRTP_AEAD_AES_128_GCM", "SRTP_AEAD_AES_256_GCM"

EXAMPLES = {
    AES_128: "f24de3a3fb34de6cacba861c9d7e4bcabe633bd50d294e6f42a5f47a51c7d19b"
    "36de3adf8833899d7f27beb16a9152cf765ee4390cce",
    AES_256: "32b1de78a822fe12ef9f78fa332e33aab18012389a58e2f3b50b2a0276ffae0f"
    "1ba63799b87b7aa3db36dfffd6b0f9bb7878d7a76c13",
}
"""One packet, encrypted (RFC 7714, 16.1.1 and 16.2.1)."""

DERIVED = {
    AES_128: (
        "e1f97a0d3e018be0d64fa32c06de4139",
        "0ec675ad498afeebb6960b3aabe6",
        "c61e7a93744f39ee10734afe3ff7a087",
        "30cbbc08863d8c85d49db34a",
    ),
    AES_256: (
        "f0f04914b513f2763a1b1fa130f10e2998f6f6e43e4309d1e622a0e332b9f1b6",
        "3b04803de51ee7c96423ab5b78d2",
        "5ba1064e30ec51613cad926c5a28ef731ec7fb397f70a960653caf06554cd8c4",
        "fa31791685ca444a9e07c6c6",
    ),
}
"""Master key and salt, derived key and salt (RFC 3711, B.3; RFC 6188, 7.2).

Their salts have 14 bytes; ours are the first 12 of what is derived.
"""


@pytest.fixture(params=[AES_128, AES_256])
def cipher(request: pytest.FixtureRequest) -> Cipher:
    if request.param not in CIPHERS:
        pytest.skip(f"nothing here seals by {request.param}")
    return CIPHERS[request.param]


def test_example_of_the_packet(cipher: Cipher) -> None:
    """The RFC's packet is encrypted as the RFC says."""
    key = MediaKey.of(cipher, bytes(range(cipher.key)), b"Quid pro quo")
    head = bytes.fromhex("8040f17b8041f8d35501a0b2")
    body = b"Gallia est omnis divisa in partes tres"
    assert seal(key, head + body, 0xF17B) == head + bytes.fromhex(EXAMPLES[cipher.name])


def test_example_of_the_keys(cipher: Cipher) -> None:
    """Keys are derived as the RFCs' are."""
    master_key, master_salt, key, salt = DERIVED[cipher.name]
    made = derive(cipher, bytes.fromhex(master_key), bytes.fromhex(master_salt))
    assert (made.key.hex(), made.salt.hex()) == (key, salt)


@pytest.mark.parametrize("profile", [AES_128, AES_256])
@settings(deadline=None, max_examples=40)
@given(
    first=st.integers(0, WRAP - 200),
    steps=st.lists(st.integers(1, WRAP // 2 - 1), max_size=12),
    ssrc=st.integers(1, 0xFFFFFFFF),
    body=st.binary(max_size=1200),
    extended=st.booleans(),
)
def test_libsrtp_opens_it(
    profile: str, first: int, steps: list[int], ssrc: int, body: bytes, extended: bool
) -> None:
    """Whatever the packet, wherever the line begins, however often it wraps."""
    if profile not in CIPHERS:
        pytest.skip(f"nothing here seals by {profile}")
    ours, theirs = PAIRS[profile]
    assert ours.media is not None
    extension = one_byte_extension(3, b"abc") if extended else b""
    number, used = first, USED
    ssrc = next(each for each in range(ssrc, ssrc + 1000) if each & 0xFFFFFFFF not in used)
    used.add(ssrc & 0xFFFFFFFF)
    for step in (0, *steps):
        number += step
        packet = write(96, True, number, 7, ssrc & 0xFFFFFFFF, extension, body)
        assert theirs.unprotect(seal(ours.media, packet, number)) == packet


PAIRS = {profile: keys_of_a_thread(profile) for profile in CIPHERS}
USED: set[int] = set()
"""SSRCs of this process: libsrtp remembers each one's numbers."""


def test_a_changed_number_does_not_open(cipher: Cipher) -> None:
    """The number is in the nonce, all of it: a wrap that is not counted darkens the line."""
    ours, theirs = keys_of_a_thread(cipher.name)
    assert ours.media is not None
    packet = write(96, True, 5, 7, 9, b"", b"body")
    with pytest.raises(Unauthenticated):
        theirs.unprotect(seal(ours.media, packet, 5 + WRAP))
    assert parse(theirs.unprotect(seal(ours.media, packet, 5))).payload == b"body"


def test_side_by_side(cipher: Cipher) -> None:
    """Secrets of many are those of each, whoever is picked out of them."""
    keys = [MediaKey.of(cipher, bytes([i]) * cipher.key, bytes([i, 1]) * 6) for i in range(5)]
    secrets = Secrets.of(cipher, keys)
    assert [secrets.one(i) for i in range(5)] == keys
    middle = secrets.part(1, 3)
    assert [middle.one(i) for i in range(2)] == keys[1:3]
    ends = secrets.chosen([True, False, False, False, True])
    assert [ends.one(i) for i in range(2)] == [keys[0], keys[4]]
    assert (empty := secrets.chosen([False] * 5)).keys == b"" and not empty.rows
    for row, key in zip(secrets.rows, keys, strict=True):
        assert bytes(view(row, cipher.state)) == key.state


@given(st.integers(0, 1 << 40), st.lists(st.sampled_from([0, 7, WRAP, 5 * WRAP + 1]), max_size=6))
def test_nonces_of_many(index: int, offsets: list[int]) -> None:
    """Everybody's nonce is the salt with source and number laid over it (RFC 7714, 8.1)."""
    salts = [bytes([i + 1]) * 12 for i in range(len(offsets))]
    secrets = Secrets(PLAIN, b"", b"".join(salts), (), memory(0))
    nonces = secrets.nonces(b"ssrc", index, offsets)
    for place, (salt, offset) in enumerate(zip(salts, offsets, strict=True)):
        blank = bytes(2) + b"ssrc" + (index + offset).to_bytes(6, "big")
        expected = bytes(a ^ b for a, b in zip(salt, blank, strict=True))
        assert nonces[12 * place : 12 * place + 12] == expected
    assert secrets.nonces(b"ssrc", index, [0] * len(salts)) == secrets.nonces(b"ssrc", index, ())


PLAIN = Cipher(
    "none", 0, 0, bytes, lambda _key, _nonce, _head, body: body, lambda _copies: iter(())
)
"""Where nothing is encrypted."""


def test_numbers() -> None:
    """A viewer's numbers are the line's, moved by its offset."""
    to = Recipients([], [b"a", b"b"], [0, -WRAP])
    assert to.numbers(0, [WRAP, WRAP + 1]) == [WRAP, WRAP + 1]
    assert to.numbers(1, [WRAP, WRAP + 1]) == [0, 1]
