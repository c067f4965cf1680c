"""Names and addresses blotted out of whatever was written. Pure."""

import re
from collections.abc import Iterable
from typing import Any

from scheduling.texts import fold

ERASED = "(erased)"
"""What stands where a name or somebody's words stood."""
SHORTEST = 3
"""Of a word that is looked for: two letters stand in everything."""


class Blot:
    """Replaces each of some words, as a whole, however it is written, in texts and JSON values."""

    def __init__(self, words: Iterable[str]) -> None:
        known = {form for word in words for form in (word.strip(), fold(word.strip()))}
        longest = sorted((word for word in known if len(word) >= SHORTEST), key=len, reverse=True)
        any_of = "|".join(re.escape(word) for word in longest)
        self._words = re.compile(rf"(?<!\w)(?:{any_of})(?!\w)", re.IGNORECASE) if longest else None

    def __call__(self, value: Any) -> Any:
        """The value with the words blotted out of every text in it, keys of objects as well."""
        if isinstance(value, str):
            return value if self._words is None else self._words.sub(ERASED, value)
        if isinstance(value, dict):
            return {self(key): self(each) for key, each in value.items()}
        return [self(each) for each in value] if isinstance(value, list) else value
