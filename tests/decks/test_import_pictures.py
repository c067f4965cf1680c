"""Pictures become slides."""

import io
from pathlib import Path

from PIL import Image, ImageCms

from decks.pictures import Size
from tests.decks.conftest import ALICE, ORG, Library
from tests.decks.samples import photo_with_place, picture


async def shown(library: Library, version: str, slide: int = 0) -> Image.Image:
    """The full picture of a slide, as a browser gets it."""
    path = await library.decks.image_path(ORG, version, slide, 0, Size.FULL)
    return Image.open(io.BytesIO(path.read_bytes()))


async def test_import_pictures(library: Library, tmp_path: Path) -> None:
    """PNG, JPEG and WebP together are one deck in the order in which they came."""
    paths = []
    for name, kind, colour in (("z.png", "PNG", "red"), ("a.jpg", "JPEG", "lime")):
        paths.append(tmp_path / name)
        paths[-1].write_bytes(picture(kind, colour=colour))
    paths.append(tmp_path / "m.webp")
    paths[-1].write_bytes(picture("WEBP", colour="blue", lossless=True))

    job = await library.upload(*paths)
    assert job.version is not None
    colours = [
        (await shown(library, job.version, slide)).getpixel((320, 180)) for slide in range(3)
    ]
    for seen, wanted in zip(colours, [(255, 0, 0), (0, 255, 0), (0, 0, 255)], strict=True):
        assert isinstance(seen, tuple)
        assert all(abs(a - b) < 8 for a, b in zip(seen, wanted, strict=True))


async def test_one_picture(library: Library, tmp_path: Path) -> None:
    """A small picture is a slide of its own size; it is not blown up."""
    path = tmp_path / "one.png"
    path.write_bytes(picture(size=(640, 360)))
    (slide,) = (await library.draft(path)).slides
    assert (slide.width, slide.height) == (640, 360)


async def test_large_picture(library: Library, tmp_path: Path) -> None:
    """A picture of 4,000 pixels is shown 1,920 wide."""
    path = tmp_path / "large.png"
    path.write_bytes(picture(size=(4000, 2250)))
    (slide,) = (await library.draft(path)).slides
    assert (slide.width, slide.height) == (1920, 1080)


async def test_exif_is_dropped(library: Library, tmp_path: Path) -> None:
    """A photo stands upright and no longer says where and by whose camera it was taken."""
    version = await library.draft(photo_with_place(tmp_path / "photo.jpg"))
    picture = await shown(library, version.id)
    assert picture.size == (300, 600)
    assert not picture.getexif()
    for size in Size:
        path = await library.decks.image_path(ORG, version.id, 0, 0, size)
        assert b"Bergmann" not in path.read_bytes()


async def test_transparent_picture(library: Library, tmp_path: Path) -> None:
    """What is transparent is white, as on paper."""
    path = tmp_path / "glass.png"
    Image.new("RGBA", (400, 300), (0, 0, 0, 0)).save(path)
    version = await library.draft(path)
    assert (await shown(library, version.id)).getpixel((5, 5)) == (255, 255, 255)


async def test_grey_picture_with_transparency(library: Library, tmp_path: Path) -> None:
    """Palette, grey and 16-bit pictures are taken too."""
    for mode in ("P", "L", "LA", "1", "I;16"):
        path = tmp_path / f"{mode.replace(';', '')}.png"
        Image.new(mode, (400 + len(path.name), 300)).save(path)
        assert len((await library.draft(path)).slides) == 1


async def test_colour_profile(library: Library, tmp_path: Path) -> None:
    """A picture with a colour profile is shown in the browser's colours."""
    path = tmp_path / "profile.jpg"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    Image.new("RGB", (400, 300), "teal").save(path, icc_profile=profile, quality=95)
    version = await library.draft(path)
    picture = await shown(library, version.id)
    assert "icc_profile" not in picture.info


async def test_same_pictures_in_another_order(library: Library, tmp_path: Path) -> None:
    """The order is part of the content: another order is another deck."""
    red, blue = tmp_path / "red.png", tmp_path / "blue.png"
    red.write_bytes(picture(colour="red"))
    blue.write_bytes(picture(colour="blue"))
    one = await library.upload(red, blue)
    same = await library.upload(red, blue)
    other = await library.upload(blue, red)
    assert (same.version, same.known) == (one.version, True)
    assert other.version != one.version


async def test_names_never_become_paths(library: Library) -> None:
    """A name with a path in it is shown by its last part, and written nowhere."""
    async with library.decks.receive() as intake:
        await intake.begin("../../etc/passwd\x00\n.png")
        await intake.write(picture())
        job = await library.decks.import_upload(ORG, ALICE, intake)
        job = await library.decks.finished(ORG, job.id)
    assert job.version is not None
    assert (await library.decks.version(ORG, job.version)).name == "passwd .png"
