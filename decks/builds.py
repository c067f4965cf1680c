"""Builds: which pages are the steps of one slide. Pure.

A slide is a run of consecutive pages; step 0 is the first. Programs that export one page for
each build (LaTeX beamer) give these pages the same label; for all others a person joins and
splits by hand.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import replace

from decks.errors import BadMetadata
from decks.manifest import NOTES_CHARS, PageRead
from decks.model import Slide

STEPS = 20
"""No slide has more builds; a longer run is a file that labels all its pages alike."""

KEY_CHARS = 60


def by_labels(pages: Sequence[PageRead]) -> list[int]:
    """The number of pages of each slide, from equal labels of neighbours of equal size."""
    runs: list[int] = []
    for number, page in enumerate(pages):
        if number and _same(pages[number - 1], page):
            runs[-1] += 1
        else:
            runs.append(1)
    if any(run > STEPS for run in runs):
        return [1] * len(pages)
    return runs


def slides(pages: Sequence[PageRead], runs: Iterable[int]) -> list[Slide]:
    """The slides that these runs of pages make, with titles, notes and fresh keys."""
    made: list[Slide] = []
    keys: set[str] = set()
    first = 0
    for run in runs:
        slide = _slide(len(made), pages, first, run, keys)
        keys.add(slide.key)
        made.append(slide)
        first += run
    return made


def join(slides: Sequence[Slide], number: int) -> list[Slide]:
    """The slides with ``number`` made the last steps of the slide before it.

    The earlier slide keeps its key and its words; the notes of both are kept.
    """
    if not 1 <= number < len(slides):
        raise BadMetadata("The first slide has none before it to be joined with.")
    before, after = slides[number - 1], slides[number]
    if (before.width, before.height) != (after.width, after.height):
        raise BadMetadata("Only slides of the same size can be builds of one slide.")
    if before.steps + after.steps > STEPS:
        raise BadMetadata(f"A slide has at most {STEPS} steps.")
    joined = replace(
        before,
        steps=before.steps + after.steps,
        notes=_notes([before.notes, after.notes]),
        key_message=before.key_message or after.key_message,
        mandatory=before.mandatory or after.mandatory,
        fingerprint=after.fingerprint,
    )
    return numbered([*slides[: number - 1], joined, *slides[number + 1 :]])


def split(slides: Sequence[Slide], number: int, pages: Sequence[PageRead]) -> list[Slide]:
    """The slides with each step of ``number`` made a slide of its own.

    The first keeps key, words and notes; the others start from what their page says.
    """
    if not 0 <= number < len(slides) or slides[number].steps < 2:
        raise BadMetadata("This slide has no builds to be split.")
    slide = slides[number]
    own = pages[slide.first_page]
    parts = [replace(slide, steps=1, fingerprint=own.fingerprint)]
    keys = {each.key for each in slides}
    for step in range(1, slide.steps):
        part = _slide(0, pages, slide.first_page + step, 1, keys)
        parts.append(part)
        keys.add(part.key)
    return numbered([*slides[:number], *parts, *slides[number + 1 :]])


def numbered(slides: Iterable[Slide]) -> list[Slide]:
    return [replace(slide, number=number) for number, slide in enumerate(slides)]


def fresh_key(title: str, first_page: int, taken: set[str]) -> str:
    """A key that is not taken, made of the title so that the next version has the same."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    stem = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:KEY_CHARS].rstrip("-")
    stem = stem or f"page-{first_page + 1}"
    key, count = stem, 1
    while key in taken:
        count += 1
        key = f"{stem}-{count}"
    return key


def _same(before: PageRead, page: PageRead) -> bool:
    size = (before.width, before.height) == (page.width, page.height)
    return size and page.label != "" and before.label == page.label


def _slide(number: int, pages: Sequence[PageRead], first: int, run: int, taken: set[str]) -> Slide:
    own = pages[first : first + run]
    title = next((page.title for page in own if page.title), "")
    return Slide(
        number=number,
        key=fresh_key(title, first, taken),
        title=title or f"Page {first + 1}",
        topic="",
        key_message="",
        mandatory=False,
        notes=_notes(page.notes for page in own),
        first_page=first,
        steps=run,
        width=own[0].width,
        height=own[0].height,
        fingerprint=own[-1].fingerprint,
    )


def _notes(parts: Iterable[str]) -> str:
    """The different paragraphs under each other: builds often repeat the note of the slide."""
    paragraphs = (paragraph for part in parts for paragraph in part.split("\n\n"))
    return "\n\n".join(dict.fromkeys(each for each in paragraphs if each))[:NOTES_CHARS]
