"""Single pictures: what is kept, what is refused, what goes."""

import hashlib
import io
from pathlib import Path

import pytest
from PIL import Image

from decks.album import LARGE, LIMITS, Album
from decks.errors import FileRefused
from decks.keep import GRACE_MS

NOW = 1_800_000_000_000


class Clock:
    """Stands still until it is told otherwise."""

    now = NOW

    def __call__(self) -> int:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def album(tmp_path: Path, clock: Clock) -> Album:
    return Album(tmp_path / "pictures", clock)


def photo(kind: str = "JPEG", size: tuple[int, int] = (1200, 800), place: str = "") -> bytes:
    """A picture as a camera makes it; with ``place`` in its EXIF."""
    found = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = place
    Image.new("RGB", size, (20, 120, 90)).save(found, kind, exif=exif)
    return found.getvalue()


async def test_add(album: Album) -> None:
    """A picture becomes a small WebP that is called by its content, without what a camera adds."""
    name = await album.add("org", "eva.jpg", photo(place="Villa Rosa 7"))
    path = album.find("org", name)
    assert path is not None
    content = path.read_bytes()
    assert hashlib.sha256(content).hexdigest() == name
    assert b"Villa Rosa" not in content
    with Image.open(path) as kept:
        assert (kept.format, kept.size) == ("WEBP", (320, 213))
        assert not kept.getexif()


async def test_as_large_as_a_slide(album: Album) -> None:
    """A picture that takes a slide's place is kept as large as one, and no larger than it came."""
    name = await album.add("org", "break.jpg", photo(size=(2400, 1350)), LARGE)
    path = album.find("org", name)
    assert path is not None
    with Image.open(path) as kept:
        assert kept.size == (1920, 1080)


async def test_a_moving_picture_stands_still(album: Album) -> None:
    """Whoever asked for less motion gets none: of an animation the first picture is kept."""
    frames = [Image.new("RGB", (64, 64), colour) for colour in ("red", "blue")]
    moving = io.BytesIO()
    frames[0].save(moving, "WEBP", save_all=True, append_images=frames[1:], duration=100)
    path = album.find("org", await album.add("org", "a.webp", moving.getvalue()))
    assert path is not None
    with Image.open(path) as kept:
        assert getattr(kept, "n_frames", 1) == 1


async def test_same_picture(album: Album) -> None:
    """The same picture twice is one file; several come back in their order."""
    names = await album.add_all("org", [("a", photo()), ("b", photo("PNG", (64, 64)))])
    assert await album.add("org", "c.jpg", photo()) == names[0]
    assert len(set(names)) == 2


async def test_tenants(album: Album) -> None:
    """Another organisation finds nothing, nor does a name that is a path."""
    name = await album.add("org", "eva.jpg", photo())
    assert album.find("other", name) is None
    assert album.find("org", f"../org/{name}") is None


BOMB = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x75\x30\x00\x00\x75\x30\x08\x06\x00\x00\x00"


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("logo.png", b"", "empty-file"),
        ("logo.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "unknown-type"),
        ("logo.pdf", b"%PDF-1.7\n", "no-picture"),
        ("logo.png", photo("JPEG"), "name-mismatch"),
        ("logo.jpg", photo("JPEG")[:300], "broken-image"),
        ("long.png", photo("PNG", (2000, 100)), "page-shape"),
        ("bomb.png", BOMB + b"\x00" * 64, "broken-image"),
    ],
)
async def test_refused(album: Album, tmp_path: Path, name: str, content: bytes, code: str) -> None:
    """What is no usable picture is refused, and nothing of it is kept."""
    with pytest.raises(FileRefused) as refused:
        await album.add("org", name, content)
    assert refused.value.code == code
    assert not list(tmp_path.rglob("*.webp"))


async def test_too_many_pixels(album: Album) -> None:
    """A picture of more pixels than a camera makes is refused before it is decoded."""
    wide = io.BytesIO()
    Image.new("1", (8_000, 5_001)).save(wide, "PNG")
    with pytest.raises(FileRefused, match="at most 40 million"):
        await album.add("org", "wide.png", wide.getvalue())


async def test_too_large(album: Album) -> None:
    """A file larger than the bound is refused without being looked at."""
    with pytest.raises(FileRefused, match="8 MB"):
        await album.add("org", "logo.png", b"\x89PNG\r\n\x1a\n" + b"x" * LIMITS.upload_bytes)


async def test_sweep(album: Album, clock: Clock) -> None:
    """A picture that nothing names goes after a day; one that is used stays."""
    used, unused = await album.add_all("org", [("a", photo()), ("b", photo("PNG", (64, 64)))])
    assert album.sweep({"org": {used}}) == 0
    clock.now += GRACE_MS + 1_000
    assert album.sweep({"org": {used}, "other": {unused}}) == 1
    assert album.find("org", used) is not None
    assert album.find("org", unused) is None
