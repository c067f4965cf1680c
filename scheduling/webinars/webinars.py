"""Webinars as planned: made, changed, published, called off.

Rule 1: every method but ``by_slug`` takes the organisation first; a webinar of another one is not
found. A draft's page is not found either.
Rule 2: a change is one transaction with its mails. What a calendar shows raises SEQUENCE by one,
and all who have a seat or wait are told; their reminders move along.
Rule 3: seats are never taken away: a smaller capacity than seats taken is refused.
"""

import secrets
import unicodedata
from collections.abc import Callable
from dataclasses import replace

import msgspec
from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from scheduling.errors import NotFound, WrongState
from scheduling.links import STAYS_MS, Links
from scheduling.mails import MailKind, queue
from scheduling.plans import Host, Invitee, Meeting, MeetingKind, MeetingState, Page, Plan
from scheduling.records import Search, invitees_of
from scheduling.rows import add_meeting, new_meeting, write_meeting
from scheduling.texts import note_of
from scheduling.webinars import records, reminders
from scheduling.webinars.checks import checked
from scheduling.webinars.errors import BadField
from scheduling.webinars.fieldkeys import with_known_keys
from scheduling.webinars.moves import Moves, over
from scheduling.webinars.plans import RegistrantState, Webinar, WebinarPlan
from scheduling.webinars.tables import crew, registrant, webinar

SEATED = (RegistrantState.APPROVED, RegistrantState.WAITING)


class Webinars:
    """The store of planned webinars."""

    def __init__(
        self,
        engine: AsyncEngine,
        links: Links,
        *,
        clock: Callable[[], int],
        posted: Callable[[], None] = lambda: None,
    ) -> None:
        self._engine = engine
        self._links = links
        self._clock = clock
        self._posted = posted
        self._moves = Moves(links, clock)

    def at(self, clock: Callable[[], int]) -> "Webinars":
        """The same store by another clock, which wakes nobody: for the past of a demo."""
        return Webinars(self._engine, self._links, clock=clock)

    async def create(self, org: str, plan: WebinarPlan, host: Host) -> Webinar:
        """A draft; nobody is told of it. Raises ``BadValue``."""
        now = self._clock()
        plan, starts = checked(plan, now)
        made = _meeting(secrets.token_urlsafe(16), org, plan, starts, host, now)
        async with self._engine.begin() as connection:
            await add_meeting(connection, made, ())
            values = _columns(plan) | {"id": made.id, "org": org, "taken": 0}
            slug = f"{slug_of(plan.title)}-{secrets.token_hex(3)}"
            await connection.execute(insert(webinar).values(values | {"slug": slug}))
        return await self.get(org, made.id)

    def drafted(self, org: str, plan: WebinarPlan, host: Host, kept: int | None = None) -> Webinar:
        """What ``plan`` would become; nothing is kept of it. Raises ``BadValue``.

        ``kept`` is the start that the webinar has: it may stay though it is past.
        """
        now = self._clock()
        plan, starts = checked(plan, now, kept)
        return Webinar(_meeting("draft", org, plan, starts, host, now), "draft", plan, now, 0)

    async def get(self, org: str, webinar_id: str) -> Webinar:
        """The webinar; raises ``NotFound``."""
        async with self._engine.connect() as connection:
            return await records.read(connection, org, webinar_id)

    async def by_slug(self, slug: str) -> Webinar:
        """The webinar whose public page has that address; raises ``NotFound``."""
        async with self._engine.connect() as connection:
            found = await records.read_slug(connection, slug)
        if found.published is None:
            raise NotFound("webinar")
        return found

    async def earlier(self, than: Webinar, most: int = 6) -> tuple[records.Held, ...]:
        """Webinars before that one, of its series if there are any; the latest first."""
        async with self._engine.connect() as connection:
            return await records.earlier(connection, than.meeting.org, than, most)

    async def search(
        self, org: str, wanted: Search | None = None, *, series: str = ""
    ) -> Page[Webinar]:
        """One page of the organisation's webinars, of one series if it is named."""
        async with self._engine.connect() as connection:
            return await records.search(connection, org, wanted or Search(), series)

    async def files(self) -> dict[str, set[str]]:
        """Names of the pictures and the music that webinars have, by organisation."""
        async with self._engine.connect() as connection:
            return await records.files_of_all(connection)

    async def series(self, org: str) -> list[str]:
        """The names of the organisation's series, in order."""
        async with self._engine.connect() as connection:
            return await records.series_of(connection, org)

    async def next_of(self, webinar: Webinar) -> Webinar | None:
        """The next webinar of the same series to which anybody may sign up."""
        series, now = webinar.plan.series, self._clock()
        if not series:
            return None
        async with self._engine.connect() as connection:
            return await records.next_of_series(connection, webinar.meeting.org, series, now)

    async def change(self, org: str, webinar_id: str, plan: WebinarPlan) -> Webinar:
        """Make the webinar what ``plan`` says, and tell those whom it concerns.

        Raises ``NotFound``, ``BadValue``, ``WrongState`` (over, or changed by somebody else).
        """
        now = self._clock()
        old = await self._open(org, webinar_id)
        plan, starts = checked(plan, now, kept=old.meeting.starts)
        plan = replace(plan, fields=with_known_keys(plan.fields, old.plan.fields))
        new = replace(
            _meeting(webinar_id, org, plan, starts, old.meeting.host, now),
            state=old.meeting.state,
            created=old.meeting.created,
            started=old.meeting.started,
        )
        step = int(_shown(new) != _shown(old.meeting))
        new = replace(new, sequence=old.meeting.sequence + step)
        async with self._engine.begin() as connection:
            await write_meeting(connection, old.meeting, new, ())
            await _write(connection, webinar_id, plan)
            await self._links.prolong(connection, org, webinar_id, new.ends + STAYS_MS)
            await _tell_crew(connection, old, new, now)
            if old.published is not None:
                await _tell(connection, old, new, plan, now)
            await self._moves.fill(connection, await records.read(connection, org, webinar_id))
        self._posted()
        return await self.get(org, webinar_id)

    async def publish(self, org: str, webinar_id: str) -> Webinar:
        """Open the public page; again is harmless. Raises ``NotFound``, ``WrongState``."""
        found = await self._open(org, webinar_id)
        if found.published is None:
            async with self._engine.begin() as connection:
                await connection.execute(
                    update(webinar)
                    .where(webinar.c.id == webinar_id)
                    .values(published=self._clock())
                )
        return await self.get(org, webinar_id)

    async def cancel(self, org: str, webinar_id: str, reason: str = "") -> Webinar:
        """Call the webinar off and tell all registrants. Raises ``NotFound``, ``WrongState``."""
        now = self._clock()
        old = await self._open(org, webinar_id)
        if old.meeting.state is MeetingState.LIVE:
            raise WrongState("started", "This webinar runs; end it in the room.")
        new = replace(
            old.meeting,
            state=MeetingState.CANCELLED,
            sequence=old.meeting.sequence + 1,
            changed=now,
            reason=note_of(reason),
        )
        async with self._engine.begin() as connection:
            await write_meeting(connection, old.meeting, new, ())
            for someone in await _people(connection, webinar_id, tuple(RegistrantState)[:3]):
                await reminders.silence(connection, someone.id, "Cancelled.", now)
                await queue(connection, new, someone, MailKind.CANCEL, now)
            for someone in await _invited_crew(connection, webinar_id):
                await reminders.silence(connection, someone.id, "Cancelled.", now)
                await queue(connection, new, someone, MailKind.CANCEL, now)
        self._posted()
        return await self.get(org, webinar_id)

    async def _open(self, org: str, webinar_id: str) -> Webinar:
        found = await self.get(org, webinar_id)
        if found.meeting.state not in (MeetingState.PLANNED, MeetingState.LIVE):
            raise over()
        return found


