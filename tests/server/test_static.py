"""Static files: cached for ever under their fingerprint, small on the wire, nothing else served."""

from pathlib import Path

import pytest

from server.static import FOR_EVER, Static
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
