"""The outbox: the worker that delivers queued mail.

The life of a mail, and who moves it::

    queued ── claim (lease) ── about to hand over ──> sending ── taken ──> delivered
      ^                │                                 │
      │                ├─ not worth it any more ──> skipped
      ├── try later <──┼─ refused for now <──────────────┤
      │                └─ refused for good, or 12 times <┴──> dead
      └── resend, by hand, from delivered, skipped, doubtful, dead
                                        sending, and its lease is over ──> doubtful

Rule 1: at most once.  ``sending`` is committed before a mail server can take the text, so after a
crash in that moment the mail is doubtful: shown, and sent again only by hand.
Rule 2: a claim is a lease on the row: two workers never deliver the same mail, and a mail claimed
by a process that died before handing over is tried again when the lease is over.
Rule 3: the link enters when the mail is written, so it is always the one that opens now.
Rule 4: what no longer helps is skipped: an older mail when a newer one waits, and everything but a
cancellation and follow-ups when the meeting is over; who was never told of a meeting is not told
that it is off, and who opted out of follow-ups gets none, however long they have waited.
"""

import asyncio
import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import assert_never

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from scheduling.carriers import Carrier, Doubtful, Refused
from scheduling.errors import NotFound, WrongState
from scheduling.invitations import Letter, Letters
from scheduling.links import Links
from scheduling.logos import Logos, no_logo
from scheduling.mailbox import LeaseLost, Mailbox
from scheduling.mails import Facts, Mail, MailKind, MailState
from scheduling.texts import ascii_email

FIRST_RETRY_MS = 30_000
LAST_RETRY_MS = 6 * 3_600_000
MAX_ATTEMPTS = 12
"""With the pauses growing fourfold up to six hours: a day and a half of trying."""
POLL_S = 5
"""Another process (the command line) may have queued a mail without waking us."""
CLOSE_S = 10

HIDDEN_LINK = "…/j/…"
"""What the admin page shows in the place of a join link."""

logger = structlog.get_logger("outbox")


