"""Holding the converter to its limits. Called once, before the first byte of an upload is read.

What binds here binds for the rest of the process: there is no way back.
"""

import ctypes
import os
import resource

from decks.limits import Limits

OPEN_FILES = 64
NICENESS = 10

CLONE_NEWUSER = 0x10000000
CLONE_NEWNET = 0x40000000
PR_SET_NO_NEW_PRIVS = 38


def confine(limits: Limits) -> None:
    """Bound memory, time and files of this process, and cut it off from the network."""
    bounds = {
        resource.RLIMIT_AS: limits.memory_bytes,
        resource.RLIMIT_CPU: limits.cpu_seconds,
        resource.RLIMIT_FSIZE: limits.file_bytes,
        resource.RLIMIT_NOFILE: OPEN_FILES,
        resource.RLIMIT_CORE: 0,
    }
    for bound, value in bounds.items():
        resource.setrlimit(bound, (value, value))
    leave_network()
    # A conversion can wait; the meetings that run beside it cannot.
    os.nice(NICENESS)


def leave_network() -> bool:
    """Move into a network namespace without any interface, not even loopback.

    True when the kernel has done it. Some containers forbid it; then the other limits must do.
    A user namespace comes along, because that is what makes it possible without being root; it
    also takes root's power over other people's files away.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    return bool(libc.unshare(CLONE_NEWUSER | CLONE_NEWNET) == 0)
