"""Whether text can be read: contrast by WCAG 2.2 (relative luminance, success criterion 1.4.3)."""

import re

LEAST = 4.5
"""What normal text needs (AA)."""
WHITE, INK = "#ffffff", "#101820"

_COLOUR = re.compile(r"#[0-9a-f]{6}")


def is_colour(text: str) -> bool:
    """Whether it is #rrggbb in lower case."""
    return _COLOUR.fullmatch(text) is not None


def contrast(one: str, other: str) -> float:
    """The ratio of two colours, 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def ink_on(ground: str) -> str:
    """The colour of text on that ground: white or ink, whichever is easier to read."""
    return max((WHITE, INK), key=lambda ink: contrast(ground, ink))


def reads_on_white(colour: str) -> bool:
    """Whether links and headings in that colour can be read on a white page."""
    return contrast(colour, WHITE) >= LEAST


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(share: float) -> float:
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4
