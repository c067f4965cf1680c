"""Decisions about registrations: the organiser's, and the registrants' own second thoughts."""

from collections.abc import Callable

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from scheduling.errors import WrongState
from scheduling.tables import invitee
from scheduling.texts import note_of
from scheduling.webinars import reminders
from scheduling.webinars.checks import registration
from scheduling.webinars.matching import NOT_FOUND
from scheduling.webinars.moves import Moves, answers_of, changed
from scheduling.webinars.plans import (
    Attend,
    Match,
    Registrant,
    RegistrantState,
    Registration,
    Webinar,
)
from scheduling.webinars.tables import registrant


class Decisions:
    """Who gets in, and who thinks better of it."""

    def __init__(
        self,
        engine: AsyncEngine,
        moves: Moves,
        *,
        clock: Callable[[], int],
        posted: Callable[[], None],
    ) -> None:
        self._engine = engine
        self._moves = moves
        self._clock = clock
        self._posted = posted

    async def approve(self, webinar: Webinar, registrant_id: str, *, by: str) -> Registrant:
        """Let somebody in who waits for a decision, or was denied before.

        Without a free seat it is the waiting list. Raises ``NotFound``, ``WrongState``.
        """
        async with self._engine.begin() as connection:
            known = await self._moves.known(connection, webinar, registrant_id)
            _must_be(known, RegistrantState.PENDING, RegistrantState.DENIED)
            await self._moves.must_go_on(connection, webinar)
            if known.state is RegistrantState.DENIED:
                await self._moves.open_again(connection, webinar, known)
            state = await self._moves.seat(connection, webinar)
            await self._moves.move(connection, webinar, known, state, by=by)
        self._posted()
        return await self._get(webinar, registrant_id)

    async def deny(
        self, webinar: Webinar, registrant_id: str, reason: str, *, by: str
    ) -> Registrant:
        """Refuse somebody, whatever they have; they are told the reason.

        Raises ``NotFound``, ``WrongState``, ``BadText``.
        """
        text = note_of(reason)
        async with self._engine.begin() as connection:
            known = await self._moves.known(connection, webinar, registrant_id)
            _must_be(known, *set(RegistrantState) - {RegistrantState.DENIED})
            await self._moves.move(
                connection, webinar, known, RegistrantState.DENIED, by=by, reason=text
            )
            await self._moves.close(connection, webinar, known)
        self._posted()
        return await self._get(webinar, registrant_id)

    async def cancel(self, webinar: Webinar, registrant_id: str) -> Registrant:
        """Somebody gives their seat or their place in line back. Raises ``NotFound``.

        Again is harmless. The link stays theirs, to sign up once more.
        """
        async with self._engine.begin() as connection:
            known = await self._moves.known(connection, webinar, registrant_id)
            if known.state is not RegistrantState.CANCELLED:
                _must_be(known, *set(RegistrantState) - {RegistrantState.DENIED})
                await self._moves.move(connection, webinar, known, RegistrantState.CANCELLED, by="")
                await self._moves.free(connection, webinar, known)
        self._posted()
        return await self._get(webinar, registrant_id)

    async def confirm(self, webinar: Webinar, registrant_id: str) -> None:
        """Somebody says behind the link that the registration is theirs. Again is harmless."""
        async with self._engine.begin() as connection:
            mine = (registrant.c.id == registrant_id) & (registrant.c.webinar == webinar.id)
            await connection.execute(update(registrant).where(mine).values(expires=None))

    async def change(
        self, webinar: Webinar, registrant_id: str, filled_in: Registration
    ) -> Registrant:
        """Somebody corrects their own data; the address stays.

        Raises ``NotFound``, ``BadValue``.
        """
        somebody = registration(filled_in, webinar.plan)
        async with self._engine.begin() as connection:
            known = await self._moves.known(connection, webinar, registrant_id)
            personal = {"name": somebody.name, "language": somebody.language, "zone": somebody.zone}
            await connection.execute(
                update(invitee).where(invitee.c.id == known.id).values(personal)
            )
            kept = answers_of(somebody, NOT_FOUND)
            del kept["match"], kept["candidates"]
            await connection.execute(
                update(registrant).where(registrant.c.id == known.id).values(kept)
            )
        return await self._get(webinar, registrant_id)

    async def attend(self, webinar: Webinar, registrant_id: str, how: Attend) -> Registrant:
        """Somebody cannot come live and wants the recording, or can come after all.

        On demand needs no seat: it goes to the next in line. Raises ``NotFound``, ``WrongState``.
        """
        async with self._engine.begin() as connection:
            known = await self._moves.known(connection, webinar, registrant_id)
            if known.attend is not how:
                _must_be(known, RegistrantState.APPROVED, RegistrantState.WAITING)
                await self._moves.must_go_on(connection, webinar)
                await self._attend(connection, webinar, known, how)
        self._posted()
        return await self._get(webinar, registrant_id)

    async def _attend(
        self, connection: AsyncConnection, webinar: Webinar, known: Registrant, how: Attend
    ) -> None:
        if how is Attend.ON_DEMAND:
            await _choose(connection, known, attend=how, state=RegistrantState.APPROVED)
            await reminders.silence(connection, known.id, "Watches on demand.", self._clock())
            await self._moves.free(connection, webinar, known)
            return
        await _choose(connection, known, attend=how)
        state = await self._moves.seat(connection, webinar)
        await self._moves.move(connection, webinar, known, state, by="")

    async def confirm_match(
        self, webinar: Webinar, registrant_id: str, hcp: str | None
    ) -> Registrant:
        """Somebody looked: the registrant is that HCP, or (None) none whom we know."""
        async with self._engine.begin() as connection:
            known = await self._moves.known(connection, webinar, registrant_id)
            seen = Match.CONFIRMED if hcp else Match.REJECTED
            await connection.execute(
                update(registrant)
                .where(registrant.c.id == known.id)
                .values(match=seen, candidates="[]")
            )
            await connection.execute(
                update(invitee).where(invitee.c.id == known.id).values(hcp=hcp or "")
            )
        return await self._get(webinar, registrant_id)

    async def _get(self, webinar: Webinar, registrant_id: str) -> Registrant:
        async with self._engine.connect() as connection:
            return await self._moves.known(connection, webinar, registrant_id)


def _must_be(known: Registrant, *states: RegistrantState) -> None:
    if known.state not in states:
        raise WrongState("decided", f"This registration is {known.state} already.")


async def _choose(connection: AsyncConnection, known: Registrant, **values: object) -> None:
    """Write how somebody takes part; raises ``WrongState`` when it is not as ``known`` any more.

    A button that is pressed twice must not take, or give back, a seat twice.
    """
    c = registrant.c
    same = (c.id == known.id) & (c.state == known.state) & (c.attend == known.attend)
    done = await connection.execute(update(registrant).where(same).values(values))
    if done.rowcount == 0:
        raise changed()
