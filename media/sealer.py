"""The sealer: one packet encrypted for a chunk of viewers, from one buffer into a slot for each.

What `media.sealing.seal` does for one viewer, in memory that stays where it is: the loop over
viewers runs in C, and reads nothing of a viewer but one row of bytes.
"""

from collections import deque
from functools import cache
from typing import Any

from media.batch import SLOT, Recipients
from media.cipher import TAG, Cipher, Copies, memory, pointer, view
from media.rtp import payload_offset
from media.sealing import SALT


class Sealer:
    """Nonces and a packet in fixed places, and pointers to them."""

    def __init__(self, cipher: Cipher, chunk: int, slots: list[list[int]]) -> None:
        """`slots` are addresses, by segment and viewer."""
        self._cipher = cipher
        self._packet, self._nonces = memory(SLOT), memory(SALT * chunk)
        self._packet_bytes = view(self._packet.start, SLOT)
        self._nonce_bytes = view(self._nonces.start, SALT * chunk)
        self._nonce_pointers = [self._nonces.start + SALT * viewer for viewer in range(chunk)]
        self._slots = [[pointer(address) for address in row] for row in slots]
        # Headers come in few lengths: with an extension or without.
        self._payloads = cache(self._make_payloads)

    def _make_payloads(self, head: int) -> list[list[Any]]:
        return [[slot + head for slot in row] for row in self._slots]

    def seal(self, segment: int, packet: bytes, index: int, to: Recipients) -> int:
        """Encrypt behind the headers, which are in the slots already; returns the new length."""
        assert to.secrets is not None
        head = payload_offset(packet)
        self._packet_bytes[: len(packet)] = packet
        nonces = to.secrets.nonces(packet[8:12], index, to.offsets)
        self._nonce_bytes[: len(nonces)] = nonces
        copies = Copies(
            len(to),
            self._packet.start + head,
            len(packet) - head,
            self._slots[segment],
            head,
            self._payloads(head)[segment],
            self._nonce_pointers,
            to.secrets.rows,
        )
        deque(self._cipher.calls(copies), 0)
        return len(packet) + TAG
