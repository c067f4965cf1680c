"""`BatchSender` on 64-bit Linux: many datagrams by one system call.

Each packet is copied into a slot per viewer and encrypted in place. A viewer's packets are handed
over as one message that the kernel cuts again (UDP_SEGMENT), a chunk of viewers by one `sendmmsg`.
The loops over viewers run in C (`map`, strided copies): at 120 viewers the interpreter would
cost as much as the encryption.

Rule 1: a viewer whose packet was not encrypted gets nothing of that batch.

Rule 2: the memory is shared by all fans. A call fills it and sends it. Of the call before, only the
shapes of messages count (`_measured`, `_shaped`), nothing that could be sent again.
"""

import errno
import socket
import sys
from array import array
from collections import deque
from collections.abc import Sequence
from functools import cache
from itertools import repeat
from operator import setitem
from struct import pack
from typing import Any

import cffi

from media.aiortc_seam import Protect
from media.batch import CHUNK, SEGMENTS, SLOT, Recipients, Sent
from media.cipher import Cipher
from media.rtp import payload_offset
from media.sealer import Sealer
from media.sealing import Secrets

UDP_SEGMENT = 103
"""Linux' number for "cut this message into datagrams of that size"; not in Python's socket."""

_DECLARATIONS = """
struct iovec { void *iov_base; size_t iov_len; };
struct msghdr { void *msg_name; unsigned int msg_namelen; struct iovec *msg_iov; size_t msg_iovlen;
                void *msg_control; size_t msg_controllen; int msg_flags; };
struct mmsghdr { struct msghdr msg_hdr; unsigned int msg_len; };
int sendmmsg(int fd, struct mmsghdr *messages, unsigned int count, int flags);
"""

# The fields of a struct mmsghdr that change, in words of 8 bytes.
_WORDS, _IOV, _IOVLEN, _CONTROLLEN = 8, 2, 3, 5
_CONTROL_LENGTH = 24
_FULL = (errno.EAGAIN, errno.ENOBUFS)
_NOT_SEGMENTED = (errno.EIO, errno.EINVAL, errno.EMSGSIZE)


def works_here() -> bool:
    """Whether this system has the call, with structures as we lay them out."""
    return sys.platform == "linux" and sys.maxsize > 2**32


def _can_segment(sock: socket.socket) -> bool:
    """Whether this kernel cuts messages at all (Linux 4.18 does)."""
    try:
        sock.getsockopt(socket.IPPROTO_UDP, UDP_SEGMENT)
    except OSError:
        return False
    return True


