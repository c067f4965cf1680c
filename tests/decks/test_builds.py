"""Builds: consecutive pages are the steps of one slide."""

from pathlib import Path

import pytest

from decks.builds import STEPS, by_labels
from decks.edits import Outline, Words
from decks.errors import BadMetadata, IllegalStep
from decks.manifest import PageRead
from decks.model import Version
from decks.pictures import Size
from decks.workflow import Step, Validity, after
from tests.conftest import Clock
from tests.decks.conftest import CAROL, DAY, ORG, Library
from tests.decks.samples import Leaf, pdf


def page(label: str, width: int = 1920) -> PageRead:
    return PageRead("", "", label, width, 1080, "")


def steps(version: Version) -> list[tuple[str, int]]:
    return [(slide.title, slide.steps) for slide in version.slides]


@pytest.fixture
async def draft(library: Library, tmp_path: Path) -> Version:
    """Four pages; the middle two have the same label, as LaTeX beamer writes builds."""
    leaves = [
        Leaf("Opening", label=1),
        Leaf("Curve", "First the axis", label=2),
        Leaf("Curve and table", "Then the table", label=2),
        Leaf("End", label=3),
    ]
    return await library.draft(pdf(tmp_path / "beamer.pdf", leaves))


async def test_builds_from_labels(library: Library, draft: Version) -> None:
    """Equal labels make one slide of two steps, with the notes of both and a picture each."""
    assert steps(draft) == [("Opening", 1), ("Curve", 2), ("End", 1)]
    assert draft.slides[1].notes == "First the axis\n\nThen the table"
    pictures = [
        await library.decks.image_path(ORG, draft.id, slide, step, Size.FULL)
        for slide, step in ((0, 0), (1, 0), (1, 1), (2, 0))
    ]
    assert [path.name for path in pictures] == [f"{page}-full.webp" for page in range(4)]


def test_pages_without_labels() -> None:
    """Pages without labels are slides of their own."""
    assert by_labels([page(""), page(""), page("")]) == [1, 1, 1]


def test_equal_labels_of_different_sizes() -> None:
    """Builds have one size; a neighbour of another size is another slide."""
    assert by_labels([page("1"), page("1", width=1000), page("1", width=1000)]) == [1, 2]


def test_a_file_that_labels_all_pages_alike() -> None:
    """Such labels mean nothing, so every page is a slide."""
    assert by_labels([page("Slide")] * (STEPS + 1)) == [1] * (STEPS + 1)


async def test_join(library: Library, draft: Version) -> None:
    """A slide joined to the one before becomes its next steps; keys and numbers stay in order."""
    joined = await library.decks.drafts.join(ORG, draft.id, 2)
    assert steps(joined) == [("Opening", 1), ("Curve", 3)]
    assert [slide.number for slide in joined.slides] == [0, 1]
    assert [slide.key for slide in joined.slides] == ["opening", "curve"]
    assert joined == await library.decks.version(ORG, draft.id)


async def test_split(library: Library, draft: Version) -> None:
    """Split builds are slides with what their pages say."""
    whole = await library.decks.drafts.split(ORG, draft.id, 1)
    assert steps(whole) == [("Opening", 1), ("Curve", 1), ("Curve and table", 1), ("End", 1)]
    assert [slide.first_page for slide in whole.slides] == [0, 1, 2, 3]
    assert len({slide.key for slide in whole.slides}) == 4
    assert whole.slides[2].notes == "Then the table"


async def test_split_and_join_again(library: Library, draft: Version) -> None:
    """A mistake is undone by its opposite: the same slides, steps and keys."""
    await library.decks.drafts.split(ORG, draft.id, 1)
    again = await library.decks.drafts.join(ORG, draft.id, 2)
    assert again.slides == draft.slides


async def test_join_the_first(library: Library, draft: Version) -> None:
    """There is nothing before the first slide."""
    with pytest.raises(BadMetadata):
        await library.decks.drafts.join(ORG, draft.id, 0)
    assert await library.decks.version(ORG, draft.id) == draft


async def test_join_other_sizes(library: Library, tmp_path: Path) -> None:
    """An upright page is no build of a wide one."""
    path = pdf(tmp_path / "mixed.pdf", [Leaf("Wide"), Leaf("Tall", size=(500, 800))])
    version = await library.draft(path)
    with pytest.raises(BadMetadata):
        await library.decks.drafts.join(ORG, version.id, 1)
    assert await library.decks.version(ORG, version.id) == version


async def test_join_too_many(library: Library, tmp_path: Path) -> None:
    """A slide has a largest number of steps."""
    leaves = [Leaf(f"Part {number}", label=number // STEPS + 1) for number in range(STEPS + 1)]
    version = await library.draft(pdf(tmp_path / "long.pdf", leaves))
    assert [slide.steps for slide in version.slides] == [STEPS, 1]
    with pytest.raises(BadMetadata):
        await library.decks.drafts.join(ORG, version.id, 1)


async def test_split_a_single_page(library: Library, draft: Version) -> None:
    """A slide of one page has no builds to be split."""
    with pytest.raises(BadMetadata):
        await library.decks.drafts.split(ORG, draft.id, 0)


async def test_join_after_submitting(library: Library, draft: Version) -> None:
    """What others look at does not change under their eyes."""
    submitted = await library.decks.review.submit(ORG, draft.id)
    with pytest.raises(IllegalStep):
        await library.decks.drafts.join(ORG, draft.id, 1)
    assert await library.decks.version(ORG, draft.id) == submitted
    assert submitted.stored is after(draft.stored, Step.SUBMIT)


async def test_outline(library: Library, draft: Version) -> None:
    """A side file describes all slides at once, builds too."""
    outline = [
        Outline(2, Words("Both", topic="efficacy", key_message="It works", mandatory=True)),
        Outline(1, Words("Table")),
        Outline(1, Words("End", notes="Say goodbye")),
    ]
    described = await library.decks.drafts.outline(ORG, draft.id, outline)
    assert steps(described) == [("Both", 2), ("Table", 1), ("End", 1)]
    first = described.slides[0]
    assert (first.topic, first.key_message, first.mandatory) == ("efficacy", "It works", True)
    assert described.slides[2].notes == "Say goodbye"


@pytest.mark.parametrize("counts", [[1, 1], [4, 1], [4, 0], [5, -1]])
async def test_outline_of_another_file(library: Library, draft: Version, counts: list[int]) -> None:
    """An outline accounts for every page once, or changes nothing."""
    with pytest.raises(BadMetadata):
        await library.decks.drafts.outline(
            ORG, draft.id, [Outline(count, Words("Some slide")) for count in counts]
        )
    assert await library.decks.version(ORG, draft.id) == draft


async def test_join_after_an_approval(library: Library, clock: Clock, draft: Version) -> None:
    """What was shown once keeps its slides: what people saw is recorded by their numbers."""
    review = library.decks.review
    await review.submit(ORG, draft.id)
    await review.approve(ORG, draft.id, CAROL, Validity(clock(), clock() + DAY))
    clock.advance(DAY)
    await review.renew(ORG, draft.id)
    again = await review.send_back(ORG, draft.id, "New date")
    for change in (library.decks.drafts.join, library.decks.drafts.split):
        with pytest.raises(IllegalStep):
            await change(ORG, draft.id, 1)
    assert await library.decks.version(ORG, draft.id) == again
    await library.decks.drafts.describe(ORG, draft.id, 1, Words("Still mine to name"))
