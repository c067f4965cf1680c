"""The crew: who stands on stage and behind it.

Rule 1: the host of the meeting is always a host; co-hosts, presenters, panelists and moderators
are added, of the staff by their account, from outside by a link of their own.
Rule 2: a role is told by this table, never by a browser.
"""

import secrets
from collections.abc import Callable
from dataclasses import replace
from typing import get_args

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from scheduling import standing
from scheduling.checks import MAX_NAME
from scheduling.errors import NotFound, WrongState
from scheduling.links import STAYS_MS, Links
from scheduling.mails import About, MailKind, queue
from scheduling.plans import Invitee, MeetingState
from scheduling.records import read_invitee
from scheduling.rows import invitee_row
from scheduling.tables import invitee
from scheduling.texts import one_line
from scheduling.webinars import reminders
from scheduling.webinars.errors import BadField
from scheduling.webinars.plans import CrewMember, CrewRole, Webinar
from scheduling.webinars.records import read
from scheduling.webinars.tables import crew

MOST = 50


class Crew:
    """The store of webinars' crews."""

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

    async def of(self, org: str, webinar_id: str) -> tuple[CrewMember, ...]:
        """Everybody of the crew but the meeting's host, in the order in which they were added."""
        query = (
            select(crew)
            .where(crew.c.org == org, crew.c.webinar == webinar_id)
            .order_by(crew.c.position)
        )
        async with self._engine.connect() as connection:
            rows = (await connection.execute(query)).mappings().all()
        return tuple(
            CrewMember(row["id"], row["name"], row["email"], row["role"], row["staff"])
            for row in rows
        )

    async def role_of(self, org: str, webinar_id: str, staff: str) -> CrewRole | None:
        """What a member of the staff is here; None: nothing."""
        query = select(crew.c.role).where(
            crew.c.org == org, crew.c.webinar == webinar_id, crew.c.id == staff, crew.c.staff
        )
        async with self._engine.connect() as connection:
            if (await standing.read(connection, org, webinar_id)).host == staff:
                return "host"
            role: CrewRole | None = (await connection.execute(query)).scalar_one_or_none()
        return role

    async def add_staff(
        self, org: str, webinar_id: str, staff: str, name: str, email: str, role: CrewRole
    ) -> None:
        """Add a colleague, or change what she is here.

        Raises ``NotFound``, ``WrongState``, ``BadField`` (she is the host).
        """
        async with self._engine.begin() as connection:
            found = await self._must_be_open(connection, org, webinar_id)
            if found.meeting.host.id == staff:
                raise BadField("crew", f"{name} is the host of this webinar, and stays it.")
            await self._put(connection, org, webinar_id, CrewMember(staff, name, email, role, True))

    async def invite(
        self, org: str, webinar_id: str, name: str, email: str, role: CrewRole, language: str
    ) -> CrewMember:
        """Invite somebody from outside by mail, with a link of their own.

        Raises ``NotFound``, ``WrongState``, ``BadField``.
        """
        name = one_line(name)
        if not 1 <= len(name) <= MAX_NAME or role not in get_args(CrewRole):
            raise BadField("crew", f"Give a name of up to {MAX_NAME} characters, and a role.")
        now, address = self._clock(), _address(email)
        member = CrewMember(secrets.token_urlsafe(16), name, address, role, False)
        async with self._engine.begin() as connection:
            meeting = (await self._must_be_open(connection, org, webinar_id)).meeting
            someone = Invitee(
                member.id, webinar_id, "", member.name, address, language, meeting.zone,
                None, None, None, role,
            )  # fmt: skip
            await connection.execute(insert(invitee).values(invitee_row(someone, org, 0)))
            await self._links.issue(connection, org, member.id, meeting.ends + STAYS_MS)
            await queue(connection, meeting, someone, MailKind.INVITE, now)
            await self._put(connection, org, webinar_id, member)
        self._posted()
        return member

    async def copy_staff(self, org: str, source: str, target: str) -> None:
        """Colleagues of an earlier webinar's crew are in the new one's, too.

        Speakers from outside are invited anew, since each invitation is a mail.
        """
        colleagues = [each for each in await self.of(org, source) if each.staff]
        async with self._engine.begin() as connection:
            host = (await self._must_be_open(connection, org, target)).meeting.host.id
            for each in colleagues:
                if each.id != host:
                    await self._put(connection, org, target, each)

    async def change_role(
        self, org: str, webinar_id: str, member: str, role: CrewRole
    ) -> CrewMember:
        """Let somebody of the crew be something else; raises ``NotFound``, ``WrongState``."""
        known = await self.member(org, webinar_id, member)
        async with self._engine.begin() as connection:
            await self._must_be_open(connection, org, webinar_id)
            await self._put(connection, org, webinar_id, replace(known, role=role))
            which = (invitee.c.id == member) & (invitee.c.meeting == webinar_id)
            await connection.execute(update(invitee).where(which).values(role=role))
        return replace(known, role=role)

    async def resend(self, org: str, webinar_id: str, member: str) -> CrewMember:
        """Mail somebody from outside the link once more, at most once a minute.

        Raises ``NotFound``, ``WrongState``.
        """
        known, now = await self.member(org, webinar_id, member), self._clock()
        if known.staff:
            raise NotFound("member of the crew from outside")
        async with self._engine.begin() as connection:
            meeting = (await self._must_be_open(connection, org, webinar_id)).meeting
            person = await read_invitee(connection, org, webinar_id, member)
            about = About(topic=str(now // 60_000))
            try:
                async with connection.begin_nested():
                    await queue(connection, meeting, person, MailKind.LINK, now, about=about)
            except IntegrityError as error:
                raise WrongState("too-soon", "The link was sent a moment ago.") from error
        self._posted()
        return known

    async def member(self, org: str, webinar_id: str, member: str) -> CrewMember:
        """One of the crew; raises ``NotFound``."""
        for each in await self.of(org, webinar_id):
            if each.id == member:
                return each
        raise NotFound("member of the crew")

    async def remove(self, org: str, webinar_id: str, member: str) -> None:
        """Take somebody off the crew; a link of theirs closes. Raises ``NotFound``."""
        now = self._clock()
        mine = (crew.c.org == org) & (crew.c.webinar == webinar_id) & (crew.c.id == member)
        async with self._engine.begin() as connection:
            done = await connection.execute(delete(crew).where(mine))
            if done.rowcount == 0:
                raise NotFound("member of the crew")
            which = (invitee.c.id == member) & (invitee.c.meeting == webinar_id)
            await connection.execute(update(invitee).where(which).values(withdrawn=now))
            await self._links.revoke(connection, org, member)
            await reminders.silence(connection, member, "Taken off the crew.", now)

    async def _must_be_open(
        self, connection: AsyncConnection, org: str, webinar_id: str
    ) -> Webinar:
        found = await read(connection, org, webinar_id)
        if found.meeting.state not in (MeetingState.PLANNED, MeetingState.LIVE):
            raise WrongState("ended", "This webinar is over.")
        return found

    async def _put(
        self, connection: AsyncConnection, org: str, webinar_id: str, member: CrewMember
    ) -> None:
        mine = (crew.c.org == org) & (crew.c.webinar == webinar_id)
        known = (await connection.execute(select(crew.c.id).where(mine))).scalars().all()
        if len(known) >= MOST and member.id not in known:
            raise BadField("crew", f"A crew has at most {MOST} people.")
        values = {"role": member.role, "name": member.name, "email": member.email}
        if member.id in known:
            await connection.execute(
                update(crew).where(mine, crew.c.id == member.id).values(values)
            )
            return
        fixed = {"webinar": webinar_id, "id": member.id, "org": org, "staff": member.staff}
        await connection.execute(insert(crew).values(values | fixed | {"position": len(known)}))


def _address(email: str) -> str:
    """The address as it is written to; raises ``BadField``."""
    try:
        # It is not asked for over the network: the mail will tell.
        found = validate_email(
            email.strip(), check_deliverability=False, globally_deliverable=False
        )
    except EmailNotValidError as error:
        raise BadField("crew", "Give an e-mail address that can be used.") from error
    return found.normalized
