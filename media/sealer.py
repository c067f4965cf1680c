"""The sealer: one packet encrypted for a chunk of viewers, from one buffer into a slot for each.

What `media.sealing.seal` does for one viewer, in memory that stays where it is: the loop over
viewers runs in C, and reads nothing of a viewer but 44 bytes.
"""

from collections import deque
from functools import cache
from itertools import repeat
from typing import Any

from media.batch import SLOT, Recipients
from media.rtp import payload_offset
from media.sealing import SALT
from media.sodium_seam import ENCRYPT, KEY, NULL, TAG, memory, pointer, view


class Sealer:
    """Keys, nonces and a packet in fixed places, and pointers to them."""

    def __init__(self, chunk: int, slots: list[list[int]]) -> None:
        """`slots` are addresses, by segment and viewer."""
        self._packet = memory(SLOT)
        self._keys, self._nonces = memory(KEY * chunk), memory(SALT * chunk)
        self._packet_bytes = view(self._packet, SLOT)
        self._key_bytes = view(self._keys, KEY * chunk)
        self._nonce_bytes = view(self._nonces, SALT * chunk)
        self._key_pointers = [self._keys + KEY * viewer for viewer in range(chunk)]
        self._nonce_pointers = [self._nonces + SALT * viewer for viewer in range(chunk)]
        self._slots = [[pointer(address) for address in row] for row in slots]
        # Headers come in few lengths: with an extension or without.
        self._payloads = cache(self._make_payloads)

    def _make_payloads(self, head: int) -> list[list[Any]]:
        return [[slot + head for slot in row] for row in self._slots]

    def admit(self, keys: bytes) -> None:
        """These viewers are next, a key for each."""
        self._key_bytes[: len(keys)] = keys

    def seal(self, segment: int, packet: bytes, index: int, to: Recipients) -> int:
        """Encrypt behind the headers, which are in the slots already; returns the new length."""
        assert to.secrets is not None
        head, count = payload_offset(packet), len(to)
        self._packet_bytes[: len(packet)] = packet
        nonces = to.secrets.nonces(packet[8:12], index, to.offsets)
        self._nonce_bytes[: len(nonces)] = nonces
        calls = map(
            ENCRYPT,
            self._payloads(head)[segment],
            repeat(NULL, count),
            repeat(self._packet + head),
            repeat(len(packet) - head),
            self._slots[segment],
            repeat(head),
            repeat(NULL),
            self._nonce_pointers,
            self._key_pointers,
        )
        deque(calls, 0)
        return len(packet) + TAG
