"""The table of mails: what the admin page lists, and the moves that the outbox makes."""

from collections.abc import Callable
from dataclasses import replace

from sqlalchemy import ColumnElement, exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from scheduling.errors import NotFound, WrongState
from scheduling.mails import Mail, MailKind, MailState, mail_of
from scheduling.plans import Page
from scheduling.tables import mail, opt_out
from scheduling.texts import fold

LEASE_MS = 5 * 60_000
"""Longer than a carrier's patience, twice."""

TOLD = (MailState.DELIVERED, MailState.DOUBTFUL, MailState.SENDING)


class LeaseLost(Exception):
    """The row is not as we left it: somebody else has the mail now."""


class Mailbox:
    """Finds mails and moves them from state to state."""

    def __init__(self, engine: AsyncEngine, *, clock: Callable[[], int]) -> None:
        self._engine = engine
        self._clock = clock

    async def search(
        self,
        org: str,
        text: str = "",
        *,
        state: MailState | None = None,
        meeting: str | None = None,
        page: int = 1,
        size: int = 25,
    ) -> Page[Mail]:
        """Mails whose title, name or address hold every word of ``text``, newest first."""
        which: list[ColumnElement[bool]] = [mail.c.org == org]
        which += [mail.c.folded.contains(word, autoescape=True) for word in fold(text).split()]
        if state is not None:
            which.append(mail.c.state == state)
        if meeting is not None:
            which.append(mail.c.meeting == meeting)
        query = select(mail).where(*which)
        query = query.order_by(mail.c.created.desc(), mail.c.sequence.desc(), mail.c.id)
        async with self._engine.connect() as connection:
            count = select(func.count()).select_from(mail).where(*which)
            total = (await connection.execute(count)).scalar_one()
            rows = await connection.execute(query.limit(size).offset((page - 1) * size))
            return Page(tuple(map(mail_of, rows.mappings())), total, page, size)

    async def get(self, org: str, mail_id: str) -> Mail:
        """The mail; raises ``NotFound``."""
        query = select(mail).where(mail.c.org == org, mail.c.id == mail_id)
        async with self._engine.connect() as connection:
            row = (await connection.execute(query)).mappings().one_or_none()
        if row is None:
            raise NotFound("mail")
        return mail_of(row)

    async def counts(self) -> dict[MailState, int]:
        """How many mails are in each state, on the whole server: for metrics and health."""
        query = select(mail.c.state, func.count()).group_by(mail.c.state)
        async with self._engine.connect() as connection:
            rows = (await connection.execute(query)).all()
        return {state: 0 for state in MailState} | {MailState(row[0]): row[1] for row in rows}

    async def requeue(self, org: str, mail_id: str) -> None:
        """Queue a settled mail once more.

        Raises ``NotFound``; ``WrongState`` `queued` while it is on its way anyway.
        """
        item = await self.get(org, mail_id)
        fresh = replace(item, due=self._clock(), attempts=0, trouble="", state=MailState.QUEUED)
        try:
            if item.state in (MailState.QUEUED, MailState.SENDING):
                raise LeaseLost
            await self.move(item, fresh)
        except LeaseLost as error:
            raise WrongState("queued", "This mail is on its way already.") from error

    async def claim(self) -> Mail | None:
        """The mail that is due longest, leased to the caller; None when nothing is due."""
        now = self._clock()
        query = (
            select(mail)
            .where(mail.c.state == MailState.QUEUED, mail.c.due <= now)
            .order_by(mail.c.due, mail.c.created, mail.c.sequence)
            .limit(1)
        )
        while True:
            async with self._engine.connect() as connection:
                row = (await connection.execute(query)).mappings().one_or_none()
            if row is None:
                return None
            item = mail_of(row)
            leased = replace(item, due=now + LEASE_MS, attempts=item.attempts + 1)
            try:
                return await self.move(item, leased)
            except LeaseLost:
                continue  # Another worker was faster; there may be a next one.

    async def move(self, old: Mail, new: Mail) -> Mail:
        """Write ``new``'s state if the row is still ``old``'s; raises ``LeaseLost``."""
        which = (mail.c.id == old.id) & (mail.c.due == old.due) & (mail.c.state == old.state)
        changed = {
            "state": new.state,
            "due": new.due,
            "attempts": new.attempts,
            "trouble": new.trouble,
            "changed": self._clock(),
        }
        async with self._engine.begin() as connection:
            done = await connection.execute(update(mail).where(which).values(changed))
        if done.rowcount == 0:
            raise LeaseLost
        return new

    async def give_up_lost(self) -> None:
        """Doubt the mails that a process took to the mail server and never came back from."""
        now = self._clock()
        lost = (mail.c.state == MailState.SENDING) & (mail.c.due <= now)
        doubt = "The server stopped while it was handing this mail over."
        changed = {"state": MailState.DOUBTFUL, "changed": now, "trouble": doubt}
        async with self._engine.begin() as connection:
            await connection.execute(update(mail).where(lost).values(changed))

    async def newer_exists(self, item: Mail) -> bool:
        """Whether a later mail to the same invitee waits or went out."""
        return await self._exists(item, mail.c.sequence > item.sequence)

    async def was_told(self, item: Mail) -> bool:
        """Whether the invitee may have had an earlier mail about this meeting."""
        return await self._exists(item, mail.c.sequence < item.sequence, mail.c.state.in_(TOLD))

    async def opted_out(self, item: Mail) -> bool:
        """Whether this address wants no more mails that nobody has to have."""
        address = item.facts.email.casefold()
        which = (opt_out.c.org == item.org) & (opt_out.c.address == address)
        async with self._engine.connect() as connection:
            return bool((await connection.execute(select(exists().where(which)))).scalar())

    async def is_overtaken(self, item: Mail) -> bool:
        """Whether a reminder nearer to the start is due as well: one of them is enough."""
        # Mails are claimed in the order in which they are due: whoever still waits is nearer.
        reminder = (mail.c.kind == MailKind.REMIND) & (mail.c.id != item.id)
        due = (mail.c.state == MailState.QUEUED) & (mail.c.due <= self._clock())
        return await self._exists(item, reminder, due, mail.c.attempts == 0)

    async def _exists(self, item: Mail, *which: ColumnElement[bool]) -> bool:
        query = select(exists().where(mail.c.invitee == item.facts.invitee, *which))
        async with self._engine.connect() as connection:
            return bool((await connection.execute(query)).scalar())
