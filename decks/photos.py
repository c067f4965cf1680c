"""Reading pictures as slides. In the converter only.

What a camera adds (place, time, serial number) is not copied: only pixels go on.
"""

import hashlib
import io
import warnings
from pathlib import Path

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from decks.errors import FileRefused
from decks.limits import Limits
from decks.manifest import PageRead
from decks.pictures import FULL, Drawn, fitted

FORMATS = ("PNG", "JPEG", "WEBP")
SHAPE = 10


def read(path: Path, number: int, limits: Limits) -> Drawn:
    """The picture as a page; FileRefused when it is broken, too large or too long."""
    try:
        with warnings.catch_warnings():
            # Pillow warns of bombs by its own measure; ours is checked before any pixel is read.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(path, formats=FORMATS) as opened:
                _check_size(opened.size, number, limits)
                picture = _plain(opened)
    except (UnidentifiedImageError, SyntaxError, ValueError, EOFError):
        raise FileRefused("broken-image", page=number + 1) from None
    except Image.DecompressionBombError:
        raise FileRefused("too-heavy") from None
    except OSError as error:
        if error.errno is not None:
            raise
        raise FileRefused("broken-image", page=number + 1) from None
    return Drawn(picture, _page(picture))


def _check_size(size: tuple[int, int], number: int, limits: Limits) -> None:
    width, height = size
    if width * height > limits.pixels:
        most = limits.pixels // 1_000_000
        raise FileRefused("too-many-pixels", page=number + 1, width=width, height=height, most=most)
    if width > SHAPE * height or height > SHAPE * width:
        raise FileRefused("page-shape", page=number + 1)


def _plain(opened: Image.Image) -> Image.Image:
    """Upright, at most full size, sRGB on white, and nothing but pixels."""
    upright = ImageOps.exif_transpose(opened)
    # Shrunk first: colours of 2 megapixels are converted in a fraction of the time of 60.
    upright.thumbnail(fitted(*upright.size, FULL, enlarge=False), Image.Resampling.LANCZOS)
    if "A" in upright.getbands() or "transparency" in upright.info:
        layer = upright.convert("RGBA")
        ground = Image.new("RGBA", layer.size, "white")
        return Image.alpha_composite(ground, layer).convert("RGB")
    return _in_srgb(upright)


def _in_srgb(picture: Image.Image) -> Image.Image:
    profile = picture.info.get("icc_profile")
    if profile and picture.mode in ("RGB", "CMYK"):
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            target = ImageCms.createProfile("sRGB")
            converted = ImageCms.profileToProfile(picture, source, target, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError):
            converted = None
        if converted is not None:
            return converted
    return picture.convert("RGB")


def _page(picture: Image.Image) -> PageRead:
    small = picture.convert("L").resize((32, 32)).tobytes()
    return PageRead(
        title="",
        notes="",
        label="",
        width=picture.width,
        height=picture.height,
        fingerprint=hashlib.sha256(small).hexdigest(),
    )
