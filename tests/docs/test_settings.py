"""README's table of settings and commands is the code's."""

import re
from pathlib import Path

from server.settings import SETTINGS

ROOT = Path(__file__).parents[2]
ROW = re.compile(r"^\| `([A-Z_]+)` \| (?:`([^`]*)`)? ?\| (.+) \|$", re.MULTILINE)


def test_settings_table() -> None:
    """Every setting is in the README with its default and meaning, and no other."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert ROW.findall(readme) == [(s.name, s.default, s.what) for s in SETTINGS]


def test_documents_exist() -> None:
    """Every document that the README sends its reader to is there."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    targets = re.findall(r"\]\(([^)#:]+)\)", readme)
    assert targets
    missing = [target for target in targets if not (ROOT / target).exists()]
    assert missing == []
