"""A PDF becomes slides."""

from pathlib import Path

from PIL import Image

from decks.model import JobState
from decks.pictures import Size
from decks.workflow import State
from tests.decks.conftest import ORG, Library
from tests.decks.samples import Leaf, pdf


async def test_import_pdf(library: Library, three_pages: Path) -> None:
    """Three pages are three slides with titles, notes, keys and sizes, as a draft."""
    version = await library.draft(three_pages)

    assert [slide.title for slide in version.slides] == ["Why now", "The trial", "Safety first"]
    assert [slide.key for slide in version.slides] == ["why-now", "the-trial", "safety-first"]
    assert [slide.notes for slide in version.slides] == ["Ask about her patients", "", ""]
    assert {(slide.width, slide.height, slide.steps) for slide in version.slides} == {
        (1920, 1080, 1)
    }
    assert version.state(library.clock()) is State.DRAFT
    assert (version.number, version.pages, version.name) == (1, 3, "cardio.pdf")


async def test_pictures_of_three_sizes(library: Library, three_pages: Path) -> None:
    """Every slide has a full, a phone and a thumb picture that browsers can show."""
    version = await library.draft(three_pages)
    widths = {}
    for size in Size:
        path = await library.decks.image_path(ORG, version.id, 1, 0, size)
        with Image.open(path) as picture:
            picture.load()
            widths[size] = picture.size
            assert picture.format == "WEBP"
    assert widths == {Size.FULL: (1920, 1080), Size.PHONE: (960, 540), Size.THUMB: (320, 180)}


async def test_job_of_import(library: Library, three_pages: Path) -> None:
    """A finished job says so and names deck and version."""
    job = await library.upload(three_pages)
    assert (job.state, job.progress, job.code, job.known) == (JobState.DONE, 100, None, False)
    assert job.deck is not None and job.version is not None
    deck = await library.decks.deck(ORG, job.deck)
    assert [version.id for version in deck.versions] == [job.version]


async def test_nothing_but_the_shelf_is_left(library: Library, three_pages: Path) -> None:
    """After an import the disk holds the version's pictures and the upload itself, no tray."""
    version = await library.draft(three_pages)
    place = f"versions/{ORG}/{version.sha256}"
    pictures = [f"{place}/{page}-{size}.webp" for page in range(3) for size in Size]
    assert library.left_on_disk() == sorted(
        [*pictures, f"{place}/pages.json", f"{place}/source/0000"]
    )
    (source,) = await library.decks.source_paths(ORG, version.id)
    assert source.read_bytes() == three_pages.read_bytes()


async def test_titles_from_the_outline(library: Library, tmp_path: Path) -> None:
    """A bookmark names its page better than the largest words do."""
    path = pdf(tmp_path / "a.pdf", [Leaf("One"), Leaf("Two")], outline=True)
    version = await library.draft(path)
    assert [slide.title for slide in version.slides] == ["Chapter One", "Chapter Two"]


async def test_title_of_the_deck(library: Library, tmp_path: Path, three_pages: Path) -> None:
    """The PDF's own title is the deck's; without one the file's name is."""
    named = await library.draft(pdf(tmp_path / "x.pdf", [Leaf("A")], title="Cardio 2026"))
    assert named.title == "Cardio 2026"
    assert (await library.draft(three_pages)).title == "cardio"


async def test_notes_are_not_drawn(library: Library, tmp_path: Path) -> None:
    """The same page with and without a sticky note gives the same pixels: no HCP sees a note."""
    quiet = await library.draft(pdf(tmp_path / "quiet.pdf", [Leaf("Same")]))
    noted = await library.draft(pdf(tmp_path / "noted.pdf", [Leaf("Same", "Do not say this")]))
    assert noted.slides[0].notes == "Do not say this"
    pictures = [
        (await library.decks.image_path(ORG, version.id, 0, 0, Size.FULL)).read_bytes()
        for version in (quiet, noted)
    ]
    assert pictures[0] == pictures[1]


async def test_upright_page(library: Library, tmp_path: Path) -> None:
    """A page of another shape keeps it."""
    version = await library.draft(pdf(tmp_path / "a4.pdf", [Leaf("Tall", size=(595, 842))]))
    slide = version.slides[0]
    assert slide.width == 1920
    assert abs(slide.height / slide.width - 842 / 595) < 0.001


async def test_import_from_a_damaged_tail(library: Library, three_pages: Path) -> None:
    """Rubbish after the end of a PDF, as mail programs leave it, does no harm."""
    three_pages.write_bytes(three_pages.read_bytes() + b"\r\n\r\n-- \r\nsent from my phone")
    assert len((await library.draft(three_pages)).slides) == 3
