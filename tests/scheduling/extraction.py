"""Every text that HCPs may read, found in templates, scripts and Python by babel."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from babel.messages.extract import extract_javascript, extract_python
from jinja2.ext import babel_extract

ROOT = Path(__file__).resolve().parents[2]

Keywords = Mapping[str, tuple[int, ...] | None]
Message = tuple[str, tuple[str | None, ...]]
"""The function's name, and the texts it was called with."""
Extractor = Callable[[BinaryIO, Keywords], Iterator[Message]]


@dataclass(frozen=True, slots=True)
class Source:
    """Files of one kind, and the names of the functions whose texts are translated there."""

    files: str
    extract: Extractor
    keywords: Keywords


def _templates(file: BinaryIO, keywords: Keywords) -> Iterator[Message]:
    for found in babel_extract(file, list(keywords), [], {}):
        yield str(found[1]), _tuple(found[2])


def _scripts(file: BinaryIO, keywords: Keywords) -> Iterator[Message]:
    for found in extract_javascript(file, dict.fromkeys(keywords), [], {}):
        yield str(found[1]), _tuple(found[2])


def _python(file: BinaryIO, keywords: Keywords) -> Iterator[Message]:
    for found in extract_python(file, dict.fromkeys(keywords), [], {}):
        yield str(found[1]), _tuple(found[2])


def _tuple(texts: Any) -> tuple[str | None, ...]:
    return (texts,) if isinstance(texts, str) else tuple(texts or ())


SOURCES = (
    Source("web/templates/hcp/*.html", _templates, {"_": None, "ngettext": (1, 2)}),
    Source("web/templates/console.html", _templates, {"_": None}),
    Source("web/templates/console/*.html", _templates, {"_": None}),
    Source("web/templates/macros/*.html", _templates, {"_": None}),
    Source("web/static/console/*.js", _scripts, {"t": None, "tn": (1, 2)}),
    Source("web/static/ui/*.js", _scripts, {"t": None, "tn": (1, 2)}),
    Source("web/static/room/*.js", _scripts, {"t": None, "tn": (1, 2)}),
    Source("web/static/live/*.js", _scripts, {"t": None, "tn": (1, 2)}),
    Source("scheduling/**/*.py", _python, {"say": None, "N_": None}),
    Source("server/pages/*.py", _python, {"N_": None}),
    Source("server/papers/*.py", _python, {"say": None}),
)


def texts() -> dict[str, set[str]]:
    """Each text with the files that use it; of a plural, the singular and the plural."""
    found: dict[str, set[str]] = {}
    for source in SOURCES:
        for path in sorted(ROOT.glob(source.files)):
            for text in _texts_of(path, source):
                found.setdefault(text, set()).add(path.relative_to(ROOT).as_posix())
    return found


def _texts_of(path: Path, source: Source) -> Iterator[str]:
    with path.open("rb") as file:
        for function, given in source.extract(file, source.keywords):
            for place in source.keywords[function] or (1,):
                text = given[place - 1] if place <= len(given) else None
                if text is not None and text.strip():
                    yield text
