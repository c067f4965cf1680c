"""The deck pages: shelf, upload, one deck, one slide, the steps to approval, pictures."""

import asyncio
import io
import json
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientResponse, FormData

from accounts import StaffRole
from decks.workflow import State
from tests.decks.samples import Leaf, locked_pdf, pdf, picture
from tests.support.site import Answer, Site, Visitor

Ids = dict[str, Any]

DECK = [Leaf("Why now", "Ask first"), Leaf("Curve", label=2), Leaf("Curve, all", label=2)]


@pytest.fixture
async def author(site: Site) -> Visitor:
    """Lena of marketing."""
    return await site.person(StaffRole.MARKETING, "Lena Vogt")


@pytest.fixture
async def approver(site: Site) -> Visitor:
    """Ida of compliance."""
    return await site.person(StaffRole.COMPLIANCE, "Ida Holm")


def files(*paths: Path, **fields: str) -> FormData:
    """The upload form, filled in."""
    data = FormData(default_to_multipart=True)
    for name, value in fields.items():
        data.add_field(name, value)
    for path in paths:
        data.add_field("file", io.BytesIO(path.read_bytes()), filename=path.name)
    return data


async def finished(who: Visitor, answer: Answer) -> Ids:
    """The job of a JSON upload when it is over."""
    assert answer.status == 202, answer.body
    watch = json.loads(answer.body)["watch"]
    async with asyncio.timeout(30):
        while True:
            seen = await who.get(watch, Accept="application/json")
            job: Ids = json.loads(seen.body)
            if job["state"] in ("done", "failed"):
                return job
            await asyncio.sleep(0.05)


async def uploaded(who: Visitor, *paths: Path, **fields: str) -> Ids:
    answer = await who.post("/decks", files(*paths, **fields), Accept="application/json")
    return await finished(who, answer)


@pytest.fixture
async def deck(author: Visitor, tmp_path: Path) -> Ids:
    """A draft of two slides, the second with two steps: ids of deck and version."""
    return await uploaded(
        author, pdf(tmp_path / "cardio.pdf", DECK), title="Cardio <2026>", product="Cardiovexa"
    )


async def fetched(who: Visitor, path: str) -> tuple[ClientResponse, bytes]:
    """An address whose answer is no text."""
    pairs = "; ".join(f"{name}={value}" for name, value in who.cookies.items())
    response = await who.client.get(path, headers={"Cookie": pairs})
    return response, await response.read()


def versions(deck: Ids) -> str:
    return f"/decks/{deck['deck']}/versions/{deck['version']}"


async def submitted(author: Visitor, deck: Ids) -> None:
    answer = await author.follow(f"{versions(deck)}/submit")
    assert "In review" in answer.words


async def approved(author: Visitor, approver: Visitor, deck: Ids) -> Answer:
    await submitted(author, deck)
    days = {"first": "2020-01-01", "last": "2099-12-31", "market": "DE"}
    return await approver.follow(f"{versions(deck)}/approve", days)


# -- upload


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


# -- shelf


async def test_empty_shelf(author: Visitor) -> None:
    """An empty shelf says how to fill it."""
    assert "No decks yet" in (await author.get("/decks")).words


async def test_search_and_states(author: Visitor, deck: Ids) -> None:
    """The shelf is searched by words and narrowed by state."""
    assert "Cardio" in (await author.get("/decks?q=cardiov")).words
    assert "No deck matches" in (await author.get("/decks?q=neuro")).words
    assert "Cardio" in (await author.get("/decks?state=draft")).words
    assert "No deck matches" in (await author.get("/decks?state=approved")).words
    assert (await author.get("/decks?state=nonsense")).status == 422


# -- one deck


async def test_rename(author: Visitor, deck: Ids) -> None:
    """Title and product can be changed."""
    answer = await author.follow(f"/decks/{deck['deck']}", {"title": "Other", "product": ""})
    assert "Other" in answer.words and "No product" in answer.words


