"""The language of form: colours that can be read, one place for each, icons that exist."""

import hashlib
import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

WEB = Path(__file__).resolve().parents[2] / "web"
STATIC = WEB / "static"
TOKENS = (STATIC / "tokens.css").read_text(encoding="utf-8")

AA = 4.5
AA_SHAPE = 3.0
"""What WCAG asks of borders of fields and of icons that carry meaning."""

GROUNDS = ("ground", "surface", "raised", "sunken", "tint", "hover")
TEXTS = ("text", "text-soft", "text-faint", "accent-text", "danger-text", "amber-text")
PAIRS = [
    *product(TEXTS, GROUNDS),
    ("on-accent", "accent"),
    ("on-accent", "accent-hover"),
    ("on-danger", "danger"),
    ("accent-text", "accent-soft"),
    ("danger-text", "danger-soft"),
    ("amber-text", "amber-soft"),
    *product(("text", "text-soft"), ("accent-soft", "danger-soft", "amber-soft")),
    ("on-stage", "stage"),
]


def block(selector: str) -> dict[str, str]:
    """The custom properties of the first rule with this selector."""
    found = re.search(re.escape(selector) + r"\s*\{(.*?)\}", TOKENS, re.DOTALL)
    assert found, selector
    return dict(re.findall(r"--([a-z0-9-]+):\s*([^;]+);", found[1]))


LIGHT = block("\n:root")
DARK = LIGHT | block(':root[data-theme="dark"]')


def luminance(colour: str) -> float:
    """WCAG's relative luminance of ``#rrggbb``."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """WCAG's contrast of two colours, 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_can_be_read(theme: dict[str, str], text: str, ground: str) -> None:
    """Every text on every ground that it may stand on has a contrast of AA."""
    assert contrast(theme[text], theme[ground]) >= AA


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("shape", ["line-field", "accent", "focus"])
def test_shapes_can_be_seen(theme: dict[str, str], shape: str) -> None:
    """Borders of fields, focus rings and filled shapes stand out from page and card."""
    assert min(contrast(theme[shape], theme[g]) for g in ("ground", "surface")) >= AA_SHAPE


def test_dark_is_one_theme() -> None:
    """Dark by the system and dark by choice are the same colours."""
    assert block(':root:not([data-theme="light"])') == block(':root[data-theme="dark"]')


def sheets() -> Iterator[Path]:
    """Our own style sheets."""
    return (path for path in sorted(STATIC.rglob("*.css")) if path.name != "tokens.css")


@pytest.mark.parametrize(
    "sheet", list(sheets()), ids=lambda path: path.relative_to(STATIC).as_posix()
)
def test_colours_come_from_tokens(sheet: Path) -> None:
    """No rule outside tokens.css names a colour of its own."""
    text = re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert not re.findall(r":[^;{}]*(#[0-9a-fA-F]{3,8}\b|\b(?:rgb|hsl|oklch)a?\([^)]*\))", text)


def sources() -> Iterator[Path]:
    """Templates and modules that may draw icons."""
    yield from (WEB / "templates").rglob("*.html")
    yield from (p for p in STATIC.rglob("*.js") if "vendor" not in p.parts)


def test_icons_exist() -> None:
    """Every icon that a template or module names is a symbol of the sprite."""
    sprite = (STATIC / "icons" / "lucide.svg").read_text(encoding="utf-8")
    symbols = set(re.findall(r'<symbol id="([a-z0-9-]+)"', sprite))
    missing = {
        f"{path.name}: {name}"
        for path in sources()
        for name in re.findall(r'\bicon\("([a-z0-9-]+)"', path.read_text(encoding="utf-8"))
        if name not in symbols
    }
    assert not missing


def test_vendored_files_are_unchanged() -> None:
    """Each vendored file has the checksum that vendor/README.md gives."""
    readme = (STATIC / "vendor" / "README.md").read_text(encoding="utf-8")
    sums = {path: digest for digest, path in re.findall(r"([0-9a-f]{64})  (\S+)", readme)}
    found = {path: hashlib.sha256((STATIC / path).read_bytes()).hexdigest() for path in sums}
    assert found == sums


def test_vendored_files_are_listed() -> None:
    """Nothing foreign lies in the folder without a line that says where it came from."""
    readme = (STATIC / "vendor" / "README.md").read_text(encoding="utf-8")
    foreign = [*(STATIC / "vendor").glob("*.js"), *(STATIC / "fonts").glob("*.woff2")]
    assert foreign
    for path in foreign:
        assert f"  {path.relative_to(STATIC).as_posix()}" in readme


def test_no_template_styles_or_scripts_inline() -> None:
    """The content security policy allows neither; a slip would show only in the browser."""
    for path in (WEB / "templates").rglob("*.html"):
        if "mail" in path.parts:
            continue
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"<[a-z][^>]*\sstyle=", text), path
        assert not re.search(r"<[a-z][^>]*\son[a-z]+=", text), path
