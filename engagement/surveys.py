"""What people answer to the survey after a webinar, each once, with a name or without.

Rules:

1. Who agreed to capture answers by name: an event ``survey.answered`` for each question, of which
   the last one counts. Sending a form twice stores it once: an event's id is made of the answer
   and of the one before it.
2. Who did not is only added up, for good: nothing says which answers were theirs, so nothing can
   be changed. That they answered is kept as a keyed hash. Free text could say who wrote it, so it
   is not taken. They are told ``FEWEST`` at a time (``surveywaiting``).
3. Who answered by name and took the consent back later changes nothing any more; what was kept by
   name stays until it is erased, and is counted once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import NAMESPACE_OID, uuid5

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from engagement import surveywaiting
from engagement.consents import Consents
from engagement.errors import NotFound
from engagement.interactions import Interaction, Interactions
from engagement.kinds import KINDS, parse_values
from engagement.rows import SERVER_SESSION, EventRow
from engagement.surveyresults import NUMBERS, Question, Results, Said, last_of, results_of
from engagement.surveywaiting import Seal
from engagement.tables import event, survey_tally, survey_voice
from engagement.transactions import insert_new, writing
from engagement.writer import Writer

KIND = KINDS["survey.answered"]


class Way(StrEnum):
    """How somebody's answers are kept."""

    NAMED = "named"
    """As events of theirs; they can be changed."""
    UNNAMED = "unnamed"
    """Added up."""
    SENT = "sent"
    """They were added up before."""
    CLOSED = "closed"
    """Answered by name, then the consent was taken back."""


@dataclass(frozen=True, slots=True)
class Respondent:
    """Who answers."""

    org: str
    meeting: str
    participant: str
    voices: Sequence[str]
    """Keyed hashes that stand for them, one for each key of the server; the last one is written."""
    seal: Seal
    """For what waits until more have answered without a name."""


