"""The deck pages: shelf, one deck, one slide, pictures."""

from pathlib import Path

from accounts import StaffRole
from tests.server.deckhands import Ids, approved, fetched, submitted, versions
from tests.server.deckhands import approver as approver
from tests.server.deckhands import author as author
from tests.server.deckhands import deck as deck
from tests.support.site import Site, Visitor


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