def slug_of(title: str) -> str:
    """The title as a part of an address: small letters, digits and hyphens, 60 at most."""
    bare = unicodedata.normalize("NFKD", title.casefold()).encode("ascii", "ignore").decode()
    words = "".join(c if c.isalnum() else " " for c in bare).split()
    return "-".join(words)[:60].strip("-") or "webinar"


async def _write(connection: AsyncConnection, webinar_id: str, plan: WebinarPlan) -> None:
    """Write the plan; raises ``BadField`` when more seats are taken than it has (rule 3)."""
    row = webinar.c.id == webinar_id
    fits = row & (webinar.c.taken <= plan.capacity)
    done = await connection.execute(update(webinar).where(fits).values(_columns(plan)))
    if done.rowcount == 0:
        taken = (await connection.execute(select(webinar.c.taken).where(row))).scalar_one()
        raise BadField("capacity", f"{taken} seats are taken already.")


async def _tell_crew(connection: AsyncConnection, old: Webinar, new: Meeting, now: int) -> None:
    """Mail a new time or title to speakers from outside; they know it, published or not."""
    if new.sequence == old.meeting.sequence:
        return
    before = old.meeting.starts if old.meeting.starts != new.starts else None
    for someone in await _invited_crew(connection, new.id):
        await queue(connection, new, someone, MailKind.RESCHEDULE, now, before=before)


async def _invited_crew(connection: AsyncConnection, webinar_id: str) -> list[Invitee]:
    """Those of the crew who came by mail: colleagues see the webinar in their own lists."""
    ids = select(crew.c.id).where(crew.c.webinar == webinar_id, crew.c.staff.is_(False))
    return await invitees_of(connection, webinar_id, ids)


async def _tell(
    connection: AsyncConnection, old: Webinar, new: Meeting, plan: WebinarPlan, now: int
) -> None:
    """Mail to those whom a change of what a calendar shows concerns, and reminders anew."""
    moved = new.sequence != old.meeting.sequence
    before = old.meeting.starts if old.meeting.starts != new.starts else None
    for someone in await _people(connection, new.id, SEATED):
        if moved:
            await queue(connection, new, someone, MailKind.RESCHEDULE, now, before=before)
    if moved or (plan.reminders, plan.texts) != (old.plan.reminders, old.plan.texts):
        words = plan.texts.get("remind", "")
        for someone in await _people(connection, new.id, (RegistrantState.APPROVED,)):
            await reminders.remind(connection, new, someone, plan.reminders, words, now)


async def _people(
    connection: AsyncConnection, webinar_id: str, states: tuple[RegistrantState, ...]
) -> list[Invitee]:
    ids = select(registrant.c.id).where(
        registrant.c.webinar == webinar_id, registrant.c.state.in_(states)
    )
    return await invitees_of(connection, webinar_id, ids)


def _columns(plan: WebinarPlan) -> dict[str, object]:
    return {
        "series": plan.series,
        "capacity": plan.capacity,
        "waiting_list": plan.waiting_list,
        "plan": msgspec.json.encode(plan).decode(),
    }


def _meeting(
    webinar_id: str, org: str, plan: WebinarPlan, starts: int, host: Host, now: int
) -> Meeting:
    """The meeting that a webinar is: its people come by registration."""
    meant = Plan(plan.title, plan.wall, plan.zone, plan.minutes, (), plan.decks, later=plan.later)
    made = new_meeting(webinar_id, org, meant, starts, host, now)
    return replace(made, kind=MeetingKind.WEBINAR)


def _shown(of: Meeting) -> tuple[object, ...]:
    """What a registrant's mail and calendar show."""
    return (of.title, of.wall, of.zone, of.later, of.minutes)
