"""Working on drafts: the words of slides, and which pages are builds.

Rule 1: every method raises NotFound for what is not this organisation's, IllegalStep for what is no
draft any more, BadMetadata for what cannot be; and then nothing has changed.

Rule 2: from its first approval on a version keeps its slides and steps. What was seen is recorded
by their numbers, and browsers keep their pictures.
"""

from collections.abc import Callable, Sequence

from sqlalchemy.ext.asyncio import AsyncEngine

from decks import builds, changes, edits, queries
from decks.edits import Outline, Words
from decks.errors import IllegalStep
from decks.manifest import PageRead
from decks.model import Slide, Version
from decks.texts import line

Edit = Callable[[list[Slide], list[PageRead]], list[Slide]]


class Drafts:
    """Changes to what is not submitted yet."""

    def __init__(self, engine: AsyncEngine, clock: Callable[[], int]) -> None:
        self._engine = engine
        self._clock = clock

    async def rename(self, org: str, deck: str, title: str, product: str) -> None:
        """A new title and product of a deck, whatever its versions' states."""
        kept = edits.title(title), line(product, edits.PRODUCT_CHARS)
        async with self._engine.begin() as connection:
            await changes.rename_deck(connection, org, deck, *kept, self._clock())

    async def describe(self, org: str, version: str, slide: int, words: Words) -> Version:
        """New words on a slide."""
        return await self._edit(
            org, version, lambda slides, _: edits.with_words(slides, slide, words)
        )

    async def join(self, org: str, version: str, slide: int) -> Version:
        """Make a slide the next steps of the slide before it."""
        return await self._build(org, version, lambda slides, _: builds.join(slides, slide))

    async def split(self, org: str, version: str, slide: int) -> Version:
        """Make each step of a slide a slide of its own."""
        return await self._build(
            org, version, lambda slides, pages: builds.split(slides, slide, pages)
        )

    async def outline(self, org: str, version: str, outline: Sequence[Outline]) -> Version:
        """Describe all slides at once, builds too."""

        def edit(_: list[Slide], pages: list[PageRead]) -> list[Slide]:
            runs = edits.runs(outline, len(pages))
            return edits.described(builds.slides(pages, runs), outline)

        return await self._build(org, version, edit)

    async def _build(self, org: str, version: str, edit: Edit) -> Version:
        """An edit of slides and steps (rule 2)."""
        async with self._engine.connect() as connection:
            found = await queries.one_version(connection, org, version)
        if found.approver is not None:
            raise IllegalStep("This version was approved once, so its slides stay as they are.")
        return await self._edit(org, version, edit)

    async def _edit(self, org: str, version: str, edit: Edit) -> Version:
        async with self._engine.begin() as connection:
            await changes.hold_draft(connection, org, version)
            slides = await queries.slides_of(connection, version)
            pages = await queries.pages_of(connection, version)
            await changes.put_slides(connection, version, edit(slides, pages))
            changed = await queries.one_version(connection, org, version)
            await changes.touch_deck(connection, org, changed.deck, self._clock())
            return changed
