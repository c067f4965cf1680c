"""Who agreed to what, in which words; the last entry of a kind is the one in force.

Rules:

1. Nothing is ever changed or removed: a withdrawal is one more entry.
2. Where there is no entry, the answer is no.
3. Each entry keeps the very text that was on the screen.
"""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from engagement import audit
from engagement.kinds import ConsentKind
from engagement.tables import consent
from engagement.transactions import writing

MOST_REMEMBERED = 10_000


class Means(StrEnum):
    """Where an answer was given."""

    LANDING_PAGE = "landing_page"
    ROOM = "room"
    RECEIPT = "receipt"
    BY_HAND = "by_hand"
    REGISTRATION = "registration"


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer to one question, with the words it was asked in."""

    kind: ConsentKind
    given: bool
    version: str
    """Version of the text."""
    language: str
    text: str


@dataclass(frozen=True, slots=True)
class ConsentState:
    """What is agreed to at the moment."""

    capture: bool = False
    attention: bool = False
    recording: bool = False
    since: int = field(default=0, compare=False)
    """From when on (UTC ms) capture has been agreed to without a break; 0 while it is not."""

    def covers(self, kind: ConsentKind | None, at: int) -> bool:
        """Whether what happened then may be kept: a yes is no yes to what was before it."""
        return self.allows(kind) and (kind is None or at >= self.since)

    def allows(self, kind: ConsentKind | None) -> bool:
        """Whether something that needs ``kind`` may be kept. Attention is a part of capture."""
        if kind is ConsentKind.ATTENTION:
            return self.capture and self.attention
        return kind is None or bool(getattr(self, kind, False))


@dataclass(frozen=True, slots=True)
class ConsentEntry:
    """One line of the ledger."""

    id: str
    meeting: str
    participant: str
    hcp: str | None
    kind: ConsentKind
    given: bool
    version: str
    language: str
    text: str
    means: Means
    at: int


class Consents:
    """The consent ledger. All answers of a running server go through one ``Consents``."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._states: dict[tuple[str, str, str], ConsentState] = {}

    async def record(
        self,
        org: str,
        meeting: str,
        participant: str,
        hcp: str | None,
        answers: Sequence[Answer],
        means: Means,
        now: int,
    ) -> ConsentState:
        """Add the answers; return what is agreed to from now on."""
        async with writing(self._engine, org) as connection:
            rows = [_row(org, meeting, participant, hcp, answer, means, now) for answer in answers]
            if rows:
                await connection.execute(consent.insert(), rows)
            await audit.append(connection, org, [_entry(row) for row in rows], now)
            state = await _state(connection, org, meeting, participant)
        self._remember((org, meeting, participant), state)
        return state

    async def withdraw(
        self,
        org: str,
        meeting: str,
        participant: str,
        kinds: Sequence[ConsentKind],
        means: Means,
        now: int,
    ) -> ConsentState:
        """Take back what was given, in the words it was given in; the rest is left alone."""
        given = [
            entry
            for entry in _latest(await self.entries(org, meeting, participant))
            if entry.given and entry.kind in kinds
        ]
        answers = [
            Answer(entry.kind, False, entry.version, entry.language, entry.text) for entry in given
        ]
        hcp = given[0].hcp if given else None
        return await self.record(org, meeting, participant, hcp, answers, means, now)

    async def current(self, org: str, meeting: str, participant: str) -> ConsentState:
        """What is agreed to. Asked for each batch of events, so answers are remembered."""
        known = self._states.get((org, meeting, participant))
        if known is not None:
            return known
        async with self._engine.connect() as connection:
            state = await _state(connection, org, meeting, participant)
        # An answer recorded while we were reading is newer than what we have read.
        newer = self._states.get((org, meeting, participant))
        if newer is None:
            self._remember((org, meeting, participant), state)
        return newer or state

    async def of_meeting(self, org: str, meeting: str) -> dict[str, ConsentState]:
        """What each participant agrees to, as far as they were asked."""
        async with self._engine.connect() as connection:
            return await states_of_meeting(connection, org, meeting)

    async def entries(self, org: str, meeting: str, participant: str) -> list[ConsentEntry]:
        """All answers of one person for one meeting, oldest first."""
        found = select(consent).where(
            consent.c.org == org,
            consent.c.meeting == meeting,
            consent.c.participant == participant,
        )
        return await self._read(found.order_by(consent.c.position))

    async def given_in(self, org: str, meeting: str) -> list[ConsentEntry]:
        """All answers of everybody for one meeting, oldest first."""
        found = select(consent).where(consent.c.org == org, consent.c.meeting == meeting)
        return await self._read(found.order_by(consent.c.position))

    async def of_hcp(self, org: str, hcp: str) -> list[ConsentEntry]:
        """All answers of an HCP for all meetings, newest first."""
        found = select(consent).where(consent.c.org == org, consent.c.hcp == hcp)
        return await self._read(found.order_by(consent.c.position.desc()))

    async def _read(self, statement: Select[Any]) -> list[ConsentEntry]:
        async with self._engine.connect() as connection:
            return [_read(row) for row in await connection.execute(statement)]

    def _remember(self, key: tuple[str, str, str], state: ConsentState) -> None:
        if len(self._states) >= MOST_REMEMBERED:
            self._states.pop(next(iter(self._states)))
        self._states[key] = state


