"""The logo in a mail: a small picture that travels inside, so that nothing is loaded to read it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal

from scheduling.mails import Facts

BOX = (160, 64)
"""How large it stands in the letter at most, in CSS pixels; the file has twice that, if it can."""


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture that any mail program shows."""

    content: bytes
    kind: Literal["png", "jpeg"]
    width: int
    height: int
    """In CSS pixels."""
    alt: str


Logos = Callable[[str, Facts], Awaitable[Logo | None]]
"""The logo for a mail of that organisation; None when it has none. Never raises."""


async def no_logo(_org: str, _facts: Facts) -> Logo | None:
    """For whoever sends plain letters."""
    return None


def shown_size(width: int, height: int) -> tuple[int, int]:
    """How large a picture of so many pixels stands there: half of it, and within ``BOX``."""
    scale = min(0.5, BOX[0] / width, BOX[1] / height)
    return max(1, round(width * scale)), max(1, round(height * scale))
