"""Importing HCPs from a file: a preview, then all or nothing."""

import io

import pytest
from aiohttp import FormData

from server.pages.hcp_import import MOST_BYTES, pack
from tests.support.site import Site, Visitor


@pytest.fixture
async def rep(site: Site) -> Visitor:
    """A rep."""
    return await site.person()


def upload(text: str | bytes, name: str = "hcps.csv") -> FormData:
    """The import form with a file."""
    content = text if isinstance(text, bytes) else text.encode()
    data = FormData()
    data.add_field("file", io.BytesIO(content), filename=name, content_type="text/csv")
    return data


TWO = (
    "given_name;family_name;email\n"
    "Ana;Bergmann;ana@klinik.example.org\n"
    "Jean;Dubois;jean@hopital.example.org\n"
)


async def test_import(site: Site, rep: Visitor) -> None:
    """First a preview that stores nothing, then the import."""
    preview = await rep.post("/hcps/import", upload(TWO))
    assert preview.status == 200
    assert "Import 2 HCPs" in preview.words
    assert (await site.services.directory.search(site.org.id)).total == 0
    page = await rep.follow("/hcps/import", confirmed(TWO.encode()))
    assert "2 HCPs added, 0 changed, 0 as they were." in page.words
    assert "Jean Dubois" in page.words


def confirmed(content: bytes) -> FormData:
    """The preview's form, as the browser sends it back."""
    data = FormData()
    data.add_field("name", "hcps.csv")
    data.add_field("packed", pack(content))
    return data


async def test_import_errors(site: Site, rep: Visitor) -> None:
    """Every bad line is named with its number and column, and nothing is stored."""
    text = TWO + "Eva;;eva@\n"
    answer = await rep.post("/hcps/import", upload(text))
    assert answer.status == 422
    assert "Line 4" in answer.words
    assert "family_name" in answer.words and "must not be empty" in answer.words
    assert "email" in answer.words and "no e-mail address" in answer.words
    await rep.post("/hcps/import", confirmed(text.encode()))
    assert (await site.services.directory.search(site.org.id)).total == 0


async def test_import_twice(rep: Visitor) -> None:
    """A file that says nothing new says so and offers nothing to press."""
    await rep.post("/hcps/import", confirmed(TWO.encode()))
    preview = await rep.post("/hcps/import", upload(TWO))
    assert "Everybody in this file is in the directory already." in preview.words


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty."),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "is not UTF-8"),
        (b"name,city\nAna,Berlin\n", "no column given_name"),
        (b"x" * (MOST_BYTES + 1), "please split it"),
    ],
)
async def test_import_refused(rep: Visitor, content: bytes, sentence: str) -> None:
    """A file that is no list of HCPs is refused with what to do."""
    answer = await rep.post("/hcps/import", upload(content))
    assert answer.status == 422
    assert sentence in answer.words


@pytest.mark.parametrize("packed", ["no base64!", "AAAA", pack(b"x" * (MOST_BYTES + 1))])
async def test_damaged_preview(rep: Visitor, packed: str) -> None:
    """What comes back in the second step is checked again, and never unpacked beyond the limit."""
    answer = await rep.post("/hcps/import", {"name": "x", "packed": packed})
    assert answer.status == 422


async def test_import_without_a_file(rep: Visitor) -> None:
    """The form sent empty says what is missing."""
    answer = await rep.post("/hcps/import", {"name": "x"})
    assert "Choose a CSV file first." in answer.words


async def test_oversize_body(rep: Visitor) -> None:
    """A body beyond what the server takes is refused in plain words."""
    answer = await rep.post("/hcps/import", upload(b"x" * 2_000_000))
    assert answer.status == 413
    assert "larger than this server accepts" in answer.words


async def test_example_file(rep: Visitor) -> None:
    """The example that the page offers can be imported as it is."""
    example = await rep.get("/hcps/import/example.csv")
    preview = await rep.post("/hcps/import", upload(example.body))
    assert "Import 2 HCPs" in preview.words
