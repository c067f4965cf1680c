"""Style sheets: one per card, and none that no page asks for."""

import re
from pathlib import Path

from server.static import IMPORT, joined

WEB = Path(__file__).resolve().parents[2] / "web"
STATIC = WEB / "static"
SHEETS = sorted(STATIC.rglob("*.css"))


def linked() -> set[Path]:
    """The sheets that templates name."""
    templates = (path.read_text(encoding="utf-8") for path in (WEB / "templates").rglob("*.html"))
    names = (name for text in templates for name in re.findall(r"static\('([^']+\.css)'\)", text))
    return {STATIC / name for name in names}


def imported(sheet: Path) -> set[Path]:
    """The sheets that ``sheet`` imports."""
    names = IMPORT.findall(sheet.read_text(encoding="utf-8"))
    return {(sheet.parent / name).resolve() for name in names}


def test_every_sheet_is_used() -> None:
    """Each sheet is linked by a page, or imported by exactly one that is."""
    indexes = [each for sheet in SHEETS for each in imported(sheet)]
    assert len(indexes) == len(set(indexes)), "a sheet is imported twice"
    assert set(SHEETS) == linked() | set(indexes)
    assert not linked() & set(indexes), "a sheet comes twice to some page"


def test_imports_are_joined() -> None:
    """Every import is written as the server reads it, on a line of its own before all rules."""
    for sheet in SHEETS:
        text = joined(sheet)
        assert "@import" not in text, sheet.relative_to(STATIC)
        assert text.count("{") == text.count("}"), sheet.relative_to(STATIC)
