"""Drawn people, for the demo's pages and for the cameras of the screenshots: nobody's face."""

import io
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFilter

SIZE = (640, 360)
Colour = tuple[int, int, int]


@dataclass(frozen=True)
class Look:
    """The colours of one person and the room behind."""

    wall: Colour
    light: Colour
    skin: Colour
    hair: Colour
    clothes: Colour
    collar: Colour
    long_hair: bool = False


MAX = Look(
    (46, 74, 92), (126, 164, 176), (226, 178, 148), (58, 42, 34), (38, 52, 78), (240, 242, 246)
)
ANA = Look(
    (212, 220, 222),
    (246, 244, 238),
    (236, 194, 166),
    (92, 58, 38),
    (250, 250, 250),
    (92, 142, 168),
    long_hair=True,
)
LOOKS = (
    Look(
        (188, 204, 190),
        (240, 244, 226),
        (150, 104, 78),
        (30, 26, 26),
        (70, 110, 96),
        (230, 236, 230),
    ),
    Look(
        (98, 84, 110),
        (176, 150, 190),
        (246, 212, 190),
        (176, 120, 60),
        (120, 40, 62),
        (244, 228, 226),
        long_hair=True,
    ),
    Look(
        (214, 196, 170),
        (250, 238, 214),
        (214, 164, 126),
        (40, 34, 32),
        (48, 60, 66),
        (214, 222, 226),
    ),
    Look(
        (70, 100, 84),
        (150, 186, 150),
        (110, 74, 58),
        (24, 20, 22),
        (196, 150, 70),
        (250, 240, 214),
        long_hair=True,
    ),
    Look(
        (170, 186, 208),
        (232, 240, 250),
        (240, 206, 182),
        (150, 150, 150),
        (36, 44, 74),
        (236, 240, 246),
    ),
    Look(
        (206, 176, 172),
        (250, 232, 224),
        (224, 178, 140),
        (70, 40, 30),
        (76, 98, 140),
        (238, 238, 244),
        long_hair=True,
    ),
)
"""Six more, for a full stage."""


def portrait(look: Look) -> bytes:
    """The person alone, as a PNG for a page."""
    found = io.BytesIO()
    draw(look).crop((140, 20, 500, 360)).save(found, "PNG")
    return found.getvalue()


def logo() -> bytes:
    """The mark of a company that does not exist: a northern light."""
    picture = Image.new("RGB", (640, 180), "white")
    pen = ImageDraw.Draw(picture)
    for n, colour in enumerate([(122, 31, 92), (160, 70, 130), (196, 120, 170)]):
        pen.arc((20 + n * 26, 20 + n * 26, 260 - n * 26, 260 - n * 26), 180, 360, colour, 16)
    pen.text((300, 56), "Nordlicht", fill=(122, 31, 92), font_size=68)
    found = io.BytesIO()
    picture.save(found, "PNG")
    return found.getvalue()


def draw(look: Look, lift: int = 0) -> Image.Image:
    """One frame."""
    picture = background(look)
    person = Image.new("RGBA", SIZE)
    pen = ImageDraw.Draw(person)
    middle, chin = SIZE[0] // 2, 232 - lift
    if look.long_hair:
        pen.rounded_rectangle((middle - 78, 78 - lift, middle + 78, 286), 70, look.hair)
    pen.rounded_rectangle(
        (middle - 24, chin - 30, middle + 24, chin + 56), 20, shade(look.skin, 0.88)
    )
    pen.ellipse((middle - 168, 262, middle + 168, 560), look.clothes)
    pen.polygon([(middle - 46, 268), (middle + 46, 268), (middle, 330)], look.collar)
    pen.ellipse((middle - 27, chin + 10, middle + 27, chin + 58), shade(look.skin, 0.88))
    pen.ellipse((middle - 62, 84 - lift, middle + 62, chin), look.skin)
    hairline(pen, look, middle, lift)
    soft = person.filter(ImageFilter.GaussianBlur(0.8))
    picture.paste(soft, (0, 0), soft)
    return picture


def hairline(pen: ImageDraw.ImageDraw, look: Look, middle: int, lift: int) -> None:
    """Hair over the forehead, eyes, mouth: a few strokes."""
    pen.chord((middle - 66, 72 - lift, middle + 66, 188 - lift), 180, 360, look.hair)
    if look.long_hair:
        pen.pieslice((middle - 70, 80 - lift, middle + 30, 190 - lift), 150, 290, look.hair)
    for side in (-24, 24):
        pen.ellipse((middle + side - 5, 152 - lift, middle + side + 5, 162 - lift), (52, 40, 36))
    pen.arc((middle - 20, 178 - lift, middle + 20, 204 - lift), 25, 155, (168, 92, 84), 4)


def background(look: Look) -> Image.Image:
    """A wall with soft light on it."""
    picture = Image.new("RGB", SIZE, look.wall)
    pen = ImageDraw.Draw(picture)
    pen.ellipse((-120, -180, 360, 260), look.light)
    pen.rectangle((500, 40, 600, 360), shade(look.wall, 0.86))
    pen.rectangle((44, 190, 150, 360), shade(look.wall, 0.9))
    return picture.filter(ImageFilter.GaussianBlur(34))


def shade(colour: Colour, share: float) -> Colour:
    """The colour, darker."""
    red, green, blue = (round(part * share) for part in colour)
    return red, green, blue
