"""AES-128-GCM by Intel's libIPSec_MB, where the system has it (Debian: libipsec-mb-dev).

Browsers agree on AES-256, which libsodium does. Other clients may know AES-128 alone, and what
Python brings for that keeps a key in many places, or costs more for a picture (bench/README.md).

Rule 1: the head of its manager, in which a CPU's functions stand, has been the same from 1.3 to
2.0 (intel-ipsec-mb.h, `IMB_MGR`). Others are not touched.

Rule 2: it is used only after it has agreed with `cryptography` in this very process. How long a
state is, is not looked up but seen: as many bytes as the library writes.
"""

import logging
import platform
from collections.abc import Iterator
from itertools import repeat
from operator import add
from typing import Any

import cffi
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from media.cipher import ALIGNMENT, NONCE, TAG, Cipher, Copies, lay, memory, view

MACHINE = "x86_64"
PROFILE = "SRTP_AEAD_AES_128_GCM"
KEY = 16
NAMES = ("libIPSec_MB.so.2", "libIPSec_MB.so.1")
VERSIONS = range(0x10300, 0x20100)
"""Major, minor and patch, a byte each."""

_DECLARATIONS = """
typedef void (*encrypt_t)(const void *state, void *context, void *target,
    const void *payload, uint64_t length, const void *nonce,
    const void *header, uint64_t header_length, void *tag, uint64_t tag_length);
typedef void (*expand_t)(const void *key, void *state);
typedef struct {
    uint64_t flags, features, reserved[5];
    uint32_t used_arch;
    int error;
    void *before[24];
    encrypt_t gcm128_enc;
    void *between[23];
    expand_t gcm128_pre;
} IMB_MGR;
unsigned imb_get_version(void);
IMB_MGR *alloc_mb_mgr(uint64_t flags);
void init_mb_mgr_auto(IMB_MGR *manager, int *arch);
"""

_INSTRUCTIONS = 0x6
"""AESNI and PCLMULQDQ among the features; without them it would not run in constant time."""

_LONGEST_STATE, _CONTEXT = 8192, 1024
"""Bytes that are surely enough for a struct gcm_key_data (2.3 kB) and gcm_context_data (0.1)."""

_LENGTHS = (0, 1, 15, 16, 17, 127, 128, 129, 767, 1138, 1499)

logger = logging.getLogger(__name__)


class _Library:
    """Its functions, and the memory that they work in."""

    def __init__(self, name: str) -> None:
        ffi = cffi.FFI()
        ffi.cdef(_DECLARATIONS)
        if platform.machine() != MACHINE:
            raise OSError("of another machine, with a manager that may be another's")
        library: Any = ffi.dlopen(name)
        if library.imb_get_version() not in VERSIONS:
            raise OSError("not a version that we know")
        manager = library.alloc_mb_mgr(0)
        if not manager:
            raise OSError("no memory")
        library.init_mb_mgr_auto(manager, ffi.NULL)
        self._expand, self._encrypt = manager.gcm128_pre, manager.gcm128_enc
        missing = manager.features & _INSTRUCTIONS != _INSTRUCTIONS
        if missing or not self._expand or not self._encrypt:
            raise OSError("not for this CPU")
        # Both are kept for ever: the functions are called as long as this process lives.
        self._kept = library, manager
        self._read = ffi.from_buffer
        self._context = memory(_CONTEXT)
        self.state = _rounded(len(self._written(bytes(KEY)).rstrip(b"\0")))

    def _written(self, key: bytes) -> bytes:
        place = memory(_LONGEST_STATE)
        self._expand(self._read(key), place.start)
        return bytes(view(place.start, _LONGEST_STATE))

    def expand(self, key: bytes) -> bytes:
        """The key's state."""
        return self._written(key)[: self.state]

    def cipher(self) -> Cipher:
        """For `media.sealing`."""
        return Cipher(PROFILE, KEY, self.state, self.expand, _seal, self.calls)

    def calls(self, copies: Copies) -> Iterator[None]:
        """See `media.cipher.Cipher`."""
        return map(
            self._encrypt,
            copies.states,
            repeat(self._context.start, copies.viewers),
            copies.targets,
            repeat(copies.payload),
            repeat(copies.length),
            copies.nonces,
            copies.headers,
            repeat(copies.header),
            map(add, copies.targets, repeat(copies.length)),
            repeat(TAG),
        )

    def agrees(self) -> bool:
        """Whether it encrypts as `cryptography` does, whatever the length."""
        return all(self._agrees(length) for length in _LENGTHS)

    def _agrees(self, length: int) -> bool:
        key, nonce, header = bytes(range(KEY)), bytes(range(NONCE)), bytes(range(12))
        payload = bytes(i & 255 for i in range(length))
        places = [lay(data) for data in (self.expand(key), nonce, header, payload)]
        state, nonces, head, source = [place.start for place in places]
        target = memory(length + TAG)
        copies = Copies(1, source, length, [head], 12, [target.start], [nonces], [state])
        list(self.calls(copies))
        return bytes(view(target.start, length + TAG)) == _seal(key, nonce, header, payload)


def _rounded(size: int) -> int:
    """An odd number of lines: viewers side by side then lie in different sets of the cache."""
    return (-(-size // ALIGNMENT) | 1) * ALIGNMENT


def _seal(key: bytes, nonce: bytes, header: bytes, payload: bytes) -> bytes:
    return AESGCM(key).encrypt(nonce, payload, header)


def load() -> Cipher | None:
    """The cipher; None where there is no such library, or not the CPU for it."""
    for name in NAMES:
        try:
            library = _Library(name)
        # Not there, without one of the names, or refused by us.
        except (OSError, AttributeError):
            continue
        if library.agrees():
            return library.cipher()
        logger.warning("%s does not encrypt as it should: AES-128 stays with libsrtp", name)
    return None
