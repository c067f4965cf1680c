"""Follow-up mails: written beforehand, reviewed after the show, sent once.

    draft ── send ──> sent ── stop ──> stopped
      └ remove

Rule 1: every method takes the organisation first; a follow-up of another one is not found.
Rule 2: nothing goes without a review: ``send`` is given the very words and people that were shown,
and sends nothing when they are others by then (``followreview``). Its change of state and its mails
are one transaction, and a mail is unique for each person and follow-up, so that two presses, two
servers and any restart send one.
Rule 3: whom a rule means is decided above, from what the engagement store knows (``followrules``).
"""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import msgspec
from sqlalchemy import ColumnElement, RowMapping, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from scheduling.errors import NotFound, WrongState
from scheduling.mails import TEST, About, Mail, MailKind, MailState, mail_of, queue
from scheduling.moments import day
from scheduling.plans import Invitee, MeetingState
from scheduling.records import invitees_of
from scheduling.tables import mail
from scheduling.webinars.followreview import Review, mark
from scheduling.webinars.followrules import (
    Draft,
    FollowUp,
    FollowUpState,
    Text,
    checked,
    due_at,
)
from scheduling.webinars.plans import RegistrantState, Webinar
from scheduling.webinars.tables import follow_up, registrant
from scheduling.words import fill

MOST = 20
"""Of one webinar: more is no plan, and nobody would read the page."""


@dataclass(frozen=True, slots=True)
class Person:
    """A member of staff who wants to see the mail first."""

    id: str
    name: str
    email: str
    zone: str


