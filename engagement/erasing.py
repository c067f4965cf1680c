"""Erasing a person from the engagement store (GDPR article 17).

Rules:

1. Figures stay: what was counted is counted, by a participant of whom nobody knows who it was.
2. Words go: what the person wrote is replaced, and so is their name wherever others wrote it.
3. The audit chain stays valid: it holds commitments, whose values go. A locked call report whose
   facts named the person gets a new digest, and a line of the chain that says why.
4. What the law wants kept is kept: reports of harm (``adverse_event``) with who reported, and the
   ledger of consents, in which a participant's id stands for nobody.
"""

from collections.abc import Callable, Collection
from typing import Any

from sqlalchemy import Table, and_, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from engagement import audit
from engagement.outcomes import digest_of
from engagement.tables import audience, consent, event, hcp, interaction, outcome, slide_view
from engagement.tables import audit as trail
from engagement.transactions import writing

Blot = Callable[[Any], Any]
"""Takes the person's names and addresses out of a value."""
ASKING = ("question.asked", "chat.posted")


class Erasing:
    """Takes one person out of one organisation's rows."""

    def __init__(
        self,
        org: str,
        people: Collection[str],
        hcps: Collection[str],
        *,
        blot: Blot,
        erased: str,
    ) -> None:
        """``people`` are participants, ``hcps`` ids of the directory; ``erased`` takes the place
        of their words."""
        self._org = org
        self._people = frozenset(people)
        self._hcps = frozenset(hcps)
        self._blot = blot
        self._erased = erased

    async def run(
        self,
        engine: AsyncEngine,
        meetings: Collection[str],
        said: Collection[str],
        *,
        by: str,
        why: str,
        now: int,
    ) -> None:
        """Do it, with a line of the audit trail that names nobody.

        ``said`` are ids of questions and messages that were theirs, with a name or without.
        """
        async with writing(engine, self._org) as connection:
            await self._unname(connection)
            for meeting in sorted(meetings):
                await self._events(connection, meeting, frozenset(said))
                await self._outcomes(connection, meeting, by, now)
            known = [*self._people, *self._hcps]
            await connection.execute(
                update(trail)
                .where(trail.c.org == self._org, trail.c.subject.in_(known))
                .values(private=None)
            )
            after = {"meetings": len(meetings), "participants": len(self._people)}
            person = min(known, default="unknown")
            entry = audit.Entry(by, "person.erased", "person", person, {}, after, why=why)
            await audit.append(connection, self._org, [entry], now)

    async def _unname(self, connection: AsyncConnection) -> None:
        """The directory forgets them, and no row leads to it."""
        for table in (interaction, event, slide_view, consent, audience):
            await connection.execute(
                update(table).where(self._theirs(table), table.c.hcp.is_not(None)).values(hcp=None)
            )
        named = update(interaction).where(self._theirs(interaction))
        await connection.execute(named.values(name=None))
        gone = and_(hcp.c.org == self._org, hcp.c.id.in_(self._hcps))
        await connection.execute(delete(hcp).where(gone))

    def _theirs(self, table: Table) -> Any:
        mine = or_(table.c.participant.in_(self._people), table.c.hcp.in_(self._hcps))
        return and_(table.c.org == self._org, mine)

    async def _events(
        self, connection: AsyncConnection, meeting: str, said: frozenset[str]
    ) -> None:
        c = event.c
        query = select(c.position, c.participant, c.kind, c["values"]).where(
            c.org == self._org, c.meeting == meeting
        )
        for position, participant, kind, values in (await connection.execute(query)).all():
            clean = self._blot(dict(values))
            nameless = kind in ASKING and not said.isdisjoint(_ids(values))
            if clean.get("text") and (participant in self._people or nameless):
                clean["text"] = self._erased
            if clean != values:
                change = update(event).where(c.position == position)
                await connection.execute(change.values({"values": clean}))

    async def _outcomes(self, connection: AsyncConnection, meeting: str, by: str, now: int) -> None:
        c = outcome.c
        query = select(outcome).where(c.org == self._org, c.meeting == meeting)
        for found in (await connection.execute(query)).all():
            row = found._asdict()
            clean = row | {
                name: self._blot(self._within(row[name]))
                for name in ("answers", "report", "next_step", "reason")
            }
            if clean == row:
                continue
            if row["digest"] is not None:
                clean["digest"] = digest_of(clean)
                await self._note(connection, clean, by, now)
            this = and_(c.org == self._org, c.meeting == meeting, c.revision == row["revision"])
            await connection.execute(update(outcome).where(this).values(clean))

    def _within(self, value: Any) -> Any:
        """A part of a report without what says who a participant was."""
        if isinstance(value, list):
            return [self._within(each) for each in value]
        if not isinstance(value, dict):
            return value
        found = {name: self._within(each) for name, each in value.items()}
        if found.get("participant") in self._people or found.get("hcp") in self._hcps:
            found |= {name: self._erased for name in ("name", "text") if found.get(name)}
            found |= {"hcp": None} if "hcp" in found else {}
        return found

    async def _note(
        self, connection: AsyncConnection, row: dict[str, Any], by: str, now: int
    ) -> None:
        after = {"revision": row["revision"], "digest": row["digest"]}
        why = "A person's data was erased."
        entry = audit.Entry(by, "outcome.erased", "outcome", row["meeting"], {}, after, why=why)
        await audit.append(connection, self._org, [entry], now)


def _ids(values: dict[str, Any]) -> set[str]:
    """The question or message that an event brings."""
    return {str(values[name]) for name in ("question", "message") if name in values}
