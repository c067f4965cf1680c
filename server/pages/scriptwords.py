"""The translations that the scripts of a page need, and no others: a page stays small.

The texts are found in the scripts themselves: ``t("…")`` and ``tn("…", "…", n)``.
"""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from scheduling.words import Translation

STATIC = Path(__file__).parents[2] / "web" / "static"

_TEXT = r"""("(?:[^"\\]|\\.)*")"""
CALL = re.compile(rf"\bt\(\s*{_TEXT}|\btn\(\s*{_TEXT}\s*,\s*{_TEXT}")


def script_words(
    catalogue: Mapping[str, Translation], folders: tuple[str, ...]
) -> dict[str, Translation]:
    """The entries of ``catalogue`` that the scripts in ``folders`` of web/static ask for."""
    return {text: catalogue[text] for text in _texts(folders) if text in catalogue}


@lru_cache
def _texts(folders: tuple[str, ...]) -> tuple[str, ...]:
    scripts = (path for folder in folders for path in sorted((STATIC / folder).glob("*.js")))
    return tuple(dict.fromkeys(texts_in(path.read_text("utf-8") for path in scripts)))


def texts_in(scripts: Iterable[str]) -> Iterator[str]:
    """Every text that the scripts may show, in English."""
    for script in scripts:
        for match in CALL.finditer(script):
            yield from (str(ast.literal_eval(text)) for text in match.groups() if text is not None)
