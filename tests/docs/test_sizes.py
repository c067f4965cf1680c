"""A file has one subject and a function one act: 300 and 50 lines at the most."""

import ast
import gc
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
MOST = 300
"""Lines of a file. What grows past it is split by subject, not by length."""

FOLDERS = (
    *("accounts", "bench", "decks", "engagement", "media", "recordings", "rooms", "scheduling"),
    *("server", "signaling", "tests", "tools", "web"),
)
KINDS = {".py", ".js", ".css", ".html"}

EXCEPTIONS = {
    "server/migrations/versions/0001_make_the_first_tables.py": "a record of what the tables were",
}
"""Files that may be longer, and why; documents are read by their headings and are not counted."""


LONGEST = 50
"""Lines of a function. What is longer is a table that wants to be data, or acts that want names."""

LONG_FUNCTIONS = {
    "server/assembly.py: make_services": "the list of all parts, one a line",
    "server/pages/webinar_draft.py: draft_of": "the list of a form's fields, one a line",
}
"""Functions that may be longer, and why; migrations are a record and are not counted."""


def files() -> Iterator[Path]:
    """Source files of ours and what we vendor."""
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in KINDS and path.is_file():
                yield path


def lines(path: Path) -> int:
    """How many lines a file has."""
    return len(path.read_text(encoding="utf-8").splitlines())


def test_files_are_short() -> None:
    """No file has more than 300 lines, but for those with a reason."""
    found = {path.relative_to(ROOT).as_posix(): lines(path) for path in files()}
    assert len(found) > 500, "the folders are named wrong"
    long = {name: count for name, count in found.items() if count > MOST}
    assert {name: long[name] for name in long if name not in EXCEPTIONS} == {}


def test_exceptions_are_needed() -> None:
    """An exception whose file has become short, or is gone, is taken off the list."""
    for name in EXCEPTIONS:
        path = ROOT / name
        assert path.exists(), name
        assert path.suffix in KINDS and lines(path) > MOST, name


def functions() -> Iterator[tuple[str, int]]:
    """Each function of our Python, and how many lines it has."""
    for path in files():
        if path.suffix == ".py" and "migrations" not in path.parts:
            name = path.relative_to(ROOT).as_posix()
            for node in ast.walk(parsed(path)):
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                    yield f"{name}: {node.name}", (node.end_lineno or 0) - node.lineno + 1


def parsed(path: Path) -> ast.Module:
    """The file as a tree.

    Python 3.11 gives up (SystemError) when collecting garbage runs code of ours meanwhile.
    """
    gc.disable()
    try:
        return ast.parse(path.read_text(encoding="utf-8"))
    finally:
        gc.enable()


def test_functions_are_short() -> None:
    """No function has more than 50 lines, but for those with a reason, which are needed."""
    found = list(functions())
    assert len(found) > 5_000, "the folders are named wrong"
    assert {name for name, count in found if count > LONGEST} == set(LONG_FUNCTIONS)
