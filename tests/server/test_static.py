"""Static files: cached for ever under their fingerprint, small on the wire, nothing else served."""

from pathlib import Path

import pytest

from server.static import FOR_EVER, Static, joined
from tests.support.site import Site


async def test_file(site: Site) -> None:
    """A file comes gzipped to whoever takes it, with its type, and may be kept for ever."""
    url = site.services.static.url("tokens.css")
    answer = await site.stranger().get(url, **{"Accept-Encoding": "gzip"})
    assert answer.headers["Cache-Control"] == FOR_EVER
    assert answer.headers["Content-Type"].startswith("text/css")
    assert answer.headers["Content-Encoding"] == "gzip"
    plain = await site.stranger().get(url, **{"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in plain.headers
    assert plain.body == Path("web/static/tokens.css").read_text(encoding="utf-8")


async def test_old_fingerprint(site: Site) -> None:
    """A page of the release before gets today's file, but does not keep it."""
    answer = await site.stranger().get("/static/0123456789ab/tokens.css")
    assert answer.status == 200 and answer.headers["Cache-Control"] == "no-cache"


async def test_sheet_of_sheets(site: Site) -> None:
    """A style sheet that imports others comes with all their rules, in order, in one answer."""
    answer = await site.stranger().get(site.services.static.url("components.css"))
    assert "@import" not in answer.body
    assert -1 < answer.body.find("\n.stack {") < answer.body.find("\n.dialog {")


def test_sheets_join(tmp_path: Path) -> None:
    """What is imported stands where its line stood; paths are relative to the importing sheet."""
    (tmp_path / "card").mkdir()
    (tmp_path / "card" / "head.css").write_text("h2 { margin: 0 }\n")
    (tmp_path / "card" / "card.css").write_text('@import "head.css";\n.card { order: 1 }\n')
    (tmp_path / "all.css").write_text('/* all */\n@import "card/card.css";\n')
    assert joined(tmp_path / "all.css").split("\n") == [
        "/* all */",
        "h2 { margin: 0 }",
        "",
        ".card { order: 1 }",
        "",
        "",
    ]


@pytest.mark.parametrize(
    "name", ["tsconfig.json.map", "../templates/layout.html", "%2e%2e/templates/layout.html", ""]
)
async def test_nothing_else(site: Site, name: str) -> None:
    """What is no published file is not found, however it is spelled."""
    answer = await site.stranger().get(f"/static/{site.services.static.fingerprint}/{name}")
    assert answer.status == 404


def test_fingerprint_follows_content(tmp_path: Path) -> None:
    """Another byte anywhere is another address everywhere."""
    (tmp_path / "a.js").write_text("1")
    before = Static(tmp_path).fingerprint
    (tmp_path / "a.js").write_text("2")
    assert Static(tmp_path).fingerprint != before


def test_missing_file_is_an_error() -> None:
    """A template that names a file that is not there fails in the tests, not in the browser."""
    with pytest.raises(KeyError, match="nowhere.js"):
        Static(Path("web/static")).url("nowhere.js")
