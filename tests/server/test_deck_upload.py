"""Uploading a deck: files, next versions, and what is refused."""

import asyncio
import io
import json
from pathlib import Path

from aiohttp import FormData

from accounts import StaffRole
from tests.decks.samples import Leaf, locked_pdf, pdf, picture
from tests.server.deckhands import Ids, files, uploaded
from tests.server.deckhands import author as author
from tests.server.deckhands import deck as deck
from tests.support.site import Site, Visitor


async def test_upload(author: Visitor, deck: Ids) -> None:
    """An upload becomes a deck on the shelf; what people typed is text, not markup."""
    assert deck["state"] == "done"
    shelf = await author.get("/decks")
    assert "Cardio <2026>" in shelf.words and "Cardio <2026>" not in shelf.body
    assert "Cardiovexa · 3 pages · version 1" in shelf.words
    page = await author.get(deck["url"])
    assert "Why now" in page.words and "2 steps" in page.words


async def test_upload_without_scripts(author: Visitor, tmp_path: Path) -> None:
    """The form alone leads to the job's page, and that one to the deck."""
    answer = await author.post("/decks", files(pdf(tmp_path / "a.pdf", [Leaf("Only")])))
    assert answer.status == 303
    page = await author.get(answer.location)
    async with asyncio.timeout(30):
        while page.status == 200:
            assert "You may leave this page" in page.words
            await asyncio.sleep(0.05)
            page = await author.get(answer.location)
    assert page.status == 303
    assert "The slides are ready" in (await author.get(page.location)).words


async def test_upload_of_several_megabytes(author: Visitor, tmp_path: Path) -> None:
    """An upload may be larger than any other request; it goes to disk, not to memory."""
    path = pdf(tmp_path / "large.pdf", [Leaf("Large")])
    path.write_bytes(path.read_bytes() + b"\n%" + b"x" * 5_000_000)
    assert (await uploaded(author, path))["state"] == "done"


async def test_several_pictures(author: Visitor, tmp_path: Path) -> None:
    """Pictures become one deck in the order in which they are sent."""
    paths = [tmp_path / "b.png", tmp_path / "a.png"]
    for path, colour in zip(paths, ("red", "blue"), strict=True):
        path.write_bytes(picture(colour=colour))
    job = await uploaded(author, *paths)
    assert "2 pages" in (await author.get(job["url"])).words


async def test_next_version(author: Visitor, deck: Ids, tmp_path: Path) -> None:
    """A file uploaded to a deck is its next version."""
    page = await author.get(f"/decks/new?deck={deck['deck']}")
    assert "Next version" in page.words
    second = await uploaded(author, pdf(tmp_path / "v2.pdf", [Leaf("New")]), deck=deck["deck"])
    assert second["deck"] == deck["deck"]
    assert "Version 2" in (await author.get(f"/decks/{deck['deck']}")).words


async def test_same_file_again(author: Visitor, deck: Ids, tmp_path: Path) -> None:
    """A file that is here already leads to its version, and says so."""
    again = await uploaded(author, tmp_path / "cardio.pdf")
    assert (again["version"], again["known"]) == (deck["version"], True)
    answer = await author.get(again["watch"])
    assert "is here already" in (await author.get(answer.location)).words


async def test_locked_pdf(author: Visitor, tmp_path: Path) -> None:
    """A file that fails in conversion has a page that says why and what to do."""
    job = await uploaded(author, locked_pdf(tmp_path / "locked.pdf"))
    assert (job["state"], job["code"]) == ("failed", "encrypted")
    page = await author.get(job["watch"])
    assert "locked with a password" in page.words and "Upload another file" in page.words


async def test_png_named_pdf(author: Visitor, tmp_path: Path) -> None:
    """Refused for what it is: as JSON with a code, as a page with the form again."""
    path = tmp_path / "study.pdf"
    path.write_bytes(picture())
    answer = await author.post("/decks", files(path), Accept="application/json")
    assert answer.status == 422
    assert json.loads(answer.body)["code"] == "name-mismatch"
    page = await author.post("/decks", files(path))
    assert page.status == 422
    assert "“study.pdf” is in truth a PNG picture" in page.words and "Upload a deck" in page.words


async def test_too_large(author: Visitor, site: Site, tmp_path: Path) -> None:
    """An upload that says how large it is, and is too large, is not even begun."""
    most = site.services.decks.limits.upload_bytes
    headers = {"Content-Length": str(most + 1), "Content-Type": "multipart/form-data; boundary=x"}
    answer = await author.post("/decks", b"--x--", Accept="application/json", **headers)
    assert answer.status == 413
    assert json.loads(answer.body)["code"] == "too-large"


async def test_bad_fields(author: Visitor, tmp_path: Path) -> None:
    """Unknown and endless fields are refused, and nothing is kept."""
    path = pdf(tmp_path / "a.pdf", [Leaf("Only")])
    for name, value, status in (("admin", "yes", 422), ("title", "x" * 5_000, 413)):
        answer = await author.post("/decks", files(path, **{name: value}))
        assert answer.status == status, name
    assert (await author.post("/decks", files(path, deck="no-such-deck"))).status == 404
    assert "No decks yet" in (await author.get("/decks")).words


async def test_nothing_chosen(author: Visitor) -> None:
    """A form sent empty, as browsers send it, says what is missing."""
    data = FormData(default_to_multipart=True)
    data.add_field("file", io.BytesIO(), filename="", content_type="application/octet-stream")
    answer = await author.post("/decks", data)
    assert answer.status == 422
    assert "No file arrived" in answer.words


async def test_damaged_body(author: Visitor) -> None:
    """A body that is no form is refused, not a server error."""
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    for body in [b"", b"rubbish", b"--x\r\nrubbish", b"--x\r\n\r\n--x"]:
        answer = await author.post("/decks", body, Accept="application/json", **headers)
        assert answer.status in (400, 422), body


async def test_upload_by_a_rep(site: Site, tmp_path: Path) -> None:
    """Reps show decks; they do not make them."""
    rep = await site.person(StaffRole.REP)
    path = pdf(tmp_path / "a.pdf", [Leaf("Only")])
    assert (await rep.post("/decks", files(path))).status == 403
    assert (await rep.get("/decks/new")).status == 403
    assert "Upload a deck" not in (await rep.get("/decks")).words