async def test_source(author: Visitor, deck: Ids, tmp_path: Path) -> None:
    """The uploaded file comes back byte for byte, to be saved and not to be opened here."""
    response, content = await fetched(author, f"{versions(deck)}/source")
    assert content == (tmp_path / "cardio.pdf").read_bytes()
    assert response.headers["Content-Type"] == "application/octet-stream"
    assert response.headers["Content-Disposition"] == ('attachment; filename="Cardio-2026-v1.pdf"')


async def test_foreign_organisation(site: Site, deck: Ids) -> None:
    """Every address of a deck is a 404 for another organisation, whatever the role."""
    other = await site.services.accounts.organisations.create(
        "Pharma Two", language="en", zone="Europe/Berlin"
    )
    admin = await site.person(StaffRole.ADMIN, "Mallory Two", other)
    where = f"/decks/{deck['deck']}"
    for path in (
        where,
        f"{where}/slides/1",
        f"{versions(deck)}/source",
        deck["watch"],
        f"/decks/new?deck={deck['deck']}",
        f"/slides/{deck['version']}/0/0/full",
    ):
        assert (await admin.get(path)).status == 404, path
    for path, data in (
        (where, {"title": "Mine"}),
        (f"{where}/slides/1", {"version": deck["version"], "title": "Mine"}),
        (f"{versions(deck)}/submit", {}),
        (f"{versions(deck)}/approve", {"first": "2020-01-01", "last": "2099-01-01"}),
        (f"{versions(deck)}/withdraw", {"reason": "Mine"}),
        (f"{versions(deck)}/return", {"reason": "Mine"}),
        (f"{versions(deck)}/renew", {}),
        (f"{versions(deck)}/discard", {}),
    ):
        assert (await admin.post(path, data)).status == 404, path


# -- one slide


async def test_slide(author: Visitor, deck: Ids) -> None:
    """The words of a slide are stored, and the next slide follows."""
    where = f"/decks/{deck['deck']}/slides/1"
    words = {
        "version": deck["version"],
        "do": "next",
        "title": "Why now?",
        "topic": "Need",
        "key_message": "One in four",
        "mandatory": "yes",
        "notes": "Pause.",
    }
    following = await author.follow(where, words)
    assert "Slide 2 of 2" in following.words
    page = await author.get(where)
    assert "One in four" in page.body and "Pause." in page.body
    deck_page = await author.get(f"/decks/{deck['deck']}")
    assert "Mandatory" in deck_page.words and "Need" in deck_page.words


async def test_split_and_join(author: Visitor, deck: Ids) -> None:
    """Builds are split and joined from the slide's page."""
    where = f"/decks/{deck['deck']}/slides"
    split = await author.follow(f"{where}/2", {"version": deck["version"], "do": "split"})
    assert "Slide 2 of 3" in split.words
    joined = await author.follow(f"{where}/3", {"version": deck["version"], "do": "join"})
    assert "Slide 2 of 2" in joined.words
    first = await author.post(f"{where}/1", {"version": deck["version"], "do": "join"})
    assert first.status == 422


async def test_slide_of_a_submitted_version(author: Visitor, deck: Ids) -> None:
    """What is in review is read, not written."""
    await submitted(author, deck)
    where = f"/decks/{deck['deck']}/slides/1"
    assert "Save and next" not in (await author.get(where)).words
    answer = await author.post(where, {"version": deck["version"], "title": "Late"})
    assert answer.status == 409


async def test_no_such_slide(author: Visitor, deck: Ids) -> None:
    """Slides that the deck does not have are a 404."""
    for n in ["0", "3", "-1", "x", "٣", "1e9"]:
        assert (await author.get(f"/decks/{deck['deck']}/slides/{n}")).status == 404, n


# -- approval


async def test_approve(site: Site, author: Visitor, approver: Visitor, deck: Ids) -> None:
    """Approved from the first moment of the first day to the last of the last, where Ida is."""
    page = await approved(author, approver, deck)
    assert "Approved" in page.words and "Ida Holm" in page.words and "DE" in page.words
    assert "Wed 1 Jan 2020 to Thu 31 Dec 2099" in page.words
    version = await site.services.decks.version(site.org.id, deck["version"])
    assert version.state(site.services.clock()) is State.APPROVED
    assert version.validity is not None
    assert version.validity.start == 1_577_833_200_000  # midnight in Berlin