async def _state(
    connection: AsyncConnection, org: str, meeting: str, participant: str
) -> ConsentState:
    rows = await connection.execute(
        select(consent.c.kind, consent.c.given, consent.c.at)
        .where(
            consent.c.org == org,
            consent.c.meeting == meeting,
            consent.c.participant == participant,
        )
        .order_by(consent.c.position)
    )
    return _state_of((row.kind, row.given, row.at) for row in rows)


async def states_of_meeting(
    connection: AsyncConnection, org: str, meeting: str
) -> dict[str, ConsentState]:
    """What each participant of a meeting agrees to, as far as they were asked."""
    c = consent.c
    rows = await connection.execute(
        select(c.participant, c.kind, c.given, c.at)
        .where(c.org == org, c.meeting == meeting)
        .order_by(c.position)
    )
    given: dict[str, list[tuple[str, bool, int]]] = {}
    for row in rows:
        given.setdefault(row.participant, []).append((row.kind, row.given, row.at))
    return {participant: _state_of(answers) for participant, answers in given.items()}


def _state_of(answers: Iterable[tuple[str, bool, int]]) -> ConsentState:
    """The last answer of each kind; what was asked when signing up is about no capture."""
    last: dict[str, bool] = {}
    since = 0
    for kind, given, at in answers:
        if kind == ConsentKind.CAPTURE and given != last.get(kind, False):
            since = at if given else 0
        last[kind] = given
    last.pop(ConsentKind.REGISTRATION, None)
    return ConsentState(**last, since=since)


def _latest(entries: Sequence[ConsentEntry]) -> list[ConsentEntry]:
    """The answers in force; of those given when signing up, one for each text."""
    return list({(entry.kind, _text_of(entry)): entry for entry in entries}.values())


def _text_of(entry: ConsentEntry) -> str:
    return entry.version if entry.kind is ConsentKind.REGISTRATION else ""


def _row(
    org: str,
    meeting: str,
    participant: str,
    hcp: str | None,
    answer: Answer,
    means: Means,
    now: int,
) -> dict[str, Any]:
    return {
        "id": secrets.token_urlsafe(16),
        "org": org,
        "meeting": meeting,
        "participant": participant,
        "hcp": hcp,
        "kind": answer.kind,
        "given": answer.given,
        "version": answer.version,
        "language": answer.language,
        "text": answer.text,
        "means": means,
        "at": now,
    }


def _entry(row: dict[str, Any]) -> audit.Entry:
    told = ("meeting", "kind", "version", "language", "means")
    return audit.Entry(
        actor=row["participant"],
        action="consent.given" if row["given"] else "consent.refused",
        subject_kind="consent",
        subject=row["id"],
        after={name: str(row[name]) for name in told},
    )


def _read(row: Any) -> ConsentEntry:
    return ConsentEntry(
        id=row.id,
        meeting=row.meeting,
        participant=row.participant,
        hcp=row.hcp,
        kind=ConsentKind(row.kind),
        given=row.given,
        version=row.version,
        language=row.language,
        text=row.text,
        means=Means(row.means),
        at=row.at,
    )