class Surveys:
    """The answers to the surveys of all webinars."""

    def __init__(
        self, engine: AsyncEngine, writer: Writer, interactions: Interactions, consents: Consents
    ) -> None:
        self._engine = engine
        self._writer = writer
        self._interactions = interactions
        self._consents = consents

    async def way(self, who: Respondent) -> Way:
        """How this person's answers would be kept now."""
        async with self._engine.connect() as connection:
            if await _has_spoken(connection, who):
                return Way.SENT
        agreed = await self._consents.current(who.org, who.meeting, who.participant)
        if agreed.allows(KIND.consent):
            return Way.NAMED
        by_name = await self._said(who.org, who.meeting, who.participant)
        return Way.CLOSED if by_name else Way.UNNAMED

    async def answered(
        self, org: str, meeting: str, people: Sequence[Respondent]
    ) -> frozenset[str]:
        """Which of these participants have answered, by name or without."""
        by_name: dict[str, list[Said]] = {}
        for each in await self._said(org, meeting):
            by_name.setdefault(each.participant, []).append(each)
        found = {
            who
            for who, said in by_name.items()
            if any(each.answer for each in last_of(said).values())
        }
        v = survey_voice.c
        query = select(v.voice).where(v.org == org, v.meeting == meeting)
        async with self._engine.connect() as connection:
            spoken = set((await connection.execute(query)).scalars())
        found |= {each.participant for each in people if not spoken.isdisjoint(each.voices)}
        return frozenset(found)

    async def given(self, who: Respondent) -> Mapping[str, str]:
        """What they have answered by name, by the question's key."""
        last = last_of(await self._said(who.org, who.meeting, who.participant))
        return {key: each.answer for key, each in last.items() if each.answer}

    async def answer(
        self, who: Respondent, asked: Sequence[Question], given: Mapping[str, str], now: int
    ) -> Way:
        """Keep the answers; return how it was done. It is on the disk.

        ``given`` holds clean answers by key; a question that it lacks has none. Raises ``NotFound``
        for somebody who was not there.
        """
        found = await self._interactions.find(who.org, who.meeting, who.participant)
        if found is None:
            raise NotFound("participant")
        way = await self.way(who)
        if way is Way.NAMED:
            said = await self._said(who.org, who.meeting, who.participant)
            await self._writer.store(_changes(found, asked, given, said, now))
        elif way is Way.UNNAMED:
            return await self._count(who, asked, given)
        return way

    async def results(self, org: str, meeting: str, asked: Sequence[Question]) -> Results:
        """What all of them answered together."""
        t, v = survey_tally.c, survey_voice.c
        tally = select(t.question, t.answer, t.count).where(t.org == org, t.meeting == meeting)
        voices = select(v.voice).where(v.org == org, v.meeting == meeting)
        async with self._engine.connect() as connection:
            counted = [(row[0], row[1], row[2]) for row in await connection.execute(tally)]
            unnamed = len((await connection.execute(voices)).all())
        return results_of(asked, await self._said(org, meeting), counted, unnamed)

    async def _count(
        self, who: Respondent, asked: Sequence[Question], given: Mapping[str, str]
    ) -> Way:
        async with writing(self._engine, who.org) as connection:
            if await _has_spoken(connection, who):
                return Way.SENT
            where = {"org": who.org, "meeting": who.meeting}
            # Pressed twice at once, both have looked before either wrote: one of them counts.
            if not await insert_new(connection, survey_voice, where | {"voice": who.voices[-1]}):
                return Way.SENT
            answers = [
                (each.key, given[each.key])
                for each in asked
                if each.kind != "text" and given.get(each.key)
            ]
            await surveywaiting.take(connection, who.seal, who.org, who.meeting, answers)
        return Way.UNNAMED

    async def _said(self, org: str, meeting: str, participant: str | None = None) -> list[Said]:
        """Answers by name, in the order of storing."""
        c = event.c
        which = [c.org == org, c.meeting == meeting, c.kind == KIND.name]
        if participant is not None:
            which.append(c.participant == participant)
        query = select(c.id, c.participant, c.seq, c["values"]).where(*which).order_by(c.position)
        async with self._engine.connect() as connection:
            return [Said(*row) for row in await connection.execute(query)]


def _changes(
    who: Interaction,
    asked: Sequence[Question],
    given: Mapping[str, str],
    said: Sequence[Said],
    now: int,
) -> list[EventRow]:
    """An event for each answer that is not the one that stands."""
    last, rows = last_of(said), list[EventRow]()
    for question in asked:
        answer, before = given.get(question.key, ""), last.get(question.key)
        if answer != (before.answer if before else ""):
            number = len(said) + len(rows) + 1
            rows.append(_row(who, question, answer, before.id if before else "", number, now))
    return rows


def _row(
    who: Interaction, question: Question, answer: str, before: str, number: int, now: int
) -> EventRow:
    name = f"{who.meeting}:survey:{who.participant}:{question.key}:{before}:{answer}"
    return EventRow(
        id=str(uuid5(NAMESPACE_OID, name)),
        org=who.org,
        meeting=who.meeting,
        interaction=who.id,
        participant=who.participant,
        hcp=who.hcp,
        session=SERVER_SESSION,
        seq=number,
        kind=KIND.name,
        at=now,
        values=parse_values(KIND, _values(question, answer)),
    )


def _values(question: Question, answer: str) -> dict[str, object]:
    values: dict[str, object] = {
        "question": question.key,
        "kind": question.kind,
        "label": question.label,
    }
    if not answer:
        return values
    if question.kind in NUMBERS:
        return values | {"number": int(answer)}
    return values | {"text" if question.kind == "text" else "choice": answer}


async def _has_spoken(connection: AsyncConnection, who: Respondent) -> bool:
    v = survey_voice.c
    query = select(v.voice).where(
        v.org == who.org, v.meeting == who.meeting, v.voice.in_(who.voices)
    )
    return (await connection.execute(query)).first() is not None