class _Slots:
    """Memory for one chunk of viewers, and the structures that describe it to the kernel."""

    def __init__(self, ffi: Any, name_length: int) -> None:
        self.memory = ffi.new("char[]", CHUNK * SEGMENTS * SLOT)
        self.start = int(ffi.cast("uintptr_t", self.memory))
        self.lengths = ffi.new("int[]", CHUNK)
        self.names = ffi.new("char[]", CHUNK * name_length)
        self.parts = ffi.new("struct iovec[]", CHUNK * SEGMENTS)
        self.messages = ffi.new("struct mmsghdr[]", CHUNK)
        self.control = ffi.new("char[]", _CONTROL_LENGTH)
        self._measured = [0] * SEGMENTS
        self._shaped = range(0), 0
        self._make_views(ffi)
        self._link(ffi, name_length)

    def _make_views(self, ffi: Any) -> None:
        rows = [
            [self.memory + (viewer * SEGMENTS + segment) * SLOT for viewer in range(CHUNK)]
            for segment in range(SEGMENTS)
        ]
        self.pointers = rows
        self.buffers = [[ffi.buffer(pointer, SLOT) for pointer in row] for row in rows]
        self.length_pointers = [self.lengths + viewer for viewer in range(CHUNK)]
        self.length_bytes = ffi.buffer(self.lengths)
        self.halves = memoryview(ffi.buffer(self.memory)).cast("B").cast("H")
        self.name_bytes = ffi.buffer(self.names)
        self.control_bytes = ffi.buffer(self.control)
        self.part_words = memoryview(ffi.buffer(self.parts)).cast("B").cast("Q")
        self.message_words = memoryview(ffi.buffer(self.messages)).cast("B").cast("Q")
        first = int(ffi.cast("uintptr_t", self.parts))
        size = int(ffi.sizeof("struct iovec"))
        self.part_addresses = [
            array("Q", [first + (viewer * SEGMENTS + segment) * size for viewer in range(CHUNK)])
            for segment in range(SEGMENTS)
        ]

    def _link(self, ffi: Any, name_length: int) -> None:
        for place in range(CHUNK * SEGMENTS):
            self.parts[place].iov_base = self.memory + place * SLOT
        for viewer in range(CHUNK):
            header = self.messages[viewer].msg_hdr
            header.msg_name = self.names + viewer * name_length
            header.msg_namelen = name_length
            header.msg_control = self.control

    @property
    def addresses(self) -> list[list[int]]:
        """Where each slot is in memory, by segment and viewer."""
        places = [[v * SEGMENTS + s for v in range(CHUNK)] for s in range(SEGMENTS)]
        return [[self.start + place * SLOT for place in row] for row in places]

    def write(self, segment: int, packet: bytes, count: int) -> None:
        """Copy a packet, or its beginning, into that segment's slot of the first viewers."""
        place = slice(0, len(packet))
        deque(map(setitem, self.buffers[segment], repeat(place, count), repeat(packet)), 0)

    def set_lengths(self, length: int, count: int) -> None:
        """Tell libsrtp how long the packets are."""
        self.length_bytes[: 4 * count] = pack("i", length) * count

    def renumber(self, segment: int, packet: bytes, offsets: Sequence[int]) -> None:
        """Add each viewer's offset to the sequence number in that segment's slot."""
        number = packet[2] << 8 | packet[3]
        numbers = array("H", [number + offset & 0xFFFF for offset in offsets])
        if sys.byteorder == "little":
            numbers.byteswap()
        first, step = segment * SLOT // 2 + 1, SEGMENTS * SLOT // 2
        self.halves[first : step * len(offsets) : step] = numbers

    def measure(self, segment: int, length: int) -> None:
        """Tell the kernel how long everybody's packet of that segment became."""
        if self._measured[segment] == length:
            return
        self._measured[segment] = length
        self.part_words[2 * segment + 1 :: 2 * SEGMENTS] = array("Q", [length]) * CHUNK

    def shape(self, segments: range, size: int) -> None:
        """Make everybody's message of these segments, to be cut into datagrams of that size."""
        if self._shaped == (segments, size):
            return
        self._shaped = segments, size
        control = _CONTROL_LENGTH if len(segments) > 1 else 0
        words = self.message_words
        words[_IOV::_WORDS] = self.part_addresses[segments.start]
        words[_IOVLEN::_WORDS] = array("Q", [len(segments)]) * CHUNK
        words[_CONTROLLEN::_WORDS] = array("Q", [control]) * CHUNK
        if control:
            # struct cmsghdr of 16 bytes and the datagrams' size, padded to whole words.
            cut = pack("=QiiH6x", 18, socket.IPPROTO_UDP, UDP_SEGMENT, size)
            self.control_bytes[:] = cut


