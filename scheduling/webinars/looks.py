"""How a webinar looks and sounds to its audience: brand, and what it has while it waits.

Pictures and music are named by the SHA-256 of what is stored; if they are there is asked above.
"""

import re
from dataclasses import dataclass

from scheduling.texts import one_line
from scheduling.webinars.contrast import is_colour, reads_on_white
from scheduling.webinars.errors import BadField

MAX_LINE = 200

_FILE = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Branding:
    """How the public page looks."""

    colour: str = ""
    """#rrggbb of the page's accent; empty: ours."""
    logo: str = ""
    """Name of an uploaded picture."""
    alt: str = ""
    """What the logo says, for who does not see it; empty: the organisation's name."""


@dataclass(frozen=True, slots=True)
class Hold:
    """What the audience has in front of it before the doors open and in breaks."""

    picture: str = ""
    """Name of an uploaded picture in the place of the slide; empty: our own calm page."""
    alt: str = ""
    """What the picture shows, for who does not see it."""
    music: str = ""
    """Name of an uploaded piece; empty: our own quiet chords."""
    begins: bool = False
    """Whether the piece begins by itself where browser and listener let it; else by a press."""


def branding(given: Branding) -> Branding:
    """The same, clean; raises ``BadField``."""
    colour = given.colour.strip().lower()
    if colour and not is_colour(colour):
        raise BadField("colour", "Give the colour as #rrggbb.")
    if colour and not reads_on_white(colour):
        raise BadField(
            "colour", "This colour is too light to be read on white. Choose a darker one."
        )
    logo, alt = picture("logo", given.logo), line("logo", given.alt)
    return Branding(colour, logo, alt if logo else "")


def hold(given: Hold) -> Hold:
    """The same, clean; raises ``BadField``."""
    shown, alt = picture("hold", given.picture), line("hold_alt", given.alt)
    if shown and not alt:
        raise BadField("hold_alt", "Say what the picture shows, for people who do not see it.")
    if given.music and not _FILE.fullmatch(given.music):
        raise BadField("music", "This is no music of ours. Choose it again.")
    begins = given.begins and given.music != ""
    return Hold(shown, alt if shown else "", given.music, begins)


def picture(field: str, name: str) -> str:
    """The name, if a picture may be called that; raises ``BadField``."""
    if name and not _FILE.fullmatch(name):
        raise BadField(field, "This is no picture of ours. Choose it again.")
    return name


def line(field: str, text: str, longest: int = MAX_LINE) -> str:
    """The text on one line; raises ``BadField`` when it is too long."""
    found = one_line(text)
    if len(found) > longest:
        raise BadField(field, f"Write at most {longest} characters.")
    return found
