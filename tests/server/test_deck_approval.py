"""The steps of a deck to its approval, and back."""

from accounts import StaffRole
from decks.workflow import State
from tests.server.deckhands import Ids, approved, submitted, versions
from tests.server.deckhands import approver as approver
from tests.server.deckhands import author as author
from tests.server.deckhands import deck as deck
from tests.support.site import Site, Visitor


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