class Outbox:
    """Delivers mail; owned by the server, which starts and closes it."""

    def __init__(
        self,
        engine: AsyncEngine,
        links: Links,
        letters: Letters,
        carrier: Carrier,
        *,
        clock: Callable[[], int],
        logos: Logos = no_logo,
    ) -> None:
        self.mailbox = Mailbox(engine, clock=clock)
        self.search, self.get = self.mailbox.search, self.mailbox.get
        self._links = links
        self._letters = letters
        self._carrier = carrier
        self._clock = clock
        self._logos = logos
        self._bell = asyncio.Event()
        self._closing = False
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to deliver."""
        self._closing = False
        self._task = asyncio.create_task(self._work(), name="outbox")

    async def close(self) -> None:
        """Finish the mail in hand, for ``CLOSE_S`` at most, then stop.  Twice is harmless."""
        self._closing = True
        self._bell.set()
        if self._task is not None:
            task, self._task = self._task, None
            with suppress(TimeoutError):
                async with asyncio.timeout(CLOSE_S):
                    await task

    def wake(self) -> None:
        """A mail was queued: look now."""
        self._bell.set()

    async def deliver_due(self) -> int:
        """Deliver everything that is due; returns how many mails were tried."""
        await self.mailbox.give_up_lost()
        tried = 0
        while not self._closing and (item := await self.mailbox.claim()) is not None:
            try:
                await self._attempt(item)
            except LeaseLost:
                logger.warning("mail taken by another worker", mail=item.id)
            tried += 1
        return tried

    async def letter(self, org: str, mail_id: str) -> Letter:
        """What the mail says, with the join link hidden; raises ``NotFound``."""
        return self._letters.letter((await self.mailbox.get(org, mail_id)).facts, HIDDEN_LINK)

    async def resend(self, org: str, mail_id: str) -> None:
        """Deliver once more, because somebody asked for it; raises what ``requeue`` raises."""
        await self.mailbox.requeue(org, mail_id)
        self.wake()

    async def _work(self) -> None:
        while not self._closing:
            self._bell.clear()
            try:
                await self.deliver_due()
            except Exception:
                # A database that is locked or away must not end the worker for good.
                logger.exception("outbox stumbled")
            with suppress(TimeoutError):
                async with asyncio.timeout(POLL_S):
                    await self._bell.wait()

    async def _attempt(self, item: Mail) -> None:
        """Bring the mail to the end of one attempt."""
        link = await self._link(item)
        obstacle = await self._obstacle(item, link)
        if obstacle:
            await self._settle(item, MailState.SKIPPED, obstacle)
            return
        sending = _Hand(self.mailbox, item)
        try:
            await self._hand_over(sending, link)
        except Refused as refusal:
            await self._refused(sending.item, refusal)
        except Doubtful as doubt:
            await self._settle(sending.item, MailState.DOUBTFUL, str(doubt))
        else:
            await self._settle(sending.item, MailState.DELIVERED)

    async def _hand_over(self, sending: "_Hand", link: str | None) -> None:
        item = sending.item
        facts = await self._as_told(item)
        try:
            message = self._letters.message(
                facts,
                link,
                mail_id=item.id,
                now=self._clock(),
                unsubscribe=self._unsubscribe(item),
                logo=await self._logos(item.org, facts),
            )
        except Exception as error:
            logger.exception("mail cannot be written", mail=item.id)
            raise Refused("This mail could not be written.", permanent=True) from error
        await self._carrier.carry(
            message,
            sender=self._letters.sender,
            to=ascii_email(facts.email),
            name=f"{item.created}-{item.id}",
            handing=sending.go,
        )

    async def _refused(self, item: Mail, refusal: Refused) -> None:
        if refusal.permanent or item.attempts >= MAX_ATTEMPTS:
            await self._settle(item, MailState.DEAD, str(refusal))
            return
        due = self._clock() + retry_ms(item.attempts)
        later = replace(item, state=MailState.QUEUED, due=due, trouble=str(refusal))
        await self.mailbox.move(item, later)
        logger.info("mail waits", mail=item.id, attempts=item.attempts)

    async def _settle(self, item: Mail, state: MailState, trouble: str = "") -> None:
        await self.mailbox.move(item, replace(item, state=state, trouble=trouble))
        logger.info("mail settled", mail=item.id, kind=item.kind, state=state)

    async def _obstacle(self, item: Mail, link: str | None) -> str:
        """Why the mail is not worth sending, or nothing."""
        if await self.mailbox.newer_exists(item):
            return "A later mail says more."
        match item.kind:
            case MailKind.CANCEL:
                told = item.facts.webinar or await self.mailbox.was_told(item)
                return "" if told else "The invitee was never told of the meeting."
            case MailKind.DENY:
                return ""
            case MailKind.FOLLOW_UP:
                out = item.facts.optional and await self.mailbox.opted_out(item)
                return "This address wants no more mails of this kind." if out else ""
            case MailKind.REMIND if item.facts.starts <= self._clock():
                return "The webinar has begun."
            case MailKind.REMIND if await self.mailbox.is_overtaken(item):
                return "A later reminder is due as well."
            case (
                MailKind.INVITE
                | MailKind.RESCHEDULE
                | MailKind.LINK
                | MailKind.REMIND
                | MailKind.RECEIVED
                | MailKind.CONFIRM
                | MailKind.WAITING
            ):
                if item.facts.ends <= self._clock():
                    return "The meeting is over."
                return "" if link else "The invitee has no valid link."
        assert_never(item.kind)

    async def _as_told(self, item: Mail) -> Facts:
        """To somebody who has heard of nothing yet, every piece of news is the invitation."""
        known = item.facts.webinar or item.kind in (MailKind.INVITE, MailKind.CANCEL)
        if known or await self.mailbox.was_told(item):
            return item.facts
        return replace(item.facts, kind=MailKind.INVITE, before=None)

    def _unsubscribe(self, item: Mail) -> str:
        return self._links.unsubscribe_url(item.facts.invitee) if item.facts.optional else ""

    async def _link(self, item: Mail) -> str | None:
        if item.kind is MailKind.CANCEL:
            return None
        try:
            return await self._links.url(item.org, item.facts.invitee)
        except (WrongState, NotFound):
            return None


class _Hand:
    """A mail in a carrier's hand: still queued until ``go``, sending from then on."""

    def __init__(self, mailbox: Mailbox, item: Mail) -> None:
        self.item = item
        self._mailbox = mailbox

    async def go(self) -> None:
        """From now on the mail may arrive without our hearing of it; raises ``LeaseLost``."""
        sending = replace(self.item, state=MailState.SENDING)
        self.item = await self._mailbox.move(self.item, sending)


def retry_ms(attempts: int) -> int:
    """How long to wait after so many attempts; scattered, so that a crowd of mails spreads out."""
    pause = min(FIRST_RETRY_MS << 2 * (attempts - 1), LAST_RETRY_MS)
    return round(pause * random.uniform(0.75, 1.25))
