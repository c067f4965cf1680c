"""What follows from a webinar's events, written down: who was its audience, and their scores.

Rule: the rows of a webinar are rewritten as a whole, in one transaction, so that they are always of
one report. They change only when late events, a consent or the directory changed what follows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from engagement.audience import segments
from engagement.audience.figures import FEWEST, AudienceReport
from engagement.audience.members import Attended, AudienceMember
from engagement.tables import audience, event, score_part
from engagement.transactions import writing

LIVE = (Attended.LIVE, Attended.BOTH)


@dataclass(frozen=True, slots=True)
class Past:
    """What is kept of an earlier webinar, for comparing."""

    registered: int
    live: int
    median_ms: int | None
    mean_score: int | None
    questions: int


async def keep(engine: AsyncEngine, report: AudienceReport) -> None:
    """Write the members and their scores down instead of what was there."""
    org, meeting = report.occasion.org, report.occasion.meeting
    where = {"org": org, "meeting": meeting}
    members = [where | _member(member) for member in report.members]
    parts = [
        where
        | {
            "participant": member.participant,
            "part": part.key,
            "amount": part.amount,
            "points": part.points,
            "most": part.most,
            "words": part.words,
        }
        for member in report.members
        if member.score is not None
        for part in member.score.parts
    ]
    async with writing(engine, org) as connection:
        for table, rows in ((audience, members), (score_part, parts)):
            await connection.execute(delete(table).where(*_mine(table, org, meeting)))
            if rows:
                await connection.execute(table.insert(), rows)


async def past(engine: AsyncEngine, org: str, meetings: Sequence[str]) -> Mapping[str, Past]:
    """What is kept of those of ``meetings`` of which something is."""
    a = audience.c
    query = select(a.meeting, a.attended, a.live_ms, a.score).where(
        a.org == org, a.meeting.in_(meetings)
    )
    async with engine.connect() as connection:
        rows = (await connection.execute(query)).all()
        asked = await _asked(connection, org, meetings)
    groups: dict[str, list[Any]] = {}
    for row in rows:
        groups.setdefault(row.meeting, []).append(row)
    return {meeting: _past(members, asked.get(meeting, 0)) for meeting, members in groups.items()}


def _past(members: Sequence[Any], questions: int) -> Past:
    live = [row.live_ms for row in members if row.attended in LIVE]
    scores = [row.score for row in members if row.score is not None]
    return Past(
        registered=len(members),
        live=len(live),
        median_ms=segments.middle(live),
        mean_score=round(sum(scores) / len(scores)) if len(scores) >= FEWEST else None,
        questions=questions,
    )


async def _asked(connection: AsyncConnection, org: str, meetings: Sequence[str]) -> dict[str, int]:
    """How many questions the audience of each webinar asked, with and without a name."""
    e, a = event.c, audience.c
    asker = and_(a.org == e.org, a.meeting == e.meeting, a.participant == e.participant)
    theirs = a.participant.is_not(None) | (e["values"]["anonymous"].as_boolean().is_(True))
    query = (
        select(e.meeting, func.count())
        .select_from(event.outerjoin(audience, asker))
        .where(e.org == org, e.meeting.in_(meetings), e.kind == "question.asked", theirs)
        .group_by(e.meeting)
    )
    return {row[0]: row[1] for row in await connection.execute(query)}


def _mine(table: Table, org: str, meeting: str) -> tuple[ColumnElement[bool], ...]:
    return table.c.org == org, table.c.meeting == meeting


def _member(member: AudienceMember) -> dict[str, Any]:
    return {
        "participant": member.participant,
        "hcp": member.hcp,
        "registered_at": member.registered_at,
        "attended": member.attended.value,
        "walk_in": member.walk_in,
        "first_at": member.first_join,
        "last_at": member.last_leave,
        "live_ms": member.live_ms,
        "on_demand_ms": member.on_demand_ms,
        "away_ms": member.away_ms,
        "captured": member.captured,
        "country": member.country or None,
        "specialty": member.specialty or None,
        "segment": member.segment or None,
        "slides": len(member.slides),
        "questions": member.questions,
        "votes": member.votes,
        "answers": member.answers,
        "reactions": member.reactions,
        "hands": member.hands,
        "chats": member.chats,
        "links": member.links,
        "downloads": member.downloads,
        "score": member.score.total if member.score else None,
    }
