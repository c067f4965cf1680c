"""AES-256-GCM by libsodium, as PyNaCl brings it: for whoever has memory of its own.

Rule 1: this is the only file that touches PyNaCl's private names. Its public function takes and
returns bytes objects; what fans send goes from one buffer into others, a million times a minute.

Rule 2: no state is kept between calls: a key is 32 bytes, wherever they lie.
"""

from collections.abc import Callable
from typing import Any

from nacl._sodium import ffi, lib

KEY, NONCE, TAG = 32, 12, 16
"""Bytes (NIST SP 800-38D)."""

Encrypt = Callable[..., int]

ENCRYPT: Encrypt = lib.crypto_aead_aes256gcm_encrypt
"""To, length written (may be NULL), from, length, header, its length, NULL, nonce, key.

Writes the encrypted bytes and the tag behind them; returns 0.
"""

NULL: Any = ffi.NULL

available: bool = lib.sodium_init() >= 0 and lib.crypto_aead_aes256gcm_is_available() == 1
"""Whether this CPU has the instructions; libsodium has no other way to do it in constant time."""


def memory(size: int) -> Any:
    """So many bytes that `ENCRYPT` can be pointed to, as long as the return value lives."""
    return ffi.new("unsigned char[]", size)


def view(pointer: Any, size: int) -> Any:
    """The same bytes for Python to write to."""
    return ffi.buffer(pointer, size)


def pointer(address: int) -> Any:
    """For memory that somebody else owns and keeps."""
    return ffi.cast("unsigned char *", address)
