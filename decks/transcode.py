"""The converter of sounds: ``python -m decks.transcode IN OUT LIMITS``, a process of its own.

IN is a sound file; OUT an empty folder, which has ``SOUND_FILE`` afterwards; LIMITS is JSON. A
refused file is one line of JSON and exit status 2, as with ``decks.convert``, whose rules hold.
"""

import sys
from pathlib import Path

import msgspec

from decks.converter import run
from decks.limits import Limits
from decks.soundtypes import SOUND_FILE


def main(arguments: list[str]) -> int:
    """Convert and say how it went; the exit status."""
    source, out, given = arguments
    limits = msgspec.json.decode(given, type=Limits)
    return run(limits, lambda: _convert(Path(source), Path(out), limits))


def _convert(source: Path, out: Path, limits: Limits) -> None:
    # Only now: what reads strangers' files is loaded by a process that is bound already.
    from decks.sounds import write_calm

    write_calm(source, out / SOUND_FILE, limits)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
