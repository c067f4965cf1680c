"""Lists as a text that people can write: a line for each entry, bars between its parts."""

from collections.abc import Iterable


def rows(text: str, width: int) -> list[list[str]]:
    """The parts of each line that has any, filled up to ``width``."""
    found = [[part.strip() for part in line.split("|", width - 1)] for line in text.splitlines()]
    return [row + [""] * (width - len(row)) for row in found if any(row)]


def lines(entries: Iterable[tuple[str, ...]]) -> str:
    """What ``rows`` reads; a bar or a line break inside a part becomes a blank."""
    clean = ([" ".join(part.replace("|", " ").split()) for part in row] for row in entries)
    return "\n".join(" | ".join(row).rstrip(" |") for row in clean)


def words(text: str) -> list[str]:
    """What stands between commas or on lines of its own."""
    return [word.strip() for word in text.replace("\n", ",").split(",") if word.strip()]
