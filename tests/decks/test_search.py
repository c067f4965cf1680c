"""Finding decks."""

from pathlib import Path

import pytest

from decks.workflow import State, Validity
from tests.conftest import Clock
from tests.decks.conftest import CAROL, DAY, ORG, OTHER_ORG, Library
from tests.decks.samples import picture


@pytest.fixture
async def shelf(library: Library, clock: Clock, tmp_path: Path) -> dict[str, str]:
    """Five decks by title -> id of their version, the last one touched last."""
    made = {}
    for number, title in enumerate(["Alpha 100%", "Beta", "Gamma", "Delta", "Été"]):
        path = tmp_path / f"{title}.png"
        path.write_bytes(picture(size=(400 + number, 300)))
        clock.advance(1_000)
        made[title] = (await library.draft(path)).id
    return made


async def titles(library: Library, words: str = "", state: State | None = None) -> list[str]:
    return [deck.title for deck in (await library.decks.search(ORG, words, state)).items]


async def test_search(library: Library, shelf: dict[str, str]) -> None:
    """All decks, last changed first; words narrow them, in any case and any script."""
    assert await titles(library) == ["Été", "Delta", "Gamma", "Beta", "Alpha 100%"]
    assert await titles(library, "ta") == ["Delta", "Beta"]
    assert await titles(library, "ÉTÉ") == ["Été"]
    assert await titles(library, "alpha 100") == ["Alpha 100%"]


async def test_signs_of_the_database_are_words(library: Library, shelf: dict[str, str]) -> None:
    """Percent and underscore find themselves."""
    assert await titles(library, "%") == ["Alpha 100%"]
    assert await titles(library, "_") == []


async def test_pages(library: Library, shelf: dict[str, str]) -> None:
    """Pages of two: three of them, the last with one deck, none after it."""
    pages = [await library.decks.search(ORG, page=page, size=2) for page in (1, 2, 3, 4)]
    assert [[deck.title for deck in page.items] for page in pages] == [
        ["Été", "Delta"],
        ["Gamma", "Beta"],
        ["Alpha 100%"],
        [],
    ]
    assert [(page.total, page.pages) for page in pages] == [(5, 3)] * 4


async def test_states(library: Library, clock: Clock, shelf: dict[str, str]) -> None:
    """Decks by the state of their versions, with expiry."""
    review = library.decks.review
    for title in ("Beta", "Gamma", "Delta"):
        await review.submit(ORG, shelf[title])
    for title, days in (("Gamma", 1), ("Delta", 10)):
        validity = Validity(clock(), clock() + days * DAY)
        await review.approve(ORG, shelf[title], CAROL, validity)
    clock.advance(2 * DAY)
    assert await titles(library, state=State.DRAFT) == ["Été", "Alpha 100%"]
    assert await titles(library, state=State.IN_REVIEW) == ["Beta"]
    assert await titles(library, state=State.APPROVED) == ["Delta"]
    assert await titles(library, state=State.EXPIRED) == ["Gamma"]
    assert await titles(library, state=State.WITHDRAWN) == []


async def test_other_organisation(library: Library, shelf: dict[str, str]) -> None:
    """Another organisation finds nothing."""
    assert (await library.decks.search(OTHER_ORG)).total == 0
    assert (await library.decks.search(OTHER_ORG, "alpha")).items == []


async def test_showable(
    library: Library, clock: Clock, shelf: dict[str, str], tmp_path: Path
) -> None:
    """To choose for a meeting: the newest version of each deck that is valid at that hour."""
    review = library.decks.review
    now = clock()
    for title, start, until in (("Beta", 0, 5), ("Gamma", 2, 9), ("Delta", 0, 1)):
        await review.submit(ORG, shelf[title])
        validity = Validity(now + start * DAY, now + until * DAY)
        await review.approve(ORG, shelf[title], CAROL, validity)
    newer = tmp_path / "beta 2.png"
    newer.write_bytes(picture(colour="red"))
    beta = await library.decks.version(ORG, shelf["Beta"])
    await library.draft(newer, deck=beta.deck)

    async def chosen(days: int) -> list[str]:
        return [version.id for version in await library.decks.showable(ORG, now + days * DAY)]

    assert await chosen(0) == [shelf["Beta"], shelf["Delta"]]
    assert await chosen(3) == [shelf["Beta"], shelf["Gamma"]]
    assert await chosen(9) == []
    assert await library.decks.showable(OTHER_ORG, now) == []
