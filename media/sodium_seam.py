"""AES-256-GCM by libsodium, as PyNaCl brings it.

Rule 1: this is the only file that touches PyNaCl's private names. Its public function takes and
returns bytes objects; what fans send goes from one buffer into others, a million times a minute.

Rule 2: a viewer's state is its key: libsodium expands it again for each packet.
"""

from collections.abc import Iterator
from itertools import repeat

from nacl._sodium import ffi, lib
from nacl.bindings import crypto_aead_aes256gcm_encrypt

from media.cipher import Cipher, Copies

KEY = 32


def _seal(key: bytes, nonce: bytes, header: bytes, payload: bytes) -> bytes:
    return crypto_aead_aes256gcm_encrypt(payload, header, nonce, key)


def _calls(copies: Copies) -> Iterator[int]:
    return map(
        lib.crypto_aead_aes256gcm_encrypt,
        copies.targets,
        repeat(ffi.NULL, copies.viewers),
        repeat(copies.payload),
        repeat(copies.length),
        copies.headers,
        repeat(copies.header),
        repeat(ffi.NULL),
        copies.nonces,
        copies.states,
    )


def load() -> Cipher | None:
    """The cipher; None on a CPU without the instructions: libsodium has no other way."""
    if lib.sodium_init() < 0 or lib.crypto_aead_aes256gcm_is_available() != 1:
        return None
    return Cipher("SRTP_AEAD_AES_256_GCM", KEY, KEY, bytes, _seal, _calls)
