"""The words of every page and mail, in the reader's language.

Rule 1: the English text is the msgid, so English needs no catalogue and a missing translation
shows English, never a key.
Rule 2: ``{name}`` in a text is replaced by a value as it is; whoever makes HTML of it escapes.
Rule 3: catalogues are read once, at the start, from ``<folder>/<language>/LC_MESSAGES/lectern.po``.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from babel.messages.pofile import read_po

LANGUAGES = ("en", "de", "fr", "es")
DEFAULT = "en"
MAX_HEADER = 500
"""Longer Accept-Language headers are cut: a browser sends fewer than a hundred characters."""

PLACEHOLDER = re.compile(r"\{(\w+)\}")

Translation = str | tuple[str, str]
"""One text, or two: for one and for many."""


def N_(msgid: str) -> str:  # noqa: N802 - the name by which gettext tools know it
    """Mark a text for the catalogues where it is written down but translated later."""
    return msgid


class Words:
    """All catalogues; languages that are not spoken fall back to English."""

    def __init__(self, folder: Path) -> None:
        self._catalogues: dict[str, Mapping[str, Translation]] = {
            language: MappingProxyType(_read(folder, language)) for language in LANGUAGES
        }

    def t(self, language: str, msgid: str, **values: object) -> str:
        """The text in ``language`` with its values."""
        found = self.catalogue(language).get(msgid, msgid)
        return fill(found if isinstance(found, str) else found[0], values)

    def n(self, language: str, one: str, many: str, count: int, **values: object) -> str:
        """The text for ``count`` things; ``{count}`` is filled in."""
        found = self.catalogue(language).get(one, (one, many))
        forms = (found, found) if isinstance(found, str) else found
        single = count in (0, 1) if language == "fr" else count == 1
        return fill(forms[0 if single else 1], {"count": count, **values})

    def catalogue(self, language: str) -> Mapping[str, Translation]:
        """Every translation of a language, for a page's scripts; English is empty (rule 1)."""
        return self._catalogues.get(language, self._catalogues[DEFAULT])

    def negotiate(self, accept: str = "", preferred: str | None = None) -> str:
        """The language to speak: ``preferred`` if we do, else the browser's best, else English."""
        if preferred is not None and (spoken := _spoken(preferred)) is not None:
            return spoken
        wanted = sorted(_weighted(accept[:MAX_HEADER]), key=lambda pair: -pair[1])
        return next((tag for tag, weight in wanted if weight > 0), DEFAULT)


def fill(text: str, values: Mapping[str, object]) -> str:
    """``text`` with each ``{name}`` replaced once; unknown names stay as they are."""

    def value(match: re.Match[str]) -> str:
        return str(values.get(match[1], match[0]))

    return PLACEHOLDER.sub(value, text)


def _read(folder: Path, language: str) -> dict[str, Translation]:
    path = folder / language / "LC_MESSAGES" / "lectern.po"
    if language == DEFAULT or not path.exists():
        return {}
    with path.open("rb") as file:
        catalogue = read_po(file, locale=language)
    found: dict[str, Translation] = {}
    for message in catalogue:
        if message.id and message.string and not message.fuzzy:
            if isinstance(message.id, str):
                found[message.id] = str(message.string)
            else:
                found[message.id[0]] = (message.string[0], message.string[1])
    return found


def _spoken(tag: str) -> str | None:
    """Our language for ``de-AT``, ``de_CH`` or ``de``."""
    base = re.split(r"[-_]", tag.strip().casefold(), maxsplit=1)[0]
    return base if base in LANGUAGES else None


def _weighted(accept: str) -> list[tuple[str, float]]:
    """Languages of ours in an Accept-Language header with their weights; nonsense is skipped."""
    found = []
    for part in accept.split(","):
        tag, _, parameter = part.partition(";")
        spoken = _spoken(tag)
        weight = re.fullmatch(r"\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*", parameter)
        if spoken is not None and (weight or not parameter.strip()):
            found.append((spoken, float(weight[1]) if weight else 1.0))
    return found
