"""Cleaning text that strangers wrote, and finding the heading of a page."""

import re
import unicodedata
from collections.abc import Sequence

HEADING_LINES = 3


def line(text: str, most: int) -> str:
    """The text on one line: no control characters, single spaces, at most ``most`` long."""
    return " ".join(_printable(text).split())[:most].rstrip()


def block(text: str, most: int) -> str:
    """The text with its line breaks, no other control characters, at most ``most`` long."""
    rows = (" ".join(_printable(row).split()) for row in re.split(r"\r\n|[\r\n\u2028\u2029]", text))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(rows)).strip()[:most].rstrip()


def heading(lines: Sequence[tuple[float, str]], most: int) -> str:
    """The largest words of a page, given as (height, text) in reading order; "" when none.

    A heading may run over several lines; a number drawn large, such as 43 %, is none.
    """
    spoken = [(height, line(text, most)) for height, text in lines]
    spoken = [(height, text) for height, text in spoken if re.search(r"[^\W\d_]{3}", text)]
    if not spoken:
        return ""
    largest = max(height for height, _ in spoken)
    start = next(n for n, (height, _) in enumerate(spoken) if height >= 0.8 * largest)
    parts: list[str] = []
    for height, text in spoken[start : start + HEADING_LINES]:
        if not 0.7 * largest <= height:
            break
        parts.append(text)
    return line(" ".join(parts), most)


def _printable(text: str) -> str:
    """Control, surrogate and private characters become spaces; the rest is composed (NFC)."""
    kept = (" " if unicodedata.category(each)[0] == "C" else each for each in text)
    return unicodedata.normalize("NFC", "".join(kept))
