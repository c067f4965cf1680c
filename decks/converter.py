"""What every converter's process does: bind itself, work, and say why a file is refused.

Rule 1: the limits bind before the first byte of the file is read; nothing loosens them again.
Rule 2: a refusal is one last line of JSON and an exit status; every other trouble is a crash.
"""

import errno
import sys
from collections.abc import Callable

from decks.confinement import confine
from decks.errors import FileRefused
from decks.limits import Limits
from decks.manifest import Line, Refused, dump

REFUSED = 2

DISK_TROUBLE = {
    errno.ENOSPC: "disk-full",
    errno.EDQUOT: "disk-full",
    errno.EFBIG: "too-heavy",
}


def run(limits: Limits, work: Callable[[], None]) -> int:
    """Bind this process and do the work; the exit status."""
    confine(limits)
    refused = attempt(work)
    if refused is None:
        return 0
    say(refused)
    return REFUSED


def attempt(work: Callable[[], None]) -> Refused | None:
    """Do the work; None, or why the file is refused."""
    try:
        work()
    except FileRefused as refused:
        numbers = {name: value for name, value in refused.values.items() if isinstance(value, int)}
        return Refused(refused.code, numbers)
    except MemoryError:
        return Refused("too-heavy", {})
    except OSError as error:
        if error.errno not in DISK_TROUBLE:
            raise
        return Refused(DISK_TROUBLE[error.errno], {})
    return None


def say(told: Line) -> None:
    """Tell the parent."""
    sys.stdout.buffer.write(dump(told) + b"\n")
    sys.stdout.buffer.flush()
