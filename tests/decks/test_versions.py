"""Versions: the content is the identity, and what people wrote is not written twice."""

from pathlib import Path

import pytest

from decks.edits import Words
from decks.errors import NotFound
from decks.pictures import Size
from tests.decks.conftest import ALICE, ORG, OTHER_ORG, Library
from tests.decks.samples import Leaf, pdf


async def test_second_version(library: Library, tmp_path: Path, three_pages: Path) -> None:
    """Another file uploaded to a deck is its next version; the first stays as it was."""
    first = await library.draft(three_pages)
    second = await library.draft(pdf(tmp_path / "v2.pdf", [Leaf("New")]), deck=first.deck)
    assert (second.deck, second.number) == (first.deck, 2)
    deck = await library.decks.deck(ORG, first.deck)
    assert [version.id for version in deck.versions] == [second.id, first.id]
    assert await library.decks.version(ORG, first.id) == first


async def test_several(library: Library, tmp_path: Path, three_pages: Path) -> None:
    """Several are read in the order of asking; what is not there, or another's, is left out."""
    first = await library.draft(three_pages)
    second = await library.draft(pdf(tmp_path / "v2.pdf", [Leaf("New")]), deck=first.deck)
    asked = (second.id, "deleted", first.id)
    assert await library.decks.versions(ORG, asked) == [second, first]
    assert await library.decks.versions(OTHER_ORG, asked) == []


async def test_same_bytes(library: Library, three_pages: Path) -> None:
    """The same bytes are the same version, however they are called; nothing is stored twice."""
    first = await library.upload(three_pages)
    kept = library.left_on_disk()
    again = await library.upload(three_pages.rename(three_pages.with_name("copy of cardio.pdf")))
    assert (again.version, again.deck, again.known) == (first.version, first.deck, True)
    assert library.left_on_disk() == kept
    assert (await library.decks.search(ORG)).total == 1


async def test_same_bytes_at_once(library: Library, three_pages: Path) -> None:
    """Two uploads of the same bytes in the same moment are one version."""
    jobs = []
    for _ in range(3):
        async with library.decks.receive() as intake:
            await intake.take(three_pages)
            jobs.append(await library.decks.import_upload(ORG, ALICE, intake))
    done = [await library.decks.finished(ORG, job.id) for job in jobs]
    assert len({job.version for job in done}) == 1 and done[0].version is not None
    assert [version.number for version in (await library.decks.search(ORG)).items[0].versions] == [
        1
    ]
    assert not any("incoming" in name for name in library.left_on_disk())


async def test_organisations_do_not_share(library: Library, three_pages: Path) -> None:
    """Another organisation with the same bytes has its own version, and learns nothing."""
    mine = await library.upload(three_pages)
    theirs = await library.upload(three_pages, org=OTHER_ORG)
    assert theirs.known is False and theirs.version != mine.version
    assert mine.version is not None and mine.deck is not None
    for foreign in (
        library.decks.version(OTHER_ORG, mine.version),
        library.decks.deck(OTHER_ORG, mine.deck),
        library.decks.job(OTHER_ORG, mine.id),
        library.decks.check(OTHER_ORG, mine.version, 0, 0),
        library.decks.image_path(OTHER_ORG, mine.version, 0, 0, Size.FULL),
        library.decks.source_paths(OTHER_ORG, mine.version),
    ):
        with pytest.raises(NotFound):
            await foreign
    assert (await library.decks.search(OTHER_ORG)).total == 1


async def test_upload_to_foreign_deck(library: Library, tmp_path: Path, three_pages: Path) -> None:
    """Nobody adds a version to another organisation's deck; nothing is kept."""
    mine = await library.draft(three_pages)
    kept = library.left_on_disk()
    with pytest.raises(NotFound):
        await library.decks.import_files(
            OTHER_ORG, "mallory", [pdf(tmp_path / "m.pdf", [Leaf("Mine now")])], deck=mine.deck
        )
    assert library.left_on_disk() == kept


async def test_words_are_inherited(library: Library, tmp_path: Path) -> None:
    """An unchanged slide of the next version has the key and the words of the last one."""
    leaves = [Leaf("Opening"), Leaf("Curve"), Leaf("Safety")]
    first = await library.draft(pdf(tmp_path / "v1.pdf", leaves))
    words = Words("The curve, at week 12", "efficacy", "It works", True, "Ask about her patients")
    await library.decks.drafts.describe(ORG, first.id, 1, words)

    moved = [leaves[1], Leaf("Something new"), leaves[0]]
    second = await library.draft(pdf(tmp_path / "v2.pdf", moved), deck=first.deck)
    curve, new, opening = second.slides
    assert (curve.key, curve.title, curve.topic) == ("curve", "The curve, at week 12", "efficacy")
    assert (curve.key_message, curve.mandatory) == ("It works", True)
    assert curve.notes == "Ask about her patients"
    assert (new.key, new.topic, opening.key) == ("something-new", "", "opening")


async def test_changed_slide_with_the_same_title(library: Library, tmp_path: Path) -> None:
    """A slide whose text was corrected is still the same slide, by its title."""
    first = await library.draft(pdf(tmp_path / "v1.pdf", [Leaf("Dosing")]))
    await library.decks.drafts.describe(ORG, first.id, 0, Words("Dosing", "dosing"))
    path = pdf(tmp_path / "v2.pdf", [Leaf("Dosing", body="Corrected. ")])
    (slide,) = (await library.draft(path, deck=first.deck)).slides
    assert (slide.key, slide.topic) == ("dosing", "dosing")


async def test_a_new_slide_never_takes_an_old_key(library: Library, tmp_path: Path) -> None:
    """Two slides with one title have two keys, and the old slide keeps the old one."""
    first = await library.draft(pdf(tmp_path / "v1.pdf", [Leaf("Results")]))
    twins = [Leaf("Results", body="Of another trial. "), Leaf("Results")]
    second = await library.draft(pdf(tmp_path / "v2.pdf", twins), deck=first.deck)
    assert second.slides[1].fingerprint == first.slides[0].fingerprint
    assert [slide.key for slide in second.slides] == ["results-2", "results"]
