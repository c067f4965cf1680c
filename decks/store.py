"""The store of decks: the one door for pages, rooms and commands.

Rule 1: every method takes the organisation first; what belongs to another one is NotFound.

Rule 2: a method that raises has changed nothing.

Rule 3: the pictures of a version are on the shelf before its row exists, so no row lacks them.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractAsyncContextManager
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from decks import builds, changes, edits, gate, handout, queries, succession
from decks.conversion import read_manifest
from decks.drafts import Drafts
from decks.errors import NotFound
from decks.imports import Imports
from decks.intake import Intake
from decks.jobs import Held, Jobs, Order
from decks.limits import Limits
from decks.manifest import TITLE_CHARS, Manifest
from decks.model import Deck, Job, Page, Picture, Slide, Version
from decks.pictures import Size
from decks.review import Review
from decks.shelf import Shelf
from decks.texts import line
from decks.tray import Tray
from decks.workflow import State

PAGE_SIZE = 24
RECENT_JOBS = 20


class Decks:
    """All decks of all organisations.

    ``drafts`` changes what is not submitted yet; ``review`` takes versions through their life.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        folder: Path,
        clock: Callable[[], int],
        limits: Limits | None = None,
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._shelf = Shelf(folder)
        self._shelf.open()
        self._jobs = Jobs(engine, clock)
        self.limits = limits or Limits()
        self.drafts = Drafts(engine, clock)
        self.review = Review(engine, self._shelf, clock)
        self._shelving = asyncio.Lock()
        self._printing = asyncio.Lock()
        self._imports = Imports(
            self._shelf.incoming, self._jobs, self.limits, self._find, self._put_on_shelf
        )

    async def start(self) -> None:
        """For the server alone: go on with imports that an earlier server left."""
        await self._imports.start()

    async def close(self) -> None:
        """Stop imports; the next start goes on with them. Twice is harmless."""
        await self._imports.close()

    def receive(self, expected: int | None = None) -> AbstractAsyncContextManager[Intake]:
        """A place to stream an upload to; too many ``expected`` bytes are refused at once."""
        return self._imports.receive(expected)

    async def import_upload(
        self,
        org: str,
        by: str,
        intake: Intake,
        *,
        deck: str | None = None,
        title: str = "",
        product: str = "",
    ) -> Job:
        """Put a whole upload in line: a new deck, or the next version of ``deck``."""
        if deck is not None:
            await self.deck(org, deck)
        received = await intake.end()
        order = Order(
            org=org,
            by=by,
            deck=deck,
            title=line(title, TITLE_CHARS),
            product=line(product, edits.PRODUCT_CHARS),
            name=received.name,
            sha256=received.sha256,
        )
        return await self._jobs.get(org, await self._imports.order(intake, order))

    async def import_files(
        self,
        org: str,
        by: str,
        paths: Sequence[Path],
        *,
        deck: str | None = None,
        title: str = "",
        product: str = "",
    ) -> Job:
        """Import files of this machine and wait for the end: for commands."""
        async with self.receive(sum(path.stat().st_size for path in paths)) as intake:
            for path in paths:
                await intake.take(path)
            job = await self.import_upload(org, by, intake, deck=deck, title=title, product=product)
            return await self.finished(org, job.id)

    async def job(self, org: str, id: str) -> Job:
        """An import as it stands."""
        return await self._jobs.get(org, id)

    async def jobs(self, org: str) -> list[Job]:
        """The latest imports, newest first."""
        return await self._jobs.recent(org, RECENT_JOBS)

    async def finished(self, org: str, id: str) -> Job:
        """An import when it is over."""
        return await self._imports.finished(org, id)

    async def search(
        self,
        org: str,
        words: str = "",
        state: State | None = None,
        page: int = 1,
        size: int = PAGE_SIZE,
    ) -> Page[Deck]:
        """One page of the decks that have all the words and a version in the state."""
        now = self._clock()
        async with self._engine.connect() as connection:
            return await queries.search(connection, org, words, state, page, size, now)

    async def deck(self, org: str, id: str) -> Deck:
        """A deck with its versions, newest first."""
        async with self._engine.connect() as connection:
            return await queries.one_deck(connection, org, id)

    async def version(self, org: str, id: str) -> Version:
        """A version with its slides."""
        async with self._engine.connect() as connection:
            return await queries.one_version(connection, org, id)

    async def versions(self, org: str, ids: Iterable[str]) -> list[Version]:
        """Those of the versions that are there, in that order; deleted ones are left out."""
        found = []
        for id in ids:
            try:
                found.append(await self.version(org, id))
            except NotFound:
                continue
        return found

    async def showable(self, org: str, at: int) -> list[Version]:
        """The newest version of each deck that may be shown at ``at``: to choose for a meeting."""
        async with self._engine.connect() as connection:
            found = await queries.showable(connection, org, at)
        return [version for deck in found if (version := deck.showable(at)) is not None]

    async def check(self, org: str, version: str, slide: int, step: int) -> gate.Proof:
        """Ask the gate about the version as it stands in this moment; NotShowable."""
        found, shown = await self._place(org, version, slide)
        return gate.check(found, shown, step, self._clock())

    async def image_path(self, org: str, version: str, slide: int, step: int, size: Size) -> Path:
        """The picture of one step; NotFound."""
        return (await self.picture(org, version, slide, step, size)).path

    async def picture(self, org: str, version: str, slide: int, step: int, size: Size) -> Picture:
        """The picture of one step, and whether it may be kept; NotFound."""
        found, shown = await self._place(org, version, slide)
        if shown is None or not 0 <= step < shown.steps:
            raise NotFound("slide")
        path = self._shelf.picture(org, found.sha256, shown.first_page + step, size)
        return Picture(path, lasting=found.approver is not None)

    async def handout(self, org: str, version: str) -> tuple[Version, Path]:
        """A version as a PDF to take home, made when it is first asked for.

        Raises NotFound, and NotShowable when it may not be shown at this moment.
        """
        found = await self.version(org, version)
        gate.check_version(found, self._clock())
        target = self._shelf.handout(org, found.sha256, found.id)
        async with self._printing:
            if not await asyncio.to_thread(target.exists):
                last = (slide.first_page + slide.steps - 1 for slide in found.slides)
                pages = [self._shelf.picture(org, found.sha256, page, Size.FULL) for page in last]
                await asyncio.to_thread(handout.make, pages, target, found.title)
        return found, target

    async def source_paths(self, org: str, version: str) -> list[Path]:
        """The uploaded files of a version, byte for byte."""
        found = await self.version(org, version)
        folder = self._shelf.source(org, found.sha256)
        return await asyncio.to_thread(lambda: sorted(folder.iterdir()))

    async def _place(self, org: str, version: str, slide: int) -> tuple[Version, Slide | None]:
        async with self._engine.connect() as connection:
            return await queries.one_place(connection, org, version, slide)

    async def _find(self, org: str, sha256: str) -> Held | None:
        async with self._engine.connect() as connection:
            found = await queries.by_content(connection, org, sha256)
        return None if found is None else Held(found.deck, found.id, known=True)

    async def _put_on_shelf(self, order: Order, tray: Tray) -> Held:
        """The version of a converted upload, made or (when another import was faster) found."""
        # One at a time: who cleans up after a failure must not meet the same bytes half way.
        async with self._shelving:
            return await self._shelve(order, tray)

    async def _shelve(self, order: Order, tray: Tray) -> Held:
        folder = await asyncio.to_thread(self._shelf.put, tray, order.org, order.sha256)
        manifest = await asyncio.to_thread(read_manifest, folder)
        try:
            async with self._engine.begin() as connection:
                return await self._add(connection, order, manifest)
        except Exception:
            found = await self._find(order.org, order.sha256)
            if found is not None:
                return found
            await asyncio.to_thread(self._shelf.remove, order.org, order.sha256)
            raise

    async def _add(self, connection: AsyncConnection, order: Order, read: Manifest) -> Held:
        now = self._clock()
        if order.deck is None:
            title = order.title or read.title or Path(order.name).stem
            deck = await changes.add_deck(connection, order.org, title, order.product, now)
        else:
            deck = order.deck
            await changes.touch_deck(connection, order.org, deck, now)
        before = (await queries.one_deck(connection, order.org, deck)).newest
        version = await changes.add_version(connection, deck, order, read.pages, now)
        old = [] if before is None else await queries.slides_of(connection, before.id)
        slides = builds.slides(read.pages, builds.by_labels(read.pages))
        await changes.put_slides(connection, version, succession.inherit(slides, old))
        return Held(deck, version)
