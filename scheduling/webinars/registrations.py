"""Registrations: who signs up, and who is found.

Rule 1: one registration for each address and webinar. Signing up again changes nothing and mails
the link again; who has cancelled starts anew under the same id.
Rule 2: who signed up has one link from the first moment; it leads into the room only with a seat.
Rule 3: decisions are in ``decisions``, the moves that all of them share in ``moves``.
"""

import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import insert, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from scheduling.errors import WrongState
from scheduling.links import STAYS_MS, Links
from scheduling.mails import About, MailKind, queue
from scheduling.plans import Invitee, Page
from scheduling.records import read_invitee
from scheduling.rows import invitee_row
from scheduling.tables import invitee
from scheduling.webinars import lines, registrants
from scheduling.webinars.admission import must_be_open, source_of
from scheduling.webinars.approval import approves
from scheduling.webinars.checks import registration
from scheduling.webinars.decisions import Decisions
from scheduling.webinars.matching import NOT_FOUND, Found
from scheduling.webinars.moves import Moves, answers_of
from scheduling.webinars.plans import (
    Attend,
    Match,
    Registrant,
    RegistrantState,
    Registration,
    Webinar,
)
from scheduling.webinars.tables import registrant

Settle = Callable[[AsyncConnection, bool], Awaitable[None]]
"""Writes what became of a registration; whether the address was known before."""


@dataclass(frozen=True, slots=True)
class Signed:
    """What became of a form."""

    registrant: Registrant
    known: bool
    """Whether the address was registered before: then nothing has changed."""


@dataclass(frozen=True, slots=True)
class _Form:
    """A registration on its way in."""

    somebody: Registration
    found: Found
    """What the directory says of them."""
    source: str
    proven: bool
    """Whether it came from behind their own link."""
    settle: Settle | None


