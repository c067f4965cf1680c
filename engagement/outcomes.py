"""The call report as written, signed, locked and amended.

Rules:

1. A draft (revision 0) is saved as often as you like. Submitting makes revision 1 and removes the
   draft; from then on no row of the report is ever changed.
2. Nothing is submitted or amended while "was an adverse event heard?" has no answer.
3. An amendment is a new revision with a reason; the earlier ones stay readable.
4. Each locked revision carries the facts as they stood, and a digest that the audit chain seals.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from engagement import audit
from engagement.answers import Answers
from engagement.chain import canonical
from engagement.errors import Incomplete, Invalid, Locked
from engagement.interactions import OutcomeStatus
from engagement.report import CallReport
from engagement.reports import Reports
from engagement.tables import interaction, outcome
from engagement.transactions import upsert, writing

DRAFT = 0


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs, and what the signature says."""

    name: str
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One revision of a call report."""

    meeting: str
    revision: int
    status: OutcomeStatus
    answers: Answers
    report: CallReport | None
    """The facts when it was locked; None in a draft."""
    written_by: str
    written_at: int
    signature: Signature | None
    reason: str | None
    digest: str | None

    @property
    def locked(self) -> bool:
        return self.revision != DRAFT


class Outcomes:
    """The call reports of all meetings, one organisation at a time."""

    def __init__(self, engine: AsyncEngine, reports: Reports) -> None:
        self._engine = engine
        self._reports = reports

    async def save(self, org: str, meeting: str, answers: Answers, *, by: str, now: int) -> Outcome:
        """Keep a draft. Raise ``NotFound``, or ``Locked`` once the report was submitted."""
        await self._reports.prefill(org, meeting, now)  # is there such a meeting?
        async with writing(self._engine, org) as connection:
            if await _latest(connection, org, meeting) > DRAFT:
                raise Locked("The call report was submitted; it can only be amended.")
            row = _row(org, meeting, DRAFT, OutcomeStatus.DRAFT, answers, by, now)
            await upsert(connection, outcome, row, ["org", "meeting", "revision"])
            await _tell_interactions(connection, row)
        return _read(row)

    async def submit(
        self, org: str, meeting: str, answers: Answers, signature: Signature, *, by: str, now: int
    ) -> Outcome:
        """Sign and lock. Raise ``NotFound``, ``Incomplete``, ``Invalid``, or ``Locked``."""
        _check(answers, signature)
        report = await self._settled(org, meeting, now)
        async with writing(self._engine, org) as connection:
            if await _latest(connection, org, meeting) > DRAFT:
                raise Locked("The call report was submitted already.")
            row = _row(org, meeting, DRAFT + 1, OutcomeStatus.SUBMITTED, answers, by, now)
            await connection.execute(
                delete(outcome).where(outcome.c.org == org, outcome.c.meeting == meeting)
            )
            return await _lock(connection, row, report, signature)

    async def amend(
        self,
        org: str,
        meeting: str,
        answers: Answers,
        signature: Signature,
        *,
        reason: str,
        by: str,
        now: int,
    ) -> Outcome:
        """Sign a new revision of a submitted report; the same refusals, and a reason."""
        if not reason.strip():
            raise Invalid("reason", "must be given for an amendment")
        _check(answers, signature)
        report = await self._settled(org, meeting, now)
        async with writing(self._engine, org) as connection:
            latest = await _latest(connection, org, meeting)
            if latest <= DRAFT:
                raise Locked("The call report was not submitted yet; there is nothing to amend.")
            row = _row(org, meeting, latest + 1, OutcomeStatus.AMENDED, answers, by, now)
            return await _lock(connection, row | {"reason": reason.strip()}, report, signature)

    async def current(self, org: str, meeting: str) -> Outcome | None:
        """The draft or the last revision; None when nothing was written."""
        revisions = await self.history(org, meeting)
        return revisions[-1] if revisions else None

    async def history(self, org: str, meeting: str) -> list[Outcome]:
        """All revisions, oldest first."""
        statement = select(outcome).where(outcome.c.org == org, outcome.c.meeting == meeting)
        async with self._engine.connect() as connection:
            rows = await connection.execute(statement.order_by(outcome.c.revision))
            return [_read(row._asdict()) for row in rows]

    async def states(self, org: str, meetings: Iterable[str]) -> Mapping[str, OutcomeStatus]:
        """How far each meeting's call report is; ``NONE`` where nothing is written."""
        asked = list(meetings)
        c = outcome.c
        statement = select(c.meeting, c.status).where(c.org == org, c.meeting.in_(asked))
        async with self._engine.connect() as connection:
            rows = await connection.execute(statement.order_by(c.revision))
            written = {row.meeting: OutcomeStatus(row.status) for row in rows}
        return {meeting: written.get(meeting, OutcomeStatus.NONE) for meeting in asked}

    async def _settled(self, org: str, meeting: str, now: int) -> CallReport:
        """The facts to lock; what is derived from events agrees with them from now on."""
        await self._reports.settle(org, meeting, now)
        return await self._reports.prefill(org, meeting, now)


