"""What the documents name is in the tree: files, folders, routes, layers, commands."""

import re
import tomllib
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
import typer
import typer.core
import typer.main

from server.access import TABLE
from server.cli import app

ROOT = Path(__file__).parents[2]
DOCUMENTS = ("ARCHITECTURE.md", "CONTRIBUTING.md", "ENGAGEMENT.md", "PROTOCOL.md", "README.md")
FOLDERS = {each.name for each in ROOT.iterdir() if each.is_dir() and each.name[0] != "."}

DATA = {"lectern.db", "engagement.db", "outbox/", "pictures/", "music/", "keys/"}
"""What lies in the data folder, not in the tree; ``decks/`` is in both."""
MADE = {".venv/bin"}
"""What the installation makes."""


def quoted(document: str) -> Iterator[str]:
    """Everything that the document puts between backticks."""
    text = (ROOT / document).read_text(encoding="utf-8")
    yield from re.findall(r"`([^`\n]+)`", re.sub(r"(?m)^ {4}.*$", "", text))


def is_path(word: str) -> bool:
    """Whether it is meant as a file or folder of the tree."""
    if not re.fullmatch(r"[\w.*/-]+", word) or word.startswith(("/", "./")):
        return False
    named = word.endswith((".py", ".js", ".css", ".md", "/"))
    return named or ("/" in word and word.split("/")[0] in FOLDERS)


def is_there(path: str) -> bool:
    """Whether the tree has it: whole paths at their place, bare names anywhere below a package."""
    if "/" in path.rstrip("/") and "*" not in path or path.endswith(("/", ".md")):
        return (ROOT / path).exists()
    return any(next(iter((ROOT / each).rglob(path)), None) for each in FOLDERS - {"node_modules"})


@pytest.mark.parametrize("document", DOCUMENTS)
def test_files(document: str) -> None:
    """Each file and folder that a document names exists."""
    named = {word for word in quoted(document) if is_path(word)} - DATA - MADE
    assert named, "nothing is named: is the reading of the document broken?"
    assert sorted(word for word in named if not is_there(word)) == []


def test_a_wrong_name_is_seen() -> None:
    """The test above can fail: it takes these for paths, and does not find them."""
    for word in ("server/nothing.py", "nothing.js", "rooms/nothing/", "web/static/nothing"):
        assert is_path(word) and not is_there(word)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_routes(document: str) -> None:
    """Each route that a document names with its method is in the table of who may call it."""
    ours = {(method, path) for method, path in TABLE}
    for word in quoted(document):
        found = re.fullmatch(r"(GET|POST) (/j/\S*|/room/\S*|/webinars/\S*|/w/\S*)", word)
        assert found is None or found.groups() in ours, word


def test_names_in_packages() -> None:
    """``rooms.apply`` and its like are what the package offers."""
    packages = {each for each in FOLDERS if (ROOT / each / "__init__.py").exists()} - {"tests"}
    for word in quoted("ARCHITECTURE.md"):
        package, _, name = word.partition(".")
        if package in packages and name.isidentifier() and name not in ("db", "py"):
            assert hasattr(import_module(package), name), word


def test_layers() -> None:
    """The picture of the layers is the contract that import-linter checks."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    [layers] = [each["layers"] for each in contracts["contracts"] if each["type"] == "layers"]
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    picture = text.partition("## Layers")[2].partition("    web/")[0]
    drawn = re.findall(r"^    ([a-z]+(?: {3}[a-z]+)*)(?= {3,}|$)", picture, re.MULTILINE)
    assert [" : ".join(row.split()) for row in drawn] == layers


def commands_of(group: typer.core.TyperGroup, before: str = "") -> Iterator[str]:
    """The names of all commands, those of a group behind its name."""
    for name, each in group.commands.items():
        if isinstance(each, typer.core.TyperGroup):
            yield from commands_of(each, f"{before}{name} ")
        else:
            yield before + name


def test_commands() -> None:
    """README's table has each command of ``lectern`` once, and no other."""
    group = typer.main.get_command(app)
    assert isinstance(group, typer.core.TyperGroup)
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `lectern ([a-z ]+?)(?= [A-Z\[-]|`)", text, re.MULTILINE)
    assert sorted(rows) == sorted(commands_of(group))


def test_ignores() -> None:
    """Types are ignored in the seam to aiortc alone, as CONTRIBUTING says."""
    mark = "# type" + ": ignore"
    sources = (path for each in FOLDERS - {"node_modules"} for path in (ROOT / each).rglob("*.py"))
    found = {path.name for path in sources if mark in path.read_text(encoding="utf-8")}
    assert found == {"aiortc_seam.py"}
