"""The words of slides and decks."""

from pathlib import Path

import pytest

from decks.edits import MESSAGE_CHARS, Words
from decks.errors import BadMetadata, IllegalStep, NotFound
from decks.manifest import NOTES_CHARS, TITLE_CHARS
from tests.decks.conftest import ORG, OTHER_ORG, Library

WORDS = Words("Onset", "efficacy", "Works from week 2", True, "Pause here.\nAsk.")


async def test_describe(library: Library, three_pages: Path) -> None:
    """All words of a slide can be written; its key stays, and so do the other slides."""
    draft = await library.draft(three_pages)
    changed = await library.decks.drafts.describe(ORG, draft.id, 1, WORDS)
    slide = changed.slides[1]
    assert (slide.title, slide.topic, slide.key_message) == (
        "Onset",
        "efficacy",
        "Works from week 2",
    )
    assert (slide.mandatory, slide.notes, slide.key) == (True, "Pause here.\nAsk.", "the-trial")
    assert (changed.slides[0], changed.slides[2]) == (draft.slides[0], draft.slides[2])


async def test_words_are_bounded(library: Library, three_pages: Path) -> None:
    """Texts are cut to what a screen can hold, control characters are gone."""
    draft = await library.draft(three_pages)
    words = Words("T\x00\u202e" * 500, "x", "M" * 5_000, False, "N" * 50_000)
    slide = (await library.decks.drafts.describe(ORG, draft.id, 0, words)).slides[0]
    assert slide.title == " ".join("T" * 500)[:TITLE_CHARS].rstrip()
    assert len(slide.key_message) == MESSAGE_CHARS
    assert len(slide.notes) == NOTES_CHARS


async def test_title_is_needed(library: Library, three_pages: Path) -> None:
    """A slide without a title cannot be found again; nothing changes."""
    draft = await library.draft(three_pages)
    with pytest.raises(BadMetadata):
        await library.decks.drafts.describe(ORG, draft.id, 0, Words("  \n"))
    assert await library.decks.version(ORG, draft.id) == draft


async def test_slide_that_is_not_there(library: Library, three_pages: Path) -> None:
    """Neither the slide after the last nor one before the first can be written."""
    draft = await library.draft(three_pages)
    for number in (3, -1):
        with pytest.raises(NotFound):
            await library.decks.drafts.describe(ORG, draft.id, number, WORDS)


async def test_approved_slides_stay(library: Library, three_pages: Path) -> None:
    """What was approved is what is shown: its words no longer change."""
    approved = await library.approved(three_pages)
    with pytest.raises(IllegalStep) as caught:
        await library.decks.drafts.describe(ORG, approved.id, 0, WORDS)
    assert caught.value.sentence == "This version is approved; only a draft can be changed."
    assert await library.decks.version(ORG, approved.id) == approved


async def test_foreign_draft(library: Library, three_pages: Path) -> None:
    """Another organisation's draft does not exist."""
    draft = await library.draft(three_pages)
    with pytest.raises(NotFound):
        await library.decks.drafts.describe(OTHER_ORG, draft.id, 0, WORDS)
    assert await library.decks.version(ORG, draft.id) == draft


async def test_rename(library: Library, three_pages: Path) -> None:
    """A deck's title and product change, and it is found by them."""
    draft = await library.draft(three_pages)
    await library.decks.drafts.rename(ORG, draft.deck, " Ärzte-\nDialog ", "Cardiovexa")
    deck = await library.decks.deck(ORG, draft.deck)
    assert (deck.title, deck.product) == ("Ärzte- Dialog", "Cardiovexa")
    assert (await library.decks.search(ORG, "ärzte cardio")).total == 1


async def test_rename_foreign_deck(library: Library, three_pages: Path) -> None:
    """Another organisation's deck does not exist."""
    draft = await library.draft(three_pages)
    with pytest.raises(NotFound):
        await library.decks.drafts.rename(OTHER_ORG, draft.deck, "Mine", "")
    assert (await library.decks.deck(ORG, draft.deck)).title == "cardio"
