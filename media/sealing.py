"""Sealing: what encrypts RTP packets for viewers with AES-256-GCM (RFC 3711, RFC 7714). No I/O.

libsrtp keeps a viewer's state in some thirty places of memory, and after each pause all of them
are fetched anew, one after another: for a packet of sound that takes longer than to encrypt it.
Here a viewer is 44 bytes, side by side with the next one's.

Rule 1: a number stands for one content, for ever: with the same key it makes the same nonce. That
no number is used twice is the fan's promise, and the down track's from one fan to the next.

Rule 2: a line is sealed here or by libsrtp, from its first packet to its last. RTCP and repairs
(RTX) have keys or sources of their own, and are libsrtp's.
"""

from collections.abc import Sequence
from itertools import compress
from typing import NamedTuple

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CTR
from nacl.bindings import crypto_aead_aes256gcm_encrypt

from media.hot import value
from media.rtp import payload_offset
from media.sodium_seam import KEY, NONCE

SALT = NONCE

_LABEL_AT = 7
"""The byte of a salt into which a label goes: 48 bits from the end of 14 (RFC 3711, 4.3.1)."""

_MEDIA_KEY, _MEDIA_SALT = 0, 2
"""Labels of what is derived for RTP (RFC 3711, 4.3.2)."""


class MediaKey(NamedTuple):
    """What RTP packets to one viewer are encrypted with."""

    key: bytes
    salt: bytes


def derive(master_key: bytes, master_salt: bytes) -> MediaKey:
    """The keys for RTP of a connection's 32 and 12 bytes (RFC 3711, 4.3; RFC 7714, 11)."""
    key = _derived(master_key, master_salt, _MEDIA_KEY, KEY)
    return MediaKey(key, _derived(master_key, master_salt, _MEDIA_SALT, SALT))


def _derived(master_key: bytes, master_salt: bytes, label: int, size: int) -> bytes:
    """AES in counter mode over nothing (RFC 6188, 3); the salt is padded to full length."""
    start = bytearray(master_salt.ljust(16, b"\0"))
    start[_LABEL_AT] ^= label
    return Cipher(AES(master_key), CTR(bytes(start))).encryptor().update(bytes(size))


def seal(key: MediaKey, packet: bytes, number: int) -> bytes:
    """One packet that `media.rtp.write` made, encrypted.

    `number` has 48 bits: how often the line has wrapped, then its sequence number.
    """
    at = payload_offset(packet)
    nonce = _masked(key.salt, _blank(packet[8:12], number))
    return packet[:at] + crypto_aead_aes256gcm_encrypt(packet[at:], packet[:at], nonce, key.key)


def _blank(ssrc: bytes, number: int) -> bytes:
    """A nonce before the salt (RFC 7714, 8.1)."""
    return bytes(2) + ssrc + number.to_bytes(6, "big")


def _masked(salts: bytes, blanks: bytes) -> bytes:
    """Both, bit by bit: as whole numbers, for there is no quicker way for so many bytes."""
    masked = int.from_bytes(salts, "big") ^ int.from_bytes(blanks, "big")
    return masked.to_bytes(len(salts), "big")


@value
class Secrets:
    """The keys of many viewers, side by side."""

    keys: bytes
    salts: bytes

    @classmethod
    def of(cls, keys: Sequence[MediaKey]) -> "Secrets":
        """Those keys, in that order."""
        return cls(b"".join([each.key for each in keys]), b"".join([each.salt for each in keys]))

    def part(self, first: int, last: int) -> "Secrets":
        """Those from `first` up to `last`."""
        return Secrets(self.keys[KEY * first : KEY * last], self.salts[SALT * first : SALT * last])

    def one(self, viewer: int) -> MediaKey:
        """That viewer's."""
        return MediaKey(*self._at(viewer))

    def _at(self, viewer: int) -> tuple[bytes, bytes]:
        own = self.part(viewer, viewer + 1)
        return own.keys, own.salts

    def chosen(self, which: Sequence[bool]) -> "Secrets":
        """Those for whom `which` says so."""
        return Secrets.of([self.one(each) for each in compress(range(len(which)), which)])

    def nonces(self, ssrc: bytes, index: int, offsets: Sequence[int]) -> bytes:
        """For everybody's copy of that packet; offsets may be empty for nothing."""
        if not offsets:
            return _masked(self.salts, _blank(ssrc, index) * (len(self.salts) // SALT))
        blanks = {offset: _blank(ssrc, index + offset) for offset in set(offsets)}
        return _masked(self.salts, b"".join([blanks[offset] for offset in offsets]))