class FollowUps:
    """The store of follow-up mails."""

    def __init__(
        self,
        engine: AsyncEngine,
        *,
        clock: Callable[[], int],
        posted: Callable[[], None] = lambda: None,
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._posted = posted

    async def of(self, org: str, webinar_id: str) -> list[FollowUp]:
        """A webinar's follow-ups, the oldest first."""
        mine = (follow_up.c.org == org) & (follow_up.c.webinar == webinar_id)
        query = select(follow_up).where(mine).order_by(follow_up.c.created, follow_up.c.id)
        async with self._engine.connect() as connection:
            return [_read(row) for row in (await connection.execute(query)).mappings()]

    async def get(self, org: str, webinar_id: str, id: str) -> FollowUp:
        """One of them; raises ``NotFound``."""
        async with self._engine.connect() as connection:
            return await _get(connection, org, webinar_id, id)

    async def create(self, webinar: Webinar, draft: Draft) -> FollowUp:
        """A draft; raises ``BadValue``, ``WrongState`` (too many)."""
        org, id, now = webinar.meeting.org, secrets.token_urlsafe(16), self._clock()
        if len(await self.of(org, webinar.id)) >= MOST:
            raise WrongState("too-many", f"A webinar has at most {MOST} follow-ups.")
        row = _columns(checked(draft, webinar.plan.languages))
        row |= {"id": id, "org": org, "webinar": webinar.id, "created": now}
        async with self._engine.begin() as connection:
            await connection.execute(
                insert(follow_up).values(row | {"state": FollowUpState.DRAFT, "sent": None})
            )
        return await self.get(org, webinar.id, id)

    async def change(self, webinar: Webinar, id: str, draft: Draft) -> FollowUp:
        """Change a draft; raises ``NotFound``, ``BadValue``, ``WrongState``."""
        row = _columns(checked(draft, webinar.plan.languages))
        async with self._engine.begin() as connection:
            old = await _get(connection, webinar.meeting.org, webinar.id, id)
            await _move(connection, old, FollowUpState.DRAFT, row)
        return await self.get(webinar.meeting.org, webinar.id, id)

    async def remove(self, org: str, webinar_id: str, id: str) -> None:
        """Throw a draft away; raises ``NotFound``, ``WrongState``."""
        async with self._engine.begin() as connection:
            old = await _get(connection, org, webinar_id, id)
            this = (follow_up.c.id == old.id) & (follow_up.c.state == FollowUpState.DRAFT)
            if (await connection.execute(delete(follow_up).where(this))).rowcount == 0:
                raise _sent_already()

    async def send(self, webinar: Webinar, id: str, reviewed: Review) -> int:
        """Queue the mail to those who were reviewed; returns how many.

        Raises ``NotFound``, ``WrongState`` (sent already, the show is not over, or what would go
        is not what was reviewed).
        """
        now, org = self._clock(), webinar.meeting.org
        if webinar.meeting.state is not MeetingState.ENDED:
            raise WrongState("not-over", "Follow-ups are sent when the webinar is over.")
        async with self._engine.begin() as connection:
            old = await _get(connection, org, webinar.id, id)
            await _move(connection, old, FollowUpState.DRAFT, _sent_at(now))
            # Read again: the row is ours from here on, and nobody changes its words any more.
            old = await _get(connection, org, webinar.id, id)
            seated = [each for each in await _seated(connection, webinar) if each.email]
            chosen = [each for each in seated if mark(each) in reviewed.people]
            if Review.of(webinar, old.draft, chosen) != reviewed:
                raise WrongState(
                    "other-people", "The list has changed meanwhile. Look at it once more."
                )
            for someone in chosen:
                await _queue(connection, webinar, someone, old, now)
        self._posted()
        return len(chosen)

    async def stop(self, org: str, webinar_id: str, id: str) -> int:
        """Take back what still waits; returns how many mails. Raises ``NotFound``, ``WrongState``.

        A mail that is being handed over at this moment may still arrive.
        """
        now = self._clock()
        async with self._engine.begin() as connection:
            old = await _get(connection, org, webinar_id, id)
            await _move(connection, old, FollowUpState.SENT, {"state": FollowUpState.STOPPED})
            return await _skip(connection, mail.c.topic == id, "Stopped by hand.", now)

    async def forget(self, org: str, webinar_id: str, registrant_id: str) -> int:
        """Somebody took their consent back: send nothing more that was owed to what they did."""
        mine = (follow_up.c.org == org) & (follow_up.c.webinar == webinar_id)
        personal = select(follow_up.c.id).where(mine, follow_up.c.personal)
        which = (mail.c.invitee == registrant_id) & mail.c.topic.in_(personal)
        async with self._engine.begin() as connection:
            return await _skip(connection, which, "The consent was taken back.", self._clock())

    async def test(self, webinar: Webinar, id: str, language: str, to: Person) -> None:
        """Mail the text to a member of staff, as the registrants would get it."""
        now, found = self._clock(), await self.get(webinar.meeting.org, webinar.id, id)
        someone = Invitee(to.id, webinar.id, "", to.name, to.email, language, to.zone, None, None)
        async with self._engine.begin() as connection:
            await _queue(connection, webinar, someone, found, now, test=True)
        self._posted()

    async def fates(self, org: str, webinar_id: str) -> dict[str, dict[MailState, int]]:
        """How many mails of each follow-up are in which state."""
        which = (mail.c.org == org) & (mail.c.meeting == webinar_id)
        query = (
            select(mail.c.topic, mail.c.state, func.count())
            .where(which, mail.c.kind == MailKind.FOLLOW_UP)
            .group_by(mail.c.topic, mail.c.state)
        )
        found: dict[str, dict[MailState, int]] = {}
        async with self._engine.connect() as connection:
            for topic, state, count in await connection.execute(query):
                found.setdefault(topic, {})[MailState(state)] = count
        return found

    async def mails(self, org: str, webinar_id: str, id: str) -> list[Mail]:
        """The mails of one follow-up, those that failed first."""
        which = (mail.c.org == org) & (mail.c.meeting == webinar_id) & (mail.c.topic == id)
        async with self._engine.connect() as connection:
            rows = await connection.execute(select(mail).where(which).order_by(mail.c.folded))
            found = [mail_of(row) for row in rows.mappings()]
        return sorted(found, key=lambda each: each.state is not MailState.DEAD)


def text_for(found: FollowUp, language: str) -> tuple[str, Text]:
    """The language that somebody gets, and the text."""
    texts = found.draft.texts
    spoken = language if language in texts else next(iter(texts))
    return spoken, texts[spoken]


async def _queue(
    connection: AsyncConnection,
    webinar: Webinar,
    someone: Invitee,
    found: FollowUp,
    now: int,
    *,
    test: bool = False,
) -> None:
    meeting = webinar.meeting
    language, text = text_for(found, someone.language)
    values = {
        "name": someone.name,
        "title": meeting.title,
        "organisation": meeting.host.organisation,
        "host": meeting.host.name,
        "day": day(language, meeting.starts, someone.zone),
    }
    about = About(
        topic=f"{TEST}{now}-{language}" if test else found.id,
        subject=("[Test] " if test else "") + fill(text.subject, values),
        words=fill(text.words, values),
        due=now if test else due_at(found.draft.hour, someone.zone, now),
    )
    person = replace(someone, language=language)
    await queue(connection, meeting, person, MailKind.FOLLOW_UP, now, about=about)


async def _seated(connection: AsyncConnection, webinar: Webinar) -> list[Invitee]:
    ids = select(registrant.c.id).where(
        registrant.c.webinar == webinar.id, registrant.c.state == RegistrantState.APPROVED
    )
    return await invitees_of(connection, webinar.id, ids)


async def _skip(connection: AsyncConnection, which: ColumnElement[bool], why: str, now: int) -> int:
    waits = (mail.c.kind == MailKind.FOLLOW_UP) & (mail.c.state == MailState.QUEUED)
    done = await connection.execute(
        update(mail).where(waits, which).values(state=MailState.SKIPPED, trouble=why, changed=now)
    )
    return done.rowcount


async def _get(connection: AsyncConnection, org: str, webinar_id: str, id: str) -> FollowUp:
    mine = (follow_up.c.org == org) & (follow_up.c.webinar == webinar_id)
    query = select(follow_up).where(mine, follow_up.c.id == id)
    row = (await connection.execute(query)).mappings().one_or_none()
    if row is None:
        raise NotFound("follow-up")
    return _read(row)


async def _move(
    connection: AsyncConnection, old: FollowUp, state: FollowUpState, row: Mapping[str, object]
) -> None:
    """Write ``row`` while the follow-up is in ``state``; raises ``WrongState``."""
    this = (follow_up.c.id == old.id) & (follow_up.c.state == state)
    done = await connection.execute(update(follow_up).where(this).values(dict(row)))
    if done.rowcount == 0:
        raise _sent_already()


def _sent_at(now: int) -> dict[str, object]:
    return {"state": FollowUpState.SENT, "sent": now}


def _columns(draft: Draft) -> dict[str, object]:
    return {
        "draft": msgspec.json.encode(draft).decode(),
        "personal": draft.condition.rule.needs_consent,
    }


def _read(row: RowMapping) -> FollowUp:
    return FollowUp(
        id=row["id"],
        org=row["org"],
        webinar=row["webinar"],
        draft=msgspec.json.decode(row["draft"], type=Draft),
        state=FollowUpState(row["state"]),
        created=row["created"],
        sent=row["sent"],
    )


def _sent_already() -> WrongState:
    return WrongState("sent", "This follow-up was sent already. Look again.")
