"""Lists of people that the organiser signs up: rows that become registrations one after another.

Rule 1: what becomes of a row is written in the transaction that registers the person. A server that
stops in the middle signs nobody up twice, and mails nobody twice.
Rule 2: a form that is sent twice, or a file that is sent again while it is at work, is one list.
Rule 3: what a row says of a person is kept until it is used; of a row that could not be used the
reason stays alone.
"""

import hashlib
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import msgspec
from sqlalchemy import RowMapping, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from scheduling.errors import NotFound
from scheduling.plans import Page
from scheduling.webinars.plans import Registration, Webinar
from scheduling.webinars.tables import registrant_line, registrant_list

SHOWN = 10
"""Lists of a webinar that are looked back at."""


class ListState(StrEnum):
    """running → done, stopped or failed."""

    RUNNING = "running"
    """Rows wait, or are at work."""
    DONE = "done"
    STOPPED = "stopped"
    """By somebody of the staff; rows that were left are not used."""
    FAILED = "failed"
    """By us; the same."""


class Outcome(StrEnum):
    """What became of a row."""

    WAITS = "waits"
    REGISTERED = "registered"
    KNOWN = "known"
    WRONG = "wrong"
    LEFT = "left"
    """The list ended before it."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as somebody sent it."""

    by: str
    once: str
    """Drawn when the form was shown."""
    name: str
    rows: Sequence[Registration]

    @property
    def sha256(self) -> str:
        """The same for the same people in the same order."""
        return hashlib.sha256(msgspec.json.encode(self.rows)).hexdigest()


@dataclass(frozen=True, slots=True)
class PeopleList:
    """A list and how far it is."""

    id: str
    org: str
    webinar: str
    name: str
    state: ListState
    created: int
    counts: Mapping[Outcome, int]

    @property
    def over(self) -> bool:
        """Whether nothing of it is at work any more."""
        return self.state is not ListState.RUNNING

    @property
    def total(self) -> int:
        """Rows of the file."""
        return sum(self.counts.values())

    @property
    def percent(self) -> int:
        """How much of it is done."""
        return 100 * (self.total - self.counts[Outcome.WAITS]) // max(1, self.total)


@dataclass(frozen=True, slots=True)
class Line:
    """A row that could not be used."""

    row: int
    """As a spreadsheet counts, the head being 1."""
    reason: str


