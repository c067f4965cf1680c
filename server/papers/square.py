"""The QR code of an address (ISO/IEC 18004), as shapes to draw: on paper and in a page. Pure.

Level M repairs 15 % of the symbol: a fold or a stamp over it does no harm. The quiet zone of four
modules belongs to it, because no reader finds a symbol that touches something else.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import segno

QUIET = 4


@dataclass(frozen=True, slots=True)
class Run:
    """Dark modules beside each other, counted from the corner of the quiet zone."""

    x: int
    y: int
    length: int


@dataclass(frozen=True, slots=True)
class Square:
    """A symbol with its quiet zone."""

    size: int
    """Modules of a side."""
    runs: tuple[Run, ...]

    @property
    def path(self) -> str:
        """All dark modules as the path of an SVG whose view box is ``size`` wide and high."""
        return "".join(f"M{run.x} {run.y}h{run.length}v1h-{run.length}z" for run in self.runs)


def square_of(text: str) -> Square:
    """The symbol that says ``text``."""
    matrix = segno.make_qr(text, error="m", boost_error=False).matrix
    runs = (
        Run(x + QUIET, y + QUIET, length)
        for y, row in enumerate(matrix)
        for x, length in _dark(row)
    )
    return Square(len(matrix) + 2 * QUIET, tuple(runs))


def _dark(row: bytes | bytearray) -> Iterator[tuple[int, int]]:
    """Where each run of dark modules begins, and how long it is."""
    begun: int | None = None
    for place, dark in enumerate((*row, 0)):
        if dark and begun is None:
            begun = place
        elif not dark and begun is not None:
            yield begun, place - begun
            begun = None
