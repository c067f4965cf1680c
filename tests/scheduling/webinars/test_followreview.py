"""Whether what goes is what was reviewed, and how it differs."""

from dataclasses import dataclass, replace

import pytest

from scheduling.webinars import Webinar
from scheduling.webinars.followreview import MARK_LENGTH, Changes, Review, changes, mark
from scheduling.webinars.followrules import Condition, Draft, Rule, Text

DRAFT = Draft(Condition(Rule.ATTENDED), {"en": Text("Thank you, {name}", "It was good.")})


@dataclass(frozen=True, slots=True)
class Someone:
    id: str
    name: str
    email: str
    language: str = "en"
    zone: str = "Europe/Berlin"


ANA = Someone("a", "Dr Ana Ruiz", "ana@klinik.example")
BOB = Someone("b", "Dr Bob Lang", "bob@klinik.example")
CARA = Someone("c", "Dr Cara King", "cara@klinik.example")


def test_nothing_changed(webinar: Webinar) -> None:
    """It comes back from the page as it was, in whatever order people stood there."""
    reviewed = Review.parse(Review.of(webinar, DRAFT, [ANA, BOB]).dump())
    now = Review.of(webinar, DRAFT, [BOB, ANA])
    assert changes(reviewed, now, [BOB, ANA], [ANA, BOB, CARA]) is None


def test_as_many_but_others(webinar: Webinar) -> None:
    """One comes, one goes: the number is the same, and the list is not."""
    reviewed = Review.of(webinar, DRAFT, [ANA, BOB])
    now = Review.of(webinar, DRAFT, [ANA, CARA])
    assert changes(reviewed, now, [ANA, CARA], [ANA, BOB, CARA]) == Changes(
        words=False, new=("Dr Cara King",), gone=("Dr Bob Lang",), lost=0
    )


def test_another_address(webinar: Webinar) -> None:
    """The same person under an address that nobody has looked at is new."""
    moved = replace(ANA, email="ruiz@other.example")
    reviewed = Review.of(webinar, DRAFT, [ANA])
    found = changes(reviewed, Review.of(webinar, DRAFT, [moved]), [moved], [moved])
    assert found == Changes(words=False, new=("Dr Ana Ruiz",), gone=(), lost=1)


@pytest.mark.parametrize(
    "other",
    [
        replace(DRAFT, hour=8),
        replace(DRAFT, condition=Condition(Rule.NO_SHOW)),
        replace(DRAFT, texts={"en": Text("Thank you, {name}", "It was bad.")}),
    ],
)
def test_other_words(webinar: Webinar, other: Draft) -> None:
    """A colleague wrote on: nobody has looked at that."""
    reviewed = Review.of(webinar, DRAFT, [ANA])
    found = changes(reviewed, Review.of(webinar, other, [ANA]), [ANA], [ANA])
    assert found == Changes(words=True, new=(), gone=(), lost=0)


def test_no_review(webinar: Webinar) -> None:
    """A form that brings none has reviewed nothing."""
    found = changes(Review.parse(""), Review.of(webinar, DRAFT, [ANA]), [ANA], [ANA])
    assert found == Changes(words=True, new=("Dr Ana Ruiz",), gone=(), lost=0)
    assert len(mark(ANA)) == MARK_LENGTH
