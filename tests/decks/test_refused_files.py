"""Files that become no deck: a clear code and sentence, fast, and nothing left on disk."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from decks.errors import DeckError, FileRefused
from decks.limits import Limits
from decks.model import JobState
from tests.decks.conftest import ALICE, ORG, Library
from tests.decks.samples import Leaf, locked_pdf, many_pages, pdf, picture


async def refused(library: Library, *paths: Path) -> tuple[str, str]:
    """Code and sentence with which an upload ends, at the door or in its job."""
    before = time.monotonic()
    try:
        job = await library.upload(*paths)
    except DeckError as error:
        code, sentence = error.code, error.sentence
    else:
        assert job.state is JobState.FAILED
        assert job.version is None and job.code is not None and job.sentence is not None
        code, sentence = job.code, job.sentence
    assert time.monotonic() - before < 10
    assert library.left_on_disk() == []
    assert (await library.decks.search(ORG)).total == 0
    return code, sentence


async def test_good_file(library: Library, three_pages: Path) -> None:
    """The file that the others are compared with is taken."""
    assert (await library.upload(three_pages)).state is JobState.DONE


def broken_pdf(path: Path) -> Path:
    path.write_bytes(b"%PDF-1.7\nthis is not what it says" * 50)
    return path


def half_pdf(path: Path) -> Path:
    whole = pdf(path, [Leaf("One"), Leaf("Two")]).read_bytes()
    path.write_bytes(whole[: len(whole) // 3])
    return path


def five_thousand_pages(path: Path) -> Path:
    return many_pages(path, 5_000)


def png_named_pdf(path: Path) -> Path:
    path.write_bytes(picture("PNG"))
    return path


def text_named_pdf(path: Path) -> Path:
    path.write_text("Dear Dr Bergmann,")
    return path


def empty(path: Path) -> Path:
    path.write_bytes(b"")
    return path


def endless_roll(path: Path) -> Path:
    return pdf(path, [Leaf("Fine"), Leaf("Roll", size=(14_000, 300))])


BAD = [
    (broken_pdf, "broken-pdf", "damaged"),
    (half_pdf, "broken-pdf", "damaged"),
    (locked_pdf, "encrypted", "password"),
    (five_thousand_pages, "too-many-pages", "5000 pages; a deck has at most 500"),
    (png_named_pdf, "name-mismatch", "“bad.pdf” is in truth a PNG picture"),
    (text_named_pdf, "unknown-type", "neither a PDF nor a PNG"),
    (empty, "empty-file", "“bad.pdf” is empty"),
    (endless_roll, "page-shape", "Page 2 is more than ten times"),
]


@pytest.mark.parametrize(("make", "code", "words"), BAD, ids=[each[0].__name__ for each in BAD])
async def test_bad_pdf(
    library: Library, tmp_path: Path, make: Callable[[Path], Path], code: str, words: str
) -> None:
    """Each bad file is refused for what it is."""
    found, sentence = await refused(library, make(tmp_path / "bad.pdf"))
    assert found == code
    assert words in sentence


async def test_one_gigabyte(library: Library, tmp_path: Path) -> None:
    """A gigabyte is refused by its size alone, before a byte of it is copied."""
    path = tmp_path / "huge.pdf"
    with path.open("wb") as file:
        file.write(b"%PDF-1.7\n")
        file.truncate(1_000_000_000)
    code, sentence = await refused(library, path)
    assert (code, sentence) == (
        "too-large",
        "The upload is larger than 200 MB. Nothing of it was kept.",
    )


async def test_stream_longer_than_promised(library: Library) -> None:
    """Bytes are counted as they come: a liar's upload ends at the cap, and is removed."""
    with pytest.raises(FileRefused) as caught:
        async with library.decks.receive(1_000) as intake:
            await intake.begin("deck.pdf")
            await intake.write(b"%PDF-1.7\n")
            for _ in range(300):
                await intake.write(bytes(1_000_000))
    assert caught.value.code == "too-large"
    assert library.left_on_disk() == []


async def test_wrong_type_ends_the_upload_early(library: Library) -> None:
    """Two megabytes are enough to see that this is no deck; the other 198 are not waited for."""
    with pytest.raises(FileRefused) as caught:
        async with library.decks.receive() as intake:
            await intake.begin("film.pdf")
            await intake.write(bytes(2_000_000))
    assert caught.value.code == "unknown-type"
    assert library.left_on_disk() == []


async def test_broken_picture(library: Library, tmp_path: Path) -> None:
    """The picture at fault is named by its place."""
    good, bad = tmp_path / "a.png", tmp_path / "b.jpg"
    good.write_bytes(picture())
    bad.write_bytes(picture("JPEG", size=(2000, 2000))[:300])
    code, sentence = await refused(library, good, bad)
    assert (code, sentence) == ("broken-image", "Picture 2 is damaged and cannot be read.")


async def test_picture_of_too_many_pixels(library: Library, tmp_path: Path) -> None:
    """A picture of a few kilobytes that would fill the memory is not unpacked."""
    path = tmp_path / "bomb.png"
    path.write_bytes(picture(size=(10_000, 10_000)))
    code, sentence = await refused(library, path)
    assert code == "too-many-pixels"
    assert "10000 × 10000 pixels; at most 60 million" in sentence


async def test_pdf_with_pictures(library: Library, tmp_path: Path, three_pages: Path) -> None:
    """One PDF or pictures, not both."""
    other = tmp_path / "more.png"
    other.write_bytes(picture())
    assert (await refused(library, three_pages, other))[0] == "mixed-files"
    assert (await refused(library, other, three_pages))[0] == "mixed-files"


async def test_no_file(library: Library) -> None:
    """An upload without a file says what to do."""
    with pytest.raises(FileRefused) as caught:
        async with library.decks.receive() as intake:
            await library.decks.import_upload(ORG, ALICE, intake)
    assert caught.value.code == "no-file"
    assert library.left_on_disk() == []


class TestLimitOfPages:
    """The limits are settings."""

    @pytest.fixture
    def limits(self) -> Limits:
        return Limits(pages=2, files=1, upload_bytes=3_000_000)

    async def test_pages(self, library: Library, three_pages: Path) -> None:
        """Three pages are too many where two are the most."""
        code, sentence = await refused(library, three_pages)
        assert (code, sentence) == (
            "too-many-pages",
            "This PDF has 3 pages; a deck has at most 2.",
        )

    async def test_pictures(self, library: Library, tmp_path: Path) -> None:
        """Two pictures are too many where one is the most."""
        paths = [tmp_path / "a.png", tmp_path / "b.png"]
        for path in paths:
            path.write_bytes(picture())
        assert (await refused(library, *paths))[0] == "too-many-files"

    async def test_bytes(self, library: Library) -> None:
        """Four megabytes are too many where three are the most."""
        with pytest.raises(FileRefused) as caught:
            async with library.decks.receive(4_000_000):
                pass
        assert "larger than 3 MB" in caught.value.sentence
