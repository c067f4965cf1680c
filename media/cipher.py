"""Ciphers that seal, as a loop over viewers wants them: AES-GCM (RFC 7714) in somebody's library.

Rule 1: whatever is read of a viewer is in one row of bytes, its *state*, so that the rows of many
can lie side by side. Nothing else is kept between packets.

Rule 2: a library's loop takes pointers and returns calls: C runs them, Python only counts.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import cffi

NONCE, TAG = 12, 16
"""Bytes (RFC 7714, 8.1 and 5.3.1)."""

ALIGNMENT = 64
"""Of memory from here, in bytes: a line of the CPU's cache."""

_FFI = cffi.FFI()


class Copies(NamedTuple):
    """One packet for many viewers; pointers by viewer, where there are many."""

    viewers: int
    payload: Any
    """The plain payload, one for all."""
    length: int
    """Of the payload, in bytes."""
    headers: Sequence[Any]
    """Each one's copy of the header, to be authenticated."""
    header: int
    """Of each header, in bytes."""
    targets: Sequence[Any]
    """Where each one's payload goes, encrypted, with the tag behind it."""
    nonces: Sequence[Any]
    states: Sequence[Any]


@dataclass(frozen=True, eq=False)
class Cipher:
    """One way to encrypt; two are the same only if they are one."""

    name: str
    """The SRTP protection profile (RFC 7714, 14.2)."""
    key: int
    """Bytes of a key."""
    state: int
    """Bytes of a state."""
    expand: Callable[[bytes], bytes]
    """A key's state."""
    seal: Callable[[bytes, bytes, bytes, bytes], bytes]
    """Key, nonce, header and payload to the encrypted payload and its tag."""
    calls: Callable[[Copies], Iterator[Any]]
    """The calls that write everybody's copy; they happen as they are counted."""


class Memory(NamedTuple):
    """Bytes that stay where they are."""

    start: Any
    """A pointer, good as long as `owner` lives."""
    owner: Any


def memory(size: int) -> Memory:
    """So many bytes of zero, aligned."""
    made = _FFI.new("unsigned char[]", size + ALIGNMENT)
    return Memory(made + -int(_FFI.cast("uintptr_t", made)) % ALIGNMENT, made)


def lay(data: bytes) -> Memory:
    """These bytes, aligned."""
    made = memory(len(data))
    view(made.start, len(data))[:] = data
    return made


def pointer(place: int) -> Any:
    """A number as a pointer, to memory that somebody else owns and keeps."""
    return _FFI.cast("unsigned char *", place)


def view(place: Any, size: int) -> Any:
    """The bytes there, for Python to read and write."""
    return _FFI.buffer(place, size)
