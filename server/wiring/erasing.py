"""Erasing a person everywhere (GDPR article 17): plans, mails, certificates, timelines, the store.

Rule 1: a person is an address of one organisation, with the HCPs of the directory who have it or
were invited at it, and all to which these were invited. An address that several people share leads
to all of them: what is found is shown before anything is done.
Rule 2: nobody is erased out of a room that runs: it knows them by name.
Rule 3: each step may be done again. The store comes last, so that its audit line says "done".
Rule 4: SQLite keeps what was deleted in free pages and in the log, until they are used again: both
files are rebuilt at the end, and the logs are emptied.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from email import message_from_binary_file, policy
from email.utils import getaddresses
from pathlib import Path

from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine

import engagement.erasing as of_store
import recordings.erasing as of_rooms
import scheduling.erasing as of_plans
from engagement.directory import Directory
from engagement.people import Hcp
from scheduling.erasing import Invited
from scheduling.plans import MeetingState
from scheduling.webinars import Registrations, Webinars
from scheduling.webinars.plans import RegistrantState
from server.wiring.audiences import AudienceReports
from server.wiring.blotting import ERASED, Blot

logger = logging.getLogger(__name__)

GIVEN_UP = (RegistrantState.CANCELLED, RegistrantState.DENIED)


TRIES = 12
PAUSE_SECONDS = 1.0


class Running(Exception):
    """A room with the person in it runs; the text is one sentence."""


class Busy(Exception):
    """Free pages may still hold what was deleted; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Traces:
    """Where a person was found."""

    org: str
    addresses: frozenset[str]
    hcps: tuple[Hcp, ...]
    invited: tuple[Invited, ...]

    @property
    def found(self) -> bool:
        return bool(self.hcps or self.invited)

    @property
    def names(self) -> tuple[str, ...]:
        """What the person is called, here and there."""
        called = {each.name for each in self.invited}
        for hcp in self.hcps:
            called |= {hcp.name, f"{hcp.fields.given_name} {hcp.fields.family_name}"}
        return tuple(sorted(called - {"", ERASED}))


@dataclass(frozen=True, slots=True)
class Erasure:
    """Finds a person and erases them."""

    main: AsyncEngine
    store: AsyncEngine
    mails: Path
    """The folder of mails of a server without a mail server."""
    directory: Directory
    webinars: Webinars
    registrations: Registrations
    reports: AudienceReports
    clock: Callable[[], int]

    async def trace(self, org: str, address: str) -> Traces:
        """All that is known at this address of an organisation."""
        asked = address.strip().lower()
        at = await of_plans.invitations(self.main, org, [asked], [])
        hcps = dict(await self.directory.several(org, {each.hcp for each in at if each.hcp}))
        hcps |= {each.id: each for each in await self.directory.at(org, asked)}
        invited = await of_plans.invitations(self.main, org, [asked], list(hcps))
        addresses = {asked, *(each.email.lower() for each in invited if each.email)}
        addresses |= {each.fields.email for each in hcps.values() if each.fields.email}
        return Traces(org, frozenset(addresses), tuple(hcps.values()), tuple(invited))

    async def erase(self, traces: Traces, *, by: str, why: str) -> None:
        """Take the person out of everything; raises ``Running``."""
        live = [each for each in traces.invited if each.state is MeetingState.LIVE]
        if live:
            raise Running("A room with this person in it runs. Erase them when it is over.")
        await self._give_seats_back(traces)
        people = [each.id for each in traces.invited]
        rooms = {each.meeting for each in traces.invited}
        blot, now = Blot((*traces.names, *traces.addresses)), self.clock()
        await of_plans.erase(
            self.main, traces.org, traces.invited, traces.addresses, blot, ERASED, now
        )
        said = await of_rooms.erase(self.main, rooms, people, blot, ERASED)
        hcps = [each.id for each in traces.hcps]
        erasing = of_store.Erasing(traces.org, people, hcps, blot=blot, erased=ERASED)
        await erasing.run(self.store, rooms, said, by=by, why=why, now=now)
        for room in sorted(rooms):
            await self.reports.settled(traces.org, room, now)
        await asyncio.to_thread(_tear_up, self.mails, traces.addresses)
        await self.rebuild()

    async def rebuild(self) -> None:
        """Leave nothing of what was deleted in the databases' files; raises ``Busy``."""
        for engine in (self.main, self.store):
            await rebuild(engine)

    async def _give_seats_back(self, traces: Traces) -> None:
        """Of webinars to come: the next in line gets the seat."""
        for each in traces.invited:
            if each.state is not MeetingState.PLANNED:
                continue
            signed = await self.registrations.several(traces.org, each.meeting, [each.id])
            if signed and signed[0].state not in GIVEN_UP:
                webinar = await self.webinars.get(traces.org, each.meeting)
                await self.registrations.decisions.cancel(webinar, each.id)


def _tear_up(folder: Path, addresses: frozenset[str]) -> None:
    """Remove the mails in the folder that went to one of these addresses."""
    for file in folder.glob("*.eml"):
        with file.open("rb") as content:
            message = message_from_binary_file(content, policy=policy.default)
        to = getaddresses([str(each) for each in message.get_all("To", [])])
        if any(address.lower() in addresses for _, address in to):
            file.unlink()


async def rebuild(engine: AsyncEngine) -> None:
    """Write the database anew, without what was deleted; empty its log. Only SQLite needs it.

    Raises ``Busy`` when others did not let go of it.
    """
    if engine.dialect.name != "sqlite":
        return
    async with engine.connect() as connection:
        alone = await connection.execution_options(isolation_level="AUTOCOMMIT")
        for _ in range(TRIES):
            try:
                await alone.exec_driver_sql("VACUUM")
                emptied = await alone.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            except OperationalError as error:
                logger.warning("the database is not written anew yet: %s", error.orig)
                continue  # It has waited for the lock for as long as the driver waits.
            if emptied.one()[0] == 0:
                return
            await asyncio.sleep(PAUSE_SECONDS)
    raise Busy("Rows and mails are clean, but a database is busy. Run the same once more.")