class Lists:
    """The store of lists."""

    def __init__(self, engine: AsyncEngine, clock: Callable[[], int]) -> None:
        self._engine = engine
        self._clock = clock

    async def add(self, webinar: Webinar, upload: Upload) -> PeopleList:
        """Keep a list, or find the one that this upload has become already."""
        org = webinar.meeting.org
        try:
            async with self._engine.begin() as connection:
                id = await _same(connection, webinar.id, upload)
                if id is None:
                    id = await self._insert(connection, webinar, upload)
        except IntegrityError:
            # The same form came twice at the same moment.
            async with self._engine.connect() as connection:
                id = await _same(connection, webinar.id, upload)
        if id is None:
            raise NotFound("list")
        return await self.get(org, webinar.id, id)

    async def _insert(self, connection: AsyncConnection, webinar: Webinar, upload: Upload) -> str:
        id = secrets.token_urlsafe(16)
        row = {
            "id": id,
            "org": webinar.meeting.org,
            "webinar": webinar.id,
            "by": upload.by,
            "once": upload.once,
            "sha256": upload.sha256,
            "name": upload.name,
            "state": ListState.RUNNING,
            "created": self._clock(),
        }
        await connection.execute(insert(registrant_list).values(row))
        lines = [
            {
                "list": id,
                "row": number,
                "outcome": Outcome.WAITS,
                "form": msgspec.json.encode(form).decode(),
                "reason": "",
            }
            for number, form in enumerate(upload.rows, 2)
        ]
        await connection.execute(insert(registrant_line), lines)
        return id

    async def get(self, org: str, webinar_id: str, id: str) -> PeopleList:
        """One list as it stands; raises ``NotFound``."""
        c = registrant_list.c
        query = select(registrant_list).where(c.org == org, c.webinar == webinar_id, c.id == id)
        async with self._engine.connect() as connection:
            row = (await connection.execute(query)).mappings().one_or_none()
            if row is None:
                raise NotFound("list")
            return await _list_of(connection, row)

    async def recent(self, org: str, webinar_id: str) -> list[PeopleList]:
        """The newest lists of a webinar, newest first."""
        c = registrant_list.c
        query = select(registrant_list).where(c.org == org, c.webinar == webinar_id)
        query = query.order_by(c.created.desc(), c.id).limit(SHOWN)
        async with self._engine.connect() as connection:
            rows = (await connection.execute(query)).mappings().all()
            return [await _list_of(connection, row) for row in rows]

    async def wrong(self, id: str, page: int, size: int = 50) -> Page[Line]:
        """Rows of a list that could not be used, a page at a time."""
        c = registrant_line.c
        which = (c.list == id) & (c.outcome == Outcome.WRONG)
        count = select(func.count()).select_from(registrant_line).where(which)
        query = select(c.row, c.reason).where(which).order_by(c.row)
        query = query.limit(size).offset((page - 1) * size)
        async with self._engine.connect() as connection:
            total = (await connection.execute(count)).scalar_one()
            lines = tuple(Line(*row) for row in await connection.execute(query))
        return Page(lines, total, page, size)

    # -- at work ---------------------------------------------------------------------------

    async def unfinished(self) -> list[tuple[str, str, str]]:
        """Organisation, webinar and id of the lists that are not over; oldest first."""
        c = registrant_list.c
        query = select(c.org, c.webinar, c.id).where(c.state == ListState.RUNNING)
        async with self._engine.connect() as connection:
            rows = await connection.execute(query.order_by(c.created, c.id))
            return [(org, webinar, id) for org, webinar, id in rows]

    async def next(self, id: str) -> tuple[int, Registration] | None:
        """The next row that waits, with its number."""
        c = registrant_line.c
        query = select(c.row, c.form).where(c.list == id, c.outcome == Outcome.WAITS)
        async with self._engine.connect() as connection:
            row = (await connection.execute(query.order_by(c.row).limit(1))).one_or_none()
        return None if row is None else (row[0], msgspec.json.decode(row[1], type=Registration))

    async def refuse(self, id: str, row: int, reason: str) -> None:
        """A row cannot be used."""
        async with self._engine.begin() as connection:
            await settle(connection, id, row, Outcome.WRONG, reason)

    async def end(self, id: str, state: ListState) -> None:
        """The list is over; what still waits is left. Again changes nothing."""
        lists, lines = registrant_list.c, registrant_line.c
        async with self._engine.begin() as connection:
            running = (lists.id == id) & (lists.state == ListState.RUNNING)
            await connection.execute(update(registrant_list).where(running).values(state=state))
            waits = (lines.list == id) & (lines.outcome == Outcome.WAITS)
            left = update(registrant_line).where(waits).values(outcome=Outcome.LEFT, form="")
            await connection.execute(left)


async def settle(
    connection: AsyncConnection, id: str, row: int, outcome: Outcome, reason: str = ""
) -> None:
    """What became of a row, in the transaction that made it; the person's data go."""
    this = (registrant_line.c.list == id) & (registrant_line.c.row == row)
    values = {"outcome": outcome, "reason": reason, "form": ""}
    await connection.execute(update(registrant_line).where(this).values(values))


async def _same(connection: AsyncConnection, webinar_id: str, upload: Upload) -> str | None:
    """The list that this form has brought before, or that works on the same file."""
    c = registrant_list.c
    at_work = (c.sha256 == upload.sha256) & (c.state == ListState.RUNNING)
    query = select(c.id).where(c.webinar == webinar_id, (c.once == upload.once) | at_work)
    return (await connection.execute(query.limit(1))).scalar_one_or_none()


async def _list_of(connection: AsyncConnection, row: RowMapping) -> PeopleList:
    c = registrant_line.c
    query = select(c.outcome, func.count()).where(c.list == row["id"]).group_by(c.outcome)
    found = {Outcome(name): count for name, count in (await connection.execute(query)).all()}
    return PeopleList(
        id=row["id"],
        org=row["org"],
        webinar=row["webinar"],
        name=row["name"],
        state=ListState(row["state"]),
        created=row["created"],
        counts=dict.fromkeys(Outcome, 0) | found,
    )