def digest_of(row: Mapping[str, Any]) -> str:
    """The digest that a locked revision must have."""
    covered = {name: row[name] for name in outcome.c.keys() if name != "digest"}  # noqa: SIM118
    return hashlib.sha256(canonical(covered).encode()).hexdigest()


def _check(answers: Answers, signature: Signature) -> None:
    if answers.adverse_event is None:
        raise Incomplete("Please answer first: was an adverse event heard?")
    if not signature.name.strip():
        raise Invalid("name", "must be given to sign")
    if not signature.meaning.strip():
        raise Invalid("meaning", "must say what the signature stands for")


async def _latest(connection: AsyncConnection, org: str, meeting: str) -> int:
    """The highest revision, -1 when there is none."""
    revisions = select(outcome.c.revision).where(outcome.c.org == org, outcome.c.meeting == meeting)
    return max(await connection.scalars(revisions), default=-1)


def _row(
    org: str,
    meeting: str,
    revision: int,
    status: OutcomeStatus,
    answers: Answers,
    by: str,
    now: int,
) -> dict[str, Any]:
    return {
        "org": org,
        "meeting": meeting,
        "revision": revision,
        "status": status,
        "answers": msgspec.to_builtins(answers),
        "report": None,
        "adverse_event": answers.adverse_event,
        "next_step": answers.next_step,
        "written_by": by,
        "written_at": now,
        "signed_name": None,
        "meaning": None,
        "reason": None,
        "digest": None,
    }


async def _lock(
    connection: AsyncConnection, row: dict[str, Any], report: CallReport, signature: Signature
) -> Outcome:
    row |= {
        "report": msgspec.to_builtins(report),
        "signed_name": signature.name.strip(),
        "meaning": signature.meaning.strip(),
    }
    row["digest"] = digest_of(row)
    await connection.execute(outcome.insert().values(**row))
    await _tell_interactions(connection, row)
    entry = audit.Entry(
        actor=row["written_by"],
        action=f"outcome.{row['status']}",
        subject_kind="outcome",
        subject=row["meeting"],
        after={name: row[name] for name in ("revision", "digest", "adverse_event", "meaning")},
        why=row["reason"],
    )
    await audit.append(connection, row["org"], [entry], row["written_at"])
    return _read(row)


async def _tell_interactions(connection: AsyncConnection, row: Mapping[str, Any]) -> None:
    await connection.execute(
        update(interaction)
        .where(interaction.c.org == row["org"], interaction.c.meeting == row["meeting"])
        .values(outcome_status=row["status"])
    )


def _read(row: Mapping[str, Any]) -> Outcome:
    signed = row["signed_name"] is not None
    return Outcome(
        meeting=row["meeting"],
        revision=row["revision"],
        status=OutcomeStatus(row["status"]),
        answers=msgspec.convert(row["answers"], Answers),
        report=msgspec.convert(row["report"], CallReport) if row["report"] else None,
        written_by=row["written_by"],
        written_at=row["written_at"],
        signature=Signature(row["signed_name"], row["meaning"]) if signed else None,
        reason=row["reason"],
        digest=row["digest"],
    )