class Registrations:
    """The store of registrants."""

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
        self.decisions = Decisions(engine, self._moves, clock=clock, posted=posted)

    def at(self, clock: Callable[[], int]) -> "Registrations":
        """The same store by another clock, which wakes nobody: for the past of a demo."""
        return Registrations(self._engine, self._links, clock=clock)

    # -- reading ---------------------------------------------------------------------------

    async def get(self, org: str, webinar_id: str, registrant_id: str) -> Registrant:
        """Somebody who signed up; raises ``NotFound``."""
        async with self._engine.connect() as connection:
            return await registrants.read(connection, org, webinar_id, registrant_id)

    async def several(self, org: str, webinar_id: str, ids: Sequence[str]) -> list[Registrant]:
        """Those of the ids who signed up, in no order."""
        async with self._engine.connect() as connection:
            return await registrants.read_several(connection, org, webinar_id, ids)

    async def search(
        self, org: str, webinar_id: str, wanted: registrants.People | None = None
    ) -> Page[Registrant]:
        """One page of a webinar's registrants, the latest first."""
        async with self._engine.connect() as connection:
            return await registrants.search(
                connection, org, webinar_id, wanted or registrants.People()
            )

    async def everybody(self, org: str, webinar_id: str) -> list[Registrant]:
        """All who ever signed up, in whatever state, in that order."""
        async with self._engine.connect() as connection:
            return await registrants.everybody(connection, org, webinar_id)

    async def counts(self, org: str, webinar_id: str) -> dict[RegistrantState, int]:
        """How many registrants are in each state."""
        async with self._engine.connect() as connection:
            return await registrants.counts(connection, org, webinar_id)

    async def candidates(
        self, org: str, webinar_id: str, people: Sequence[Registrant]
    ) -> dict[str, tuple[str, ...]]:
        """Ids of HCPs whom each of these registrants may be, while somebody must look."""
        wanted = [each.id for each in people if each.match is Match.OPEN]
        async with self._engine.connect() as connection:
            return await registrants.candidates(connection, org, webinar_id, wanted)

    async def place_in_line(self, somebody: Registrant) -> int:
        """Which place on the waiting list somebody has, from 1."""
        async with self._engine.connect() as connection:
            return await registrants.place_in_line(connection, somebody)

    async def full_line(self, webinar: Webinar) -> str:
        """Code of the line that nobody can join now (``lines``); empty while there is room."""
        async with self._engine.connect() as connection:
            return await lines.full(connection, webinar)

    async def unconfirmed(self, webinar_id: str) -> int:
        """How many of those who wait have not confirmed yet that they are who they say."""
        async with self._engine.connect() as connection:
            return await lines.unconfirmed(connection, webinar_id)

    # -- signing up ------------------------------------------------------------------------

    async def register(
        self,
        webinar: Webinar,
        filled_in: Registration,
        *,
        found: Found = NOT_FOUND,
        source: str = "form",
        proven: bool = False,
        settle: Settle | None = None,
    ) -> Signed:
        """Sign somebody up. ``found`` is what the directory says of them.

        ``proven``: the form came from behind their own link; ``settle`` writes in the same
        transaction what became of it. Raises ``BadRegistration``, ``RegistrationClosed``.
        """
        form = _Form(registration(filled_in, webinar.plan), found, source, proven, settle)
        must_be_open(webinar, source)
        try:
            id, again = await self._sign_up(webinar, form)
        except IntegrityError:
            # The same form came twice at the same moment; the other one was faster.
            id, again = await self._sign_up(webinar, form)
        self._posted()
        return Signed(await self.get(webinar.meeting.org, webinar.id, id), again)

    async def _sign_up(self, webinar: Webinar, form: _Form) -> tuple[str, bool]:
        """Who it is now, and whether they were signed up before.

        Raises ``IntegrityError``, ``RegistrationClosed``.
        """
        async with self._engine.begin() as connection:
            if form.source != "import":
                await lines.must_have_room(connection, webinar, form.somebody, form.found.segment)
            id, known = await self._become(connection, webinar, form)
            if form.settle is not None:
                await form.settle(connection, known)
        return id, known

    async def _become(
        self, connection: AsyncConnection, webinar: Webinar, form: _Form
    ) -> tuple[str, bool]:
        known = await registrants.find_address(connection, webinar.id, form.somebody.email)
        if known is None:
            return await self._add(connection, webinar, form), False
        if known.state is RegistrantState.CANCELLED:
            await self._revive(connection, webinar, known, form)
            return known.id, False
        await self._say_again(connection, webinar, known)
        return known.id, True

    async def tidy(self) -> int:
        """Delete those who have not confirmed in time; how many."""
        gone, some = 0, lines.AT_ONCE
        while some == lines.AT_ONCE:
            async with self._engine.begin() as connection:
                some = await lines.forget(connection, self._clock())
            gone += some
        return gone

    async def resend(self, webinar: Webinar, registrant_id: str) -> Registrant:
        """Mail somebody the link once more, at most once a minute.

        Raises ``NotFound``, and ``WrongState`` when the link was closed with a refusal.
        """
        async with self._engine.begin() as connection:
            known = await self._moves.known(connection, webinar, registrant_id)
            if known.state is RegistrantState.DENIED:
                raise WrongState("denied", "The link was closed when this person was refused.")
            await self._say_again(connection, webinar, known)
        self._posted()
        return known

    async def _add(self, connection: AsyncConnection, webinar: Webinar, form: _Form) -> str:
        somebody, found = form.somebody, form.found
        id, now, meeting = secrets.token_urlsafe(16), self._clock(), webinar.meeting
        person = Invitee(
            id, webinar.id, found.hcp, somebody.name, somebody.email, somebody.language,
            somebody.zone, None, None,
        )  # fmt: skip
        await connection.execute(insert(invitee).values(invitee_row(person, meeting.org, 0)))
        await self._links.issue(connection, meeting.org, id, meeting.ends + STAYS_MS)
        state = await self._first_state(connection, webinar, form)
        expires = lines.expiry(state, form.source, form.proven, now)
        values = answers_of(somebody, found) | {
            "id": id,
            "org": meeting.org,
            "webinar": webinar.id,
            "address": somebody.email.casefold(),
            "state": state,
            "attend": Attend.LIVE,
            "source": source_of(webinar, form.source),
            "registered": now,
            "expires": expires,
            "decided": None if state is RegistrantState.PENDING else now,
            "decided_by": "",
            "reason": "",
        }
        await connection.execute(insert(registrant).values(values))
        await self._moves.told(connection, webinar, person, state, confirm_by=expires)
        return id

    async def _first_state(
        self, connection: AsyncConnection, webinar: Webinar, form: _Form
    ) -> RegistrantState:
        if not approves(webinar.plan.approval, form.somebody, form.found.segment):
            return RegistrantState.PENDING
        return await self._moves.seat(connection, webinar)

    async def _revive(
        self, connection: AsyncConnection, webinar: Webinar, known: Registrant, form: _Form
    ) -> None:
        """Somebody who had cancelled signs up again."""
        somebody, found, now = form.somebody, form.found, self._clock()
        org = webinar.meeting.org
        await connection.execute(
            update(invitee)
            .where(invitee.c.id == known.id)
            .values(
                name=somebody.name,
                language=somebody.language,
                zone=somebody.zone,
                hcp=found.hcp or known.hcp,
                withdrawn=None,
            )
        )
        await self._links.issue(connection, org, known.id, webinar.meeting.ends + STAYS_MS)
        await connection.execute(
            update(registrant)
            .where(registrant.c.id == known.id)
            .values(answers_of(somebody, found) | {"registered": now, "attend": Attend.LIVE})
        )
        state = await self._first_state(connection, webinar, form)
        expires = lines.expiry(state, form.source, form.proven, now)
        await self._moves.move(connection, webinar, known, state, by="", expires=expires)

    async def _say_again(
        self, connection: AsyncConnection, webinar: Webinar, known: Registrant
    ) -> None:
        """Mail the link once more, at most once a minute: whoever types an address is unknown."""
        if known.state is RegistrantState.DENIED:
            return
        now = self._clock()
        person = await read_invitee(connection, webinar.meeting.org, webinar.id, known.id)
        about = About(topic=str(now // 60_000), confirm_by=known.expires)
        try:
            async with connection.begin_nested():
                await queue(connection, webinar.meeting, person, MailKind.LINK, now, about=about)
        except IntegrityError:
            return
