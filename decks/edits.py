"""What people write about a slide, and how long it may be."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from decks.errors import BadMetadata, NotFound
from decks.manifest import NOTES_CHARS, TITLE_CHARS
from decks.model import Slide
from decks.texts import block, line

TOPIC_CHARS = 60
MESSAGE_CHARS = 300
PRODUCT_CHARS = 80
MARKET_CHARS = 40
REASON_CHARS = 1_000


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one slide."""

    title: str
    topic: str = ""
    key_message: str = ""
    mandatory: bool = False
    notes: str = ""


@dataclass(frozen=True, slots=True)
class Outline:
    """The words of one slide and the pages that it is built of, in the order of the file.

    A list of them describes a whole version, such as a side file beside a PDF does.
    """

    steps: int
    words: Words


def with_words(slides: Sequence[Slide], number: int, words: Words) -> list[Slide]:
    """The slides with new words on one of them; its key stays."""
    if not 0 <= number < len(slides):
        raise NotFound("slide")
    changed = _described(slides[number], words)
    return [*slides[:number], changed, *slides[number + 1 :]]


def described(slides: Sequence[Slide], outline: Sequence[Outline]) -> list[Slide]:
    """The slides with the outline's words; both have the same count."""
    return [_described(slide, each.words) for slide, each in zip(slides, outline, strict=True)]


def runs(outline: Sequence[Outline], pages: int) -> list[int]:
    """The pages of each slide; BadMetadata when they are not the pages of the file."""
    counts = [each.steps for each in outline]
    if any(count < 1 for count in counts) or sum(counts) != pages:
        raise BadMetadata(f"The outline must account for each of the {pages} pages once.")
    return counts


def title(text: str) -> str:
    """A title as it is kept; BadMetadata when nothing is left of it."""
    kept = line(text, TITLE_CHARS)
    if not kept:
        raise BadMetadata("A title is needed.")
    return kept


def reason(text: str) -> str:
    """A reason as it is kept; BadMetadata when nothing is left of it."""
    kept = block(text, REASON_CHARS)
    if not kept:
        raise BadMetadata("Say why, in a few words.")
    return kept


def _described(slide: Slide, words: Words) -> Slide:
    return replace(
        slide,
        title=title(words.title),
        topic=line(words.topic, TOPIC_CHARS),
        key_message=line(words.key_message, MESSAGE_CHARS),
        mandatory=words.mandatory,
        notes=block(words.notes, NOTES_CHARS),
    )
