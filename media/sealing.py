"""Sealing: what encrypts RTP packets for viewers with AES-GCM (RFC 3711, RFC 7714). No I/O.

libsrtp keeps a viewer's state in some thirty places of memory, and after each pause all of them
are fetched anew, one after another: for a packet of sound that takes longer than to encrypt it.
Here a viewer is one row of bytes, 44 with libsodium, side by side with the next one's.

Rule 1: a number stands for one content, for ever: with the same key it makes the same nonce. That
no number is used twice is the fan's promise, and the down track's from one fan to the next.

Rule 2: a line is sealed here or by libsrtp, from its first packet to its last. RTCP and repairs
(RTX) have keys or sources of their own, and are libsrtp's.
"""

from collections.abc import Sequence
from itertools import compress
from typing import Any, NamedTuple

from cryptography.hazmat.primitives import ciphers
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CTR

from media import ipsec_seam, sodium_seam
from media.cipher import NONCE, Cipher, Memory, lay, view
from media.hot import value
from media.rtp import payload_offset

SALT = NONCE

CIPHERS = {each.name: each for each in (sodium_seam.load(), ipsec_seam.load()) if each is not None}
"""Those of this machine, by SRTP protection profile. What is not here libsrtp encrypts."""

_LABEL_AT = 7
"""The byte of a salt into which a label goes: 48 bits from the end of 14 (RFC 3711, 4.3.1)."""

_MEDIA_KEY, _MEDIA_SALT = 0, 2
"""Labels of what is derived for RTP (RFC 3711, 4.3.2)."""


class MediaKey(NamedTuple):
    """What RTP packets to one viewer are encrypted with."""

    cipher: Cipher
    key: bytes
    state: bytes
    salt: bytes

    @classmethod
    def of(cls, cipher: Cipher, key: bytes, salt: bytes) -> "MediaKey":
        """That cipher's, of a session key and a session salt."""
        return cls(cipher, key, cipher.expand(key), salt)


def derive(cipher: Cipher, master_key: bytes, master_salt: bytes) -> MediaKey:
    """The keys for RTP of a connection's master key and salt (RFC 3711, 4.3; RFC 7714, 11)."""
    key = _derived(master_key, master_salt, _MEDIA_KEY, cipher.key)
    return MediaKey.of(cipher, key, _derived(master_key, master_salt, _MEDIA_SALT, SALT))


def _derived(master_key: bytes, master_salt: bytes, label: int, size: int) -> bytes:
    """AES in counter mode over nothing (RFC 3711, 4.3.3, RFC 6188, 3); the salt is padded."""
    start = bytearray(master_salt.ljust(16, b"\0"))
    start[_LABEL_AT] ^= label
    return ciphers.Cipher(AES(master_key), CTR(bytes(start))).encryptor().update(bytes(size))


def seal(key: MediaKey, packet: bytes, number: int) -> bytes:
    """One packet that `media.rtp.write` made, encrypted.

    `number` has 48 bits: how often the line has wrapped, then its sequence number.
    """
    at = payload_offset(packet)
    nonce = _masked(key.salt, _blank(packet[8:12], number))
    return packet[:at] + key.cipher.seal(key.key, nonce, packet[:at], packet[at:])


def _blank(ssrc: bytes, number: int) -> bytes:
    """A nonce before the salt (RFC 7714, 8.1)."""
    return bytes(2) + ssrc + number.to_bytes(6, "big")


def _masked(salts: bytes, blanks: bytes) -> bytes:
    """Both, bit by bit: as whole numbers, for there is no quicker way for so many bytes."""
    masked = int.from_bytes(salts, "big") ^ int.from_bytes(blanks, "big")
    return masked.to_bytes(len(salts), "big")


@value
class Secrets:
    """The keys of many viewers of one cipher, side by side."""

    cipher: Cipher
    keys: bytes
    salts: bytes
    rows: Sequence[Any]
    """Pointers to the states."""
    states: Memory

    @classmethod
    def of(cls, cipher: Cipher, keys: Sequence[MediaKey]) -> "Secrets":
        """Those keys of that cipher, in that order."""
        states = lay(b"".join([each.state for each in keys]))
        return cls(
            cipher,
            b"".join([each.key for each in keys]),
            b"".join([each.salt for each in keys]),
            [states.start + cipher.state * viewer for viewer in range(len(keys))],
            states,
        )

    def part(self, first: int, last: int) -> "Secrets":
        """Those from `first` up to `last`."""
        key = self.cipher.key
        return Secrets(
            self.cipher,
            self.keys[key * first : key * last],
            self.salts[SALT * first : SALT * last],
            self.rows[first:last],
            self.states,
        )

    def one(self, viewer: int) -> MediaKey:
        """That viewer's."""
        own = self.part(viewer, viewer + 1)
        return MediaKey(
            self.cipher, own.keys, bytes(view(own.rows[0], self.cipher.state)), own.salts
        )

    def chosen(self, which: Sequence[bool]) -> "Secrets":
        """Those for whom `which` says so."""
        parts = [self.part(each, each + 1) for each in compress(range(len(which)), which)]
        return Secrets(
            self.cipher,
            b"".join([each.keys for each in parts]),
            b"".join([each.salts for each in parts]),
            list(compress(self.rows, which)),
            self.states,
        )

    def nonces(self, ssrc: bytes, index: int, offsets: Sequence[int]) -> bytes:
        """For everybody's copy of that packet; offsets may be empty for nothing."""
        if not offsets:
            return _masked(self.salts, _blank(ssrc, index) * (len(self.salts) // SALT))
        blanks = {offset: _blank(ssrc, index + offset) for offset in set(offsets)}
        return _masked(self.salts, b"".join([blanks[offset] for offset in offsets]))