class KernelBatch:
    """Encrypts a chunk, hands it over, goes on to the next."""

    def __init__(self, sock: socket.socket) -> None:
        self._socket = sock
        self._ffi = cffi.FFI()
        self._ffi.cdef(_DECLARATIONS)
        self._libc: Any = self._ffi.dlopen(None)
        self._name_length = 16 if sock.family == socket.AF_INET else 28
        self._slots = _Slots(self._ffi, self._name_length)
        self._sealer = cache(self._make_sealer)
        self.segmenting = _can_segment(sock)

    def _make_sealer(self, cipher: Cipher) -> Sealer:
        return Sealer(cipher, CHUNK, self._slots.addresses)

    def send(
        self,
        to: Recipients,
        packets: Sequence[bytes],
        protect: Protect,
        indices: Sequence[int] = (),
    ) -> Sent:
        """See `media.batch.BatchSender`."""
        result = Sent()
        for chunk, names in to.chunks():
            self._slots.name_bytes[: len(names)] = names
            failed: list[int] = []
            if chunk.secrets is not None:
                size = self._seal(chunk, chunk.secrets, packets, indices)
            else:
                failed, size = self._encrypt(chunk, packets, protect)
            self._send_chunk(len(chunk), len(packets), failed, size, result)
        return result

    def _seal(
        self, to: Recipients, secrets: Secrets, packets: Sequence[bytes], indices: Sequence[int]
    ) -> int:
        """Fill the slots with what the viewers' secrets encrypt; returns the first one's length."""
        slots, sealer, count, size = self._slots, self._sealer(secrets.cipher), len(to), 0
        for segment, (packet, index) in enumerate(zip(packets, indices, strict=True)):
            slots.write(segment, packet[: payload_offset(packet)], count)
            if to.offsets:
                slots.renumber(segment, packet, to.offsets)
            length = sealer.seal(segment, packet, index, to)
            slots.measure(segment, length)
            size = size or length
        return size

    def _encrypt(
        self, to: Recipients, packets: Sequence[bytes], protect: Protect
    ) -> tuple[list[int], int]:
        """Fill the slots; returns the viewers that failed, and the first packet's new length."""
        slots, count = self._slots, len(to)
        failed: set[int] = set()
        size = 0
        shifted = any(to.offsets)
        for segment, packet in enumerate(packets):
            slots.write(segment, packet, count)
            slots.set_lengths(len(packet), count)
            if shifted:
                slots.renumber(segment, packet, to.offsets)
            pointers = slots.pointers[segment]
            results = list(map(protect, to.contexts, pointers, slots.length_pointers))
            if any(results):
                failed |= {viewer for viewer, result in enumerate(results) if result}
            # A packet that was not encrypted has kept its length: the longest is one that was.
            length = max(slots.lengths[0:count]) if failed else slots.lengths[0]
            slots.measure(segment, length)
            size = size or length
        return sorted(failed), size

    def _send_chunk(
        self, count: int, packets: int, failed: list[int], size: int, result: Sent
    ) -> None:
        """Send to all viewers of the chunk but those that failed."""
        result.dropped += len(failed) * packets
        first = 0
        for last in [*failed, count]:
            if first < last:
                self._send_range(first, last, packets, size, result)
            first = last + 1

    def _send_range(self, first: int, last: int, packets: int, size: int, result: Sent) -> None:
        if self.segmenting:
            self._submit(first, last, range(packets), size, result)
            return
        for segment in range(packets):
            self._submit(first, last, range(segment, segment + 1), size, result)

    def _submit(self, first: int, last: int, segments: range, size: int, result: Sent) -> None:
        """Hand messages over; one that the kernel refuses does not stop the others."""
        descriptor, messages = self._socket.fileno(), self._slots.messages
        while first < last:
            # Again after a refusal, whose packets left one by one.
            self._slots.shape(segments, size)
            taken = self._libc.sendmmsg(descriptor, messages + first, last - first, 0)
            if taken > 0:
                first += taken
                result.packets += taken * len(segments)
            elif self._ffi.errno in _FULL:
                result.dropped += (last - first) * len(segments)
                return
            else:
                self._refuse(first, segments, size, result)
                first += 1

    def _refuse(self, viewer: int, segments: range, size: int, result: Sent) -> None:
        """The kernel would not take a message: perhaps it takes its packets one by one."""
        if len(segments) == 1 or self._ffi.errno not in _NOT_SEGMENTED:
            result.dropped += len(segments)
            return
        # EIO: the network card computes no checksums, so it cannot cut anybody's messages. The
        # other errors are about this viewer's path.
        self.segmenting = self._ffi.errno != errno.EIO
        for segment in segments:
            self._submit(viewer, viewer + 1, range(segment, segment + 1), size, result)