async def test_approve_by_an_author(author: Visitor, deck: Ids) -> None:
    """Who makes decks does not approve them."""
    await submitted(author, deck)
    days = {"first": "2020-01-01", "last": "2099-12-31"}
    assert (await author.post(f"{versions(deck)}/approve", days)).status == 403


async def test_bad_validity(author: Visitor, approver: Visitor, deck: Ids) -> None:
    """Days that make no validity approve nothing."""
    await submitted(author, deck)
    for first, last in (
        ("2030-01-02", "2030-01-01"),
        ("yesterday", "2030-01-01"),
        ("2020-01-01", "9999-12-31"),
        ("2020-01-01", ""),
    ):
        days = {"first": first, "last": last}
        assert (await approver.post(f"{versions(deck)}/approve", days)).status == 422, days
    assert "In review" in (await approver.get(f"/decks/{deck['deck']}")).words


async def test_return(author: Visitor, approver: Visitor, deck: Ids) -> None:
    """A version that is returned shows its authors why."""
    await submitted(author, deck)
    assert (await approver.post(f"{versions(deck)}/return", {"reason": " "})).status == 422
    await approver.follow(f"{versions(deck)}/return", {"reason": "The logo is old"})
    page = await author.get(f"/decks/{deck['deck']}")
    assert "Returned: The logo is old" in page.words and "Submit for review" in page.words


async def test_withdraw(author: Visitor, approver: Visitor, deck: Ids) -> None:
    """A withdrawn version says why, and comes back by no step."""
    await approved(author, approver, deck)
    page = await approver.follow(f"{versions(deck)}/withdraw", {"reason": "New safety data"})
    assert "Withdrawn: New safety data" in page.words
    assert (await author.post(f"{versions(deck)}/submit")).status == 409


async def test_discard(author: Visitor, deck: Ids) -> None:
    """A draft can be deleted, and is gone."""
    await author.follow(f"{versions(deck)}/discard")
    assert (await author.get(f"/decks/{deck['deck']}")).status == 404


async def test_steps_are_audited(site: Site, author: Visitor, approver: Visitor, deck: Ids) -> None:
    """Who did what with a version is in the audit trail."""
    await approved(author, approver, deck)
    admin = await site.person(StaffRole.ADMIN, "Tom Arndt")
    words = (await admin.get("/admin/audit")).words
    assert "submitted" in words.lower() and "approved" in words.lower()


# -- pictures


async def test_picture(author: Visitor, deck: Ids) -> None:
    """Staff see every step in three sizes; a draft's picture is asked for again."""
    for size in ("full", "phone", "thumb"):
        path = f"/slides/{deck['version']}/1/1/{size}"
        response, content = await fetched(author, path)
        assert response.status == 200
        assert response.headers["Content-Type"] == "image/webp"
        assert response.headers["Cache-Control"] == "private, no-cache"
        assert content[8:12] == b"WEBP"


async def test_picture_of_an_approved_version(
    author: Visitor, approver: Visitor, deck: Ids
) -> None:
    """What was approved does not change, so browsers keep it."""
    await approved(author, approver, deck)
    path = f"/slides/{deck['version']}/0/0/thumb"
    response, _ = await fetched(author, path)
    assert response.headers["Cache-Control"] == "private, max-age=86400, immutable"


async def test_picture_for_strangers(site: Site, deck: Ids) -> None:
    """Without a session or a place in the room there is no picture, and no hint that it exists."""
    stranger = site.stranger()
    for headers in ({}, {"Authorization": "Bearer nonsense"}, {"Cookie": "__Host-join=x"}):
        answer = await stranger.get(f"/slides/{deck['version']}/0/0/full", **headers)
        assert answer.status == 404


async def test_no_such_picture(author: Visitor, deck: Ids) -> None:
    """A slide, step or size that is not there is a 404."""
    for place in ["2/0/full", "1/2/full", "0/0/huge", "x/0/full", "-1/0/full"]:
        assert (await author.get(f"/slides/{deck['version']}/{place}")).status == 404, place
