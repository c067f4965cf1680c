"""Lists of people on their way to being registrants: a task for each, one at work at a time.

Rule: the rows are in the database; a task may die with the server, and the next start goes on.
"""

import asyncio
from contextlib import suppress
from functools import partial

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from engagement.directory import Directory
from scheduling.errors import BadValue, NotFound
from scheduling.webinars import Lists, Registrations, Webinar, Webinars
from scheduling.webinars.errors import RegistrationClosed
from scheduling.webinars.lists import ListState, Outcome, PeopleList, Upload, settle
from scheduling.webinars.plans import Registration
from server.wiring.registrants import look_up

logger = structlog.get_logger("lists")


class ListImports:
    """The lists that this server works on; the server starts and closes it."""

    def __init__(
        self,
        lists: Lists,
        webinars: Webinars,
        registrations: Registrations,
        directory: Directory,
    ) -> None:
        self.lists = lists
        self._webinars = webinars
        self._registrations = registrations
        self._directory = directory
        self._turn = asyncio.Semaphore(1)
        self._tasks: dict[str, asyncio.Task[None]] = {}

    async def start(self) -> None:
        """Go on with what an earlier server left."""
        for org, webinar, id in await self.lists.unfinished():
            self._begin(org, webinar, id)

    async def close(self) -> None:
        """Stop after the row in hand; the next start goes on. Twice is harmless."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def order(self, webinar: Webinar, upload: Upload) -> PeopleList:
        """Put a list to work, or find the one that this upload has become already."""
        found = await self.lists.add(webinar, upload)
        if not found.over and found.id not in self._tasks:
            self._begin(found.org, found.webinar, found.id)
        return found

    async def stop(self, found: PeopleList) -> None:
        """Leave the rows that have not been used; the one in hand is finished."""
        await self.lists.end(found.id, ListState.STOPPED)

    async def finished(self, org: str, webinar: str, id: str) -> PeopleList:
        """The list when it is over, or when this server has stopped working on it."""
        if (task := self._tasks.get(id)) is not None:
            await asyncio.wait([task])
        return await self.lists.get(org, webinar, id)

    def _begin(self, org: str, webinar: str, id: str) -> None:
        task = asyncio.create_task(self._work(org, webinar, id), name=f"list {id}")
        self._tasks[id] = task
        task.add_done_callback(lambda _: self._tasks.pop(id, None))

    async def _work(self, org: str, webinar: str, id: str) -> None:
        try:
            async with self._turn:
                while (row := await self.lists.next(id)) is not None:
                    await self._use(org, webinar, id, *row)
            await self.lists.end(id, ListState.DONE)
        except Exception:
            logger.exception("list failed", list=id)
            # A database that is away: the next start goes on with the list.
            with suppress(SQLAlchemyError):
                await self.lists.end(id, ListState.FAILED)

    async def _use(self, org: str, webinar_id: str, id: str, row: int, form: Registration) -> None:
        """Sign the person of a row up, by the plan as it is now; or say why not."""
        try:
            webinar = await self._webinars.get(org, webinar_id)
            found = await look_up(self._directory, org, form)
            settled = partial(_settled, id, row)
            await self._registrations.register(
                webinar, form, found=found, source="import", settle=settled
            )
        except (BadValue, RegistrationClosed, NotFound) as error:
            await self.lists.refuse(id, row, str(error))


async def _settled(id: str, row: int, connection: AsyncConnection, known: bool) -> None:
    await settle(connection, id, row, Outcome.KNOWN if known else Outcome.REGISTERED)
